import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseSecrets, SecretStore, valohaiTokenFrom } from '../../functions/aws/secrets.ts';
import { ConfigError } from '../../functions/config-error.ts';

const MINUTE_MS = 60_000;

describe('the text of the secret', () => {
  it('holds the keys that open the webhook, the token, and what others keep in it', () => {
    const text =
      '{"webhookKey":"k1","previousWebhookKey":"k0","valohaiToken":"t","note":"by the platform team"}';
    expect(parseSecrets(text)).toEqual({ webhookKeys: ['k1', 'k0'], valohaiToken: 't' });
  });

  it('is freed of blanks and newlines from pasting', () => {
    const text = JSON.stringify({ webhookKey: ' k1\n', previousWebhookKey: '\t', valohaiToken: ' t\r\n' });
    expect(parseSecrets(text)).toEqual({ webhookKeys: ['k1'], valohaiToken: 't' });
  });

  it('may lack what is not stored yet', () => {
    expect(parseSecrets('{}')).toEqual({ webhookKeys: [], valohaiToken: '' });
  });

  it.each([
    ['https://hooks.slack.example/T/B/x\n', 'https://hooks.slack.example/T/B/x'],
    // None of these is a URL, which is said by who wants to post to it.
    ['hooks.slack.example/T/B/x', 'hooks.slack.example/T/B/x'],
    [7, '7'],
    // These are none at all.
    [' ', undefined],
    [null, undefined],
  ])('holds a URL of Slack, which costs nothing else where it is wrong: %j', (slackUrl, read) => {
    const { valohaiToken, slackUrl: url } = parseSecrets(JSON.stringify({ valohaiToken: 't', slackUrl }));
    expect({ valohaiToken, url }).toEqual({ valohaiToken: 't', url: read });
  });

  it.each([
    [undefined, 'the whole'],
    ['', 'the whole'],
    ['tok-3f9a', 'the whole'],
    ['"tok-3f9a"', 'the whole'],
    ['null', 'the whole'],
    ['{"valohaiToken":["tok-3f9a"]}', 'valohaiToken'],
    ['{"webhookKey":734519}', 'webhookKey'],
  ])('that is %j leads to an error that says what it lacks and how to mend it', (text, what) => {
    expect(() => parseSecrets(text)).toThrow(ConfigError);
    expect(() => parseSecrets(text)).toThrow(`(${what} is of another kind)`);
    expect(() => parseSecrets(text)).toThrow('npm run set-token');
  });

  it.each(['{"webhookKey": "hidden-7be2"', 'hidden-7be2', '{"valohaiToken": ["hidden-7be2"]}'])(
    'never stands in an error: %j',
    (text) => {
      expect(() => parseSecrets(text)).toThrow(/^(?!.*hidden)/s);
    },
  );
});

describe('the store of the secret', () => {
  let now: number;
  let stored: string;
  let read: ReturnType<typeof vi.fn<() => Promise<string>>>;
  let store: SecretStore;

  beforeEach(() => {
    now = Date.parse('2026-02-03T12:00:00Z');
    stored = 'first';
    read = vi.fn(async () => JSON.stringify({ webhookKey: 'k', valohaiToken: stored }));
    store = new SecretStore(read, () => now);
  });

  it('reads at first use, and not before', async () => {
    expect(read).not.toHaveBeenCalled();
    expect((await store.current()).valohaiToken).toBe('first');
  });

  it('keeps what it read for five minutes', async () => {
    await store.current();
    stored = 'second';
    now += 5 * MINUTE_MS - 1;
    expect((await store.current()).valohaiToken).toBe('first');
    now += 1;
    expect((await store.current()).valohaiToken).toBe('second');
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('reads at once what is stored now for those whom the kept one does not serve', async () => {
    await store.current();
    stored = 'second';
    expect((await store.renewed()).valohaiToken).toBe('second');
    expect((await store.current()).valohaiToken).toBe('second');
  });

  it('does not let anybody with a wrong key cause a call for each request', async () => {
    await store.current();
    for (let request = 0; request < 100; request += 1) await store.renewed();
    expect(read).toHaveBeenCalledTimes(21);

    now += 5 * MINUTE_MS;
    stored = 'second';
    expect((await store.renewed()).valohaiToken).toBe('second');
  });

  it('reads once for those that ask side by side', async () => {
    await Promise.all([store.current(), store.current(), store.current()]);
    expect(read).toHaveBeenCalledTimes(1);
    await Promise.all([store.renewed(), store.renewed()]);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('does not keep a failure', async () => {
    read.mockRejectedValueOnce(new Error('Secrets Manager is away'));
    await expect(store.current()).rejects.toThrow('Secrets Manager is away');
    expect((await store.current()).valohaiToken).toBe('first');
  });

  it('gives the token, or says how to store one', async () => {
    const token = valohaiTokenFrom(store);
    expect(await token.current()).toBe('first');
    stored = 'second';
    expect(await token.renewed()).toBe('second');
    stored = ' ';
    await expect(token.renewed()).rejects.toThrow(
      new ConfigError('No Valohai token is stored yet. Store one with `npm run set-token`.'),
    );
  });
});
