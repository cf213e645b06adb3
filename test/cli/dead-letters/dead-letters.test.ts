import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { retryScheduleName } from '../../../functions/retry/schedule-name.ts';
import { InstalledWorld, PROJECT } from '../installed-world.ts';

/** What would change a terminal's title, turn a text round, begin another line, and ring. */
const HOSTILE = 'gone \u001b]0;owned\u0007\u001b[2J\u009b31m\u202eeslaf\r\nall is well\u0007';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

const Listed = v.object({
  count: v.number(),
  letters: v.array(v.looseObject({ id: v.string(), canBeSentAgain: v.boolean() })),
});

let world: InstalledWorld;

beforeAll(async () => {
  world = await InstalledWorld.start();
});
afterEach(async () => {
  await world.clear();
});
afterAll(async () => {
  await world.close();
});

const deadLetters = (...words: string[]) => world.run('dead-letters', ...words);
const ids = () => world.letters.list().map(({ id }) => id);

/** A retry that could not be delivered. */
function bury(why = 'no such function') {
  const { id: executionId, counter } = world.startExecution();
  const subject = { projectId: world.projectId, executionId };
  const due = '2026-03-01T10:00:00.000Z';
  const parts = { version: 1, purpose: 'launch', tries: 2, hasSlot: false, isCounted: false } as const;
  const input = { ...parts, ...subject, due, turn: 3 };
  const { id } = world.letters.add({
    body: JSON.stringify(input),
    attributes: { ERROR_CODE: 'Gone', ERROR_MESSAGE: why, RETRY_ATTEMPTS: '184' },
  });
  return { id, input, name: `${PROJECT}#${counter}`, prefix: `${retryScheduleName(subject)}.again-` };
}

const foreign = (body = 'hello?') => world.letters.add({ body });

describe('list', () => {
  it('says that there is none', async () => {
    const { code, out } = await deadLetters();
    expect({ code, out }).toEqual({
      code: 0,
      out: `No dead letters on this machine (${world.stateDirectory}).\n`,
    });
  });

  it('tells of each what it was to do and why it failed, and leaves all of them where they were', async () => {
    const letter = bury();
    foreign();
    for (let more = 0; more < 11; more += 1) bury();

    const text = await deadLetters('list');
    const json = await deadLetters('--json');

    expect(text.code).toBe(0);
    expect(text.out).toMatch(/^13 dead letters on this machine .*; 12 can be sent again\.\n/);
    const rows = text.out.split('\n').slice(2, -1);
    expect(rows).toHaveLength(14);
    expect(rows[1]?.split(/ {2,}/)).toEqual([
      letter.id.slice(0, 8),
      expect.stringMatching(/ UTC$/),
      letter.name,
      'start the retry due 2026-03-01 10:00:00 UTC (turn 3)'.slice(0, 47).concat('…'),
      'not delivered in 185 tries: Gone: no such funct…',
    ]);
    const { count, letters } = v.parse(Listed, JSON.parse(json.out));
    expect(count).toBe(13);
    expect(letters.map(({ id }) => id).sort()).toEqual(ids().sort());
    expect(letters.filter(({ canBeSentAgain }) => canBeSentAgain)).toHaveLength(12);
    expect(world.letters.countByState()).toEqual({ visible: 13, delayed: 0, hidden: 0 });
  });
});

it('list says that somebody else holds letters', async () => {
  bury();
  world.letters.receive(1, 60_000);
  const { out, err } = await deadLetters();
  expect(out).toMatch(/^No dead letters/);
  expect(err).toBe('About 1 more are held by somebody who reads them; look again in two minutes.\n');
});

describe('show', () => {
  it('tells everything about a letter, of which nothing steers the terminal', async () => {
    const letter = bury(HOSTILE);
    const other = foreign(`${HOSTILE}\nsecond line`);

    const shown = await deadLetters('show', letter.id.slice(0, 8));
    const odd = await deadLetters('show', other.id);
    const listed = await deadLetters();

    expect(shown.out).toMatch(
      new RegExp(`^execution +${letter.name} \\(${letter.input.executionId}\\)$`, 'm'),
    );
    expect(shown.out).toContain(`npm run dead-letters -- redrive ${letter.id}`);
    expect(shown.out).toContain('"purpose": "launch"');
    expect(odd.out).toContain('foreign: neither the Scheduler nor Lambda has written it');
    expect(odd.out).toContain('second line');
    for (const { code, out } of [shown, odd, listed]) {
      expect(code).toBe(0);
      expect(out).not.toMatch(STEERING);
    }
    expect(listed.out).not.toMatch(/^all is well/m);
  });
});

describe('redrive', () => {
  it('makes a schedule with the same input, due in a minute, and deletes the letter', async () => {
    const letter = bury();
    const stays = bury();

    const { code, out } = await deadLetters('redrive', letter.id);

    const [name = ''] = await world.names();
    const schedule = await world.schedules.read(name);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${letter.name}: sent again, due .* UTC\\.\n$`));
    expect(name.startsWith(letter.prefix)).toBe(true);
    expect(name.length).toBeLessThanOrEqual(64);
    expect(JSON.parse(schedule?.input ?? '')).toEqual(letter.input);
    expect(schedule?.dueAt?.getTime()).toBeGreaterThan(Date.now() + 30_000);
    expect(schedule?.dueAt?.getTime()).toBeLessThan(Date.now() + 62_000);
    expect(ids()).toEqual([stays.id]);
  });

  it('of a letter that was sent again but is still there makes no second schedule', async () => {
    const letter = bury();
    await deadLetters('redrive', letter.id);
    // As if the first time had ended before it deleted the letter.
    const [name = ''] = await world.names();
    const dueAt = (await world.schedules.read(name))?.dueAt;
    restore(letter);

    const { code, out } = await deadLetters('redrive', letter.id);

    expect(code).toBe(0);
    expect(out).toContain('had been sent again already and is still pending; the letter is deleted.');
    expect(await world.names()).toEqual([name]);
    expect((await world.schedules.read(name))?.dueAt).toEqual(dueAt);
    expect(ids()).toEqual([]);
  });

  it('of all asks first, then sends what can be sent and leaves the rest', async () => {
    const letters = [bury(), bury()];
    const odd = foreign();

    const asked = await deadLetters('redrive');
    expect(asked).toMatchObject({ code: 1, out: '' });
    expect(asked.err).toMatch(/^Send 2 dead letters again\? 1 cannot be sent again and stays\. Nobody/);
    expect(await world.names()).toEqual([]);

    const { code, out } = await deadLetters('redrive', '--yes', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      letters: letters.map(({ id }) => ({ kind: 'sent', id, at: expect.any(String) })),
    });
    expect(await world.names()).toHaveLength(2);
    expect(ids()).toEqual([odd.id]);
  });

  it('of one that cannot be read fails and leaves it', async () => {
    const { id } = foreign();
    const { code, out } = await deadLetters('redrive', id);
    expect(code).toBe(1);
    expect(out).toMatch(
      /not sent again: it is not a letter of the Scheduler or of Lambda\. The letter stays/,
    );
    expect(ids()).toEqual([id]);
  });
});

describe('drop', () => {
  it('asks first, then deletes this one letter only', async () => {
    const letter = foreign();
    const stays = bury();
    const asked = await deadLetters('drop', letter.id);
    expect(asked.code).toBe(1);
    expect(asked.err).toContain('Nobody can be asked here, so nothing was changed; say --yes.');
    expect(ids()).toHaveLength(2);

    const dropped = await deadLetters('drop', letter.id, '--yes');
    expect(dropped).toMatchObject({ code: 0, out: `${letter.id} is deleted.\n` });
    expect(ids()).toEqual([stays.id]);
  });
});

it('wrong words and unknown ids are refused with what was expected', async () => {
  const [verb, without, unknown] = await Promise.all([
    deadLetters('resend'),
    deadLetters('drop'),
    deadLetters('show', 'ffffffff'),
  ]);
  expect(verb.err).toBe('There is no resend; expected list, show, redrive or drop.\nSee --help.\n');
  expect(without.err).toBe('Say which: drop ID\nSee --help.\n');
  expect(unknown.err).toMatch(/^There is no dead letter ffffffff\./);
  expect([verb.code, without.code, unknown.code]).toEqual([1, 1, 1]);
});

/** Puts a letter back under the id that it had. */
function restore({ id, input }: ReturnType<typeof bury>): void {
  world.keepLetter(id, JSON.stringify(input), { ERROR_CODE: 'Gone' });
}
