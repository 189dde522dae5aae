import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './prepare.mjs';

function newest(entry) {
  const stat = statSync(entry);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(entry).map((name) => newest(path.join(entry, name))));
}

/** Is the built file there and younger than everything it is made from? Paths are relative to the project. */
export function isFresh(builtFile, sources) {
  const built = path.join(root, builtFile);
  if (!existsSync(built)) return false;
  const builtAtMs = statSync(built).mtimeMs;
  return sources.every(
    (source) => !existsSync(path.join(root, source)) || newest(path.join(root, source)) <= builtAtMs,
  );
}

export const appSources = [
  'miniprogram/src',
  'miniprogram/config',
  'miniprogram/babel.config.js',
  'shared/src',
];
