import * as v from 'valibot';
import { type ApiRequest, RequestRefusedError } from './router.ts';

/** What a list is cut to when the client does not say. */
const DEFAULT_LIMIT = 100;

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export function readPage({ query }: ApiRequest): Page {
  return { limit: readCount(query.get('limit')) || DEFAULT_LIMIT, offset: readCount(query.get('offset')) };
}

/** A list as Django REST framework pages it. */
export function pageAnswer(request: ApiRequest, { limit, offset }: Page, count: number, results: unknown[]) {
  const isLast = offset + limit >= count;
  return {
    count,
    next: isLast ? null : pageUrl(request, limit, offset + limit),
    previous: offset === 0 ? null : pageUrl(request, limit, Math.max(offset - limit, 0)),
    results,
  };
}

/** A page of something that is short enough to be at hand as a whole. */
export function pageOf(request: ApiRequest, all: readonly unknown[]) {
  const page = readPage(request);
  return pageAnswer(request, page, all.length, all.slice(page.offset, page.offset + page.limit));
}

/** All values of a repeatable filter; 400 when one of them cannot be. */
export function readFilter<Value>(
  { query }: ApiRequest,
  name: string,
  schema: v.GenericSchema<string, Value>,
): Value[] {
  return query.getAll(name).map((value) => {
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    const message = `Select a valid choice. ${value} is not one of the available choices.`;
    throw new RequestRefusedError(400, { [name]: [message] });
  });
}

/** Numbers that cannot be are taken for none, as Django REST framework takes them. */
function readCount(text: string | null): number {
  return text !== null && /^\d+$/.test(text) ? Number(text) : 0;
}

function pageUrl({ origin, path, query }: ApiRequest, limit: number, offset: number): string {
  const next = new URLSearchParams(query);
  next.set('limit', String(limit));
  if (offset === 0) next.delete('offset');
  else next.set('offset', String(offset));
  return `${origin}${path}?${next}`;
}
