import type { Failure, LogLine } from '../../functions/policy/failure.ts';
import { printable } from '../printable.ts';

/** A line of the log, as it can be shown. */
export interface NumberedLine {
  /** Counted from 1, from the beginning of what was read of the log. */
  readonly number: number;
  readonly stream: LogLine['stream'];
  readonly text: string;
  readonly isDeciding: boolean;
}

/** The deciding line among its neighbours; the log's last lines where no line decides. */
export interface LogContext {
  readonly lines: readonly NumberedLine[];
  /** How many lines the log has. */
  readonly of: number;
}

/** How many lines are shown on either side of the deciding one. */
const NEIGHBOURS = 3;
const LONGEST_LINE = 400;

export function contextOf(log: readonly LogLine[], failure: Failure): LogContext {
  const all = log.flatMap(({ message, stream }, position) =>
    message.split(/[\n\r\u2028\u2029]/).map((text) => ({ position, stream, text: printable(text) })),
  );
  const deciding = findDeciding(all, failure);
  const numbered = all
    .map(({ stream, text }, index) => ({
      number: index + 1,
      stream,
      text: text.trimEnd().slice(0, LONGEST_LINE),
      isDeciding: index === deciding,
    }))
    // Blank lines, such as progress bars leave behind, would only push the telling ones away.
    .filter(({ text, isDeciding }) => isDeciding || text !== '');
  const middle = numbered.findIndex(({ isDeciding }) => isDeciding);
  const lines =
    middle === -1
      ? numbered.slice(-NEIGHBOURS)
      : numbered.slice(Math.max(0, middle - NEIGHBOURS), middle + NEIGHBOURS + 1);
  return { lines, of: all.length };
}

/** An event of the log can hold several lines; the judgement names the event and quotes the line. */
function findDeciding(
  all: readonly { readonly position: number; readonly text: string }[],
  { line, position }: Failure,
): number {
  if (line === undefined) return -1;
  const quoted = squeezed(printable(line));
  const isQuoted = all.findLastIndex(
    (one) => one.position === position && squeezed(one.text).includes(quoted),
  );
  return isQuoted === -1 ? all.findLastIndex((one) => one.position === position) : isQuoted;
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
