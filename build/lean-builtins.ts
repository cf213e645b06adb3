import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';
import { suffixFor } from './unshared-module.ts';

/** Where a library asks for what is behind a getter: what Node has for the same without one. */
const STAND_INS: Readonly<Record<string, string>> = { getRandomValues: 'randomFillSync' };

/**
 * Takes Node's own modules from `process.getBuiltinModule` instead of importing them. An import makes an ES
 * module of them, which reads all their properties, also those behind getters: `import 'node:http'` loads
 * fetch for its `WebSocket` (45 ms of CPU), and `node:crypto` all of Web Crypto. Here only what is used is read,
 * and nothing that is behind a getter: whoever imports that stops the build.
 */
export const leanBuiltins: Plugin = {
  name: 'lean-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z]/ }, ({ path, importer, kind }) =>
      isBuiltin(path)
        ? {
            path,
            suffix: kind === 'dynamic-import' ? '' : suffixFor(importer),
            namespace: 'builtin',
            sideEffects: false,
          }
        : undefined,
    );
    onLoad({ filter: /^/, namespace: 'builtin' }, ({ path }) => ({ contents: leanModule(path) }));
  },
};

function leanModule(name: string): string {
  const properties = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(name) ?? {}));
  const names = properties
    .filter(([key, { enumerable, get }]) => enumerable === true && get === undefined && isExportable(key))
    .map(([key]) => key);
  const standIns = Object.entries(STAND_INS).filter(([, other]) => names.includes(other));
  return [
    `const builtin = process.getBuiltinModule(${JSON.stringify(name)});`,
    'export default builtin;',
    // Being marked as pure, it falls out of the bundle where nothing uses it.
    ...names.map((key) => `export const ${key} = /* @__PURE__ */ (() => builtin.${key})();`),
    ...standIns.map(([key, other]) => `export { ${other} as ${key} };`),
  ].join('\n');
}

function isExportable(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && name !== 'default';
}
