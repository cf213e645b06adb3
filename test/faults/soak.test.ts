import { expect, it } from 'vitest';
import { accountAsText, addsUp } from './soak-account.ts';
import { soak } from './soak-run.ts';

it('loses nothing and does nothing twice in a short soak, and its account adds up', {
  timeout: 180_000,
}, async () => {
  const account = await soak({
    seed: 736,
    size: 24,
    timeScale: 60,
    isHurried: true,
    onProgress: () => undefined,
  });

  expect(addsUp(account), accountAsText(account)).toBe(true);
});
