import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const REFERENCE = join(import.meta.dirname, '../../../docs/policy.md');

/** The YAML examples of the reference, by the heading that they stand under; several are numbered. */
export function readExamples(): Map<string, string> {
  const examples = new Map<string, string>();
  let heading = '';
  let example: string[] | undefined;
  for (const line of readFileSync(REFERENCE, 'utf8').split('\n')) {
    const [, found] = /^##+ (.*)$/.exec(line) ?? [];
    if (line === '```yaml') example = [];
    else if (line === '```' && example !== undefined) {
      const name = examples.has(heading) ? `${heading}, second` : heading;
      examples.set(name, example.join('\n'));
      example = undefined;
    } else if (example !== undefined) example.push(line);
    else if (found !== undefined) heading = found.replaceAll('`', '');
  }
  return examples;
}
