import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { classify } from '../functions/policy/classify.ts';
import type { LogLine } from '../functions/policy/failure.ts';

// How long one judgement takes, warm, on tails of 64 kB. Each kind of tail makes the search do something else:
// find its error at once, wade through what a launcher prints, or find nothing and look at everything.
const SIZE = 64 * 1024;
const WARM_UP = 300;
const ROUNDS = 2000;

const PROGRESS = [
  '2026-04-02 08:15:30,112 INFO trainer step=%d loss=0.4132 lr=0.0003 tokens/s=18211',
  'epoch 3:  41%|████      | %d/500 [01:10<01:40,  2.91it/s]',
  'WARNING urllib3.connectionpool: Retrying (Retry(total=2)) after connection broken by ReadTimeoutError: /v1/%d',
  '[rank1]: shard %d loaded from s3://lake.example/shards',
];
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'a traceback at the end': [
    'Traceback (most recent call last):',
    '  File "/app/train.py", line 12, in <module>',
    '    rows = client.read(table)',
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='lake.example', port=443): Max retries exceeded",
  ],
  'a launcher over a code error': [
    "KeyError: 'label'",
    ...Array.from(
      { length: 60 },
      (_, rank) => `[rank${rank}]: Connection closed by peer [10.0.0.${rank}]:4411`,
    ),
    'torch.distributed.elastic.multiprocessing.errors.ChildFailedError:',
  ],
  'an exit code and nothing else': ['Process completed with exit code 1.'],
  'no error at all': [],
};

function tail(ending: readonly string[]): LogLine[] {
  const lines: string[] = [];
  let size = ending.join('\n').length;
  for (let index = 0; size < SIZE; index += 1) {
    const line = (PROGRESS[index % PROGRESS.length] ?? '').replace('%d', String(index));
    lines.push(line);
    size += line.length + 1;
  }
  return [...lines, ...ending].map((message) => ({ stream: 'stderr', message }));
}

function measure(log: readonly LogLine[]): number[] {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const start = performance.now();
    classify({ log });
    if (round >= WARM_UP) times.push(performance.now() - start);
  }
  return times.sort((left, right) => left - right);
}

function at(times: readonly number[], share: number): string {
  return `${(times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2)} ms`;
}

process.stdout.write(
  `classify(), 64 kB, ${ROUNDS} rounds after ${WARM_UP} to warm up, one process, ` +
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}\n`,
);
for (const [name, ending] of Object.entries(ENDINGS)) {
  const times = measure(tail(ending));
  process.stdout.write(
    `${name.padEnd(32)} median ${at(times, 0.5)}  p99 ${at(times, 0.99)}  slowest ${at(times, 1 - 1e-9)}\n`,
  );
}
