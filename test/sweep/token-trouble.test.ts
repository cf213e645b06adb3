import { describe, expect, it } from 'vitest';
import { parseSecrets, SecretUnavailableError } from '../../functions/aws/secrets.ts';
import { ConfigError } from '../../functions/config-error.ts';
import { tokenTrouble } from '../../functions/sweep/token-trouble.ts';
import { aboutRefusedToken } from '../../functions/tell/messages.ts';
import type { Message } from '../../functions/tell/tell.ts';
import { ValohaiUnauthorizedError, ValohaiUnavailableError } from '../../functions/valohai/errors.ts';

const HOST = 'https://valohai.example';
const NOW = new Date('2026-03-01T12:00:00Z');
const NO_TOKEN = new ConfigError('No Valohai token is stored yet. Store one with `npm run set-token`.');

function told(error: unknown, { hoursOld = 24 } = {}): Promise<Message | undefined> {
  const installedAt = async () => new Date(NOW.getTime() - hoursOld * 3_600_000);
  return tokenTrouble(error, HOST, { schedules: { installedAt }, now: () => NOW });
}

describe('a sweep that cannot work for want of a token', () => {
  it('tells that Valohai refuses it, as everybody else who meets that', async () => {
    const message = await told(new ValohaiUnauthorizedError('401'));

    expect(message).toEqual(aboutRefusedToken(HOST));
    expect(message?.facts).toEqual({ kind: 'token-refused', host: HOST });
  });

  it('tells that none is stored, and how that is mended', async () => {
    const message = await told(NO_TOKEN);

    expect(message?.facts.kind).toBe('token-missing');
    expect(message?.text).toContain('npm run set-token');
  });

  it('tells the same of a secret that cannot be understood, and nothing of what it holds', async () => {
    const message = await told(errorAbout('hidden-text'));

    expect(message?.facts.kind).toBe('token-missing');
    expect(JSON.stringify(message)).not.toContain('hidden-text');
  });

  it('leaves who has just deployed an hour to store it', async () => {
    expect(await told(NO_TOKEN, { hoursOld: 0.5 })).toBeUndefined();
    expect(await told(NO_TOKEN, { hoursOld: 1 })).toBeDefined();
  });

  it.each([
    'ResourceNotFoundException',
    'InvalidRequestException',
    'AccessDeniedException',
    'DecryptionFailure',
  ])('tells that nobody can read it any more, after %s', async (name) => {
    const cause = Object.assign(new Error('you cannot'), { name });
    const message = await told(
      new SecretUnavailableError('The secret cannot be read: you cannot', { cause }),
    );

    expect(message?.facts).toEqual({
      kind: 'secret-unreadable',
      why: 'The secret cannot be read: you cannot',
    });
    expect(message?.text).toContain('npm run doctor');
  });

  it('tells nobody what passes by itself', async () => {
    expect(await told(new ValohaiUnavailableError('502'))).toBeUndefined();
    expect(await told(new SecretUnavailableError('throttled'))).toBeUndefined();
    expect(await told(new Error('unexpected'))).toBeUndefined();
  });
});

function errorAbout(secret: string): unknown {
  try {
    return parseSecrets(secret);
  } catch (error) {
    return error;
  }
}
