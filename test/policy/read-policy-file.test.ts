import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { FAILURE_REASONS } from '../../functions/policy/failure.ts';
import { DEFAULT_HOST, PolicySchema } from '../../functions/policy/policy.ts';
import { PolicyError, readPolicyFile } from '../../functions/policy/read-policy-file.ts';

const UNSAID = {
  retries: undefined,
  delay: undefined,
  backoff: undefined,
  maxDelay: undefined,
  jitter: undefined,
  within: undefined,
};

function read(text: string) {
  return readPolicyFile('policy.yaml', text).policy;
}

/** The problems of a text, each as `line:column path: message`. */
function problemsOf(text: string): string[] {
  try {
    readPolicyFile('policy.yaml', text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.problems.map(
      ({ path, message, line, column }) => `${line}:${column} ${path === '' ? '' : `${path}: `}${message}`,
    );
  }
  return [];
}

describe('a policy file', () => {
  it('says everything in the form that people write', () => {
    const policy = read(`
      host: https://valohai.acme.example:8443
      projects: acme/*
      max-retries: 6
      retries: 3
      delay: 90s
      backoff: 1.5
      max-delay: 15m
      jitter: 0.25
      within: 2d
      launches-per-minute: { project: 1, all: 1000 }
      budget: 0.4
      reruns-by-people: ignore
      rules:
        - name: patience
          when:
            reason: [rate-limit, service]
            signature: http-*
            project: acme/forecast
            step: [train-*, tune-*]
            environment: aws-*
            tag: nightly
            log: /slow ?down/i
            status-detail: [uploading, downloading]
          retries: 5
          delay: 5m
          backoff: 1
          max-delay: 1h
          jitter: 1
          within: 12h
        - when: { reason: unknown }
    `);
    expect(policy).toMatchObject({
      host: 'https://valohai.acme.example:8443',
      projects: ['acme/*'],
      maxRetries: 6,
      launchesPerMinute: { project: 1, all: 1_000 },
      budget: 0.4,
      rerunsByPeople: 'ignore',
      timing: { retries: 3, delay: 90, backoff: 1.5, maxDelay: 900, jitter: 0.25, within: 172_800 },
      rules: [
        {
          name: 'patience',
          when: {
            reason: ['rate-limit', 'service'],
            signature: ['http-*'],
            project: ['acme/forecast'],
            step: ['train-*', 'tune-*'],
            environment: ['aws-*'],
            tag: ['nightly'],
            log: ['/slow ?down/i'],
            'status-detail': ['uploading', 'downloading'],
          },
          timing: { retries: 5, delay: 300, backoff: 1, maxDelay: 3_600, jitter: 1, within: 43_200 },
        },
        { name: undefined, when: { reason: ['unknown'] }, timing: UNSAID },
      ],
    });
  });

  it.each(['', '\n', '# nothing yet\n', '---\n', '{}', 'null'])(
    'leaves everything at its default: %j',
    (text) => {
      expect(read(text)).toMatchObject({
        host: DEFAULT_HOST,
        projects: undefined,
        maxRetries: 10,
        launchesPerMinute: { project: 10, all: 30 },
        budget: 0.25,
        rerunsByPeople: 'count',
        timing: UNSAID,
        rules: [],
      });
    },
  );

  it('keeps what stands in it, for the functions to read', () => {
    const { document } = readPolicyFile('policy.yaml', 'delay: 15m\nrules: [{ when: { tag: x } }]');
    expect(document).toEqual({ delay: '15m', rules: [{ when: { tag: 'x' } }] });
  });

  it('takes the bounds of every number', () => {
    expect(
      read('{ retries: 0, max-retries: 0, delay: 0, backoff: 1, max-delay: 0, jitter: 0, within: 0 }'),
    ).toMatchObject({
      maxRetries: 0,
      timing: { retries: 0, delay: 0, backoff: 1, maxDelay: 0, jitter: 0, within: 0 },
    });
    expect(read('{ retries: 10, max-retries: 10, backoff: 10, jitter: 1, within: 365d }')).toMatchObject({
      maxRetries: 10,
      timing: { retries: 10, backoff: 10, jitter: 1, within: 365 * 86_400 },
    });
  });

  it.each([
    ['https://app.valohai.com', 'https://app.valohai.com'],
    ['https://app.valohai.com/', 'https://app.valohai.com'],
    ['HTTPS://Valohai.Acme.Example', 'https://valohai.acme.example'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['https://valohai.example:443', 'https://valohai.example'],
  ])('names the host %s', (host, origin) => {
    expect(read(`host: ${host}`).host).toBe(origin);
  });

  it('reads the same from JSON as from YAML', () => {
    const globs = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }),
    );
    const seconds = fc.oneof(
      fc.nat(86_400),
      fc.nat(48).map((hours) => `${hours}h`),
    );
    const timing = {
      retries: fc.nat(10),
      delay: seconds,
      backoff: fc.integer({ min: 1, max: 10 }),
      'max-delay': seconds,
      jitter: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
      within: fc.constantFrom('30d', '365d'),
    };
    const when = fc
      .record({ reason: fc.constantFrom(...FAILURE_REASONS), step: globs, tag: globs }, { requiredKeys: [] })
      .filter((conditions) => Object.keys(conditions).length > 0);
    const rule = fc.record(
      { name: fc.string({ minLength: 1 }), when, ...timing },
      { requiredKeys: ['when'] },
    );
    const written = fc.record(
      { projects: globs, 'max-retries': fc.nat(10), ...timing, rules: fc.array(rule) },
      {
        requiredKeys: [],
      },
    );
    fc.assert(
      fc.property(written, (content) => {
        // Some contradict themselves, which is refused.
        fc.pre(problemsOf(JSON.stringify(content)).length === 0);
        const { document, policy } = readPolicyFile('policy.yaml', JSON.stringify(content));
        expect(v.parse(PolicySchema, JSON.parse(JSON.stringify(document)))).toEqual(policy);
      }),
    );
  });

  it('at the root of the project is valid', () => {
    const file = join(import.meta.dirname, '../../retry-policy.yaml');
    const { document, policy } = readPolicyFile(file, readFileSync(file, 'utf8'));
    expect(policy).toMatchObject({
      host: 'https://app.valohai.com',
      timing: { ...UNSAID, backoff: 2, jitter: 0.5, within: 86_400 },
      rules: [],
    });
    expect(v.parse(PolicySchema, JSON.parse(JSON.stringify(document)))).toEqual(policy);
  });
});

describe('a mistake in a policy file', () => {
  const RETRIES = 'a whole number from 0 to 10';
  const DURATION = 'seconds such as 60, or a duration such as 90s, 15m, 24h or 2d, of at most 365d';
  const CAP = 'a whole number from 1 to 1000';
  const HOST = 'an address such as https://app.valohai.com';
  const PLAIN_HOST = `${HOST}, without a path, a query or a password`;
  const GLOBS = 'a text in which * stands for anything, or a list of them';
  const REASON = `one of ${FAILURE_REASONS.join(', ')}`;
  const RULE = 'a rule such as { when: { reason: network }, retries: 3 }';
  const PATTERN =
    'a text that must occur (case does not count), or a regular expression between slashes such as /timeout after \\d+ s/';

  it.each([
    ['retries: 11', `1:1 retries: found 11, expected ${RETRIES}`],
    ['retries: -1', `1:1 retries: found -1, expected ${RETRIES}`],
    ['retries: -1.5', `1:1 retries: found -1.5, expected ${RETRIES}`],
    ['retries: 1.5', `1:1 retries: found 1.5, expected ${RETRIES}`],
    ['retries: many', `1:1 retries: found "many", expected ${RETRIES}`],
    ['retries: ', `1:1 retries: found null, expected ${RETRIES}`],
    ['retries: .inf', `1:1 retries: found Infinity, expected ${RETRIES}`],
    ['max-retries: 11', `1:1 max-retries: found 11, expected ${RETRIES}`],
    ['delay: 5x', `1:1 delay: found "5x", expected ${DURATION}`],
    ['delay: 366d', `1:1 delay: found "366d", expected ${DURATION}`],
    ['max-delay: -1', `1:1 max-delay: found -1, expected ${DURATION}`],
    ['within: [1]', `1:1 within: found [1], expected ${DURATION}`],
    ['backoff: 0.5', '1:1 backoff: found 0.5, expected a factor from 1 to 10'],
    ['backoff: 11', '1:1 backoff: found 11, expected a factor from 1 to 10'],
    ['backoff: "2"', '1:1 backoff: found "2", expected a factor from 1 to 10'],
    ['jitter: -0.1', '1:1 jitter: found -0.1, expected a share from 0 to 1, such as 0.5'],
    ['jitter: 1.1', '1:1 jitter: found 1.1, expected a share from 0 to 1, such as 0.5'],
    ['jitter: true', '1:1 jitter: found true, expected a share from 0 to 1, such as 0.5'],
    ['host: 5', `1:1 host: found 5, expected ${HOST}`],
    ['host: app.valohai.com', `1:1 host: found "app.valohai.com", expected ${PLAIN_HOST}`],
    ['host: ftp://a.example/', `1:1 host: found "ftp://a.example/", expected ${PLAIN_HOST}`],
    ['host: https://a.example/api', `1:1 host: found "https://a.example/api", expected ${PLAIN_HOST}`],
    ['host: https://a.example?b', `1:1 host: found "https://a.example?b", expected ${PLAIN_HOST}`],
    ['host: "https://a.example#b"', `1:1 host: found "https://a.example#b", expected ${PLAIN_HOST}`],
    ['host: https://me@a.example', `1:1 host: found "https://me@a.example", expected ${PLAIN_HOST}`],
    ['host: https://:pw@a.example', `1:1 host: found "https://:pw@a.example", expected ${PLAIN_HOST}`],
    ['projects: []', `1:1 projects: found [], expected ${GLOBS}`],
    ['projects: 3', '1:1 projects: found 3, expected a text'],
    ['projects: ""', '1:1 projects: found "", expected a text that is not empty'],
    ['projects: [a, 3]', '1:15 projects[1]: found 3, expected a text'],
    [
      'launches-per-minute: 5',
      '1:1 launches-per-minute: found 5, expected caps such as { project: 10, all: 30 }',
    ],
    ['launches-per-minute: { project: 0 }', `1:24 launches-per-minute.project: found 0, expected ${CAP}`],
    ['launches-per-minute: { all: 1001 }', `1:24 launches-per-minute.all: found 1001, expected ${CAP}`],
    ['launches-per-minute: { all: 1.5 }', `1:24 launches-per-minute.all: found 1.5, expected ${CAP}`],
    ['launches-per-minute: { all: few }', `1:24 launches-per-minute.all: found "few", expected ${CAP}`],
    ['reruns-by-people: 5', '1:1 reruns-by-people: found 5, expected count (as the retry), or ignore'],
    ['budget: 25%', '1:1 budget: found "25%", expected a share from 0 to 1, such as 0.5'],
    ['budget: 1.1', '1:1 budget: found 1.1, expected a share from 0 to 1, such as 0.5'],
    ['rules: soon', `1:1 rules: found "soon", expected a list of rules, each ${RULE}`],
    ['rules: [3]', `1:9 rules[0]: found 3, expected ${RULE}`],
    [
      'rules: [{ when: now }]',
      '1:11 rules[0].when: found "now", expected conditions such as { reason: network }',
    ],
    [
      'rules: [{ when: {} }]',
      '1:11 rules[0].when: found {}, expected at least one condition, such as { reason: network }',
    ],
    ['rules: [{ retries: 3 }]', '1:9 rules[0].when: is missing'],
    ['rules: [{ when: { reason: magic } }]', `1:19 rules[0].when.reason: found "magic", expected ${REASON}`],
    [
      'rules: [{ when: { reason: [network, magic] } }]',
      `1:37 rules[0].when.reason[1]: found "magic", expected ${REASON}`,
    ],
    [
      'rules: [{ when: { reason: [] } }]',
      '1:19 rules[0].when.reason: found [], expected a reason or a list of them',
    ],
    [
      'rules: [{ when: { log: /(/ } }]',
      `1:19 rules[0].when.log: found "/(/", expected a regular expression that JavaScript knows`,
    ],
    ['rules: [{ when: { log: 404 } }]', `1:19 rules[0].when.log: found 404, expected ${PATTERN}`],
    ['rules: [{ when: { log: [] } }]', `1:19 rules[0].when.log: found [], expected ${PATTERN}`],
    [
      'rules: [{ when: { status-detail: [""] } }]',
      `1:35 rules[0].when.status-detail[0]: found "", expected ${PATTERN}`,
    ],
    ['rules: [{ name: 3, when: { tag: x } }]', '1:11 rules[0].name: found 3, expected a text'],
    ['hello', '1:1 found "hello", expected a map with keys such as host, retries, delay and rules'],
    ['3', '1:1 found 3, expected a map with keys such as host, retries, delay and rules'],
    ['- retries: 3', '1:1 found a list, expected keys such as retries and rules'],
  ])('is told with its place: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('is told together with every other one, each where it stands', () => {
    const text = [
      '# Times',
      'delay: soon',
      'retrys: 3',
      'backof: 2',
      'rules:',
      '  - when: { reson: network, tagg: nightly, log: "" }',
      '    delays: 5m',
      '  - retries: 12',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      `2:1 delay: found "soon", expected ${DURATION}`,
      expect.stringMatching(
        /^3:1 retrys: unknown key; did you mean retries\? Known are host, projects, max-retries, retries, delay, backoff, max-delay, jitter, within, /,
      ),
      expect.stringMatching(/^4:1 backof: unknown key; did you mean backoff\? /),
      expect.stringMatching(
        /^6:13 rules\[0\]\.when\.reson: unknown key; did you mean reason\? Known are reason, signature, project, step, environment, tag, log, /,
      ),
      expect.stringMatching(/^6:29 rules\[0\]\.when\.tagg: unknown key; did you mean tag\? /),
      `6:44 rules[0].when.log: found "", expected ${PATTERN}`,
      expect.stringMatching(
        /^7:5 rules\[0\]\.delays: unknown key; did you mean delay\? Known are name, when, retries, delay, backoff, max-delay, jitter, within/,
      ),
      '8:5 rules[1].when: is missing',
      `8:5 rules[1].retries: found 12, expected ${RETRIES}`,
    ]);
  });

  it('may be a key that is not even a text', () => {
    expect(problemsOf('retries: 3\n5: x')).toEqual([expect.stringMatching(/^2:1 5: unknown key; /)]);
  });

  it('is shown in short where it is long', () => {
    const [exact = ''] = problemsOf(`retries: ${'x'.repeat(58)}`);
    expect(exact).toContain(`found "${'x'.repeat(58)}", expected`);
    const [longer = ''] = problemsOf(`retries: ${'x'.repeat(59)}`);
    expect(longer).toContain(`found "${'x'.repeat(59)}…, expected`);
  });

  it('may be one of YAML, told with its place', () => {
    expect(problemsOf('retries: 3\nretries: 4')).toEqual(['2:1 not YAML: Map keys must be unique']);
    expect(problemsOf('rules: [')).toEqual([expect.stringMatching(/^1:9 not YAML: /)]);
    expect(problemsOf('retries: 3\n---\nretries: 4')).toEqual([
      '2:1 the file holds more than one document, and only one is read',
    ]);
    expect(problemsOf('a: "\\q"\nb: "\\y"')).toHaveLength(2);
  });

  it('may be a glob without quotes, which YAML takes for a reference', () => {
    expect(problemsOf('projects: *acme\nrules:\n  - when: { step: *-train }')).toEqual([
      '1:11 *acme: a text that begins with * needs quotes',
      '3:19 *-train: a text that begins with * needs quotes',
    ]);
    expect(problemsOf('rules: &all [*all]')).toEqual(['1:14 *all: a text that begins with * needs quotes']);
  });

  it('leads to one message with them all', () => {
    expect(() => readPolicyFile('my.yaml', 'retries: 11')).toThrow(
      new PolicyError('my.yaml', [
        { path: 'retries', message: `found 11, expected ${RETRIES}`, line: 1, column: 1 },
      ]),
    );
    expect(() => readPolicyFile('my.yaml', 'retries: 11\njitter: 2')).toThrow(
      `my.yaml has 2 problems:\n  my.yaml:1:1 retries: found 11, expected ${RETRIES}\n  my.yaml:2:1 jitter: found 2, expected a share from 0 to 1, such as 0.5`,
    );
    expect(() => readPolicyFile('my.yaml', 'hello')).toThrow(
      'my.yaml has a problem:\n  my.yaml:1:1 found "hello", expected a map',
    );
    expect(new PolicyError('my.yaml', []).name).toBe('PolicyError');
  });

  it('is all that any text can lead to', () => {
    const pieces = [
      'retries',
      'rules',
      'when',
      'log',
      ': ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '\n',
      '  ',
      '*',
      '&a ',
      '3',
      '"',
      '/(/',
      '?',
      '!!x ',
      '#',
      ',',
    ];
    const texts = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        try {
          readPolicyFile('policy.yaml', text);
        } catch (error) {
          expect(error).toBeInstanceOf(PolicyError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
