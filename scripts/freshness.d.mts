/** Is the built file there and younger than everything it is made from? Paths are relative to the project. */
export function isFresh(builtFile: string, sources: readonly string[]): boolean;
export const appSources: readonly string[];
