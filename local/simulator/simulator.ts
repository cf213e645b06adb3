import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { refuseToken } from './authenticate.ts';
import { controlRoutes } from './control-routes.ts';
import { executionRoutes } from './execution-routes.ts';
import type { StoredExecution } from './execution-store.ts';
import { type FaultInput, FaultSchema, type RequestFault } from './faults.ts';
import { Platform } from './platform.ts';
import { projectRoutes } from './project-routes.ts';
import type { NewProject, Project } from './project-store.ts';
import { RequestLog } from './request-log.ts';
import { type ApiAnswer, type ApiRequest, NOT_FOUND, Router, readAs } from './router.ts';
import type { OutcomeInput } from './scripts.ts';
import type { Settings, SettingsChange } from './settings.ts';

export interface SimulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Where projects, scripts and executions are kept; it stays open on `close()`. In memory by default. */
  readonly database?: DatabaseSync;
  /** The webhook that is told about executions that have ended. */
  readonly notify?: string;
  /** The API tokens that are accepted; `simulator-token` by default. */
  readonly tokens?: readonly string[];
  readonly settings?: SettingsChange;
}

/** How a person starts an execution: the fields of the API's POST, a commit not needed, and a few more. */
export interface ExecutionStart {
  /** Id, or `owner/name`. */
  readonly project: string;
  readonly step: string;
  readonly [field: string]: unknown;
}

export const DEFAULT_TOKEN = 'simulator-token';

/** More than any upload of code that makes sense here, in bytes. */
const LARGEST_BODY = 256 * 1024 * 1024;

/**
 * A Valohai without machines: it speaks the API, runs executions on a script, sends notifications and misbehaves when
 * it is told to. Everything that its methods do can be done over HTTP as well, under `/simulator/`.
 */
export class Simulator {
  readonly #server: Server;
  readonly #platform: Platform;
  readonly #requests = new RequestLog();
  readonly #api: Router;
  readonly #controls: Router;
  readonly #closing = new AbortController();
  #ownDatabase: DatabaseSync | undefined;
  #tokens: ReadonlySet<string>;
  #url = '';

  private constructor({ database, tokens = [DEFAULT_TOKEN], settings = {} }: SimulatorOptions) {
    const kept = database ?? new DatabaseSync(':memory:');
    this.#ownDatabase = kept === database ? undefined : kept;
    this.#tokens = new Set(tokens);
    this.#platform = new Platform(kept, () => this.#url);
    this.#platform.changeSettings(settings);
    this.#api = new Router([...executionRoutes(this.#platform), ...projectRoutes(this.#platform)]);
    this.#controls = new Router(
      controlRoutes(this.#platform, {
        requests: this.#requests,
        setTokens: (next) => {
          this.tokens = next;
        },
      }),
    );
    this.#server = createServer((incoming, outgoing) => {
      // Whoever broke off does not read an answer.
      this.#serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  /**
   * Starts serving on 127.0.0.1. Executions that are in the database go on: those that ended meanwhile are notified
   * now, if nobody was told.
   *
   * @throws when the port is taken
   */
  static async start(options: SimulatorOptions = {}): Promise<Simulator> {
    const simulator = new Simulator(options);
    await simulator.#listen(options.port ?? 0);
    simulator.notifyUrl = options.notify;
    return simulator;
  }

  /** Such as `http://127.0.0.1:8090`: what a client takes for Valohai's host. */
  get url(): string {
    return this.#url;
  }

  get notifyUrl(): string | undefined {
    return this.#platform.notifier.url;
  }

  /** Executions that ended while there was no webhook are notified when one is set. */
  set notifyUrl(url: string | undefined) {
    this.#platform.notifier.url = url;
  }

  /** From now on, only these are accepted. */
  set tokens(tokens: readonly string[]) {
    this.#tokens = new Set(tokens);
  }

  get settings(): Settings {
    return this.#platform.settings;
  }

  changeSettings(change: SettingsChange): Settings {
    return this.#platform.changeSettings(change);
  }

  /** A project with one commit. The one that has this owner and name already is left as it is. */
  addProject(project: NewProject): Project {
    return this.#platform.addProject(project);
  }

  /** Says what the runs of a step do: the n-th run of the same work takes the n-th outcome, the last one repeats. */
  defineScript(project: string, step: string, outcomes: readonly OutcomeInput[]): void {
    this.#platform.defineScript(this.#platform.findProject(project), step, outcomes);
  }

  /** Starts an execution as somebody in the web app would. */
  startExecution(execution: ExecutionStart): StoredExecution {
    return this.#platform.startExecution(execution);
  }

  /** All that is not deleted, the oldest first. */
  listExecutions(): StoredExecution[] {
    return this.#platform.executions.list({ ordering: 'ctime' });
  }

  addFaults(faults: readonly FaultInput[]): void {
    this.#platform.faults.add(faults.map((fault) => readAs(fault, FaultSchema)));
  }

  /** Ends every connection and timer. What has been kept in a given database goes on at the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#platform.notifier.close();
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
    this.#ownDatabase?.close();
    this.#ownDatabase = undefined;
  }

  async #listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the simulator has no port');
    this.#url = `http://127.0.0.1:${address.port}`;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await this.#read(incoming);
    if (request.path.startsWith('/simulator/')) {
      send(outgoing, await this.#answer(() => this.#controls.answer(request)));
      return;
    }
    this.#requests.add(request);
    const fault = this.#platform.faults.takeForRequest(request.method, request.path);
    const act = () => this.#answer(() => this.#answerApi(request, incoming.headers.authorization));
    if (fault === undefined) send(outgoing, await act());
    else await this.#misbehave(fault, outgoing, act);
  }

  async #misbehave(
    fault: RequestFault,
    outgoing: ServerResponse,
    act: () => Promise<ApiAnswer>,
  ): Promise<void> {
    switch (fault.kind) {
      case 'time-out-before':
        return;
      case 'reset':
        outgoing.destroy();
        return;
      case 'lost-answer':
        await act();
        outgoing.destroy();
        return;
      case 'time-out-after':
        await act();
        return;
      case 'status':
        outgoing.writeHead(fault.status, { 'content-type': 'text/html; charset=utf-8', ...fault.headers });
        outgoing.end(fault.body);
        return;
      case 'slow':
        await sleep(fault.ms, undefined, { signal: this.#closing.signal });
        send(outgoing, await act());
        return;
      case 'malformed-json': {
        const { status, body } = await act();
        const text = JSON.stringify(body ?? {});
        outgoing.writeHead(status, { 'content-type': 'application/json' });
        outgoing.end(text.slice(0, Math.ceil(text.length / 2)));
      }
    }
  }

  async #answerApi(request: ApiRequest, authorization: string | undefined): Promise<ApiAnswer> {
    if (!request.path.startsWith('/api/v0/')) return NOT_FOUND;
    return refuseToken(authorization, this.#tokens) ?? (await this.#api.answer(request));
  }

  /** A mistake of the simulator must be seen as one, and must not end it. */
  async #answer(act: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    try {
      return await act();
    } catch (error) {
      return { status: 500, body: { error: `the simulator has failed: ${error}` } };
    }
  }

  async #read(incoming: IncomingMessage): Promise<ApiRequest> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > LARGEST_BODY) throw new Error('the body is too large');
      chunks.push(bytes);
    }
    const [path = '/', query = ''] = (incoming.url ?? '/').split('?', 2);
    const { host, 'content-type': contentType = '' } = incoming.headers;
    return {
      method: incoming.method ?? 'GET',
      path,
      query: new URLSearchParams(query),
      contentType,
      body: Buffer.concat(chunks),
      // Clients send their token only to the host that they were given, so links must name that one.
      origin: host === undefined ? this.#url : `http://${host}`,
    };
  }
}

function send(outgoing: ServerResponse, { status, body, headers = {} }: ApiAnswer): void {
  if (body === undefined) {
    outgoing.writeHead(status, headers).end();
    return;
  }
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
