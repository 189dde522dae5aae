import Module from 'node:module';
import path from 'node:path';

/**
 * What a browser or Node has and the logic layer of WeChat has not. Code that leans on one of these runs everywhere
 * but on a phone, so it must fail here too.
 */
export const hiddenNames = [
  'window',
  'document',
  'self',
  'location',
  'navigator',
  'history',
  'localStorage',
  'sessionStorage',
  'XMLHttpRequest',
  'fetch',
  'Headers',
  'Request',
  'Response',
  'FormData',
  'Blob',
  'WebSocket',
  'EventSource',
  'Worker',
  'process',
  'Buffer',
  'setImmediate',
  'queueMicrotask',
  'btoa',
  'atob',
  'TextEncoder',
  'TextDecoder',
  'URL',
  'URLSearchParams',
  'crypto',
  'performance',
  'AbortController',
  'AbortSignal',
  'Event',
  'EventTarget',
  'MessageChannel',
  'structuredClone',
] as const;

/** `new Function(…)` does not throw in WeChat: it yields a function that does nothing. */
function FunctionOfWechat() {
  return function nothing() {};
}

const hidden: ReadonlySet<PropertyKey> = new Set(hiddenNames);
const globalOfWechat = new Proxy(globalThis, {
  get: (target, name) =>
    hidden.has(name) ? undefined : name === 'Function' ? FunctionOfWechat : Reflect.get(target, name),
  has: (target, name) => !hidden.has(name) && Reflect.has(target, name),
});

type Compile = (this: unknown, source: string, file: string, ...rest: unknown[]) => unknown;
const prototype = Module.prototype as unknown as { _compile: Compile };
const compile = prototype._compile;
const folders = new Set<string>();
const scopeName = '__scopeOfWechat';

prototype._compile = function compileInScope(source, file, ...rest) {
  if (![...folders].some((folder) => file.startsWith(folder + path.sep))) {
    return compile.call(this, source, file, ...rest);
  }
  Object.assign(globalThis, { [scopeName]: { FunctionOfWechat, globalOfWechat } });
  const names = ['Function', 'globalThis', 'global', ...hiddenNames].join(', ');
  const values = ['FunctionOfWechat', 'globalOfWechat', 'globalOfWechat'].map(
    (name) => `${scopeName}.${name}`,
  );
  // On one line with the first, so that line numbers stay true.
  const wrapped = `(function (${names}) {${source}\n}).call(this, ${values.join(', ')});`;
  return compile.call(this, wrapped, file, ...rest);
};

/** From here on, files of this folder see what a mini-program sees. */
export function hideGlobalsFrom(folder: string): void {
  folders.add(folder);
}
