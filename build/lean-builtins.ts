import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** Getters of node:http behind which Node loads its whole fetch. */
const OF_FETCH: readonly string[] = ['WebSocket', 'CloseEvent', 'MessageEvent'];

/**
 * Takes Node's own modules from `process.getBuiltinModule` instead of importing them. An import makes an ES
 * module of them, which reads all their properties, also those behind getters: `import 'node:http'` loads
 * fetch for its `WebSocket` (45 ms of CPU), and `node:crypto` all of Web Crypto. Here only what is used is read.
 */
export const leanBuiltins: Plugin = {
  name: 'lean-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z]/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'builtin', sideEffects: false } : undefined,
    );
    onLoad({ filter: /^/, namespace: 'builtin' }, ({ path }) => ({ contents: leanModule(path) }));
  },
};

function leanModule(name: string): string {
  const names = Object.keys(process.getBuiltinModule(name) ?? {}).filter(
    (key) => /^[A-Za-z_]\w*$/.test(key) && key !== 'default' && !OF_FETCH.includes(key),
  );
  return [
    `const builtin = process.getBuiltinModule(${JSON.stringify(name)});`,
    'export default builtin;',
    // Being marked as pure, it falls out of the bundle where nothing uses it.
    ...names.map((key) => `export const ${key} = /* @__PURE__ */ (() => builtin.${key})();`),
  ].join('\n');
}
