/** As many as a service takes from one caller without throttling it. */
const AT_A_TIME = 8;

/** Acts on each item, a few at a time, and gives the results in the items' order. The first error ends it. */
export async function fewAtATime<Item, Result>(
  items: readonly Item[],
  act: (item: Item, place: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_A_TIME) {
    const some = items.slice(start, start + AT_A_TIME);
    results.push(...(await Promise.all(some.map((item, index) => act(item, start + index)))));
  }
  return results;
}
