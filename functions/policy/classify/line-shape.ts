import type { TailLine } from './read-lines.ts';

/**
 * What a line is, by its form alone.
 *
 * - `blank`: nothing to judge
 * - `frame`: a place in the code, or the code itself, inside a traceback
 * - `traceback`: the heading of one
 * - `link`: says that the exception above led to the one below
 * - `ignored`: heads an exception that the program could not raise, and went on
 * - `exception`: names an exception's type
 * - `error`: says by its form that something failed
 * - `warning`: something that the program went on after
 * - `aside`: what says nothing of the end: what programs print while they shut down, headings, advice
 * - `text`: anything else
 */
export type LineShape =
  | 'blank'
  | 'frame'
  | 'traceback'
  | 'link'
  | 'ignored'
  | 'exception'
  | 'error'
  | 'warning'
  | 'aside'
  | 'text';

// What no blank line holds. Asked first, because the pattern of all punctuation is a long one.
const LETTER = /[a-z\d]/i;
const BLANK = /^[\s\p{P}\p{S}]{0,300}$/u;
// What has the whole of one folded into its line, or a message before it, is judged by its words.
const TRACEBACK = /^.{0,120}Traceback \(most recent call (?:last|first)\).{0,40}$/;
const LINK =
  /^\s{0,8}(?:During handling of the above exception, another exception|The above exception was the direct cause)/;
const IGNORED = /^\s{0,8}(?:Exception ignored in|Error in atexit|Error in sys\.excepthook)/;
const THREAD = /^\s{0,8}Exception in thread [A-Z]\w{0,60}(?:-\d{1,6})?(?: \(.{1,80}\))?:$/;
const FRAME =
  /^\s{1,24}(?:File "|at (?:[\w$.<>/@-]{1,200}[( ]|file:|\/)|\.{3} \d{1,5} (?:more|common)|\[Previous line repeated)|^\s{0,24}[│╭╰┌└├](?!─{1,4}[▶✔✖⚠◷●○]|[-·])|^(?:frame #\d|Error in \S{1,80} \(line \d|File ".{1,300}", line \d)|^\s{0,4}#\d{1,3}[: ] {0,3}(?:0x|\S{1,200} \(|<unknown)/;
// Of IPython: where, and the code around it.
const CELL_FRAME =
  /^(?:-{1,4}> ?|\s{3,8}(?![45]\d\d [A-Z][a-z]))\d{1,5}(?: |$)|^(?:File [^"]\S{0,300}|Cell \S{1,40}), (?:in|line) |^\S{1,300} in [\w<>]{1,80}\(.{0,300}\)$/;
const PYTHON_FRAME = /^\s{0,24}File ".{1,400}", line \d/;
// The last place of a traceback, with the exception folded into its line.
const FOLDED_EXCEPTION = /^\s{0,24}File ".{1,300}", line \d.{1,400}\w(?:Error|Exception|Timeout): \S/;
const NAMED_EXCEPTION =
  /^\s{0,12}(?:[A-Z]\w{0,60}: |: )?(?:Exception in thread .{1,80}? |Caused by:? |Unhandled exception[:.]? |Uncaught )?(?:[A-Za-z_][\w$]{0,60}[.:]{1,2}){0,10}[A-Za-z_][\w$]{0,80}(?:Error|Exception|Timeout|Interrupt|Failure|Fault|Expired|Exit|Interrupted)\d?(?:\(\w{1,60}\))?(?: \[[\w-]{1,60}\])?(?::|$| \(| in (?:line|rule|file) )/;
const DOTTED_EXCEPTION = /^(?:[a-z_]\w{0,60}\.){1,10}[A-Z]\w{2,80}(?::\s|:?$)/;
// Of Google's clients, sockets, the JVM, Elixir and Ruby.
const UNUSUAL_EXCEPTION =
  /^(?:[A-Z][a-z]{1,20}(?:[A-Z][a-z]{1,20}){1,4}|Unauthorized|Unauthenticated|Forbidden|Conflict|Aborted|Cancelled|Unknown): [45]\d\d |^[a-z]\w{1,40}\.(?:timeout|gaierror|herror|error(?:_\w{1,20})?)(?::|$)|^(?:Exception|Uncaught): |^\*\* \([\w.]{1,80}\) |^\S{1,300}:\d{1,6}:in [`'][^'`]{1,200}': /;
const ERROR_FORM =
  /^E: |^\s{0,8}❌|^\s{0,8}what\(\): |^\s{0,8}\(ERR\): |(?:^|[\s:=[(|"{*])(?:ERR!|(?:emerg|error|fatal|failed|failure|panic|panicked|abort(?:ed|ing)?|exception|can(?:no|')t|could(?: not|n't)|unable to|no such file|denied|refused|killed|crashed|exited with|(?:create|update|delete|rollback)_failed)\b)/i;
// That none was counted, or how far off a prediction was.
const NO_ERROR =
  /(?<![\d.,])0 (?:errors?|failed|failures?)\b|\b(?:errors?|failed|failures?)[:= ]{1,12}0\b|\berror(?: \(.{1,20}\))?[:= ]{1,3}\d{1,6}\.\d|(?:with|code|status)[:= ]{1,3}0\.?$/i;
const WENT_ON =
  /\bretrying\b(?! (?:may|might|can|could)\b)|\bwill (?:be )?retr(?:y|ied)\b|\btrying again\b|\bretry (?:attempt )?#?\d{1,4} ?(?:\/|of) ?\d|\battempt #?(\d{1,4}) ?(?:\/|of) ?(?!\1\b)\d|\(Retry\(total=|\breconnect(?:ing|ed)\b|entering retry loop|\btrying to resume\b|^Error while downloading from |^W: |^Err:\d{1,4} http|^\s{2}Connection (?:failed|timed out) \[IP|\bthrown while requesting\b|\brecovered\b|back(?:ing)? off\b|\b\d{1,4} retries (?:left|remaining)|\bfall(?:ing)? back (?:to|on)\b/i;
// What none of these can do without.
// Stryker disable next-line Regex: it only saves time
const MAY_GO_ON = /retr|trying|attempt|reconnect|recover|back|thrown|while downloading|W: |Err:|\[IP/i;
const WARNING_CLASS = /(?:^|\s|:)\w{0,40}Warning: /;
const ASIDE =
  /^wandb: (?!.{0,12}ERROR(?! resolved))|resource_tracker|leaked (?:semaphore|shared_memory)|^(?:HTTP Request: |Post job cleanup|Cleaning up|Removed |Removing |Deleting |Stopping |Shutting down(?! .{1,60} (?:after|because|due) )|Exiting(?: now)?[ .!]{0,4}$|Process finished|Command error:|Run `rlang|\[command\]|##\[(?:group|endgroup|command)\]|Evaluate and set job|Temporarily overriding|Adding repository directory|Terminate orphan|Entering '|http\.https:)|Sending process \d{1,10} closing signal|^\s{0,8}Rate limit re(?:maining|set)\b|^(?:Error: |Error response from daemon: )No such container: |^For (?:more|further) information|^(?:note|hint|help|see|tip)\b|^\s{0,8}\(Background on this error at: |(?:^|: )\w{2,8}: (?:standard output: |\(?stdout\)?: |error \d{1,3} : |write (?:error|failed) ?: |cannot write decoded block : |'standard output': ){1,3}Broken pipe$|^\W{0,8}status code: \d{3}(?:, request id: \S{1,60})?$|^\d{1,4} errors?; \d{1,6} distinct packages|^If this is a long-running test\b|\batexit err\b|^Node(?:\.js)? \d{1,3} (?:is|actions are) (?:being )?deprecated/i;

/** Whether a line heads an exception that the program could not raise, and went on. */
export function headsIgnored(text: string): boolean {
  return IGNORED.test(text);
}

/** Whether a line heads an exception that ended no more than a thread of Python. */
export function headsThread(text: string): boolean {
  return THREAD.test(text);
}

/** Whether a line names a place in Python code. */
export function isPythonFrame(text: string): boolean {
  return PYTHON_FRAME.test(text);
}

/** What a line is by its form; `above` are the up to three lines before it, nearest first. */
export function shapeOf(line: TailLine, above: readonly TailLine[]): LineShape {
  const { text } = line;
  // Stryker disable next-line ConditionalExpression: it only saves time
  if (!LETTER.test(text) && BLANK.test(text)) return 'blank';
  if (TRACEBACK.test(text)) return 'traceback';
  if (LINK.test(text)) return 'link';
  if (headsIgnored(text)) return 'ignored';
  if (FOLDED_EXCEPTION.test(text)) return 'exception';
  if (FRAME.test(text) || CELL_FRAME.test(text) || isCode(text, above)) return 'frame';
  if (ASIDE.test(text) || headsThread(text)) return 'aside';
  if (line.level === 'warning' || WARNING_CLASS.test(text)) return 'warning';
  if (NAMED_EXCEPTION.test(text) || DOTTED_EXCEPTION.test(text) || UNUSUAL_EXCEPTION.test(text))
    return 'exception';
  // Stryker disable next-line ConditionalExpression: it only saves time
  if (MAY_GO_ON.test(text) && WENT_ON.test(text)) return 'warning';
  if (line.level === 'error' || (ERROR_FORM.test(text) && !NO_ERROR.test(text))) return 'error';
  return 'text';
}

// Under `File "…", line 7` stands the code, farther to the right; it may well name exceptions.
function isCode(text: string, above: readonly TailLine[]): boolean {
  const indentation = indentationOf(text);
  return above.some((line) => indentation > indentationOf(line.text) && isPythonFrame(line.text));
}

function indentationOf(text: string): number {
  return text.length - text.trimStart().length;
}
