/** What a browser must have before it can draw a page of the app, as it is sent. */
export type FirstScreen = {
  files: { name: string; bytes: number; encoding: string | null; cached: string | null }[];
  bytes: { document: number; script: number; style: number };
};

const kindOf = (name: string) =>
  name.endsWith('.js') ? 'script' : name.endsWith('.css') ? 'style' : 'document';

/** The document, what it names for every page, and what it names for this one (miniprogram/config/first-parts.js). */
export async function firstScreenOf(baseUrl: string, page: string): Promise<FirstScreen> {
  const text = await (await fetch(`${baseUrl}/`)).text();
  const named = [...text.matchAll(/(?:src|href)="(\.\/(?:js|css)\/[^"]+)"/g)].map(([, name]) => name!);
  const parts = JSON.parse(/const parts = (\{.*?\});/.exec(text)?.[1] ?? '{}') as Record<string, string[]>;
  if (!parts[page]) throw new Error(`the document names no parts of ${page}`);
  const files = await Promise.all(
    ['', ...named, ...parts[page]].map(async (name) => {
      const { headers } = await fetch(new URL(name, `${baseUrl}/`), {
        headers: { 'accept-encoding': 'br, gzip' },
      });
      return {
        name,
        bytes: Number(headers.get('content-length')),
        encoding: headers.get('content-encoding'),
        cached: headers.get('cache-control'),
      };
    }),
  );
  const bytes = { document: 0, script: 0, style: 0 };
  for (const file of files) bytes[kindOf(file.name)] += file.bytes;
  return { files, bytes };
}
