import { expect, it } from 'vitest';
import { playDemo } from '../../../local/simulator/demo.ts';
import { call, openWorld, pageIn, waitFor } from './world.ts';

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
  const { executions } = Object((await control('GET', 'executions')).json);

  const again = async ({ step, parameters, project }: Record<string, unknown>) => {
    const started = await call(`${simulator.url}/simulator/executions`, 'POST', {
      project: Object(project).id,
      step,
      parameters,
    });
    const { id } = Object(started.json);
    const outcome = await waitFor(async () => {
      const { status } = Object((await api('GET', `executions/${id}/`)).json);
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
