import type { ValohaiClient } from '../functions/valohai/client.ts';
import type { Execution } from '../functions/valohai/execution.ts';

/** Reads each execution once, by whatever it is called: chains of retries lead to the same ones again. */
export class ExecutionCache {
  readonly #valohai: Pick<ValohaiClient, 'execution'>;
  readonly #known = new Map<string, Promise<Execution>>();

  constructor(valohai: Pick<ValohaiClient, 'execution'>) {
    this.#valohai = valohai;
  }

  /** @param ref an execution's id, or `<project id>:<counter>` */
  execution(ref: string): Promise<Execution> {
    const known = this.#known.get(ref);
    if (known !== undefined) return known;
    const read = this.#read(ref);
    this.#known.set(ref, read);
    return read;
  }

  async #read(ref: string): Promise<Execution> {
    const execution = await this.#valohai.execution(ref);
    for (const name of [execution.id, `${execution.project.id}:${execution.counter}`]) {
      this.#known.set(name, Promise.resolve(execution));
    }
    return execution;
  }
}
