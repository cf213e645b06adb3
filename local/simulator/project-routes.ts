import { createHash } from 'node:crypto';
import * as v from 'valibot';
import {
  commitAnswer,
  commitConfig,
  environmentAnswer,
  projectAnswer,
  projectDetail,
  type View,
} from './answers.ts';
import { ENVIRONMENTS } from './environments.ts';
import { refuseReadOnly } from './execution-request.ts';
import { pageOf } from './pages.ts';
import type { Platform } from './platform.ts';
import { type ApiRequest, notFound, type PathValues, type Route, readBody } from './router.ts';
import { readUpload } from './upload.ts';
import { USERS } from './users.ts';

const NewProjectBodySchema = v.object({
  name: v.pipe(v.string(), v.nonEmpty('This field may not be blank.')),
  description: v.optional(v.string(), ''),
  owner: v.optional(v.string(), USERS.api.username),
});

const VariableSchema = v.object({
  name: v.string(),
  value: v.string(),
  secret: v.optional(v.boolean(), false),
});

/** Users, projects, commits and environments: what a client needs before it can run anything. */
export function projectRoutes(platform: Platform): Route[] {
  const path = '/api/v0/projects/';
  const one = `${path}{project}/`;
  const find = ({ project = '' }: PathValues) => platform.findProject(project);
  const view = ({ origin }: ApiRequest): View => ({ origin, settings: platform.settings });
  const commitsOf = (request: ApiRequest, project: string | null) =>
    platform.projects.listCommits(project).map((commit) => commitAnswer(commit, view(request)));
  return [
    {
      method: 'GET',
      path: '/api/v0/users/me/',
      handle: () => ({ status: 200, body: { ...USERS.api, email: 'token-owner@valohai.example' } }),
    },
    {
      method: 'GET',
      path,
      handle: (request) => {
        const all = platform.projects.list().map((project) => projectAnswer(project, view(request)));
        return { status: 200, body: pageOf(request, all) };
      },
    },
    {
      method: 'POST',
      path,
      handle: (request) => {
        const project = platform.addProject(readBody(request, NewProjectBodySchema));
        return { status: 201, body: projectAnswer(project, view(request)) };
      },
    },
    {
      method: 'GET',
      path: `${path}ownership_options/`,
      handle: () => ({ status: 200, body: [USERS.api.username] }),
    },
    {
      method: 'GET',
      path: one,
      handle: (request, values) => ({ status: 200, body: projectDetail(find(values), view(request)) }),
    },
    {
      method: 'POST',
      path: `${one}environment_variable/`,
      handle: (request, values) => {
        const project = find(values);
        refuseReadOnly(project);
        const { name, value, secret } = readBody(request, VariableSchema);
        const variables = { ...project.environmentVariables, [name]: { value, secret } };
        platform.projects.setVariables(project.id, variables);
        return { status: 201, body: { name, secret } };
      },
    },
    {
      method: 'GET',
      path: `${one}commits/`,
      handle: (request, values) => ({ status: 200, body: commitsOf(request, find(values).id) }),
    },
    {
      method: 'POST',
      path: `${one}fetch/`,
      handle: (_, values) => {
        find(values);
        return { status: 200, body: { commits: [], errors: [] } };
      },
    },
    {
      method: 'POST',
      path: `${one}import-package/`,
      handle: (request, values) => {
        const project = find(values);
        refuseReadOnly(project);
        const commit = {
          identifier: `~${createHash('sha256').update(readUpload(request, 'data')).digest('hex')}`,
          project: project.id,
          ref: 'adhoc',
          isAdhoc: true,
          committedAt: Date.now(),
          steps: null,
        };
        platform.projects.putCommit(commit);
        return { status: 201, body: commitAnswer(commit, view(request)) };
      },
    },
    {
      method: 'GET',
      path: '/api/v0/commits/',
      handle: (request) => {
        const isAdhocWanted = request.query.get('adhoc') !== 'false';
        const all = commitsOf(request, request.query.get('project'));
        return {
          status: 200,
          body: pageOf(request, isAdhocWanted ? all : all.filter(({ adhoc }) => !adhoc)),
        };
      },
    },
    {
      method: 'GET',
      path: '/api/v0/commits/{commit}/',
      handle: (request, { commit: identifier }) => {
        const commit = platform.projects
          .listCommits(request.query.get('project'))
          .find((candidate) => candidate.identifier === identifier);
        if (commit === undefined) throw notFound();
        const isConfigWanted = request.query.get('include') === 'config';
        const config = isConfigWanted ? { config: commitConfig(commit) } : {};
        return { status: 200, body: { ...commitAnswer(commit, view(request)), ...config } };
      },
    },
    {
      method: 'GET',
      path: '/api/v0/environments/',
      handle: (request) => {
        const all = ENVIRONMENTS.map((environment) => environmentAnswer(environment, view(request)));
        return { status: 200, body: pageOf(request, all) };
      },
    },
    ...['data', 'pipelines', 'tasks', 'deployments'].map(
      (absent): Route => ({
        method: 'GET',
        path: `/api/v0/${absent}/`,
        handle: (request) => ({ status: 200, body: pageOf(request, []) }),
      }),
    ),
  ];
}
