import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../build/package-root.ts';
import { askSecretly } from '../cli/ask-secretly.ts';
import { readOptions, run } from '../cli/command.ts';
import { loadPolicy } from '../cli/load-policy.ts';
import { tokenOwner } from '../cli/token-owner.ts';
import { ConfigError } from '../functions/config-error.ts';
import { ValohaiUnavailableError } from '../functions/valohai/errors.ts';
import { startDemo } from './demo.ts';
import { startLocalInstallation } from './installation.ts';
import { Reporter } from './reporter.ts';
import { explainState } from './state-trouble.ts';
import { readStartOptions, START_HELP, START_WORDS, type StartOptions } from './words.ts';

await run(async () => {
  const values = readOptions(START_WORDS, START_HELP);
  const options = readStartOptions(values, join(PACKAGE_ROOT, 'retry-policy.yaml'));
  const { document } = loadPolicy(options.policyFile);
  const reporter = new Reporter(options);
  const stateDirectory = options.stateDirectory ?? mkdtempSync(join(tmpdir(), 'valohai-retry-'));
  // Whoever cannot write down what happens must not go on: the next start finds everything as it was.
  process.once('uncaughtException', (error) =>
    run(() => Promise.reject(explainState(error, stateDirectory))),
  );
  const explain = explainStart(options, stateDirectory);
  const demo =
    options.host === undefined ? await startDemo(options.stateDirectory).catch(explain) : undefined;
  const valohaiHost = options.host ?? demo?.url ?? '';

  const installation = await startLocalInstallation({
    stateDirectory,
    policy: { ...document, host: valohaiHost },
    chooseToken: async (stored) => demo?.token ?? (await findToken(stored, valohaiHost)),
    address: options.address,
    port: options.port,
    timeScale: options.timeScale,
    onLog: (line) => reporter.log(line),
  }).catch(explain);

  reporter.ready(installation);
  demo?.play(installation.webhookUrl);
  await endOfProcess();
  await Promise.all([installation.stop(), demo?.stop()]);
  if (options.stateDirectory === undefined) rmSync(stateDirectory, { recursive: true, force: true });
  process.exit(0);
});

async function findToken(stored: string, host: string): Promise<string> {
  const { VALOHAI_TOKEN, VH_API_TOKEN } = process.env;
  const given = (VALOHAI_TOKEN || VH_API_TOKEN || '').trim();
  if (given === '' && stored !== '') return stored;
  const token =
    given || (await askSecretly(`Token for ${host} (not shown; Valohai: My Profile, Authentication): `));
  if (token === '') {
    throw new ConfigError('A token for Valohai is needed: set VALOHAI_TOKEN, or type it when asked.');
  }
  await refuseBadToken(token, host);
  return token;
}

/** Only a token that is refused: a Valohai that is away is waited for. */
async function refuseBadToken(token: string, host: string): Promise<void> {
  try {
    await tokenOwner(token, host);
  } catch (error) {
    if (!(error instanceof ValohaiUnavailableError)) throw error;
  }
}

function explainStart({ port, address }: StartOptions, stateDirectory: string) {
  return (error: unknown): never => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new ConfigError(`Port ${port} is taken. Choose another with --port; 0 takes a free one.`);
    }
    if (code === 'EADDRNOTAVAIL') {
      throw new ConfigError(`This machine has no address ${address}. Choose another with --address.`);
    }
    throw explainState(error, stateDirectory);
  };
}

function endOfProcess(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
