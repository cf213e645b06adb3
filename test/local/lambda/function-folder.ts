import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LambdaFunction } from '../../../local/lambda/lambda-function.ts';

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A function whose index.mjs holds `source`. */
export function functionFrom(source: string, settings: Partial<LambdaFunction> = {}): LambdaFunction {
  const code = temporaryFolder();
  writeFileSync(join(code, 'index.mjs'), source);
  return {
    name: 'sample',
    arn: 'arn:aws:lambda:eu-north-1:000000000000:function:sample',
    code,
    handler: 'index.handler',
    environment: {},
    timeoutSeconds: 10,
    memoryMb: 256,
    ...settings,
  };
}
