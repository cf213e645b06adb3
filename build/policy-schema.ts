import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConversionConfig, type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { ATTEMPTS_FORM } from '../functions/policy/attempts.ts';
import { DURATION_FORM } from '../functions/policy/duration.ts';
import { POLICY_MAPS, PolicySchema } from '../functions/policy/policy.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { POLICY_DESCRIPTIONS } from './policy-descriptions.ts';

/** Where the schema of the policy lies; policy files name it in their first line. */
export const POLICY_SCHEMA_FILE = join(PACKAGE_ROOT, 'retry-policy.schema.json');

/**
 * The JSON Schema by which editors complete and explain the keys of a policy, made from the schema that
 * checks it. What a JSON Schema cannot say, such as which regular expressions are good, `npm run policy --
 * check` does.
 */
export function policyJsonSchema(): JsonSchema {
  return { title: 'Which failed executions are retried, when and how often', ...convert(PolicySchema) };
}

const CONFIG: ConversionConfig = {
  typeMode: 'input',
  // Checks that are code have no form in JSON Schema.
  errorMode: 'ignore',
  overrideSchema: ({ valibotSchema, jsonSchema }) =>
    override(valibotSchema) ?? described(valibotSchema, jsonSchema),
};

/** @returns the schema without the address of JSON Schema itself, so that it can stand inside another */
function convert(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...converted } = toJsonSchema(schema, CONFIG);
  return converted;
}

function override(schema: v.GenericSchema): JsonSchema | undefined {
  if (isLazy(schema)) {
    // It depends on the value: one thing, or a list of them.
    return { anyOf: [convert(schema.getter('')), convert(schema.getter([]))] };
  }
  if ('message' in schema && schema.message === DURATION_FORM) {
    return {
      anyOf: [
        { type: 'number', minimum: 0 },
        { type: 'string', pattern: '^\\s*\\d+(\\.\\d+)?\\s*[smhd]?\\s*$' },
      ],
    };
  }
  if ('message' in schema && schema.message === ATTEMPTS_FORM) {
    return {
      anyOf: [
        { type: 'integer', minimum: 1, maximum: 10 },
        { type: 'string', pattern: '^\\d+(\\+|\\s?-\\s?\\d+)?$' },
      ],
    };
  }
  return undefined;
}

function described(schema: v.GenericSchema, json: JsonSchema): JsonSchema | undefined {
  const descriptions = descriptionsOf(schema);
  if (descriptions === undefined || json.properties === undefined) return undefined;
  const properties = Object.entries(json.properties).map(([key, property]) => [
    key,
    typeof property === 'object' ? { description: descriptions.get(key), ...property } : property,
  ]);
  return { ...json, properties: Object.fromEntries(properties) };
}

function descriptionsOf(schema: v.GenericSchema): Map<string, string> | undefined {
  if (!('entries' in schema)) return undefined;
  const name = Object.entries(POLICY_MAPS).find(([, map]) => map.entries === schema.entries)?.[0];
  const found = Object.entries(POLICY_DESCRIPTIONS).find(([map]) => map === name);
  return found && new Map(Object.entries(found[1]));
}

function isLazy(schema: v.GenericSchema): schema is v.LazySchema<v.GenericSchema> {
  return schema.type === 'lazy';
}

if (import.meta.main) {
  writeFileSync(POLICY_SCHEMA_FILE, JSON.stringify(policyJsonSchema()));
  execFileSync('biome', ['format', '--write', POLICY_SCHEMA_FILE], { stdio: 'inherit' });
}
