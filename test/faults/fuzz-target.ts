/**
 * A thread that runs the shipped webhook bundle, as it is, on events from its parent. What the function writes
 * goes to the thread's standard output, which the parent reads.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';

const BatchSchema = v.object({ batch: v.number(), events: v.array(v.string()) });

export const AnsweredSchema = v.object({
  batch: v.number(),
  results: v.array(
    v.union([
      v.object({ kind: v.literal('returned'), value: v.unknown() }),
      v.object({ kind: v.literal('threw'), why: v.string() }),
    ]),
  ),
});

export type Answered = v.InferOutput<typeof AnsweredSchema>;
export type Result = Answered['results'][number];

/** So many events are handled at once, although Lambda would handle one: waiting for the others costs nothing. */
const AT_ONCE = 16;

if (parentPort !== null) {
  const port = parentPort;
  const { entry } = v.parse(v.object({ entry: v.string() }), workerData);
  const { handler } = v.parse(v.object({ handler: v.function() }), await import(pathToFileURL(entry).href));
  port.on('message', async (message) => {
    const { batch, events } = v.parse(BatchSchema, message);
    const results: Result[] = [];
    for (let from = 0; from < events.length; from += AT_ONCE) {
      results.push(...(await Promise.all(events.slice(from, from + AT_ONCE).map(handle))));
    }
    port.postMessage({ batch, results } satisfies Answered);
  });

  async function handle(event: string): Promise<Result> {
    try {
      return { kind: 'returned', value: await handler(JSON.parse(event)) };
    } catch (error) {
      return { kind: 'threw', why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
}
