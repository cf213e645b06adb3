import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../cli/command.ts';
import { readReference } from '../../../cli/explain/find-execution.ts';

const HOST = 'https://valohai.harbour.example';
const ID = '0178f482-8686-fb28-8af1-3d36af380000';

describe('what somebody calls an execution', () => {
  it.each([
    ID,
    ID.toUpperCase(),
    `${HOST}/p/harbour/tides/execution/${ID}/`,
    `${HOST}/p/harbour/tides/execution/${ID}`,
    `${HOST}/p/harbour/tides/execution/${ID}/?tab=log#end`,
    `${HOST}/api/v0/executions/${ID}/events/`,
    `HTTPS://VALOHAI.HARBOUR.EXAMPLE/p/harbour/tides/execution/${ID}/`,
  ])('names it by its id: %s', (text) => {
    expect(readReference(text, HOST)).toEqual({ kind: 'id', id: ID });
  });

  it.each([
    ['harbour/tides#736', 'harbour/tides'],
    ['harbour/tides/#736', 'harbour/tides'],
    ['tides#736', 'tides'],
    [`${ID}:736`, ID],
    [`${ID}#736`, ID],
  ])('names it by its project and number: %s', (text, project) => {
    expect(readReference(text, HOST)).toEqual({ kind: 'counter', project, counter: 736 });
  });

  it.each([
    '',
    'tides',
    '#736',
    '736',
    'tides#latest',
    `${ID}0`,
    `${HOST}/p/harbour/tides/`,
    `${HOST}/p/harbour/tides/pipeline/${ID}/`,
  ])('is refused when it names none: %s', (text) => {
    expect(() => readReference(text, HOST)).toThrow(UsageError);
  });

  it('is refused when its URL is of another Valohai, for the token is not meant for that', () => {
    const text = `https://app.elsewhere.example/p/harbour/tides/execution/${ID}/`;

    expect(() => readReference(text, HOST)).toThrow(
      'name the other with --host https://app.elsewhere.example',
    );
  });
});
