import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import * as v from 'valibot';
import { instanceEnvironment } from '../../local/lambda/instance-environment.ts';
import { eventsAt } from './events.ts';
import type { Services } from './services.ts';
import type { Variant } from './variants.ts';

const ResultSchema = v.object({
  loadMs: v.number(),
  firstMs: v.number(),
  peakKb: v.number(),
  warmMs: v.number(),
});

/** What one fresh process took. */
export interface Measurement {
  /** CPU time, user and system, from the start of the process until the handler was loaded. */
  readonly loadMs: number;
  /** CPU time from the start of the process until its first invocation was complete. */
  readonly firstMs: number;
  /** Largest resident size until then. */
  readonly peakMb: number;
  /** Further invocations, one after the other, in a second of the clock. */
  readonly warmPerSecond: number;
}

/** Runs variants in processes of their own. */
export interface Measuring {
  readonly services: Services;
  /** The program of the measured processes, from `buildMeasuredProgram`. */
  readonly program: string;
  /** How many invocations follow the first. */
  readonly warmCount: number;
}

/** Strips the program's types beforehand; Node would do it inside of what is measured. */
export async function buildMeasuredProgram(folder: string): Promise<string> {
  const outfile = join(folder, 'measured-process.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'measured-process.ts')],
    outfile,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  });
  return outfile;
}

/**
 * Measures a variant once.
 *
 * @throws Error unless each of its invocations came to a retry, for only then it has done all of its work
 */
export async function measure(variant: Variant, measuring: Measuring): Promise<Measurement> {
  const { services, program, warmCount } = measuring;
  const event = JSON.stringify(eventsAt(new Date())[variant.takes]);
  const child = spawn(process.execPath, [program, variant.entry, event, String(warmCount)], {
    // As in Lambda, what is logged goes into a pipe.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: environmentOf(variant, services),
  });
  const [output, errors, result, [code]] = await Promise.all([
    text(readable(child.stdout)),
    text(readable(child.stderr)),
    text(readable(child.stdio[3])),
    once(child, 'close'),
  ]);
  const retries = output.match(/"kind":"retry"/g)?.length ?? 0;
  if (code !== 0 || retries !== (variant.name === 'empty' ? 0 : 1 + warmCount)) {
    throw new Error(
      `${variant.name} ended with ${code} and ${retries} retries in ${1 + warmCount} invocations:\n` +
        `${output.slice(-2_000)}${errors.slice(-2_000)}`,
    );
  }
  const { loadMs, firstMs, peakKb, warmMs } = v.parse(
    v.pipe(v.string(), v.parseJson(), ResultSchema),
    result,
  );
  return { loadMs, firstMs, peakMb: peakKb / 1_024, warmPerSecond: (1_000 * warmCount) / warmMs };
}

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function';

/** As in Lambda, and the same for all, the empty handler too. */
function environmentOf({ entry }: Variant, services: Services): Record<string, string> {
  return instanceEnvironment(
    {
      name: 'bench',
      arn: `${ARN}:bench`,
      code: join(entry, '..'),
      handler: 'index.handler',
      environment: {
        SECRET_ID: 'valohai-retry',
        SCHEDULE_GROUP: 'valohai-retry',
        SCHEDULER_ROLE_ARN: 'arn:aws:iam::123456789012:role/scheduler',
        DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:eu-west-1:123456789012:dead-letters',
        TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alarms',
        RETRY_FUNCTION_ARN: `${ARN}:retry`,
        POWERTOOLS_SERVICE_NAME: 'valohai-retry',
        POWERTOOLS_METRICS_NAMESPACE: 'ValohaiRetry',
        AWS_ENDPOINT_URL_SCHEDULER: services.scheduler,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: services.secretsManager,
        NODE_EXTRA_CA_CERTS: services.certificateFile,
      },
      timeoutSeconds: 25,
      memoryMb: 1_024,
    },
    'localhost:9',
  );
}

function readable(stream: unknown): Readable {
  if (stream instanceof Readable) return stream;
  throw new Error('the measured process lacks an output');
}
