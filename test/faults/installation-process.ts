/**
 * The local installation in a process of its own, so that it can be killed. Its argument is `ProcessOptions` as
 * JSON. It writes JSON lines: first where it can be reached, then each line that a function logs, as it is.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import { readPolicyFile } from '../../functions/policy/read-policy-file.ts';
import { startLocalInstallation } from '../../local/installation.ts';

const OptionsSchema = v.object({
  stateDirectory: v.string(),
  valohaiHost: v.string(),
  timeScale: v.number(),
  concurrency: v.number(),
  functionEnvironment: v.record(v.string(), v.string()),
});

export type ProcessOptions = v.InferOutput<typeof OptionsSchema>;

export const ProcessLineSchema = v.union([
  v.object({
    kind: v.literal('ready'),
    webhookUrl: v.string(),
    schedulerEndpoint: v.string(),
    secretsEndpoint: v.string(),
  }),
  v.object({ kind: v.literal('log'), line: v.string() }),
]);

export type ProcessLine = v.InferOutput<typeof ProcessLineSchema>;

/**
 * Without growing waits, so that a second retry comes as soon as a first; with room for many at once; and with
 * a sweep that comes when it is called. Half of all executions are retries here, and many fail again on purpose, so no
 * budget ends that.
 */
const POLICY = {
  backoff: 1,
  'launches-per-minute': { project: 10, all: 300 },
  budget: 1,
  sweep: { every: '24h', 'look-back': '6h' },
};

if (import.meta.main) {
  const options = v.parse(v.pipe(v.string(), v.parseJson(), OptionsSchema), process.argv[2]);
  const file = join(PACKAGE_ROOT, 'retry-policy.yaml');
  const { document } = readPolicyFile(file, readFileSync(file, 'utf8'));
  const installation = await startLocalInstallation({
    ...options,
    policy: { ...document, ...POLICY, host: options.valohaiHost },
    chooseToken: async (stored) => process.env.VALOHAI_TOKEN ?? stored,
    address: '127.0.0.1',
    port: 0,
    onLog: (line) => write({ kind: 'log', line }),
  });
  const { webhookUrl, schedulerEndpoint, secretsEndpoint } = installation;
  write({ kind: 'ready', webhookUrl, schedulerEndpoint, secretsEndpoint });
  process.once('SIGTERM', () => {
    void installation.stop().then(() => process.exit(0));
  });
}

function write(line: ProcessLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
