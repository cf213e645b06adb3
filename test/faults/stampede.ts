/**
 * `npm run stampede -- --size N`: many executions fail together, within a minute; exits 1 if one of them is
 * lost or retried twice, if an answer took too long or if too many retries were placed in one minute.
 */
import { parseArgs } from 'node:util';
import { accountAsText, addsUp } from './soak-account.ts';
import { stampede } from './stampede-run.ts';

const LONGEST_ANSWER_MS = 3_000;
/** The policy's cap for a project, and a tenth. */
const MOST_IN_A_MINUTE = 11;

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '60' },
  },
});
const size = Number(values.size);
process.stdout.write(`stampede: ${size} executions fail, notified within ${values.seconds} s\n`);

const { account, slowestAnswerMs, mostInAMinute } = await stampede({
  size,
  seconds: Number(values.seconds),
  onProgress: (line) => process.stdout.write(`  ${line}\n`),
});

process.stdout.write(
  `${accountAsText(account)}\n` +
    `  slowest answer to a notification: ${slowestAnswerMs} ms (at most ${LONGEST_ANSWER_MS})\n` +
    `  most retries in one minute: ${mostInAMinute} (at most ${MOST_IN_A_MINUTE})\n`,
);
const isRight = addsUp(account) && slowestAnswerMs <= LONGEST_ANSWER_MS && mostInAMinute <= MOST_IN_A_MINUTE;
process.exitCode = isRight ? 0 : 1;
