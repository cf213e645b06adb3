import { expect, it } from 'vitest';
import { soon } from '../../cli/soon.ts';

const at = (time: string) => new Date(`2026-03-01T${time}Z`);

it('is a minute ahead in whole seconds, never sooner', () => {
  expect(soon(at('10:00:00.000'))).toEqual(at('10:01:00.000'));
  expect(soon(at('10:00:00.001'))).toEqual(at('10:01:01.000'));
});

it('is the same for all who ask within a second, so that asking again moves nothing', () => {
  expect(soon(at('10:00:00.900'))).toEqual(soon(at('10:00:00.100')));
});

it('is a minute later for every further thirty', () => {
  const places = [0, 29, 30, 59, 60].map((place) => soon(at('10:00:00.000'), place));
  expect(places).toEqual(
    ['10:01:00.000', '10:01:00.000', '10:02:00.000', '10:02:00.000', '10:03:00.000'].map(at),
  );
});
