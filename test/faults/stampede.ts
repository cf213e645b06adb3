import { readOptions, run } from '../../cli/command.ts';
import { readWholeNumber } from '../../cli/whole-number.ts';
import { accountAsText, addsUp } from './soak-account.ts';
import { stampede } from './stampede-run.ts';

const HELP = `
npm run stampede -- [options]

Lets many executions fail together. Exit code 1 if one of them is lost or retried twice, if an answer took too
long or if too many retries were placed in one minute. Takes some 20 minutes.

  --size N     executions (2000)
  --seconds N  within which they fail (60)`;

const LONGEST_ANSWER_MS = 3_000;
/** The policy's cap for a project, and a tenth. */
const MOST_IN_A_MINUTE = 11;
const MOST_EXECUTIONS = 100_000;
const MOST_SECONDS = 3_600;

await run(async () => {
  const values = readOptions(
    { size: { type: 'string', default: '2000' }, seconds: { type: 'string', default: '60' } },
    HELP,
  );
  const size = readWholeNumber('--size', values.size, 1, MOST_EXECUTIONS);
  const seconds = readWholeNumber('--seconds', values.seconds, 1, MOST_SECONDS);
  process.stdout.write(`stampede: ${size} executions fail, notified within ${seconds} s\n`);

  const { account, slowestAnswerMs, mostInAMinute } = await stampede({
    size,
    seconds,
    onProgress: (line) => process.stdout.write(`  ${line}\n`),
  });

  process.stdout.write(
    `${accountAsText(account)}\n` +
      `  slowest answer to a notification: ${slowestAnswerMs} ms (at most ${LONGEST_ANSWER_MS})\n` +
      `  most retries in one minute: ${mostInAMinute} (at most ${MOST_IN_A_MINUTE})\n`,
  );
  const isInTime = slowestAnswerMs <= LONGEST_ANSWER_MS && mostInAMinute <= MOST_IN_A_MINUTE;
  process.exitCode = addsUp(account) && isInTime ? 0 : 1;
});
