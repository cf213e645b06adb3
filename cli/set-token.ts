import { ConfigError } from '../functions/config-error.ts';
import { ValohaiClient } from '../functions/valohai/client.ts';
import { ValohaiUnauthorizedError } from '../functions/valohai/errors.ts';
import { sendHttp } from '../functions/valohai/http.ts';
import { askSecretly } from './ask-secretly.ts';
import { readOptions, run, UsageError } from './command.ts';
import { findInstallation, INSTALLATION_HELP, INSTALLATION_WORDS } from './installation.ts';
import { readSecretDocument, writeSecretDocument } from './secret-document.ts';

const HELP = `
npm run set-token -- [options]

Stores the token with which retries are started, after asking Valohai whether it is good. Create one in
Valohai under My Profile, Authentication, best as a user of its own. It is asked for, or read from the
first line of standard input; it never stands in a command line.
${INSTALLATION_HELP}
  --unchecked    store it also when Valohai cannot be asked from here`;

await run(async () => {
  const values = readOptions({ ...INSTALLATION_WORDS, unchecked: { type: 'boolean' } }, HELP);
  const installation = await findInstallation(values);
  const { valohaiHost, secrets, secretId, where } = installation;
  const token = await askSecretly(`Token for ${valohaiHost} (not shown): `);
  if (token === '') throw new UsageError('No token was given; nothing was changed.');
  if (values.unchecked !== true) {
    const source = { current: async () => token, renewed: async () => token };
    const { username } = await new ValohaiClient(valohaiHost, source, sendHttp).me().catch(refused);
    process.stdout.write(`Valohai knows it as the token of ${username}.\n`);
  }
  await writeSecretDocument(secrets, secretId, {
    ...(await readSecretDocument(secrets, secretId)),
    valohaiToken: token,
  });
  process.stdout.write(`Stored ${where}. Running functions use it within five minutes.\n`);
});

/** The client speaks of the stored token; this one is not stored. */
function refused(error: unknown): never {
  if (!(error instanceof ValohaiUnauthorizedError)) throw error;
  throw new ConfigError('Valohai refuses this token (401); nothing was changed.');
}
