import { describe, expect, it } from 'vitest';
import { readStartOptions, type START_WORDS } from '../../local/words.ts';

function read(values: { readonly [Name in keyof typeof START_WORDS]?: string }) {
  return readStartOptions(values, 'retry-policy.yaml');
}

describe('the address of the webhook', () => {
  it('is for all to reach in an installation, and for this machine in the demonstration', () => {
    expect(read({ host: 'https://valohai.example' }).address).toBe('0.0.0.0');
    expect(read({}).address).toBe('127.0.0.1');
  });

  it.each(['127.0.0.1', '10.1.2.3', '::1'])('can be chosen: %s', (address) => {
    expect(read({ host: 'https://valohai.example', address }).address).toBe(address);
  });

  it.each(['', 'localhost', '10.1.2', '10.1.2.3:8787'])('has to be one: not %j', (address) => {
    expect(() => read({ address })).toThrow(
      `--address: found ${address}, expected an IP address such as 127.0.0.1`,
    );
  });
});
