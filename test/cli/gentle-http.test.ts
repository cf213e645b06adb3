import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Clock, gently } from '../../cli/gentle-http.ts';
import type { HttpRequest, HttpResponse } from '../../functions/valohai/http.ts';

const FINE: HttpResponse = { status: 200, headers: {}, body: '{}' };

function aRequest(path: string): HttpRequest {
  return { method: 'GET', url: new URL(path, 'https://valohai.harbour.example'), headers: {} };
}

/** A clock that stands still until it is moved on. */
class ManualClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.add({ until: this.#now + milliseconds, wake }));
  }

  /** Moves on, and lets everything happen that follows at once. */
  async pass(milliseconds: number): Promise<void> {
    await setImmediate();
    this.#now += milliseconds;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    await setImmediate();
  }
}

/** Sends gently to a server that answers as told, request by request, and then well. */
function openLine(...answers: readonly (HttpResponse | Error)[]) {
  const clock = new ManualClock();
  const sent: string[] = [];
  const told: string[] = [];
  const send = gently(
    async ({ url }) => {
      const answer = answers[sent.length] ?? FINE;
      sent.push(url.pathname);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    { tell: (what) => told.push(what) },
    clock,
  );
  return { clock, sent, told, get: (path: string) => send(aRequest(path)) };
}

function refusing(status: number, retryAfter?: string): HttpResponse {
  return { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter }, body: '' };
}

describe('requests that are sent gently', () => {
  it('are at most four at a time; the others wait in line', async () => {
    const answered: (() => void)[] = [];
    const sent: string[] = [];
    const send = gently(
      ({ url }) => {
        sent.push(url.pathname);
        return new Promise((resolve) => answered.push(() => resolve(FINE)));
      },
      { tell: () => {} },
    );

    const all = Promise.all(['/1', '/2', '/3', '/4', '/5', '/6'].map((path) => send(aRequest(path))));
    await setImmediate();
    expect(sent).toEqual(['/1', '/2', '/3', '/4']);

    answered[1]?.();
    await setImmediate();
    expect(sent).toEqual(['/1', '/2', '/3', '/4', '/5']);

    while (answered.length < 6) {
      for (const answer of answered) answer();
      await setImmediate();
    }
    for (const answer of answered) answer();
    expect((await all).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('all pause for as long as one of them is asked to, and then go on with it', async () => {
    const { clock, sent, told, get } = openLine(refusing(429, '30'));

    const first = get('/first');
    await clock.pass(0);
    const second = get('/second');
    await clock.pass(29_999);
    expect(sent).toEqual(['/first']);

    await clock.pass(1);
    expect((await first).status).toBe(200);
    expect((await second).status).toBe(200);
    expect(sent.toSorted()).toEqual(['/first', '/first', '/second']);
    expect(told).toEqual(['Valohai asks for patience (429); going on in 30 s']);
  });

  it('pause by themselves, longer each time, when they are not told how long', async () => {
    const { clock, sent, get } = openLine(refusing(429), refusing(429));

    const answer = get('/x');
    await clock.pass(4_999);
    expect(sent).toHaveLength(1);
    await clock.pass(1);
    await clock.pass(9_999);
    expect(sent).toHaveLength(2);
    await clock.pass(1);

    expect((await answer).status).toBe(200);
    expect(sent).toHaveLength(3);
  });

  it.each([
    ['a server in trouble', refusing(502)],
    ['no answer', new Error('connect ECONNREFUSED')],
  ])('go again twice after %s', async (_, trouble) => {
    const cured = openLine(trouble, trouble);
    const lasting = openLine(trouble, trouble, trouble);

    const answers = Promise.allSettled([cured.get('/x'), lasting.get('/x')]);
    for (const { clock } of [cured, cured, lasting, lasting]) await clock.pass(2_000);
    const [well, ill] = await answers;

    expect(well).toMatchObject({ status: 'fulfilled', value: FINE });
    expect(ill).toMatchObject(
      trouble instanceof Error
        ? { status: 'rejected', reason: trouble }
        : { status: 'fulfilled', value: trouble },
    );
    expect(lasting.sent).toHaveLength(3);
  });

  it('do not go again after a plain refusal, nor after one that asks for more than an hour', async () => {
    const missing = openLine(refusing(404));
    const limited = openLine(refusing(429, '3601'));

    expect((await missing.get('/x')).status).toBe(404);
    expect((await limited.get('/x')).status).toBe(429);
    expect([...missing.sent, ...limited.sent]).toEqual(['/x', '/x']);
  });

  it('stop at the signal, also while they pause', async () => {
    const stop = new AbortController();
    const send = gently(async () => refusing(429, '60'), { signal: stop.signal, tell: () => stop.abort() });

    await expect(send(aRequest('/paused'))).rejects.toMatchObject({ name: 'AbortError' });
    await expect(send(aRequest('/later'))).rejects.toMatchObject({ name: 'AbortError' });
  });
});
