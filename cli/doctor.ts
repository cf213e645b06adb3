import { readOptions, run } from './command.ts';
import { examine } from './examine.ts';
import { findInstallation, INSTALLATION_HELP, INSTALLATION_WORDS } from './installation.ts';

const HELP = `
npm run doctor -- [options]

Calls everything that valohai-retry depends on, as it would, and says in one line each whether it works and
what to do if not. Changes nothing. Exit code 1 when something does not work.
${INSTALLATION_HELP}
  --policy FILE  whose projects are looked for (retry-policy.yaml)`;

await run(async () => {
  const values = readOptions(
    { ...INSTALLATION_WORDS, policy: { type: 'string', default: 'retry-policy.yaml' } },
    HELP,
  );
  const installation = await findInstallation(values);
  process.stdout.write(`valohai-retry ${installation.where}, for ${installation.valohaiHost}\n`);
  for await (const { name, isGood, told } of examine(installation, values.policy)) {
    process.stdout.write(`${isGood ? '  ok  ' : 'WRONG '} ${name}: ${told}\n`);
    if (!isGood) process.exitCode = 1;
  }
});
