import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

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

  function outputsOf(stackName: string): Record<string, unknown> {
    const template = readFileSync(join(folder, 'cdk.out', `${stackName}.template.json`), 'utf8');
    const { Outputs } = v.parse(Template, JSON.parse(template));
    return Object.fromEntries(Object.entries(Outputs).map(([name, { Value }]) => [name, Value]));
  }

  it('makes the stack without any AWS configuration', async () => {
    await synthesize();
    expect(outputsOf('ValohaiRetry')).toMatchObject({ Step1StoreTheToken: 'npm run set-token' });
  });

  it('takes the name of the stack, the address for the alarm and the policy from -c', async () => {
    const policyFile = join(folder, 'ours.yaml');
    writeFileSync(policyFile, 'host: https://valohai.acme.example\n');
    await synthesize({ stackName: 'RetryForTeamB', alarmEmail: 'ada@acme.example', policyFile });
    expect(outputsOf('RetryForTeamB')).toMatchObject({
      ValohaiHost: 'https://valohai.acme.example',
      Step3Check: 'npm run doctor -- --stack RetryForTeamB',
    });
    const template = readFileSync(join(folder, 'cdk.out', 'RetryForTeamB.template.json'), 'utf8');
    expect(template).toContain('ada@acme.example');
  });

  it('says everything that is wrong with its settings, without a stack trace', async () => {
    const { code, stderr } = await failureOf(synthesize({ stackName: 'team b', alarmEmail: 'ada' }));
    expect(code).toBe(1);
    expect(stderr).toBe(
      '-c stackName=…: found "team b", expected letters, digits and hyphens, beginning with a letter\n' +
        '-c alarmEmail=…: found "ada", expected an e-mail address\n',
    );
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

  it('says which policy file is missing, without a stack trace', async () => {
    const { code, stderr } = await failureOf(synthesize({ policyFile: 'nowhere.yaml' }));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^There is no policy file nowhere\.yaml/);
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
