import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleFunctions } from '../../build/bundle.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../build/function-sizes.ts';
import { stageFunction } from '../../build/stage-function.ts';

const Imports = v.array(v.object({ path: v.string(), kind: v.string(), external: v.optional(v.boolean()) }));
const Metafile = v.object({
  inputs: v.record(v.string(), v.object({ format: v.optional(v.string()) })),
  outputs: v.record(v.string(), v.object({ imports: Imports, inputs: v.record(v.string(), v.unknown()) })),
});

/** What every function needs in its environment. */
const VARIABLES = [
  'SECRET_ID',
  'SCHEDULE_GROUP',
  'SCHEDULER_ROLE_ARN',
  'DEAD_LETTER_QUEUE_ARN',
  'TOPIC_ARN',
] as const;

describe('the bundles', () => {
  let outDir: string;
  let folders: Record<FunctionName, string>;

  beforeAll(async () => {
    outDir = mkdtempSync(join(tmpdir(), 'valohai-retry-bundle-'));
    folders = await bundleFunctions(outDir);
  });
  afterAll(() => rmSync(outDir, { recursive: true, force: true }));

  afterEach(() => vi.unstubAllEnvs());

  const filesOf = (name: FunctionName) =>
    readdirSync(folders[name]).map(
      (file) => [file, readFileSync(join(folders[name], file), 'utf8')] as const,
    );
  const metafileOf = (name: FunctionName) =>
    v.parse(Metafile, JSON.parse(readFileSync(join(outDir, 'meta', `${name}.json`), 'utf8')));

  it.each(FUNCTION_NAMES)(
    'of %s has index.mjs and beside it nothing but chunks and the packed catalogue',
    (name) => {
      const files = readdirSync(folders[name]);
      expect(folders[name]).toBe(join(outDir, 'functions', name));
      expect(files).toContain('index.mjs');
      expect(
        files.filter((file) => !/^(index|chunk-[A-Z0-9]{8})\.mjs$|^catalogue-[A-Z0-9]{8}\.br$/.test(file)),
      ).toEqual([]);
    },
  );

  // What is not in the folder is not in Lambda either.
  it.each(FUNCTION_NAMES)('of %s needs nothing but Node', (name) => {
    const imports = Object.values(metafileOf(name).outputs).flatMap((output) => output.imports);
    const foreign = imports.filter(({ path, external }) => external && !isBuiltin(path));
    expect(foreign).toEqual([]);
  });

  // Chunks are named after what is in them, and by its name too: another folder must not make another bundle.
  it.each(FUNCTION_NAMES)('of %s is made of what has the same name on every machine', (name) => {
    const { inputs } = metafileOf(name);
    expect(Object.keys(inputs).filter((path) => path.includes(process.cwd()))).toEqual([]);
  });

  // A CommonJS file in an ES module bundle calls a `require` that is not there, and is never tree-shaken.
  it.each(FUNCTION_NAMES)('of %s holds ES modules only', (name) => {
    const inputs = Object.entries(metafileOf(name).inputs);
    expect(inputs.filter(([, { format }]) => format === 'cjs').map(([path]) => path)).toEqual([]);
  });

  it.each(FUNCTION_NAMES)('of %s leaves out what the functions ask of no service', (name) => {
    const code = filesOf(name).map(([, text]) => text);
    expect(code.some((text) => text.includes('CreateScheduleInput'))).toBe(true);
    expect(code.filter((text) => /ListScheduleGroupsInput|RotateSecretRequest/.test(text))).toEqual([]);
  });

  it.each(FUNCTION_NAMES)('of %s takes its credentials from the environment only', (name) => {
    const inputs = Object.keys(metafileOf(name).inputs);
    expect(inputs).toContain('functions/aws/environment-credentials.ts');
    expect(inputs.filter((path) => /credential-provider-(node|sso|ini|process|http)\//.test(path))).toEqual(
      [],
    );
  });

  // The SDK's parts that Lambda has no use for are stood in for by a line each.
  it.each(FUNCTION_NAMES)('of %s can compute no SHA-256 but by Node, and knows no region by name', (name) => {
    const code = filesOf(name)
      .map(([, text]) => text)
      .join('');
    expect(code).toContain('^(us|eu|ap|sa|ca|me|af|il|mx)');
    expect(code).not.toContain('Asia Pacific (Tokyo)');
    expect(code).not.toContain('169.254.169.254');
    expect(code).not.toContain('1116352408');
  });

  // The clients cost more than all the rest to load; a refused request needs none of them.
  it.each(FUNCTION_NAMES)('of %s loads no SDK client before it is needed', (name) => {
    const { outputs } = metafileOf(name);
    const entry = Object.keys(outputs).find((path) => path.endsWith('/index.mjs')) ?? '';
    const loaded = new Set<string>();
    const load = (path: string) => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
        if (!external && kind === 'import-statement') load(next);
      }
    };
    load(entry);
    const sources = [...loaded].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
    expect(sources).toContain(`functions/${name}/handler.ts`);
    expect(sources.filter((path) => /@aws-sdk|@smithy/.test(path))).toEqual([]);
  });

  it.each(FUNCTION_NAMES)(
    'of %s holds no source map, no comment and no path of the machine it was made on',
    (name) => {
      for (const [, text] of filesOf(name)) {
        expect(text).not.toMatch(/sourceMappingURL|@license/);
        expect(text).not.toContain(process.cwd());
      }
    },
  );

  it.each(FUNCTION_NAMES)(
    'of %s starts beside a policy, with a handler that Node 24 accepts',
    async (name) => {
      const into = stageFunction({
        bundle: folders[name],
        policy: { retries: 1 },
        into: join(outDir, 'staged', name),
      });
      for (const variable of VARIABLES) vi.stubEnv(variable, 'arn:aws:some:thing');
      vi.stubEnv('RETRY_FUNCTION_ARN', 'arn:aws:lambda:eu-north-1:123456789012:function:retry');
      const bundle: unknown = await import(pathToFileURL(join(into, 'index.mjs')).href);
      const { handler } = v.parse(v.looseObject({ handler: v.function() }), bundle);
      // Its runtime refuses handlers that take a callback.
      expect(handler.length).toBeLessThanOrEqual(2);
    },
  );

  it('are the same, byte for byte, when they are made again, and leave nothing from before', async () => {
    const before = FUNCTION_NAMES.map(filesOf);
    writeFileSync(join(folders.webhook, 'chunk-LEFTOVER.mjs'), '');
    await bundleFunctions(outDir);
    expect(FUNCTION_NAMES.map(filesOf)).toEqual(before);
    expect(readdirSync(join(outDir, 'functions')).sort()).toEqual(['retry', 'sweep', 'webhook']);
  });
});
