import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleFunctions } from '../lib/bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    bundles: ReturnType<typeof bundleFunctions>;
  }
}

/** The functions' bundles, made once for all tests of the deployment. */
export default function buildBundles(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'jindian-bundles-'));
  project.provide('bundles', bundleFunctions(folder));
  return () => rmSync(folder, { recursive: true, force: true });
}
