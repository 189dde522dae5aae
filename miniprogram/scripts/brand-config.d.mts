export declare function variablesOf(
  text: string,
): { variables: Record<string, string>; problem?: undefined } | { variables?: undefined; problem: string };
export declare function missingFor(platform: string, env: Record<string, string | undefined>): string | null;
export declare function projectConfig(env: Record<string, string | undefined>): {
  appid: string;
  miniprogramRoot: string;
};
export declare function sitemap(): { desc: string; rules: { action: string; page: string }[] };
