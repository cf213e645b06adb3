import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPLETES, LocalWorld, TIMED_OUT } from './local-world.ts';

describe('when something goes wrong on the way', () => {
  let world: LocalWorld;

  beforeAll(async () => {
    world = await LocalWorld.start();
  });

  afterAll(async () => {
    await world.stop();
  });

  it('makes one copy when the answer to its creation was lost', async () => {
    world.simulator.addFaults([
      { kind: 'lost-answer', method: 'POST', path: '/api/v0/executions/', pathPattern: 'executions/$' },
    ]);
    const failed = world.run('lost-answer', TIMED_OUT, COMPLETES);

    await world.event(failed, { kind: 'postponed' });
    const found = await world.event(failed, { event: 'decided', kind: 'ignore' });

    const copy = world.runsOf('lost-answer')[1];
    expect(found.why).toBe(`it was already started again as #${copy?.counter} by us`);
    expect(world.runsOf('lost-answer')).toHaveLength(2);
    expect(world.runsOf('lost-answer')[0]?.tags).toEqual([`retried: #${copy?.counter}`]);
  });

  it('makes one copy when the same retry is delivered several times at once', async () => {
    const failed = world.run('delivered-often', TIMED_OUT, COMPLETES);
    await world.event(failed, { kind: 'retry' });
    const scheduler = new SchedulerClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      endpoint: world.ready.schedulerEndpoint,
    });
    const due = new Date(Date.now() + 61_000).toISOString();
    const input = {
      version: 1,
      purpose: 'launch',
      projectId: failed.project,
      executionId: failed.id,
      due,
      turn: 0,
    };
    await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        scheduler.send(
          new CreateScheduleCommand({
            Name: `delivered-often-${index}`,
            GroupName: 'valohai-retry',
            ScheduleExpression: `at(${due.slice(0, 19)})`,
            FlexibleTimeWindow: { Mode: 'OFF' },
            ActionAfterCompletion: 'DELETE',
            Target: {
              Arn: 'arn:aws:lambda:us-east-1:000000000000:function:valohai-retry-retry',
              RoleArn: 'arn:aws:iam::000000000000:role/valohai-retry-scheduler',
              Input: JSON.stringify(input),
            },
          }),
        ),
      ),
    );

    await world.event(failed, { event: 'launched' });
    await world.until(
      'all five deliveries',
      () =>
        world.events.filter(
          ({ execution, kind, event }) =>
            execution === failed.id && (kind === 'ignore' || event === 'launched'),
        ).length >= 5,
    );
    expect(world.runsOf('delivered-often')).toHaveLength(2);
  });

  it('takes a notification while Valohai is away, and retries the failure once it is back', async () => {
    world.simulator.addFaults([{ kind: 'notification-missing' }]);
    const failed = world.run('valohai-away', TIMED_OUT, COMPLETES);
    await world.until('its end', () => world.runsOf('valohai-away')[0]?.status === 'error');
    world.simulator.addFaults([
      {
        kind: 'status',
        status: 502,
        body: '<html>Bad Gateway</html>',
        path: `/api/v0/executions/${failed.id}`,
        times: 3,
      },
    ]);

    const answer = await world.notify(failed);

    expect(answer).toMatchObject({ status: 202, body: { kind: 'look-again' } });
    await world.event(failed, { event: 'launched' });
    expect(world.runsOf('valohai-away')).toHaveLength(2);
  });

  it('postpones the launch while Valohai is away, and launches once it is back', async () => {
    const failed = world.run('away-at-launch', TIMED_OUT, COMPLETES);
    await world.event(failed, { kind: 'retry' });
    world.simulator.addFaults([
      { kind: 'status', status: 500, path: `/api/v0/executions/${failed.id}/`, times: 3 },
      { kind: 'malformed-json', method: 'POST', pathPattern: 'tags/$' },
    ]);

    await world.event(failed, { kind: 'postponed' });
    await world.event(failed, { event: 'launched' });

    expect(world.runsOf('away-at-launch')).toHaveLength(2);
  });

  it('loses nothing when it is killed while a retry is pending', async () => {
    const failed = world.run('killed', TIMED_OUT, COMPLETES);
    await world.event(failed, { kind: 'retry' });

    await world.end('SIGKILL');
    await world.startInstallation();

    await world.event(failed, { event: 'launched' });
    const copy = world.runsOf('killed')[1];
    await world.event({ id: copy?.id ?? '' }, { kind: 'recovered' });
    expect(world.runsOf('killed')).toHaveLength(2);
  });
});
