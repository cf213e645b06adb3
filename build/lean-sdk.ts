import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';
import * as v from 'valibot';
import { suffixFor } from './unshared-module.ts';

const TIMES = `
  const timeOf = (value) => (value == null ? undefined : new Date(value));
  const timeOfSeconds = (value) => (value == null ? undefined : new Date(Math.round(value * 1000)));`;

/** The SDK and Powertools do without one; where the runtime has made one, it is that. */
const INVOKE_STORE =
  'export const InvokeStore = { getInstanceAsync: async () => globalThis.awslambda?.InvokeStore };';

/**
 * Modules of the SDK that the functions cannot come to use, and what stands in for each. The names stay, so that
 * a module that is used after all fails by its name.
 */
const UNUSED: readonly (readonly [RegExp, string])[] = [
  // Node without SHA-256 of its own.
  [/checksum\/sha256\/Sha256Js\.js$/, 'export class Sha256Js {}'],
  // The clients ask for the standard retries.
  [/retry\/util-retry\/AdaptiveRetryStrategy\.js$/, 'export class AdaptiveRetryStrategy {}'],
  // Answers that are streams; neither service has any.
  [
    /util-stream\/sdk-stream-mixin\.js$/,
    'export const sdkStreamMixin = () => { throw new TypeError("no answer is a stream"); };',
  ],
  // Numbers beyond those of JavaScript; neither service has any.
  [/protocols\/json\/needsReviver\.js$/, 'export const needsReviver = () => false;'],
  [/protocols\/json\/jsonReviver\.js$/, 'export const jsonReviver = undefined;'],
  // Times in all the forms that ever were; the services' are in seconds, and JavaScript reads the others as well.
  [
    /serde\/date-utils\.js$/,
    `${TIMES}
    export const dateToUtcString = (date) => date.toUTCString();
    export const parseRfc3339DateTime = timeOf, parseRfc3339DateTimeWithOffset = timeOf;
    export const parseRfc7231DateTime = timeOf, parseEpochTimestamp = timeOfSeconds;`,
  ],
  [
    /schema-serde-lib\/schema-date-utils\.js$/,
    `${TIMES}
    export const _parseRfc3339DateTimeWithOffset = timeOf, _parseRfc7231DateTime = timeOf;
    export const _parseEpochTimestamp = timeOfSeconds;`,
  ],
  // EC2 knows its region from there, Lambda from its environment.
  [
    /regionConfig\/getInstanceMetadataRegion\.js$/,
    'export const getInstanceMetadataRegion = async () => undefined;',
  ],
  // What is configured in ~/.aws, which Lambda does not have.
  [
    /shared-ini-file-loader\/loadSharedConfigFiles\.js$/,
    `export const CONFIG_PREFIX_SEPARATOR = '.';
    export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  ],
  // Streams and files as bodies; all bodies here are strings. Asking what they are makes Node load its web
  // streams (8 ms of CPU, an empty handler taking 40) and its file streams (4 ms).
  [
    /util-stream\/stream-type-check\.js$/,
    'export const isReadableStream = () => false; export const isBlob = () => false;',
  ],
  [
    /isStreamingPayload\/isStreamingPayload\.js$/,
    "import { Readable } from 'node:stream';" +
      'export const isStreamingPayload = ({ body }) => body instanceof Readable;',
  ],
  [
    /util-body-length\/calculateBodyLength\.js$/,
    'export const calculateBodyLength = (body) => Buffer.byteLength(body ?? "");',
  ],
  // Random numbers from Web Crypto (3 ms); Node has its own.
  [
    /serde\/uuid\/v4\.js$/,
    "import { randomUUID } from 'node:crypto'; export const bindV4 = () => randomUUID;",
  ],
  // Logs each call to a logger that the functions do not set; to leave its input out it walks through all of it.
  [
    /middleware-logger\/loggerMiddleware\.js$/,
    'export const getLoggerPlugin = () => ({ applyToStack() {} });' +
      'export const loggerMiddleware = undefined, loggerMiddlewareOptions = undefined;',
  ],
  // What that logger were not to see.
  [/smithy-client\/schemaLogFilter\.js$/, "export const schemaLogFilter = () => '***';"],
  // What of the SDK is in use, for those who count it; and presets of its time-outs, for which all are given.
  [/middleware-user-agent\/check-features\.js$/, 'export const checkFeatures = async () => {};'],
  [
    /defaults-mode\/resolveDefaultsModeConfig\.js$/,
    "export const resolveDefaultsModeConfig = () => async () => 'legacy';",
  ],
  // What extensions of a client may change; the functions have none.
  [
    /client-[\w-]+\/dist-es\/runtimeExtensions\.js$/,
    'export const resolveRuntimeExtensions = (config) => config;',
  ],
  // A warning of old versions of Node.
  [
    /emitWarningIfUnsupportedVersion\.js$/,
    'export const emitWarningIfUnsupportedVersion = () => {}; export const state = {};',
  ],
  // Names of buckets in endpoints.
  [
    /service-customizations\/index\.js$/,
    'export const resolveParamsForS3 = async (parameters) => parameters;',
  ],
  // What Powertools' logger keeps back until something fails, if it is told to; it is not.
  [
    /powertools\/logger\/lib\/esm\/logBuffer\.js$/,
    'export class CircularMap extends Map {} export class SizedItem {} export class SizedSet extends Set {}',
  ],
  // Bodies that may still be read as if they were texts; nobody here reads one.
  [
    /json\/codec-v2\/JsonBytesStringAdapter\.js$/,
    'export const JsonBytesStringAdapter = { allocUnsafe: (bytes) => Buffer.allocUnsafe(bytes) };',
  ],
  // Signatures of event streams; neither service has any.
  [/signature-v4\/dist-es\/HeaderFormatter\.js$/, 'export class HeaderFormatter {}'],
];

/** Leaves out of the SDK what a function in Lambda has no use for: some 40 kB of each bundle. */
export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^@aws\/lambda-invoke-store$/ }, ({ path, importer }) => ({
      path,
      suffix: suffixFor(importer),
      namespace: 'invoke-store',
      sideEffects: false,
    }));
    onLoad({ filter: /^/, namespace: 'invoke-store' }, () => ({ contents: INVOKE_STORE }));
    for (const [filter, contents] of UNUSED) onLoad({ filter }, () => ({ contents }));
    onLoad({ filter: /util-endpoints[\\/]lib[\\/]aws[\\/]partitions\.js$/ }, async ({ path }) => {
      const { partitionsInfo } = v.parse(PartitionsModule, createRequire(path)(path));
      return { contents: `export const partitionsInfo = ${JSON.stringify(partitionsInfo)};` };
    });
    onLoad({ filter: /client-[\w-]+[\\/]dist-es[\\/]models[\\/]errors\.js$/ }, ({ path }) => ({
      contents: errorsFromOneClass(readFileSync(path, 'utf8')),
    }));
    onLoad({ filter: /client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path }) => ({
      contents: withPlainKeys(readFileSync(path, 'utf8')),
    }));
  },
};

/**
 * Of a client's operations and shapes, those that nothing uses fall out of the bundle once their keys are plain:
 * to compute a key might do something.
 */
function withPlainKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, value]) => [name, value]),
  );
  return source.replace(/\[(_\w+)\]: /g, (key, name: string) => {
    const value = constants.get(name);
    return value === undefined ? key : `${value}: `;
  });
}

const ERROR_CLASS =
  /export class (?<className>\w+) extends __BaseException \{\s+static shapeId = "[^"]+";\s+name = "(?<name>\w+)";\s+\$fault = "(?<fault>\w+)";\s+(?:Message;\s+)?constructor\(opts\) \{[^{}]*\{[^{}]*\}\);[^{}]*\}\s+\}/g;

/** A client's errors, which are alike but for their names, each in one line instead of twelve. */
function errorsFromOneClass(source: string): string {
  const contents = source.replace(ERROR_CLASS, 'export const $<className> = error("$<name>", "$<fault>");');
  if (contents.includes('class ')) throw new Error('an error of the SDK is not made like the others');
  return `${contents}
    function error(name, $fault) {
      return class extends __BaseException {
        constructor(options) {
          super({ name, $fault, ...options });
          Object.setPrototypeOf(this, new.target.prototype);
          this.Message = options.Message;
        }
      };
    }`;
}

/** Which region belongs to a partition its expression tells; of each region only a description is lost. */
const PartitionsModule = v.object({
  partitionsInfo: v.object({
    version: v.string(),
    partitions: v.array(
      v.pipe(
        v.object({ id: v.string(), regionRegex: v.string(), outputs: v.record(v.string(), v.unknown()) }),
        v.transform((partition) => ({ ...partition, regions: {} })),
      ),
    ),
  }),
});
