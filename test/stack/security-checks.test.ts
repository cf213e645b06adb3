import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { addSecurityChecks } from '../../lib/security-checks.ts';
import { ValohaiRetryStack } from '../../lib/valohai-retry-stack.ts';
import { inTemporaryFolder, placeholderFunctions, synthesizedStack } from './synthesized-stack.ts';

/** Synthesizes the stack after this was done to it. */
function synthesizeWith(change: (stack: Stack) => void): void {
  inTemporaryFolder((folder) => {
    const app = new App({ outdir: join(folder, 'cdk.out') });
    addSecurityChecks(app);
    const functions = placeholderFunctions(join(folder, 'functions'));
    change(new ValohaiRetryStack(app, 'ValohaiRetry', { functions }));
    app.synth();
  });
}

describe('the security checks', () => {
  it('find nothing in the stack that was not answered', () => {
    expect(() => synthesizedStack()).not.toThrow();
  });

  // That they pass says something only if they can fail.
  it('stop a topic that takes plain HTTP', () => {
    expect(() => synthesizeWith((stack) => new Topic(stack, 'Open'))).toThrow('AwsSolutions-SNS3');
  });

  it('stop a right that holds for everything, also in a role whose schedules were answered for', () => {
    const widen = (stack: Stack) => {
      const role = stack.node.findChild('Retry').node.findChild('Webhook').node.findChild('Role');
      if (!Role.isRole(role)) throw new Error('there is no role');
      role.addToPolicy(new PolicyStatement({ actions: ['scheduler:DeleteSchedule'], resources: ['*'] }));
    };
    expect(() => synthesizeWith(widen)).toThrow('AwsSolutions-IAM5[Resource::*]');
  });

  it('stop a managed policy', () => {
    const managedPolicies = [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')];
    const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
    expect(() =>
      synthesizeWith((stack) => new Role(stack, 'Managed', { assumedBy, managedPolicies })),
    ).toThrow('AwsSolutions-IAM4');
  });

  it('pass in a stack whose account and region are known', () => {
    inTemporaryFolder((folder) => {
      const app = new App({ outdir: join(folder, 'cdk.out') });
      addSecurityChecks(app);
      const env = { account: '123456789012', region: 'eu-north-1' };
      new ValohaiRetryStack(app, 'Known', {
        env,
        functions: placeholderFunctions(join(folder, 'functions')),
      });
      expect(() => app.synth()).not.toThrow();
    });
  });
});
