import { timingSafeEqual } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isAuthentic } from '../../functions/webhook/authenticate.ts';

vi.mock('node:crypto', async (load) => {
  const real = await load<typeof import('node:crypto')>();
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});

const KEY = 'k3y-of-this-installation';
const NEXT = 'k3y-that-comes-next';

function inPath(path: string, keys: readonly string[] = [KEY]): boolean {
  return isAuthentic({ path, authorization: undefined }, keys);
}

function inHeader(authorization: string, keys: readonly string[] = [KEY]): boolean {
  return isAuthentic({ path: '/', authorization }, keys);
}

describe('a request is let in', () => {
  it('with the key in its path', () => {
    expect(inPath(`/${KEY}`)).toBe(true);
    expect(inPath(`/${KEY}/`)).toBe(true);
  });

  it.each([`Bearer ${KEY}`, `bearer ${KEY}`, `BEARER  ${KEY} `])('with the header %j', (authorization) => {
    expect(inHeader(authorization)).toBe(true);
  });

  it('with either of two keys, while one is being replaced', () => {
    for (const key of [KEY, NEXT]) {
      expect(inPath(`/${key}`, [NEXT, KEY])).toBe(true);
      expect(inHeader(`Bearer ${key}`, [NEXT, KEY])).toBe(true);
    }
  });

  it('with the key in one place and something else in the other', () => {
    expect(isAuthentic({ path: '/other', authorization: `Bearer ${KEY}` }, [KEY])).toBe(true);
    expect(isAuthentic({ path: `/${KEY}`, authorization: 'Bearer other' }, [KEY])).toBe(true);
  });
});

describe('a request is turned away', () => {
  it.each([
    '/',
    '',
    '//',
    '/other',
    `/${KEY}x`,
    `/x${KEY}`,
    `/${KEY}/x`,
    `/x/${KEY}`,
    `//${KEY}`,
    'k3y-of/-this-installation',
    `/${KEY}//`,
    `/${KEY.toUpperCase()}`,
  ])('with the path %j', (path) => {
    expect(inPath(path)).toBe(false);
  });

  it.each([
    '',
    KEY,
    'Bearer',
    'Bearer ',
    `Bearer${KEY}`,
    `Basic ${KEY}`,
    `Bearer ${KEY}x`,
    `Bearer ${KEY} x`,
    `Bearer x ${KEY}`,
    `x Bearer ${KEY}`,
    `Bearer\t${KEY}`,
  ])('with the header %j', (authorization) => {
    expect(inHeader(authorization)).toBe(false);
  });

  it('with whatever it shows while no key is set', () => {
    for (const keys of [[], [''], ['', '']]) {
      expect(inPath('/', keys)).toBe(false);
      expect(inPath('', keys)).toBe(false);
      expect(inHeader('Bearer ', keys)).toBe(false);
      expect(inHeader(`Bearer ${KEY}`, keys)).toBe(false);
    }
  });

  it('with no key at all where only one of two is set', () => {
    expect(inPath('/', [KEY, ''])).toBe(false);
    expect(inPath(`/${KEY}`, ['', KEY])).toBe(true);
    expect(inPath(`/${KEY}`, [KEY, ''])).toBe(true);
  });

  it('unless what it shows is a key, whatever it shows', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', ' '), maxLength: 4 });
    fc.assert(
      fc.property(text, fc.array(fc.constantFrom<string>('a', 'ab', 'b', '')), (shown, keys) => {
        const key = shown.replace(/^\//, '').replace(/\/$/, '');
        expect(inPath(shown, keys)).toBe(key !== '' && keys.includes(key));
      }),
    );
  });
});

it('compares all keys, in digests of one length, also after one that fits', () => {
  vi.mocked(timingSafeEqual).mockClear();
  expect(isAuthentic({ path: `/${KEY}`, authorization: 'Bearer x' }, [KEY, NEXT])).toBe(true);
  const lengths = vi
    .mocked(timingSafeEqual)
    .mock.calls.map(([shown, key]) => [shown.byteLength, key.byteLength]);
  expect(lengths).toEqual([
    [32, 32],
    [32, 32],
    [32, 32],
    [32, 32],
  ]);
});
