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
