import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../build/function-sizes.ts';

const run = promisify(execFile);

const Failure = v.object({ code: v.number(), stderr: v.string() });
const Template = v.object({ Outputs: v.record(v.string(), v.object({ Value: v.unknown() })) });

describe('the app', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'valohai-retry-app-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the app as the CDK's command line does; there is nothing of AWS in its environment. */
  function synthesize(context: Readonly<Record<string, unknown>> = {}) {
    return run(process.execPath, ['lib/app.ts'], {
      env: { HOME: folder, CDK_OUTDIR: join(folder, 'cdk.out'), CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
  }

  it('makes the stack without any AWS configuration, with what -c says', async () => {
    const policyFile = join(folder, 'ours.yaml');
    writeFileSync(policyFile, 'host: https://valohai.acme.example\n');
    const numbers = { webhookConcurrency: '7', logRetention: '30' };
    await synthesize({ stackName: 'RetryForTeamB', alarmEmail: 'ada@acme.example', policyFile, ...numbers });
    const template = readFileSync(join(folder, 'cdk.out', 'RetryForTeamB.template.json'), 'utf8');
    expect(v.parse(Template, JSON.parse(template)).Outputs).toMatchObject({
      ValohaiHost: { Value: 'https://valohai.acme.example' },
      Step3Check: { Value: 'npm run doctor -- --stack RetryForTeamB' },
    });
    expect(template).toContain('ada@acme.example');
    expect(template).toContain('"ReservedConcurrentExecutions": 7');
    expect(template.match(/"RetentionInDays": 30\b/g)).toHaveLength(3);
  });

  // The functions are bundled before, as `cdk deploy` does by cdk.json.
  it('deploys the bundles', async () => {
    await synthesize();
    const assets = readdirSync(join(folder, 'cdk.out')).filter((name) => name.startsWith('asset.'));
    const codes = assets.map((name) => readFileSync(join(folder, 'cdk.out', name, 'index.mjs'), 'utf8'));
    const bundles = FUNCTION_NAMES.map((name) => readFileSync(`dist/functions/${name}/index.mjs`, 'utf8'));
    expect(codes.sort()).toEqual(bundles.sort());
  });

  it('says what the policy says in vain, and makes the stack nevertheless', async () => {
    const policyFile = join(folder, 'ours.yaml');
    writeFileSync(policyFile, 'delay: 2h\nmax-delay: 1h\n');
    const { stderr } = await synthesize({ policyFile });
    expect(stderr).toContain(`warning: ${policyFile}:1:1 delay: the delay of 2 h is cut`);
    expect(readdirSync(join(folder, 'cdk.out'))).toContain('ValohaiRetry.template.json');
  });

  it('says everything that is wrong with the policy, without a stack trace', async () => {
    const policyFile = join(folder, 'ours.yaml');
    writeFileSync(policyFile, 'retires: 3\njitter: 7\n');
    const { code, stderr } = await failureOf(synthesize({ policyFile }));
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean retries?');
    expect(stderr).toContain('jitter: found 7');
    expect(stderr).not.toContain('    at ');
  });
});

async function failureOf(action: Promise<unknown>) {
  const outcome = await action.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
  return v.parse(Failure, outcome);
}
