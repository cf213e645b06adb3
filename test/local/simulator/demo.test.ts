import { expect, it } from 'vitest';
import { playDemo } from '../../../local/simulator/demo.ts';
import { call, executionIn, observedIn, openWorld, pageIn, waitFor } from './world.ts';

it('plays five executions, of which four fail, each for a reason of its own', async () => {
  const { simulator, api } = await openWorld();

  await playDemo(simulator);
  const results = await waitFor(async () => {
    const page = pageIn(await api('GET', 'executions/?ordering=counter'));
    return page.results.every(({ status }) => status === 'complete' || status === 'error')
      ? page.results
      : undefined;
  });

  expect(results.map(({ step, status }) => [step, status])).toEqual([
    ['load-sales', 'error'],
    ['build-features', 'error'],
    ['train-model', 'error'],
    ['fetch-weather', 'error'],
    ['publish-report', 'complete'],
  ]);
});

it('recovers in the second try from a time-out and from a rate limit, never from the others', async () => {
  const { simulator, api, control } = await openWorld();
  await playDemo(simulator);
  const executions = observedIn(await control('GET', 'executions'));

  const again = async ({ step, parameters, project }: (typeof executions)[number]) => {
    const started = await call(`${simulator.url}/simulator/executions`, 'POST', {
      project: project.id,
      step,
      parameters,
    });
    const { id } = executionIn(started);
    const outcome = await waitFor(async () => {
      const { status } = executionIn(await api('GET', `executions/${id}/`));
      return status === 'complete' || status === 'error' ? status : undefined;
    });
    return [step, outcome];
  };
  const outcomes = Object.fromEntries(await Promise.all(executions.map(again)));

  expect(outcomes).toEqual({
    'load-sales': 'complete',
    'build-features': 'error',
    'train-model': 'error',
    'fetch-weather': 'complete',
    'publish-report': 'complete',
  });
});
