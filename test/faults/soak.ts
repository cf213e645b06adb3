import { readOptions, run } from '../../cli/command.ts';
import { readWholeNumber } from '../../cli/whole-number.ts';
import { readSeed } from './seed-option.ts';
import { accountAsText, addsUp } from './soak-account.ts';
import { soak } from './soak-run.ts';

const HELP = `
npm run soak -- [options]

Runs many executions through the functions, with random faults. Exit code 1 if one is not accounted for. The same
seed plans the same executions and faults.

  --seed N        from 0 to 999999 (any)
  --size N        executions (2000)
  --time-scale N  how much faster time goes (20)`;

const MOST_EXECUTIONS = 100_000;
const FASTEST = 1_000;

await run(async () => {
  const values = readOptions(
    {
      seed: { type: 'string' },
      size: { type: 'string', default: '2000' },
      'time-scale': { type: 'string', default: '20' },
    },
    HELP,
  );
  const seed = readSeed(values.seed);
  const size = readWholeNumber('--size', values.size, 1, MOST_EXECUTIONS);
  const timeScale = readWholeNumber('--time-scale', values['time-scale'], 1, FASTEST);
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1_000);
  process.stdout.write(`soak: seed ${seed}, ${size} executions\n`);

  const account = await soak({
    seed,
    size,
    timeScale,
    isHurried: false,
    onProgress: (line) => process.stdout.write(`  ${seconds()} s: ${line}\n`),
  });

  const isRight = addsUp(account);
  const result = isRight ? 'Every line adds up' : 'It does not add up';
  process.stdout.write(`${accountAsText(account)}\n${result} after ${seconds()} s (seed ${seed}).\n`);
  process.exitCode = isRight ? 0 : 1;
});
