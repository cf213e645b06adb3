/** `npm run fuzz -- --seed N --size N`: feeds the webhook with requests of all kinds; exits 1 if an answer is wrong. */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz-run.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, size: { type: 'string', default: '200000' } },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const size = Number(values.size);
const startedAt = Date.now();
const PROGRESS_EVERY = 10_000;
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
process.stdout.write(
  `${wrongCount === 0 ? 'Every answer was valid' : `${wrongCount} were wrong`} after ${seconds()} s (seed ${seed}).\n`,
);
process.exitCode = wrongCount === 0 ? 0 : 1;

function seconds(): number {
  return Math.round((Date.now() - startedAt) / 1_000);
}
