/** Which browsers and systems a person would name, the more special ones first: most call themselves several. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger\//, 'WeChat'],
  [/Edg\//, 'Edge'],
  [/QQBrowser\//, 'QQ Browser'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** `Chrome · Windows` of what a browser calls itself; its own words, shortened, where neither is known. */
export function browserName(agent: string): string {
  const named = [browsers, systems].flatMap(
    (known) => known.find(([pattern]) => pattern.test(agent))?.[1] ?? [],
  );
  return named.length > 0 ? named.join(' · ') : agent.slice(0, 40);
}
