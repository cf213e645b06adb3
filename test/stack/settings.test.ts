import { RootConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../lib/settings.ts';

function settingsFrom(context: Readonly<Record<string, unknown>>) {
  const { node } = new RootConstruct();
  for (const [name, value] of Object.entries(context)) node.setContext(name, value);
  return readSettings(node);
}

describe('the settings of a deployment', () => {
  it('can all be left out', () => {
    expect(settingsFrom({})).toEqual({ stackName: 'ValohaiRetry' });
  });

  it('come from the context, in which others have their place too', () => {
    const settings = { stackName: 'RetryForTeamB', alarmEmail: 'ada@acme.example', policyFile: 'ours.yaml' };
    expect(settingsFrom({ ...settings, 'aws:cdk:version-reporting': true })).toEqual(settings);
  });

  it('are refused with everything that is wrong', () => {
    expect(() => settingsFrom({ stackName: 'team b', alarmEmail: 'ada', policyFile: '' })).toThrow(
      [
        '-c stackName=…: found "team b", expected letters, digits and hyphens, beginning with a letter',
        '-c alarmEmail=…: found "ada", expected an e-mail address',
        '-c policyFile=…: found "", expected a path',
      ].join('\n'),
    );
  });

  it.each([
    ['alarmMail', 'alarmEmail'],
    ['email', 'alarmEmail'],
    ['alarmemail', 'alarmEmail'],
    ['policy', 'policyFile'],
    ['policyfiles', 'policyFile'],
    ['stack', 'stackName'],
    ['webhookConcurency', 'webhookConcurrency'],
    ['LogRetention', 'logRetention'],
    ['alarm-email', 'alarmEmail'],
    ['ALARM_MAIL', 'alarmEmail'],
  ])('refuse what is nearly one of them: %s', (name, meant) => {
    expect(() => settingsFrom({ [name]: 'x' })).toThrow(
      `-c ${name}=…: no such setting; did you mean ${meant}?`,
    );
  });

  it.each([
    'team',
    'environment',
    'ada',
    'log',
    '@aws-cdk/core:stackName',
    'availability-zones:stack',
    'acknowledged-issue-numbers',
  ])('leave what belongs to others alone: %s', (name) => {
    expect(settingsFrom({ [name]: 'x' })).toEqual({ stackName: 'ValohaiRetry' });
  });

  it('may be numbers, also where the command line makes text of them', () => {
    expect(settingsFrom({ webhookConcurrency: '5', logRetention: '30' })).toMatchObject({
      webhookConcurrency: 5,
      logRetention: 30,
    });
    expect(settingsFrom({ webhookConcurrency: 5, logRetention: 30 })).toMatchObject({
      webhookConcurrency: 5,
      logRetention: 30,
    });
  });

  it.each(['0', '-1', 'many', '1.5', true])('refuse %j as a concurrency', (webhookConcurrency) => {
    expect(() => settingsFrom({ webhookConcurrency })).toThrow(
      `-c webhookConcurrency=…: found ${JSON.stringify(webhookConcurrency)}, expected a whole number from 1 on`,
    );
  });

  it.each(['2', '31', 'a month'])('refuse %j as a number of days that logs are kept', (logRetention) => {
    expect(() => settingsFrom({ logRetention })).toThrow(
      'expected a number of days that CloudWatch knows: 1, 3, 5',
    );
  });

  it.each(['7teams', 'team b', '', 7])('refuse %j as the name of a stack', (stackName) => {
    expect(() => settingsFrom({ stackName })).toThrow('stackName');
  });

  it.each(['a', 'Retry-2'])('take %j as the name of a stack', (stackName) => {
    expect(settingsFrom({ stackName }).stackName).toBe(stackName);
  });

  it('take names as long as CloudFormation does, and no longer', () => {
    expect(settingsFrom({ stackName: 'A'.repeat(128) }).stackName).toHaveLength(128);
    expect(() => settingsFrom({ stackName: 'A'.repeat(129) })).toThrow('stackName');
  });
});
