import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { FUNCTION_NAMES } from '../../build/function-sizes.ts';
import { addSecurityChecks } from '../../lib/security-checks.ts';
import type { ValohaiRetryProps } from '../../lib/valohai-retry.ts';
import { ValohaiRetryStack } from '../../lib/valohai-retry-stack.ts';

const CdkJson = v.object({ context: v.record(v.string(), v.unknown()) });

/** The feature flags that the real app has. */
const { context } = v.parse(CdkJson, JSON.parse(readFileSync('cdk.json', 'utf8')));

const Resource = v.object({
  Type: v.string(),
  DeletionPolicy: v.optional(v.string()),
  UpdateReplacePolicy: v.optional(v.string()),
  Properties: v.optional(v.looseObject({}), {}),
});

const StackTemplate = v.object({
  Resources: v.record(v.string(), Resource),
  Outputs: v.record(v.string(), v.object({ Value: v.unknown() })),
});

export interface SynthesizedStack {
  readonly template: Template;
  readonly resources: Readonly<Record<string, v.InferOutput<typeof Resource>>>;
  /** Each output's value by its name. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The text of a file among the assets, found by its name, once for each function. */
  readonly assetFiles: (name: string) => string[];
}

/** An empty folder for the time of one action. */
export function inTemporaryFolder<T>(act: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'valohai-retry-stack-'));
  try {
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundles that do nothing: the template does not depend on what is in them. */
export function placeholderFunctions(folder: string): string {
  for (const name of FUNCTION_NAMES) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.mjs'), `export const handler = async () => '${name}';\n`);
  }
  return folder;
}

/** The stack as `cdk deploy` would make it, security checks included. */
export function synthesizedStack(props: ValohaiRetryProps & { stackName?: string } = {}): SynthesizedStack {
  return inTemporaryFolder((folder) => {
    const app = new App({ outdir: join(folder, 'cdk.out'), context });
    addSecurityChecks(app);
    const functions = placeholderFunctions(join(folder, 'functions'));
    const stack = new ValohaiRetryStack(app, props.stackName ?? 'ValohaiRetry', { functions, ...props });
    const assembly = app.synth();
    const template = Template.fromJSON(assembly.getStackByName(stack.stackName).template);
    const { Resources, Outputs } = v.parse(StackTemplate, template.toJSON());
    const contents = readAssets(assembly.directory);
    return {
      template,
      resources: Resources,
      outputs: Object.fromEntries(Object.entries(Outputs).map(([name, { Value }]) => [name, Value])),
      assetFiles: (name) => contents.filter(([path]) => path.endsWith(`/${name}`)).map(([, text]) => text),
    };
  });
}

function readAssets(directory: string): [path: string, text: string][] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^asset\..*\/[^/]+\.(mjs|json)$/.test(path))
    .map((path) => [path, readFileSync(join(directory, path), 'utf8')]);
}
