import { printable } from './printable.ts';

/** A column: its heading, and what stands under it. Texts go to the left, numbers and what is one to the right. */
export interface Column<Row> {
  readonly heading: string;
  readonly isQuantity?: boolean;
  readonly of: (row: Row) => string | number;
}

const LONGEST_CELL = 48;

/** Rows under their headings, aligned, one line each. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const laid = columns.map(({ heading, isQuantity, of }) => {
    const values = rows.map(of);
    const cells = values.map((value) => shorten(printable(String(value))));
    const width = Math.max(...[heading, ...cells].map(({ length }) => length));
    const isRight = isQuantity ?? values.every((value) => typeof value === 'number');
    const pad = (cell: string) => (isRight ? cell.padStart(width) : cell.padEnd(width));
    return [heading, ...cells].map(pad);
  });
  return ['', ...rows].map((_, line) =>
    laid
      .map((column) => column[line])
      .join('  ')
      .trimEnd(),
  );
}

function shorten(cell: string): string {
  return cell.length > LONGEST_CELL ? `${cell.slice(0, LONGEST_CELL - 1)}…` : cell;
}
