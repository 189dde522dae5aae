export declare class FirstParts {
  constructor(settings: {
    apiBase: string;
    assetBase: string;
    brand: { nameZh?: string; nameEn?: string; brandColour?: string };
    constants: Record<string, string>;
  });
  apply(compiler: unknown): void;
}
export declare function isForFirstPages(module: unknown, graphs: unknown): boolean;
export declare function isOfOtherPages(chunk: unknown): boolean;
