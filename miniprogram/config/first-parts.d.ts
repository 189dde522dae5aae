export declare class FirstParts {
  constructor(settings: { apiBase: string; assetBase: string });
  apply(compiler: unknown): void;
}
export declare function isForFirstPages(module: unknown, graphs: unknown): boolean;
