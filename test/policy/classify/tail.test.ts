import { describe, expect, it } from 'vitest';
import { Tail } from '../../../functions/policy/classify/read-lines.ts';
import type { LogLine } from '../../../functions/policy/failure.ts';

function event(message: string): LogLine {
  return { stream: 'stderr', message };
}

function texts(...messages: string[]): (string | undefined)[] {
  const tail = new Tail(messages.map(event));
  return Array.from({ length: tail.length }, (_, index) => tail.at(index)?.text);
}

describe('a tail', () => {
  it('is empty without a log', () => {
    const tail = new Tail([]);
    expect(tail.length).toBe(0);
    expect(tail.at(0)).toBeUndefined();
    expect(tail.at(-1)).toBeUndefined();
  });

  it('keeps the order of events and of the lines within one', () => {
    expect(texts('one\ntwo', 'three')).toEqual(['one', 'two', 'three']);
  });

  it('says which event a line came from', () => {
    const tail = new Tail([event('one\ntwo'), event('three')]);
    expect([0, 1, 2].map((index) => tail.at(index)?.position)).toEqual([0, 0, 1]);
  });

  it.each(['one', 'one\n', 'one\r\n', 'one \r'])('begins no line with the end of an event: %j', (message) => {
    expect(texts(message)).toEqual(['one']);
  });

  it('takes a carriage return and a line feed for one end of a line', () => {
    expect(texts('one\r\ntwo\r\n\r\nthree')).toEqual(['one', 'two', '', 'three']);
  });

  it('gives its end as one text', () => {
    expect(new Tail([event('one\ntwo'), event('three')]).end(2)).toBe('two\nthree');
  });

  it('gives the same line twice', () => {
    const tail = new Tail([event('one')]);
    expect(tail.at(0)).toBe(tail.at(0));
  });

  it('takes what a progress bar overwrote for lines of their own', () => {
    expect(texts(' 10%|#\r 20%|##\rdone')).toEqual([' 10%|#', ' 20%|##', 'done']);
  });

  it('takes colours out', () => {
    expect(texts('\u001b[31mred\u001b[0m and \u001b]0;title\u0007plain')).toEqual(['red and plain']);
  });

  it('unfolds a traceback that a logger put on one line', () => {
    expect(texts('{"message":"Traceback (most recent call last):\\n  File x\\nKeyError: 1"}')).toEqual([
      '{"message":"Traceback (most recent call last):',
      '  File x',
      'KeyError: 1"}',
    ]);
  });

  it('unfolds one whose heading says more', () => {
    expect(texts('Traceback (most recent call last) in worker 3:\\nKeyError: 1')).toHaveLength(2);
  });

  it('leaves other escaped line ends alone', () => {
    expect(texts('a\\nb')).toEqual(['a\\nb']);
  });

  it('keeps beginning and end of a long line', () => {
    const [text] = texts(`begin${'x'.repeat(5000)}end`);
    expect(text).toHaveLength(1603);
    expect(text).toMatch(/^begin.*xxx … xxx.*end$/);
  });

  it('keeps a line of 1600 characters whole', () => {
    expect(texts('y'.repeat(1600))).toEqual(['y'.repeat(1600)]);
  });

  it('keeps the original for people, without blanks at its end', () => {
    expect(new Tail([event('[rank0]: KeyError  ')]).at(0)).toEqual({
      text: 'KeyError',
      level: 'none',
      original: '[rank0]: KeyError',
      position: 0,
      stream: 'stderr',
    });
  });

  it('reads at most the last 1500 lines', () => {
    const tail = new Tail(Array.from({ length: 2000 }, (_, index) => event(`n${index}`)));
    expect(tail.length).toBe(1500);
    expect([tail.at(0)?.text, tail.at(1499)?.text]).toEqual(['n500', 'n1999']);
  });

  it('reads at most the last 128 kB', () => {
    const tail = new Tail([event('early'), event('x'.repeat(128 * 1024)), event('late')]);
    expect(tail.length).toBe(2);
    expect(tail.at(1)?.text).toBe('late');
  });

  it('reads the end of an event that is longer', () => {
    expect(texts(`early\n${'x'.repeat(128 * 1024)}`)).toHaveLength(1);
  });

  it('counts the end of each line', () => {
    expect(texts('early', 'x'.repeat(128 * 1024 - 1))).toHaveLength(1);
    expect(texts('early', 'x'.repeat(128 * 1024 - 2))).toHaveLength(2);
  });
});
