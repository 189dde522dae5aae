import type { Page } from 'playwright-core';

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
  const listed = <T>(name: string) =>
    JSON.parse(new RegExp(`const ${name} = ([{[].*?[}\\]]);`).exec(text)?.[1] ?? '{}') as T;
  const parts = listed<Record<string, string[]>>('parts')[page];
  const paint = listed<Record<string, string>>('paint')[page];
  if (!parts || !paint) throw new Error(`the document names no parts of ${page}`);
  const files = await Promise.all(
    ['', ...named, ...listed<string[]>('app'), paint, ...parts].map(async (name) => {
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

/** A text or a picture, and where it stands. */
type Seen = { what: string; box: readonly [x: number, y: number, width: number, height: number] };

/** What stands in an element, without the demo's own line above everything. */
function seenIn(page: Page, selector: string): Promise<Seen[]> {
  return page.evaluate(async (within) => {
    const root = document.querySelector(within);
    // A sheet slides in; what glimmers never ends.
    const moves = root?.getAnimations({ subtree: true }) ?? [];
    const ends = moves.filter(
      ({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY,
    );
    await Promise.all(ends.map(({ finished }) => finished));
    const pill = root?.querySelector('#persona-pill');
    const shift = pill?.getBoundingClientRect().height ?? 0;
    const words = (one: Element) =>
      [...one.childNodes].flatMap((node) => (node instanceof Text ? [node.data.trim()] : [])).join('');
    return [...(root?.querySelectorAll('*') ?? [])]
      .filter((one) => !pill?.contains(one))
      .map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        const down = one.closest('.sheet, .bottom-bar') ? 0 : shift;
        const what = one instanceof HTMLImageElement ? (one.getAttribute('src') ?? '') : words(one);
        return { what, box: [x, y - down, width, height] as const };
      })
      .filter(({ what, box }) => what !== '' && box[2] > 0);
  }, selector);
}

const isSame = (one: Seen, other: Seen) =>
  one.what === other.what && one.box.every((side, index) => Math.abs(side - (other.box[index] ?? 0)) <= 1.5);

/**
 * Opens an address with the app's own scripts held back, and lets them come when the document has painted by itself: what
 * of that was not there any more, or elsewhere, when the app took its place.
 */
export async function paintedFirst(page: Page, url: string): Promise<{ painted: Seen[]; lost: Seen[] }> {
  const app = /\/js\/[^/]+\.js$/;
  let letCome = () => {};
  const held = new Promise<void>((resolve) => {
    letCome = resolve;
  });
  await page.route(app, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('#shell .painted').waitFor();
  // Below the fold nothing is loaded yet, and of a fixed size all the same.
  const painted = await seenIn(page, '#shell .painted');
  letCome();
  await page.locator('#shell').waitFor({ state: 'detached' });
  const shown = await seenIn(page, '#app .screen');
  await page.unroute(app);
  return { painted, lost: painted.filter((one) => !shown.some((other) => isSame(one, other))) };
}
