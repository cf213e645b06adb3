import { printable } from './printable.ts';

/** Without a terminal, how many steps pass between two lines. */
const STEPS_A_LINE = 25;

/** Erases the line that the cursor stands in. */
const ERASE = '\r\u001b[K';

/** Says on standard error how far something has come: in one moving line on a terminal, else now and then. */
export class Progress {
  readonly #output: NodeJS.WriteStream;
  readonly #isMoving: boolean;
  #steps = 0;
  #shown = '';

  constructor(output: NodeJS.WriteStream = process.stderr) {
    this.#output = output;
    this.#isMoving = output.isTTY === true;
  }

  /** One more is done. `text` says how many are. */
  step(text: string): void {
    this.#steps += 1;
    if (this.#isMoving) this.#move(text);
    else if (this.#steps % STEPS_A_LINE === 0) this.say(text);
  }

  /** Where it stands; not worth a line of its own. */
  show(text: string): void {
    if (this.#isMoving) this.#move(text);
  }

  /** A line that stays. */
  say(text: string): void {
    const kept = this.#shown;
    this.end();
    this.#output.write(`${printable(text)}\n`);
    if (kept !== '') this.#move(kept);
  }

  /** Takes the moving line away. */
  end(): void {
    if (this.#shown !== '') this.#output.write(ERASE);
    this.#shown = '';
  }

  #move(text: string): void {
    this.#shown = text;
    this.#output.write(`${ERASE}${printable(text)}`);
  }
}
