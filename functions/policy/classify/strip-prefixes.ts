import type { LineLevel } from './read-lines.ts';

// What machines put in front of a line. Each is anchored and bounded; they come in any order, so they are
// taken off one by one.
const PREFIXES: readonly string[] = [
  String.raw`\s{0,4}\[?\d{4}[-/]\d\d[-/]\d\d(?:[T _]|, )\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?\]?(?: ?- |:? |$)`,
  String.raw`\[?\d\d/\d\d/(?:\d\d){1,2} \d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?(?: - | {1,2}|$)`,
  String.raw`\[?\d\d:\d\d:\d\d(?:[.,-]\d{1,9})?\]?(?:\s|$)`,
  String.raw`(?:Mon |Tue |Wed |Thu |Fri |Sat |Sun )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: \d{4})?:? `,
  String.raw`\[ {0,6}\d{1,8}\.\d{6}\] `,
  // Of BuildKit, while it builds and once it says what failed.
  String.raw`(?:#\d{1,4} )?\d{1,6}\.\d{1,4}(?: |$)`,
  String.raw`(?:(?![45]\d\d: [A-Z])\d{1,4}|[a-z][\w-]{0,30}-\d{1,4}):(?: |$)`,
  String.raw`\[?(?:rank|default|worker|node|host|local_rank|gpu|process|proc|task)[\s_-]?\d{1,5}(?::\d{1,5})?\]?:(?!\d) ?`,
  String.raw`\[(?:rank|default|worker|node|host|gpu|process|proc|task)?[\s_-]?\d{1,5}(?:[:,]\d{1,5})?\] ?(?:<\w{3,6}>: ?)?`,
  String.raw`\((?:[\w.<>:/-]{1,80} )?(?:pid|ip)=[^)\s]{1,60}(?:, ip=[^)]{1,60})?\)(?: |$)`,
  String.raw`\[pod/[\w./-]{1,160}\](?: |$)`,
  // Of journald, and of Airflow, which logs as information whatever a task prints.
  String.raw`(?:[\w.-]{1,60} )?[\w./-]{1,60}\[\d{1,8}\]:(?: |$)`,
  String.raw`\{(?:subprocess|logging_mixin|pod_manager)\.py:\d{1,6}\} INFO -(?: \[base\])?(?: |$)`,
  String.raw`\{[\w.-]{1,80}\.py:\d{1,6}\} (?=[A-Z])`,
  String.raw`[\w.-]{1,60} {1,30}\|(?: |$)`,
  String.raw`(?:stderr|stdout)(?::| \|)(?: |$)`,
  // A progress bar that what was printed next is glued to.
  String.raw`[^[]{0,160}\d/\d{1,9} \[\d[\d:]{1,8}<[^\]]{1,60}\](?=\S)`,
  // The thread or the logger, where its level comes next.
  String.raw`(?:\[[\w.-]{1,60}\]|[a-z_][\w.]{0,80} -) (?=\[?(?:error|fatal|critical|severe|warn|warning|info|debug)\b)`,
  'ErrorMessage "',
  // Of Airflow, which quotes what the task raised.
  String.raw`Failed to execute job \d{1,9} for task \S{1,80} \((?=\S)`,
  String.raw`E {2,16}(?=\S)`,
  String.raw`\s{0,8}\| (?=\S)`,
  String.raw`>{1,2}(?: (?=\S)|$)`,
  '│ (?=[^│]{1,1600}$)',
  // Of GitHub's `gh run view --log`: the job, the step and, at first, a byte order mark.
  String.raw`[^\t]{1,120}\t[^\t]{1,120}\t\uFEFF?(?=\d{4}-\d\d-\d\dT)`,
  // Of R Markdown and of knitr, before what code printed.
  String.raw`#{1,2} {1,8}(?=\S)`,
  // Of Julia's logger.
  '┌ (?=(?:Error|Warning): )',
];
const PREFIX = new RegExp(`^(?:${PREFIXES.join('|')})`, 'i');

const LEVELS: readonly (readonly [RegExp, LineLevel])[] = [
  // Of Python's basicConfig, Celery and structlog.
  [/^(?:ERROR|CRITICAL)(?::[\w.]{1,80}:(?=\S)|\/[\w-]{1,40}\] )/, 'error'],
  [/^(?:WARNING|INFO|DEBUG)(?::[\w.]{1,80}:(?=\S)|\/[\w-]{1,40}\] )/, 'warning'],
  [/^\[(?:error|critical|exception) {0,8}\] /, 'error'],
  [/^\[(?:warning|info|debug|notice) {0,8}\] /, 'warning'],
  [/^(?:##\[|::)error(?:\]| [^:]{0,200}::|::)/, 'error'],
  [/^(?:##\[|::)(?:warning|notice|debug|section)(?:\]| [^:]{0,200}::|::)/, 'warning'],
  [/^\[?(?:ERROR|FATAL|CRITICAL|SEVERE|FAILURE|PANIC)\b\]?(?=[:\s|,-]|$)[:\s|-]{0,8}/, 'error'],
  [/^\[?(?:WARNING|WARN|INFO|DEBUG|NOTICE|TRACE)\b\]?(?=[:\s|,-]|$)[:\s|-]{0,8}/, 'warning'],
  [/^\[?[EF]\d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})?\s{1,8}(?:\d{1,9} )?/, 'error'],
  [/^\[?[WI]\d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})?\s{1,8}(?:\d{1,9} )?/, 'warning'],
  [/^\s{0,4}[WID] \d\d-\d\d \d\d:\d\d:\d\d [\w./-]{1,80}:\d{1,6}\] /, 'warning'],
  // Of htslib.
  [/^\[E::\w{1,60}\] /, 'error'],
  [/^\[[WM]::\w{1,60}\] /, 'warning'],
  [/^\[[WI][ \d][^\]]{1,120}\] /, 'warning'],
  [/^[WI] [a-z]\w{0,40}\/[\w./-]{1,160}:\d{1,6}\] /, 'warning'],
  [/^[EF] [a-z]\w{0,40}\/[\w./-]{1,160}:\d{1,6}\] /, 'error'],
  [/^\[[EF][ \d][^\]]{1,120}\] /, 'error'],
];

// What names the logger after its level: `[launch.py:321] `, `trainer.py:9] `, `my.module - `, `__main__:main:12 - `.
const LOGGER =
  /^(?:\[[\w./-]{1,80}:\d{1,6}(?::\w{1,60})?\] |[\w./:-]{1,200}\] |[A-Za-z_][\w.]{0,80}(?::[\w<>]{1,80})?(?::\d{1,6})? - )/;

// What none of the levels can begin without, so that most lines are asked once only.
// Stryker disable next-line Regex: it only saves time
const LEVEL_START = /^\s{0,4}(?:[[#:]|[EFWI]\d{4} |[EFWI] [a-z]|[WID] \d|[A-Z]{4,8}\b)/;

// Loggers that put the level in the middle: "2026-01-01 10:00:00 | my.module | WARNING | text".
const LATER_LEVEL = /[\s|[\]:-](WARNING|WARN|INFO|DEBUG|ERROR|CRITICAL|FATAL)(?=[\]\s|:-])/;
// What NCCL calls a warning is what it gives up for.
const NCCL_ERROR = /\bNCCL WARN\b/;
const JSON_LEVEL = /"(?:level|severity|levelname|lvl)"\s?:\s?"(warn|info|debug|notice|trace)/i;
const LOGFMT_LEVEL = /\blevel=(?:warn|info|debug|trace)/i;
const MOST_PREFIXES = 6;
const LEVEL_WITHIN = 120;

/** Takes time stamps, ranks, stream names and levels off the beginning of a line, and reports the level. */
export function stripPrefixes(line: string): { text: string; level: LineLevel } {
  let text = line;
  let level: LineLevel = 'none';
  for (let round = 0; round < MOST_PREFIXES; round += 1) {
    const before = text;
    text = text.replace(PREFIX, '');
    const found = LEVEL_START.test(text) ? LEVELS.find(([pattern]) => pattern.test(text)) : undefined;
    if (found && level === 'none') level = found[1];
    if (found) text = text.replace(found[0], '').replace(LOGGER, '');
    // Stryker disable next-line ConditionalExpression: another round would find nothing either
    if (text === before) break;
  }
  return { text, level: level === 'none' ? laterLevel(text) : level };
}

function laterLevel(text: string): LineLevel {
  const head = text.slice(0, LEVEL_WITHIN);
  if (head.startsWith('{') && JSON_LEVEL.test(text)) return 'warning';
  if (LOGFMT_LEVEL.test(head)) return 'warning';
  if (NCCL_ERROR.test(head)) return 'error';
  const found = LATER_LEVEL.exec(head)?.[1];
  if (found === undefined) return 'none';
  return found.startsWith('W') || found === 'INFO' || found === 'DEBUG' ? 'warning' : 'error';
}
