import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLocalCertificate } from '../../bench/functions/local-certificate.ts';
import { buildMeasuredProgram, type Measuring, measure } from '../../bench/functions/measure.ts';
import { type Services, startServices } from '../../bench/functions/services.ts';
import { makeVariants, type Variant } from '../../bench/functions/variants.ts';

let folder: string;
let services: Services;
let variants: readonly Variant[];
let measuring: Measuring;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valohai-retry-bench-test-'));
  services = await startServices(join(folder, 'authority.pem'));
  variants = await makeVariants(folder, services.valohai);
  measuring = { services, program: await buildMeasuredProgram(folder), warmCount: 2 };
});

afterAll(async () => {
  await services.close();
  rmSync(folder, { recursive: true });
});

test.each(['webhook', 'retry', 'bare webhook', 'bare retry', 'naive webhook', 'naive retry'])(
  'measures the %s function through complete invocations',
  async (name) => {
    const { loadMs, firstMs, peakMb, warmPerSecond } = await measure(variantNamed(name), measuring);

    expect(loadMs).toBeGreaterThan(1);
    expect(firstMs).toBeGreaterThan(loadMs);
    expect(peakMb).toBeGreaterThan(10);
    expect(warmPerSecond).toBeGreaterThan(0);
  },
);

test.each(['webhook', 'retry'])(
  'measures beside the %s function the same calls by themselves',
  async (name) => {
    const callsOf = async (variant: string) => {
      await measure(variantNamed(variant), measuring);
      return (await services.calls()).toSorted();
    };
    await services.calls();
    const calls = await callsOf(name);

    expect(calls.length).toBeGreaterThan(4);
    expect(await callsOf(`bare ${name}`)).toEqual(calls);
  },
);

test('counts every shipped file, but not the policy', () => {
  expect(variantNamed('empty').bytes).toBe('export const handler = async () => {};\n'.length);
});

test('refuses to measure a function that does not come to a retry', async () => {
  const empty = variantNamed('empty');

  await expect(measure({ ...empty, name: 'webhook' }, measuring)).rejects.toThrow(
    '0 retries in 3 invocations',
  );
});

test('makes certificates that are valid for localhost today', () => {
  const { certificate, key } = makeLocalCertificate();

  const parsed = new X509Certificate(certificate);
  expect(parsed.checkHost('localhost')).toBe('localhost');
  expect(parsed.checkIssued(parsed)).toBe(true);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.validFromDate.getTime()).toBeLessThan(Date.now());
  expect(parsed.validToDate.getTime()).toBeGreaterThan(Date.now());
  expect(key).toContain('PRIVATE KEY');
});

function variantNamed(name: string): Variant {
  const variant = variants.find((one) => one.name === name);
  if (variant === undefined) throw new Error(`there is no variant ${name}`);
  return variant;
}
