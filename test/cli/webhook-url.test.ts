import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstallation } from '../../cli/installation.ts';
import { readSecretDocument } from '../../cli/secret-document.ts';
import { InstalledWorld } from './installed-world.ts';

let world: InstalledWorld;

beforeEach(async () => {
  world = await InstalledWorld.start();
});
afterEach(async () => {
  await world.close();
});

const webhookUrl = (...words: string[]) => world.run('webhook-url', ...words);

/** The keys that the webhook lets in, the newest first. */
async function keys(): Promise<(string | undefined)[]> {
  const { secrets, secretId } = await findInstallation({ stack: '', state: world.stateDirectory });
  const { webhookKey, previousWebhookKey } = await readSecretDocument(secrets, secretId);
  return [webhookKey, previousWebhookKey];
}

describe('npm run webhook-url', () => {
  it('makes no third key while the second may not have reached Valohai', async () => {
    const [pasted] = await keys();
    await webhookUrl('--new-key');
    const both = await keys();

    const { code, out, err } = await webhookUrl('--new-key');

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/`npm run webhook-url -- --state \S+ --drop-old-key`/);
    expect(both).toEqual([expect.not.stringMatching(`${pasted}`), pasted]);
    expect(await keys()).toEqual(both);
  });

  it('makes another key once the old one is dropped, also in one go', async () => {
    await webhookUrl('--new-key');
    const [second] = await keys();
    await webhookUrl('--drop-old-key');
    await webhookUrl('--new-key');
    const [third, beforeThird] = await keys();
    const { out } = await webhookUrl('--drop-old-key', '--new-key');

    expect(beforeThird).toBe(second);
    const [fourth, beforeFourth] = await keys();
    expect(beforeFourth).toBe(third);
    expect(out).toBe(`http://127.0.0.1:1/${fourth}\n`);
  });
});
