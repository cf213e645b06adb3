import * as v from 'valibot';
import { executionDetail, executionListed, type View } from './answers.ts';
import { eventsOf, type LogEvent } from './execution-log.ts';
import { refuseReadOnly } from './execution-request.ts';
import {
  type ExecutionQuery,
  INCOMPLETE_STATUSES,
  STATUSES,
  type StoredExecution,
} from './execution-store.ts';
import { pageAnswer, readFilter, readPage } from './pages.ts';
import type { Platform } from './platform.ts';
import { type ApiAnswer, type ApiRequest, type PathValues, type Route, readBody } from './router.ts';
import { findCreator } from './users.ts';

/** How many lines of a log are given when the client does not say. */
const DEFAULT_EVENTS = 1000;

const TagsSchema = v.object({
  tags: v.array(v.string('Not a valid string.'), 'Expected a list of items.'),
});

const StatusFilterSchema = v.picklist([...STATUSES, 'incomplete']);
const CounterFilterSchema = v.pipe(v.string(), v.regex(/^\d+$/), v.toNumber());
const OrderingSchema = v.fallback(v.picklist(['counter', '-counter', 'ctime', '-ctime']), '-counter');

/** What `/api/v0/executions/` can do. */
export function executionRoutes(platform: Platform): Route[] {
  const path = '/api/v0/executions/';
  const one = `${path}{execution}/`;
  const find = ({ execution = '' }: PathValues) => platform.findExecution(execution);
  const findWritable = (values: PathValues) => {
    const execution = find(values);
    refuseReadOnly(platform.findProject(execution.project));
    return execution;
  };
  return [
    { method: 'GET', path, handle: (request) => listExecutions(platform, request) },
    {
      method: 'POST',
      path,
      handle: (request) => {
        const execution = platform.createExecution(readBody(request, v.unknown()));
        return { status: 201, body: detail(platform, request, execution) };
      },
    },
    {
      method: 'GET',
      path: one,
      handle: (request, values) => ({ status: 200, body: detail(platform, request, find(values)) }),
    },
    {
      method: 'DELETE',
      path: one,
      handle: (_, values) => {
        platform.delete(findWritable(values));
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: `${one}events/`,
      handle: (request, values) => {
        const { total, truncated, events } = lastEvents(request, eventsOf(find(values)));
        return { status: 200, body: { total, truncated, events } };
      },
    },
    {
      method: 'GET',
      path: `${one}status-events/`,
      handle: (request, values) => {
        const ofPlatform = eventsOf(find(values)).filter(({ stream }) => stream === 'status');
        const { total, events } = lastEvents(request, ofPlatform);
        return { status: 200, body: { total, status_events: events } };
      },
    },
    {
      method: 'POST',
      path: `${one}tags/`,
      handle: (request, values) => {
        const execution = findWritable(values);
        const { tags } = readBody(request, TagsSchema);
        const all = platform.settings.tagsReplace
          ? platform.replaceTags(execution, tags)
          : platform.addTags(execution, tags);
        return { status: 200, body: { tags: all } };
      },
    },
    {
      method: 'POST',
      path: `${one}stop/`,
      handle: (_, values) => {
        const { status } = platform.stop(findWritable(values));
        return { status: 200, body: { status } };
      },
    },
  ];
}

function listExecutions(platform: Platform, request: ApiRequest): ApiAnswer {
  const page = readPage(request);
  const query = readQuery(platform, request);
  const projects = new Map(platform.projects.list().map((project) => [project.id, project]));
  const view = viewOf(platform, request);
  const results = platform.executions.list({ ...query, ...page }).flatMap((execution) => {
    const project = projects.get(execution.project);
    return project === undefined ? [] : [without(request, executionListed(execution, project, view))];
  });
  return { status: 200, body: pageAnswer(request, page, platform.executions.count(query), results) };
}

function readQuery(platform: Platform, request: ApiRequest): ExecutionQuery {
  const knownProject = v.pipe(
    v.string(),
    v.check((id) => platform.projects.find(id) !== undefined),
  );
  const statuses = readFilter(request, 'status', StatusFilterSchema);
  const creator = request.query.get('creator');
  return {
    project: readFilter(request, 'project', knownProject).at(-1)?.toLowerCase(),
    statuses: statuses.flatMap((status) => (status === 'incomplete' ? INCOMPLETE_STATUSES : [status])),
    counters: readFilter(request, 'counter', CounterFilterSchema),
    creator: creator === null ? undefined : findCreator(creator),
    isDeleted: /^true$/i.test(request.query.get('deleted') ?? ''),
    ordering: v.parse(OrderingSchema, request.query.get('ordering')),
  };
}

function detail(platform: Platform, request: ApiRequest, execution: StoredExecution) {
  const project = platform.findProject(execution.project);
  return without(request, executionDetail(execution, project, viewOf(platform, request)));
}

/** `?exclude=metadata,events` leaves those keys out. */
function without({ query }: ApiRequest, answer: object) {
  const excluded = new Set(query.get('exclude')?.split(','));
  return Object.fromEntries(Object.entries(answer).filter(([key]) => !excluded.has(key)));
}

/** `?limit=N` gives the last N, and zero gives all: so valohai-cli asks for them. */
function lastEvents({ query }: ApiRequest, all: readonly LogEvent[]) {
  const asked = query.get('limit');
  const limit = asked !== null && /^\d+$/.test(asked) ? Number(asked) : DEFAULT_EVENTS;
  const events = limit === 0 ? all : all.slice(-limit);
  return { total: all.length, truncated: events.length < all.length, events };
}

function viewOf({ settings }: Platform, { origin }: ApiRequest): View {
  return { origin, settings };
}
