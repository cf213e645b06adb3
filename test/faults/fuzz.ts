import { readOptions, run } from '../../cli/command.ts';
import { readWholeNumber } from '../../cli/whole-number.ts';
import { fuzz } from './fuzz-run.ts';
import { readSeed } from './seed-option.ts';

const HELP = `
npm run fuzz -- [options]

Feeds the webhook with requests of all kinds, well formed and not. Exit code 1 if an answer is not the one that
is right for its request. The same seed makes the same requests.

  --seed N   from 0 to 999999 (any)
  --size N   requests (200000)`;

const MOST_REQUESTS = 100_000_000;
const PROGRESS_EVERY = 10_000;

await run(async () => {
  const values = readOptions({ seed: { type: 'string' }, size: { type: 'string', default: '200000' } }, HELP);
  const seed = readSeed(values.seed);
  const size = readWholeNumber('--size', values.size, 1, MOST_REQUESTS);
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1_000);
  process.stdout.write(`fuzz: seed ${seed}, ${size} requests\n`);

  const { statuses, wrong, wrongCount } = await fuzz({
    seed,
    size,
    onProgress: (done) => {
      if (done % PROGRESS_EVERY === 0) process.stdout.write(`  ${seconds()} s: ${done}\n`);
    },
  });

  for (const [status, count] of Object.entries(statuses)) process.stdout.write(`  ${status}: ${count}\n`);
  for (const problem of wrong) process.stdout.write(`WRONG ${problem}\n`);
  const result = wrongCount === 0 ? 'Every answer was valid' : `${wrongCount} were wrong`;
  process.stdout.write(`${result} after ${seconds()} s (seed ${seed}).\n`);
  process.exitCode = wrongCount === 0 ? 0 : 1;
});
