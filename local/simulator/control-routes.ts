import * as v from 'valibot';
import { executionDetail } from './answers.ts';
import type { StoredExecution } from './execution-store.ts';
import { FaultSchema } from './faults.ts';
import type { Platform } from './platform.ts';
import { NewProjectSchema } from './project-store.ts';
import type { RequestLog } from './request-log.ts';
import { type ApiRequest, type PathValues, type Route, readBody } from './router.ts';
import { OutcomesSchema } from './scripts.ts';
import { SettingsChangeSchema } from './settings.ts';

const ScriptSchema = v.strictObject({ project: v.string(), step: v.string(), outcomes: OutcomesSchema });
const TagsSchema = v.strictObject({ tags: v.array(v.string()) });
const TokensSchema = v.strictObject({ tokens: v.array(v.string()) });
const NotifySchema = v.strictObject({ url: v.nullable(v.pipe(v.string(), v.url())) });
const FaultsSchema = v.strictObject({ faults: v.array(FaultSchema) });

/** What the control routes steer besides the platform. */
export interface Controls {
  readonly requests: RequestLog;
  readonly setTokens: (tokens: readonly string[]) => void;
}

/**
 * What tests and people do to the simulated world from outside the API, under `/simulator/`. No token is asked for:
 * the simulator listens on this machine only, and there is nothing in it worth having.
 */
export function controlRoutes(platform: Platform, controls: Controls): Route[] {
  return [
    ...worldRoutes(platform),
    ...executionControls(platform),
    ...faultRoutes(platform),
    ...observationRoutes(platform, controls),
    {
      method: 'PUT',
      path: '/simulator/tokens',
      handle: (request) => {
        controls.setTokens(readBody(request, TokensSchema).tokens);
        return { status: 204 };
      },
    },
  ];
}

function worldRoutes(platform: Platform): Route[] {
  return [
    {
      method: 'POST',
      path: '/simulator/projects',
      handle: (request) => {
        const project = platform.addProject(readBody(request, NewProjectSchema));
        const commit = platform.newestCommit(project).identifier;
        return { status: 201, body: { id: project.id, owner: project.owner, name: project.name, commit } };
      },
    },
    {
      method: 'PUT',
      path: '/simulator/scripts',
      handle: (request) => {
        const { project, step, outcomes } = readBody(request, ScriptSchema);
        platform.defineScript(platform.findProject(project), step, outcomes);
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: '/simulator/settings',
      handle: () => ({ status: 200, body: platform.settings }),
    },
    {
      method: 'PATCH',
      path: '/simulator/settings',
      handle: (request) => ({
        status: 200,
        body: platform.changeSettings(readBody(request, SettingsChangeSchema)),
      }),
    },
    {
      method: 'PUT',
      path: '/simulator/notify',
      handle: (request) => {
        platform.notifier.url = readBody(request, NotifySchema).url ?? undefined;
        return { status: 204 };
      },
    },
  ];
}

function executionControls(platform: Platform): Route[] {
  const path = '/simulator/executions';
  const one = `${path}/{execution}`;
  const find = ({ execution = '' }: PathValues) => platform.findExecution(execution);
  return [
    {
      method: 'GET',
      path,
      handle: (request) => {
        const project = request.query.get('project');
        const query = project === null ? {} : { project: platform.findProject(project).id };
        const executions = platform.executions
          .list({ ...query, ordering: 'ctime' })
          .map((execution) => observed(platform, request, execution));
        return { status: 200, body: { executions } };
      },
    },
    {
      method: 'POST',
      path,
      handle: (request) => {
        const execution = platform.startExecution(readBody(request, v.unknown()));
        return { status: 201, body: observed(platform, request, execution) };
      },
    },
    {
      method: 'GET',
      path: one,
      handle: (request, values) => ({ status: 200, body: observed(platform, request, find(values)) }),
    },
    {
      method: 'DELETE',
      path: one,
      handle: (_, values) => {
        platform.delete(find(values));
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: `${one}/tags`,
      handle: (request, values) => {
        const tags = platform.addTags(find(values), readBody(request, TagsSchema).tags);
        return { status: 200, body: { tags } };
      },
    },
    {
      method: 'PUT',
      path: `${one}/tags`,
      handle: (request, values) => {
        const tags = platform.replaceTags(find(values), readBody(request, TagsSchema).tags);
        return { status: 200, body: { tags } };
      },
    },
    {
      method: 'POST',
      path: `${one}/stop`,
      handle: (request, values) => ({
        status: 200,
        body: observed(platform, request, platform.stop(find(values))),
      }),
    },
    {
      method: 'POST',
      path: `${one}/notify`,
      handle: async (_, values) => {
        await platform.notifier.send(find(values));
        return { status: 204 };
      },
    },
  ];
}

function faultRoutes({ faults }: Platform): Route[] {
  const path = '/simulator/faults';
  return [
    { method: 'GET', path, handle: () => ({ status: 200, body: { faults: faults.list() } }) },
    {
      method: 'POST',
      path,
      handle: (request) => {
        faults.add(readBody(request, FaultsSchema).faults);
        return { status: 204 };
      },
    },
    {
      method: 'DELETE',
      path,
      handle: () => {
        faults.clear();
        return { status: 204 };
      },
    },
  ];
}

function observationRoutes(platform: Platform, { requests }: Controls): Route[] {
  return [
    {
      method: 'GET',
      path: '/simulator/requests',
      handle: () => ({ status: 200, body: { counts: requests.counts(), requests: requests.list() } }),
    },
    {
      method: 'DELETE',
      path: '/simulator/requests',
      handle: () => {
        requests.clear();
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: '/simulator/notifications',
      handle: () => ({ status: 200, body: { notifications: platform.notifier.sent() } }),
    },
  ];
}

/** An execution as the API shows it, with the body that it was created with. */
function observed(platform: Platform, { origin }: ApiRequest, execution: StoredExecution) {
  const project = platform.findProject(execution.project);
  const answer = executionDetail(execution, project, { origin, settings: platform.settings });
  return { ...answer, received: execution.received };
}
