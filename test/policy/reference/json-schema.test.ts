import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { POLICY_SCHEMA_FILE, policyJsonSchema } from '../../../build/policy-schema.ts';

function keysIn(schema: unknown, found = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof schema !== 'object' || schema === null) return found;
  if ('properties' in schema && typeof schema.properties === 'object') {
    for (const [key, property] of Object.entries(schema.properties ?? {})) found.set(key, property);
  }
  for (const inner of Object.values(schema)) keysIn(inner, found);
  return found;
}

it('the committed JSON Schema is current; if not, run node build/policy-schema.ts', () => {
  const committed: unknown = JSON.parse(readFileSync(POLICY_SCHEMA_FILE, 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())));
});

it('it explains every key and refuses those that it does not know', () => {
  const keys = keysIn(policyJsonSchema());
  expect([...keys].filter(([, property]) => !Object.hasOwn(Object(property), 'description'))).toEqual([]);
  expect([...keys.keys()]).toEqual(
    expect.arrayContaining(['host', 'rules', 'when', 'reason', 'attempt', 'look-back']),
  );
  expect(policyJsonSchema()).toMatchObject({
    additionalProperties: false,
    properties: { rules: { items: { additionalProperties: false, required: ['when'] } } },
  });
});

it('the default policy points to it', () => {
  const root = dirname(POLICY_SCHEMA_FILE);
  const [first = ''] = readFileSync(join(root, 'retry-policy.yaml'), 'utf8').split('\n');
  const [, named = ''] = /^# yaml-language-server: \$schema=(.*)$/.exec(first) ?? [];
  expect(join(root, named)).toBe(POLICY_SCHEMA_FILE);
});
