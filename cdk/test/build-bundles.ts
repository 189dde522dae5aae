import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleFunctions } from '../lib/bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    bundles: Awaited<ReturnType<typeof bundleFunctions>>;
  }
}

/** The functions' bundles, made once for all tests of the deployment. */
export default async function buildBundles(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'jindian-bundles-'));
  project.provide('bundles', await bundleFunctions(folder, process.arch === 'arm64' ? 'arm64' : 'x64'));
  return () => rmSync(folder, { recursive: true, force: true });
}
