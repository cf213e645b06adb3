import type { Service } from './faulty-world.ts';
import type { PassingRequest } from './misbehaving-proxy.ts';

/** Which execution a step is about. */
export interface Subject {
  readonly projectId: string;
  readonly executionId: string;
}

/** One request on the way from a notification to a finished copy. */
export interface Step {
  readonly name: string;
  /** Who answers the request. */
  readonly service: Service;
  /** Who makes it. */
  readonly by: 'sender' | 'webhook' | 'retry';
  /** Whether it changes something: a fault can come before that, or after. */
  readonly changes: boolean;
  /** Whether a request is this step of this execution's way. */
  readonly is: (request: PassingRequest, subject: Subject) => boolean;
}

const EXECUTIONS = '/api/v0/executions/';

function get(startOfPath: (subject: Subject) => string): Step['is'] {
  return ({ method, path }, subject) => method === 'GET' && path.startsWith(startOfPath(subject));
}

/** @param ending of the schedule's name, behind the execution's own */
function schedule(method: string, ending: string): Step['is'] {
  return (request, { executionId }) => {
    const [path = ''] = request.path.split('?');
    const name = `${executionId.replaceAll('-', '')}${ending}`;
    return request.method === method && path.endsWith(name);
  };
}

function mark(method: string, ending: string): Step['is'] {
  return ({ method: asked, path }, { projectId }) =>
    asked === method && path.includes(`/schedules/${projectId.slice(-12)}.${ending}`);
}

/** What both functions read of a failure before they decide. */
function reading(by: 'webhook' | 'retry'): Step[] {
  const of = { service: 'valohai', by, changes: false } as const;
  const prefix = by === 'webhook' ? 'judging' : 'launching';
  return [
    {
      ...of,
      name: `${prefix}: reads the execution`,
      is: get(({ executionId }) => `${EXECUTIONS}${executionId}/?`),
    },
    {
      ...of,
      name: `${prefix}: reads its log`,
      is: get(({ executionId }) => `${EXECUTIONS}${executionId}/events/`),
    },
    {
      ...of,
      name: `${prefix}: reads its status events`,
      is: get(({ executionId }) => `${EXECUTIONS}${executionId}/status-events/`),
    },
    {
      ...of,
      name: `${prefix}: reads the first of its chain`,
      is: get(({ projectId }) => `${EXECUTIONS}${projectId}:`),
    },
  ];
}

const scheduler = { service: 'scheduler', changes: true } as const;
const valohai = { service: 'valohai', by: 'retry' } as const;

/** Every request between a failure and its finished copy, in the order in which they are made. */
export const STEPS: readonly Step[] = [
  {
    name: 'the notification',
    service: 'webhook',
    by: 'sender',
    changes: true,
    is: ({ method, body }, { executionId }) => method === 'POST' && body.includes(executionId),
  },
  ...reading('webhook'),
  { ...scheduler, name: 'judging: schedules the retry', by: 'webhook', is: schedule('POST', '') },
  {
    name: 'launching: looks whether a person holds the project back',
    service: 'scheduler',
    by: 'retry',
    changes: false,
    is: mark('GET', 'hold'),
  },
  { ...scheduler, name: 'launching: takes a place in its minute', by: 'retry', is: mark('POST', 'slot-') },
  ...reading('retry'),
  {
    name: 'launching: looks whether many fail the same way',
    service: 'scheduler',
    by: 'retry',
    changes: false,
    is: mark('GET', 'breaker-'),
  },
  { ...scheduler, name: 'launching: counts the failure', by: 'retry', is: mark('POST', 'seen-') },
  {
    ...scheduler,
    name: 'launching: has itself taken over should it die',
    by: 'retry',
    is: schedule('POST', '.turn-1'),
  },
  { ...scheduler, name: 'launching: claims the launch', by: 'retry', is: schedule('POST', '.claim') },
  {
    ...valohai,
    name: 'launching: looks for a copy',
    changes: false,
    is: get(({ projectId }) => `${EXECUTIONS}?project=${projectId}`),
  },
  {
    ...valohai,
    name: 'launching: creates the copy',
    changes: true,
    is: ({ method, path, body }, { executionId }) =>
      method === 'POST' && path === EXECUTIONS && body.includes(executionId),
  },
  {
    ...valohai,
    name: 'launching: tags the failed execution',
    changes: true,
    is: ({ method, path }, { executionId }) =>
      method === 'POST' && path === `${EXECUTIONS}${executionId}/tags/`,
  },
  { ...scheduler, name: 'launching: is not taken over', by: 'retry', is: schedule('DELETE', '.turn-1') },
  { ...scheduler, name: 'launching: releases the claim', by: 'retry', is: schedule('DELETE', '.claim') },
];
