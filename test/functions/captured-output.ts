import { vi } from 'vitest';

/** All that the process writes, where Powertools writes its log lines and counts. */
export class CapturedOutput {
  text = '';

  constructor() {
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        this.text += String(chunk);
        return true;
      });
    }
  }

  /** The log lines, without the counts. */
  get logs(): Record<string, unknown>[] {
    return this.#lines.filter((line) => !('_aws' in line));
  }

  /** The counts of all invocations together, by name. */
  get counts(): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const line of this.#lines.filter((written) => '_aws' in written)) {
      for (const [name, value] of Object.entries(line)) {
        // What is counted more than once between two flushes is written as a list.
        const counts = [value].flat().filter((count) => typeof count === 'number');
        if (counts.length > 0) sums[name] = counts.reduce((sum, count) => sum + count, sums[name] ?? 0);
      }
    }
    return sums;
  }

  get #lines(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }
}
