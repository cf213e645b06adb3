import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stageFunction } from '../../build/stage-function.ts';
import { ConfigError } from '../../functions/config-error.ts';

describe('staging a function', () => {
  let folder: string;
  let bundle: string;
  let into: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'valohai-retry-stage-'));
    bundle = join(folder, 'bundle');
    into = join(folder, 'staged', 'webhook');
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'index.mjs'), 'export const handler = 1;\n');
    writeFileSync(join(bundle, 'chunk-A.mjs'), 'export const chunk = 1;\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('puts the policy beside the code, as its file says it', () => {
    const policy = { retries: 2, delay: '90s', projects: 'acme/*' };
    expect(stageFunction({ bundle, policy, into })).toBe(into);
    expect(readdirSync(into).sort()).toEqual(['chunk-A.mjs', 'index.mjs', 'policy.json']);
    expect(JSON.parse(readFileSync(join(into, 'policy.json'), 'utf8'))).toEqual(policy);
  });

  it('takes the code over byte for byte', () => {
    stageFunction({ bundle, policy: {}, into });
    for (const name of ['index.mjs', 'chunk-A.mjs']) {
      expect(readFileSync(join(into, name))).toEqual(readFileSync(join(bundle, name)));
    }
  });

  it('leaves nothing of what was staged there before', () => {
    stageFunction({ bundle, policy: {}, into });
    writeFileSync(join(into, 'chunk-OLD.mjs'), '');
    stageFunction({ bundle, policy: { retries: 1 }, into });
    expect(existsSync(join(into, 'chunk-OLD.mjs'))).toBe(false);
    expect(readFileSync(join(into, 'policy.json'), 'utf8')).toContain('"retries": 1');
  });

  it('says what to run when the function was not bundled yet', () => {
    const stage = () => stageFunction({ bundle: join(folder, 'nothing'), policy: {}, into });
    expect(stage).toThrow(ConfigError);
    expect(stage).toThrow('node build/bundle.ts');
  });
});
