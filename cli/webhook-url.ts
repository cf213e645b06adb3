import { randomBytes } from 'node:crypto';
import { ConfigError } from '../functions/config-error.ts';
import { readOptions, run, UsageError } from './command.ts';
import { commandFor, findInstallation, INSTALLATION_HELP, INSTALLATION_WORDS } from './installation.ts';
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
  const installation = await findInstallation(values);
  const { secrets, secretId, webhookUrlWithoutKey } = installation;
  const stored = await readSecretDocument(secrets, secretId);
  const isOldDropped = values['drop-old-key'] === true;
  // Only two keys are let in, and nobody here knows which of them Valohai has.
  if (values['new-key'] === true && !isOldDropped && stored.previousWebhookKey?.trim()) {
    throw new UsageError(
      'An older key is still valid, and Valohai may use it; nothing was changed. Paste the URL that ' +
        `${commandFor(installation, 'webhook-url')} prints into Valohai, then let the older key go with ` +
        `${commandFor(installation, 'webhook-url', '--drop-old-key')}.`,
    );
  }
  const document = changed(stored, values['new-key'] === true, isOldDropped);
  if (document !== stored) await writeSecretDocument(secrets, secretId, document);
  if (document.webhookKey.trim() === '') {
    const makeOne = commandFor(installation, 'webhook-url', '--new-key');
    throw new ConfigError(`The secret has no webhook key. Make one with ${makeOne}.`);
  }
  process.stdout.write(`${webhookUrlWithoutKey.replace(/\/$/, '')}/${document.webhookKey.trim()}\n`);
  if (document !== stored) process.stderr.write('Running functions know this within five minutes.\n');
});

function changed(document: SecretDocument, isNewKey: boolean, isOldDropped: boolean): SecretDocument {
  const { previousWebhookKey: _old, ...current } = document;
  const kept = isOldDropped ? current : document;
  if (!isNewKey) return kept;
  return { ...kept, webhookKey: randomBytes(24).toString('hex'), previousWebhookKey: document.webhookKey };
}
