import { afterEach, describe, expect, it, vi } from 'vitest';
import { type TokenSource, ValohaiClient } from '../../functions/valohai/client.ts';
import {
  ValohaiRejectedError,
  ValohaiUnauthorizedError,
  ValohaiUnavailableError,
} from '../../functions/valohai/errors.ts';
import { sendHttp } from '../../functions/valohai/http.ts';
import { anExecutionAnswer, EXECUTION_ID, PROJECT_ID } from './answers.ts';
import { type Answer, inTurn, json, LocalServer } from './local-server.ts';

const OLD_TOKEN = 'tok-old-6b1f';
const NEW_TOKEN = 'tok-new-93ac';
const PATH = `/api/v0/executions/${EXECUTION_ID}/`;

const servers: LocalServer[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function serverThat(answer: Answer): Promise<LocalServer> {
  const server = await LocalServer.start(answer);
  servers.push(server);
  return server;
}

function clientOf(host: string, token: TokenSource = tokens()): ValohaiClient {
  return new ValohaiClient(host, token, sendHttp);
}

function tokens() {
  return { current: vi.fn(async () => OLD_TOKEN), renewed: vi.fn(async () => NEW_TOKEN) };
}

/** What a promise is rejected with. */
async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );
}

describe('a request', () => {
  it('asks for an execution without what makes it heavy', async () => {
    const server = await serverThat(json(anExecutionAnswer()));

    const execution = await clientOf(server.origin).execution(EXECUTION_ID);

    expect(execution).toMatchObject({ id: EXECUTION_ID, counter: 41 });
    expect(server.received).toEqual([
      expect.objectContaining({
        method: 'GET',
        url: new URL(`${PATH}?exclude=metadata,events,outputs`, server.origin),
        body: '',
        headers: expect.objectContaining({
          authorization: `Token ${OLD_TOKEN}`,
          accept: 'application/json',
          'user-agent': 'valohai-retry',
        }),
      }),
    ]);
  });

  it('asks for an execution by its number', async () => {
    const server = await serverThat(json(anExecutionAnswer()));
    await clientOf(server.origin).execution(`${PROJECT_ID}:41`);
    expect(server.paths).toEqual([`GET /api/v0/executions/${PROJECT_ID}:41/`]);
  });

  it('creates an execution from JSON, whatever letters stand in it', async () => {
    const server = await serverThat(json(anExecutionAnswer({ counter: 42 }), 201));

    const created = await clientOf(server.origin).create({ title: 'Föhn 🌬' });

    expect(created.counter).toBe(42);
    const [{ method, url, body, headers } = expect.fail('no request')] = server.received;
    expect([method, url.pathname, body]).toEqual(['POST', '/api/v0/executions/', '{"title":"Föhn 🌬"}']);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });

  it.each([json({ tags: ['a'] }), json(null, 201), (response) => response.writeHead(204).end()] as Answer[])(
    'sets tags, whatever comes back (%#)',
    async (answer) => {
      const server = await serverThat(answer);
      await clientOf(server.origin).setTags(EXECUTION_ID, ['a', 'retried: #42']);
      expect(server.paths).toEqual([`POST ${PATH}tags/`]);
      expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ tags: ['a', 'retried: #42'] });
    },
  );

  it('tells whose token it is, and which projects it can read', async () => {
    const server = await serverThat((response, request) => {
      const isMe = request.url.pathname === '/api/v0/users/me/';
      const results = [
        { id: 'p1', name: 'churn', owner: { username: 'acme' } },
        { id: 'p2', name: 'forecast', owner: 'beta' },
        { id: 'p3', name: 'gamma/vision' },
        { id: 'p4', name: 'alone', owner: null },
      ];
      json(isMe ? { username: 'robot', email: 'x' } : { count: 4, next: null, results })(response, request);
    });
    const client = clientOf(server.origin);

    expect(await client.me()).toEqual({ username: 'robot' });
    expect((await client.projects()).map(({ name }) => name)).toEqual([
      'acme/churn',
      'beta/forecast',
      'gamma/vision',
      'alone',
    ]);
  });
});

describe('a token that Valohai refuses', () => {
  it('is renewed once, and the request goes through', async () => {
    const server = await serverThat(
      inTurn(json({ detail: 'Invalid token.' }, 401), json(anExecutionAnswer())),
    );
    const token = tokens();

    await clientOf(server.origin, token).execution(EXECUTION_ID);

    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      `Token ${OLD_TOKEN}`,
      `Token ${NEW_TOKEN}`,
    ]);
    expect(token.renewed).toHaveBeenCalledOnce();
  });

  it('is an error when the renewed one is refused too, which says what to do', async () => {
    const server = await serverThat(json({ detail: 'Invalid token.' }, 401));

    const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));

    expect(error).toBeInstanceOf(ValohaiUnauthorizedError);
    expect(String(error)).toContain('npm run set-token');
    expect(server.received).toHaveLength(2);
  });
});

describe('Valohai is away', () => {
  const html: Answer = (response) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>Bad gateway</h1></html>');
  };

  it.each<[string, Answer, string]>([
    ['500', json({ error: 'oops' }, 500), 'was answered with 500'],
    ['a 502 with a page', html, 'was answered with 502'],
    ['503', json({}, 503), 'was answered with 503'],
    ['429', json({ detail: 'Slow down' }, 429), 'was answered with 429'],
    ['malformed JSON', (response) => void response.end('{"id": '), 'with something that is not JSON'],
    ['a page', (response) => void response.end('<html></html>'), 'with something that is not JSON'],
    ['nothing', (response) => void response.end(), 'without what is needed'],
    ['a closed connection', (response) => void response.destroy(), 'got no answer: '],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"id"', () => response.destroy());
      },
      'got no answer: ',
    ],
  ])('when it answers with %s', async (_, answer, message) => {
    const server = await serverThat(answer);

    const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));

    expect(error).toBeInstanceOf(ValohaiUnavailableError);
    expect(String(error)).toContain(`GET ${PATH} `);
    expect(String(error)).toContain(message);
  });

  it('when nobody listens', async () => {
    const server = await LocalServer.start(json({}));
    const { origin } = server;
    await server[Symbol.asyncDispose]();

    const error = await errorOf(clientOf(origin).execution(EXECUTION_ID));

    expect(error).toBeInstanceOf(ValohaiUnavailableError);
    expect(String(error)).toContain(`at ${origin} got no answer: `);
  });

  it.each<[string, Answer]>([
    ['never answers', () => undefined],
    ['never finishes its answer', (response) => void response.writeHead(200).write('{')],
  ])('when it %s', async (_, answer) => {
    const server = await serverThat(answer);
    const { timeout } = AbortSignal;
    const limit = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(100));

    const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));

    expect(limit).toHaveBeenCalledWith(8_000);
    expect(error).toBeInstanceOf(ValohaiUnavailableError);
    expect(String(error)).toContain('no answer within 8 s');
  });

  it('when its answer breaks off', async () => {
    const server = await serverThat((response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"id":', () => response.destroy());
    });

    const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));

    expect(error).toBeInstanceOf(ValohaiUnavailableError);
    expect(String(error)).toMatch(/got no answer: (?:aborted|socket hang up|read ECONNRESET)/);
  });

  it('when its answer is far too large', async () => {
    const server = await serverThat((response) => {
      const piece = Buffer.alloc(1_024 * 1_024, ' ');
      const more = () => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more);
      };
      response.writeHead(200);
      more();
    });

    const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));

    expect(error).toBeInstanceOf(ValohaiUnavailableError);
    expect(String(error)).toContain('an answer of more than 16777216 bytes');
  });

  it('and says how long to wait, in seconds or until a date', async () => {
    async function waitOf(retryAfter: string): Promise<number | undefined> {
      const server = await serverThat(json({}, 429, { 'retry-after': retryAfter }));
      const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));
      return error instanceof ValohaiUnavailableError ? error.retryAfterSeconds : expect.fail(String(error));
    }
    vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 1, 3, 12, 0, 0, 500));

    expect(await waitOf('120')).toBe(120);
    expect(await waitOf(' 7 ')).toBe(7);
    expect(await waitOf('Tue, 03 Feb 2026 12:05:00 GMT')).toBe(300);
    expect(await waitOf('Tue, 03 Feb 2026 11:00:00 GMT')).toBe(0);
    expect(await waitOf('soon')).toBeUndefined();
  });

  it('also where only one part of an answer is missing, which the message names', async () => {
    for (const key of ['id', 'counter', 'project', 'status', 'step']) {
      const server = await serverThat(json(anExecutionAnswer({ [key]: undefined })));
      const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));
      expect(error).toBeInstanceOf(ValohaiUnavailableError);
      expect(String(error)).toContain(`was answered without what is needed: ${key}: `);
    }
    const server = await serverThat(json(anExecutionAnswer({ project: { name: 'churn' } })));
    expect(String(await errorOf(clientOf(server.origin).execution(EXECUTION_ID)))).toContain(
      ': project.id: ',
    );
  });
});

describe('Valohai refuses', () => {
  it.each([400, 403, 404, 409, 422])('with %d, and its words are told', async (status) => {
    const server = await serverThat(json({ detail: 'Not for you.' }, status));

    const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));

    expect(error).toBeInstanceOf(ValohaiRejectedError);
    expect(error).toMatchObject({ status });
    expect(String(error)).toContain(`GET ${PATH} was answered with ${status}: {"detail":"Not for you."}`);
    expect(server.received).toHaveLength(1);
  });

  it('at length, of which the beginning is told', async () => {
    const server = await serverThat(json('x'.repeat(10_000), 400));
    const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));
    expect(String(error).length).toBeLessThan(700);
  });

  it.each([301, 302, 307, 308])(
    'by sending elsewhere (%d), where the token does not follow',
    async (status) => {
      const elsewhere = await serverThat(json(anExecutionAnswer()));
      const server = await serverThat(json({}, status, { location: `${elsewhere.origin}${PATH}` }));

      const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));

      expect(error).toBeInstanceOf(ValohaiRejectedError);
      expect(String(error)).toContain('does `host` in the policy name Valohai itself?');
      expect(elsewhere.received).toEqual([]);
    },
  );
});

it('never says the token in an error', async () => {
  const answers: Answer[] = [
    json({}, 401),
    json({}, 404),
    json({}, 500),
    (response) => void response.destroy(),
  ];
  for (const answer of answers) {
    const server = await serverThat(answer);
    const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));
    expect(String(error)).not.toMatch(/tok-(old|new)/);
  }
});

describe('a kept connection', () => {
  /** Serves one request, and then ends the connection as soon as the next one comes over it. */
  const onceEach: () => Answer = () => {
    const served = new Set<number>();
    return (response, request) => {
      if (served.has(request.connection)) response.socket?.resetAndDestroy();
      else json(anExecutionAnswer())(response, request);
      served.add(request.connection);
    };
  };

  it('serves the next request too', async () => {
    const server = await serverThat(json(anExecutionAnswer()));
    const client = clientOf(server.origin);
    await client.execution(EXECUTION_ID);
    await client.execution(EXECUTION_ID);
    expect(server.received.map(({ connection }) => connection)).toEqual([1, 1]);
  });

  it('that Valohai has closed meanwhile does not make a GET fail', async () => {
    const server = await serverThat(onceEach());
    const client = clientOf(server.origin);
    await client.execution(EXECUTION_ID);

    const execution = await client.execution(EXECUTION_ID);

    expect(execution.id).toBe(EXECUTION_ID);
    expect(server.received.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  });

  it('is what a GET is tried again for: a new connection that breaks is an error', async () => {
    const server = await serverThat((response) => response.socket?.resetAndDestroy());

    const error = await errorOf(clientOf(server.origin).execution(EXECUTION_ID));

    expect(error).toBeInstanceOf(ValohaiUnavailableError);
    expect(server.received).toHaveLength(1);
  });

  it('that Valohai ends while it is idle is not used again', async () => {
    const server = await serverThat(json(anExecutionAnswer()));
    const client = clientOf(server.origin);
    await client.execution(EXECUTION_ID);
    server.closeIdleConnections();

    await client.execution(EXECUTION_ID);

    expect(server.received).toHaveLength(2);
  });

  it('that breaks never makes a POST go out twice', async () => {
    const server = await serverThat(onceEach());
    const client = clientOf(server.origin);
    await client.execution(EXECUTION_ID);

    const error = await errorOf(client.create({ step: 'train-model' }));

    expect(error).toBeInstanceOf(ValohaiUnavailableError);
    expect(server.paths.filter((path) => path.startsWith('POST'))).toHaveLength(1);
  });
});

function listOf(counters: readonly number[], next: string | null): Answer {
  const results = counters.map((counter) => ({
    id: `01945d1f-0000-4000-8000-${String(counter).padStart(12, '0')}`,
    counter,
    tags: ['weekly'],
    step: 'train-model',
  }));
  return json({ count: 1_000, next, previous: null, results });
}

describe("a project's newest executions", () => {
  async function pagesOf(server: LocalServer, most: number) {
    const pages: { counters: number[]; isLast: boolean }[] = [];
    for await (const { items, isLast } of clientOf(server.origin).newest(PROJECT_ID)) {
      pages.push({ counters: items.map(({ counter }) => counter), isLast });
      if (pages.length === most) break;
    }
    return pages;
  }

  it('come page by page, of which one is known to be the last', async () => {
    const server = await serverThat(inTurn(listOf([49, 48], 'more'), listOf([47], null)));

    expect(await pagesOf(server, 9)).toEqual([
      { counters: [49, 48], isLast: false },
      { counters: [47], isLast: true },
    ]);
    expect(server.received.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
      { project: PROJECT_ID, ordering: '-counter', limit: '100', offset: '0' },
      { project: PROJECT_ID, ordering: '-counter', limit: '100', offset: '100' },
    ]);
  });

  it('are asked for no further than somebody looks', async () => {
    const server = await serverThat(listOf([49, 48], 'more'));

    expect(await pagesOf(server, 1)).toHaveLength(1);
    expect(server.received).toHaveLength(1);
  });
});

describe('the failures of a project', () => {
  it('are all that ended in an error, newest first', async () => {
    const server = await serverThat(inTurn(listOf([49, 47], 'more'), listOf([46], null)));
    const counters: number[] = [];
    for await (const { counter } of clientOf(server.origin).failures(PROJECT_ID)) counters.push(counter);

    expect(counters).toEqual([49, 47, 46]);
    expect(server.received.map(({ url }) => [url.pathname, Object.fromEntries(url.searchParams)])).toEqual(
      ['0', '100'].map((offset) => [
        '/api/v0/executions/',
        { project: PROJECT_ID, status: 'error', ordering: '-counter', limit: '100', offset },
      ]),
    );
  });
});

describe('the executions after one', () => {
  async function countersAfter(server: LocalServer, counter: number): Promise<number[]> {
    const counters: number[] = [];
    for await (const listed of clientOf(server.origin).newerThan(PROJECT_ID, counter))
      counters.push(listed.counter);
    return counters;
  }

  it('come newest first, page after page, until the one itself', async () => {
    const server = await serverThat(
      inTurn(listOf([49, 48, 47], 'more'), listOf([46, 45, 41, 40], 'more'), listOf([39], null)),
    );

    expect(await countersAfter(server, 41)).toEqual([49, 48, 47, 46, 45]);
    expect(server.received.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
      { project: PROJECT_ID, ordering: '-counter', limit: '100', offset: '0' },
      { project: PROJECT_ID, ordering: '-counter', limit: '100', offset: '100' },
    ]);
  });

  it('end where the list does', async () => {
    expect(await countersAfter(await serverThat(listOf([43, 42], null)), 41)).toEqual([43, 42]);
    expect(await countersAfter(await serverThat(listOf([], 'more')), 41)).toEqual([]);
  });

  it('are asked for no further than somebody looks', async () => {
    const server = await serverThat(listOf([49, 48], 'more'));
    for await (const { counter } of clientOf(server.origin).newerThan(PROJECT_ID, 41)) {
      if (counter === 49) break;
    }
    expect(server.received).toHaveLength(1);
  });

  it('may come without tags and step, or with odd ones', async () => {
    const id = EXECUTION_ID;
    const results = [
      { id, counter: 44 },
      { id, counter: 43, tags: null, step: 3 },
    ];
    const server = await serverThat(json({ results }));
    const listed = [];
    for await (const execution of clientOf(server.origin).newerThan(PROJECT_ID, 41)) listed.push(execution);
    expect(listed).toEqual([
      { id, counter: 44 },
      { id, counter: 43, tags: undefined, step: undefined },
    ]);
  });
});

describe('the log', () => {
  function logOf(statusEvents: unknown, events: unknown): Answer {
    return (response, request) => {
      const isStatus = request.url.pathname.endsWith('/status-events/');
      json(isStatus ? { total: 9, status_events: statusEvents } : { total: 9, truncated: false, events })(
        response,
        request,
      );
    };
  }

  it('has the platform’s events and the tail in order of time, each once', async () => {
    const shared = { time: '2026-02-03T10:00:03.000000', stream: 'status', message: 'Starting' };
    const server = await serverThat(
      logOf(
        [
          { time: '2026-02-03T10:00:01.000000', stream: 'status', message: 'Queued' },
          shared,
          { time: '2026-02-03T10:00:02.500000', stream: 'status', message: 'Machine ready' },
          { time: '2026-02-03T10:00:04.000000', stream: 'status', message: 'Ended in an error' },
        ],
        [
          { time: '2026-02-03T10:00:02.000000', stream: 'stdout', message: 'Loading' },
          shared,
          { time: '2026-02-03T10:00:03.000000', stream: 'stderr', message: 'Traceback' },
          { time: '2026-02-03T10:00:03.000000', stream: 'stderr', message: 'OSError' },
        ],
      ),
    );

    const log = await clientOf(server.origin).log(EXECUTION_ID);

    expect(log.map(({ stream, message }) => `${stream}: ${message}`)).toEqual([
      'status: Queued',
      'stdout: Loading',
      'status: Machine ready',
      'status: Starting',
      'stderr: Traceback',
      'stderr: OSError',
      'status: Ended in an error',
    ]);
    expect(server.received.map(({ url }) => `${url.pathname}${url.search}`).sort()).toEqual([
      `${PATH}events/?limit=500`,
      `${PATH}status-events/?limit=100`,
    ]);
  });

  it('keeps lines that are printed twice', async () => {
    const line = { time: '2026-02-03T10:00:03.000000', stream: 'stdout', message: 'retrying' };
    const server = await serverThat(logOf([], [line, line]));
    expect(await clientOf(server.origin).log(EXECUTION_ID)).toEqual([line, line]);
  });

  it('survives odd lines', async () => {
    const server = await serverThat(
      logOf(
        [{}],
        [{ time: null, stream: 'progress', message: null }, { time: 5, message: { a: 1 } }, { message: 'x' }],
      ),
    );
    expect(await clientOf(server.origin).log(EXECUTION_ID)).toEqual([
      { time: '', stream: 'stdout', message: '' },
      { time: '', stream: 'stdout', message: '' },
      { time: '', stream: 'stdout', message: 'x' },
    ]);
  });

  it('may be empty', async () => {
    const server = await serverThat(logOf([], []));
    expect(await clientOf(server.origin).log(EXECUTION_ID)).toEqual([]);
  });
});
