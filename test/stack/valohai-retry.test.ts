import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../build/function-sizes.ts';
import { inTemporaryFolder, synthesizedStack } from './synthesized-stack.ts';

function policiesOf(stack: ReturnType<typeof synthesizedStack>): unknown[] {
  return stack.assetFiles('policy.json').map((text): unknown => JSON.parse(text));
}

describe('the policy', () => {
  it('stands beside the code of every function', () => {
    const stack = synthesizedStack({ policy: { retries: 7, rules: [] } });
    expect(policiesOf(stack)).toEqual(FUNCTION_NAMES.map(() => ({ retries: 7, rules: [] })));
  });

  it('does not change the code', () => {
    const code = (retries: number) =>
      synthesizedStack({ policy: { retries } }).assetFiles('index.mjs').sort();
    expect(code(1)).toEqual(code(2));
    expect(code(1)).toHaveLength(FUNCTION_NAMES.length);
  });

  it('is the one of this repository when none is given', () => {
    expect(policiesOf(synthesizedStack())[0]).toMatchObject({ host: 'https://app.valohai.com' });
  });

  it('is read from a file', () => {
    inTemporaryFolder((folder) => {
      const policyFile = join(folder, 'ours.yaml');
      writeFileSync(policyFile, 'host: https://valohai.acme.example\nretries: 2\n');
      const stack = synthesizedStack({ policyFile });
      expect(policiesOf(stack)[0]).toEqual({ host: 'https://valohai.acme.example', retries: 2 });
      expect(stack.outputs.ValohaiHost).toBe('https://valohai.acme.example');
    });
  });

  it('is refused with every problem at once, before anything is deployed', () => {
    inTemporaryFolder((folder) => {
      const policyFile = join(folder, 'ours.yaml');
      writeFileSync(policyFile, 'retires: 2\ndelay: soon\n');
      expect(() => synthesizedStack({ policyFile })).toThrow(/2 problems.*\n.*retires: unknown.*\n.*delay: /);
    });
  });

  it('whose file is missing is refused by the name of the file', () => {
    expect(() => synthesizedStack({ policyFile: 'nowhere.yaml' })).toThrow(
      'There is no policy file nowhere.yaml.',
    );
  });
});

describe('the host', () => {
  it('replaces that of the policy', () => {
    const stack = synthesizedStack({
      policy: { host: 'https://old.acme.example', retries: 1 },
      host: 'https://valohai.acme.example',
    });
    expect(policiesOf(stack)[0]).toEqual({ host: 'https://valohai.acme.example', retries: 1 });
    expect(stack.outputs.ValohaiHost).toBe('https://valohai.acme.example');
  });

  it('has to be an address', () => {
    expect(() => synthesizedStack({ host: 'valohai' })).toThrow(/host/);
  });
});

describe('what can be set', () => {
  it('is how long the logs are kept', () => {
    const { template } = synthesizedStack({ logRetention: RetentionDays.ONE_WEEK });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  it('is how many requests the webhook handles at once', () => {
    const { template } = synthesizedStack({ webhookConcurrency: 5 });
    template.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 1024,
      ReservedConcurrentExecutions: 5,
    });
  });
});

describe('a construct that cannot be made', () => {
  it('says that the functions have to be bundled first', () => {
    inTemporaryFolder((folder) => {
      expect(() => synthesizedStack({ functions: folder })).toThrow('node build/bundle.ts');
    });
  });
});
