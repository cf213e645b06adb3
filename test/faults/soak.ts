/** `npm run soak -- --seed N --size N`: many executions with random faults; exits 1 if its account does not add up. */
import { parseArgs } from 'node:util';
import { accountAsText, addsUp } from './soak-account.ts';
import { soak } from './soak-run.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    size: { type: 'string', default: '2000' },
    'time-scale': { type: 'string', default: '20' },
  },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const size = Number(values.size);
const startedAt = Date.now();
process.stdout.write(`soak: seed ${seed}, ${size} executions\n`);

const account = await soak({
  seed,
  size,
  timeScale: Number(values['time-scale']),
  isHurried: false,
  onProgress: (line) => process.stdout.write(`  ${seconds()} s: ${line}\n`),
});

process.stdout.write(`${accountAsText(account)}\n`);
const isRight = addsUp(account);
process.stdout.write(
  `${isRight ? 'Every line adds up' : 'It does not add up'} after ${seconds()} s (seed ${seed}).\n`,
);
process.exitCode = isRight ? 0 : 1;

function seconds(): number {
  return Math.round((Date.now() - startedAt) / 1_000);
}
