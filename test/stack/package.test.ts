import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../build/function-sizes.ts';
import { PACKAGE_ROOT } from '../../build/package-root.ts';

const run = promisify(execFile);

const dependencies = v.optional(v.record(v.string(), v.string()), {});
const Manifest = v.object({ dependencies, peerDependencies: dependencies });
const Packed = v.tuple([v.object({ filename: v.string(), files: v.array(v.object({ path: v.string() })) })]);

const APP = `
  const app = new App({ outdir: process.argv[2] });
  const stack = new Stack(app, 'Ours');
  const retry = new ValohaiRetry(stack, 'Retry', { policy: { host: 'https://valohai.acme.example' } });
  new CfnOutput(stack, 'Host', { value: retry.host });
  app.synth();
`;

describe("the package in somebody else's CDK app", () => {
  let folder: string;
  let files: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'valohai-retry-package-'));
    // Without scripts, as the output is JSON; what `prepack` does is done before.
    await run(process.execPath, ['build/package.ts'], { cwd: PACKAGE_ROOT });
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const { stdout } = await run('npm', pack, { cwd: PACKAGE_ROOT });
    const [{ filename, files: packed }] = v.parse(Packed, JSON.parse(stdout));
    files = packed.map(({ path }) => path);
    const installed = join(folder, 'node_modules/valohai-retry');
    mkdirSync(installed, { recursive: true });
    await run('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
    linkDependenciesOf(installed);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** npm would install what the package asks for, and nothing else. */
  function linkDependenciesOf(installed: string): void {
    const manifest = v.parse(Manifest, JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')));
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      const link = join(folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(PACKAGE_ROOT, 'node_modules', name), link);
    }
  }

  it('holds the construct, the bundles and the default policy, and no sources', () => {
    expect(files).toContain('dist/construct/lib/index.js');
    expect(files).toContain('dist/construct/lib/index.d.ts');
    for (const name of FUNCTION_NAMES) expect(files).toContain(`dist/functions/${name}/index.mjs`);
    expect(files).toContain('retry-policy.yaml');
    expect(files.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([]);
    expect(files.filter((path) => /^(test|bench|node_modules|dist\/meta)\//.test(path))).toEqual([]);
  });

  it.each([
    [
      'app.mjs',
      "import { App, CfnOutput, Stack } from 'aws-cdk-lib';\nimport { ValohaiRetry } from 'valohai-retry';\n",
    ],
    [
      'app.cjs',
      "const { App, CfnOutput, Stack } = require('aws-cdk-lib');\nconst { ValohaiRetry } = require('valohai-retry');\n",
    ],
  ])('works in %s', async (name, imports) => {
    writeFileSync(join(folder, name), imports + APP);
    const outdir = join(folder, `${name}.out`);
    await run(process.execPath, [name, outdir], { cwd: folder });
    const template = readFileSync(join(outdir, 'Ours.template.json'), 'utf8');
    expect(template).toContain('https://valohai.acme.example');
    expect(template).toContain('"nodejs24.x"');
  });

  it('brings its types', async () => {
    writeFileSync(
      join(folder, 'app.ts'),
      `import { ValohaiRetry, type ValohaiRetryProps } from 'valohai-retry';
       export const props: ValohaiRetryProps = { policy: { retries: 2, delay: '90s' } };
       // @ts-expect-error there is no such property
       export const wrong: ValohaiRetryProps = { polici: {} };
       export const host = (retry: ValohaiRetry): string => retry.host;`,
    );
    const compiler = join(PACKAGE_ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
    const { stdout } = await run(process.execPath, [compiler, ...options, 'app.ts'], { cwd: folder });
    expect(stdout).toBe('');
  });
});
