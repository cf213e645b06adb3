import { askSecretly } from './ask-secretly.ts';
import { readOptions, run, UsageError } from './command.ts';
import { findInstallation, INSTALLATION_HELP, INSTALLATION_WORDS } from './installation.ts';
import { readSecretDocument, writeSecretDocument } from './secret-document.ts';
import { tokenOwner } from './token-owner.ts';

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
    const username = await tokenOwner(token, valohaiHost);
    process.stdout.write(`Valohai knows it as the token of ${username}.\n`);
  }
  await writeSecretDocument(secrets, secretId, {
    ...(await readSecretDocument(secrets, secretId)),
    valohaiToken: token,
  });
  process.stdout.write(`Stored ${where}. Running functions use it within five minutes.\n`);
});
