export function hqSourceHash(inputs: readonly string[]): string;
export function buildHqAssets(options: { outDir: URL; minify: boolean }): Promise<unknown>;
