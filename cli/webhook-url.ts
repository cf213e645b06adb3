import { randomBytes } from 'node:crypto';
import { ConfigError } from '../functions/config-error.ts';
import { readOptions, run, UsageError } from './command.ts';
import { findInstallation, INSTALLATION_HELP, INSTALLATION_WORDS } from './installation.ts';
import { readSecretDocument, type SecretDocument, writeSecretDocument } from './secret-document.ts';

const HELP = `
npm run webhook-url -- [options]

Prints the URL to paste into Valohai: Settings, Notifications, Channels, Create a new channel, type webhook.
Who has the URL can report failures, nothing else.
${INSTALLATION_HELP}
  --new-key      make a new key and print the URL with it; the old key stays valid until --drop-old-key,
                 and before that no other is made
  --drop-old-key let only the newest key in, once Valohai has the new URL`;

await run(async () => {
  const words = {
    ...INSTALLATION_WORDS,
    'new-key': { type: 'boolean' },
    'drop-old-key': { type: 'boolean' },
  } as const;
  const values = readOptions(words, HELP);
  const { secrets, secretId, webhookUrlWithoutKey } = await findInstallation(values);
  const stored = await readSecretDocument(secrets, secretId);
  const document = changed(stored, values['new-key'] === true, values['drop-old-key'] === true);
  if (document !== stored) await writeSecretDocument(secrets, secretId, document);
  if (document.webhookKey.trim() === '') {
    throw new ConfigError('The secret has no webhook key. Make one with `npm run webhook-url -- --new-key`.');
  }
  process.stdout.write(`${webhookUrlWithoutKey.replace(/\/$/, '')}/${document.webhookKey.trim()}\n`);
  if (document !== stored) process.stderr.write('Running functions know this within five minutes.\n');
});

/** @throws UsageError when a new key would push an older one out */
function changed(document: SecretDocument, isNewKey: boolean, isOldDropped: boolean): SecretDocument {
  const { previousWebhookKey: _old, ...current } = document;
  const kept: SecretDocument = isOldDropped ? current : document;
  if (!isNewKey) return kept;
  // Only two keys are let in, and nobody here knows which of them Valohai has.
  if (kept.previousWebhookKey?.trim()) {
    throw new UsageError(
      'An older key is still valid, and Valohai may use it; nothing was changed. Paste the URL that ' +
        '`npm run webhook-url` prints into Valohai, then let the older key go with ' +
        '`npm run webhook-url -- --drop-old-key`.',
    );
  }
  return { ...kept, webhookKey: randomBytes(24).toString('hex'), previousWebhookKey: document.webhookKey };
}
