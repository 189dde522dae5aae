import type { Page, Request } from 'playwright-core';

/** Everything a browser complains about while `page` is open, as sentences; lives in the returned list. */
export function watchTroubles(page: Page): string[] {
  const troubles: string[] = [];
  page.on('console', (message) => {
    // A refused request is told below, with its status.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      troubles.push(`console at ${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) =>
    troubles.push(`uncaught at ${page.url()}: ${error.stack ?? error.message}`),
  );
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'unknown';
    // The browser itself drops what a page no longer waits for when it is left.
    if (why !== 'net::ERR_ABORTED') troubles.push(`failed: ${request.method()} ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) {
      troubles.push(`refused: ${response.request().method()} ${response.url()} ${response.status()}`);
    }
  });
  return troubles;
}

/** Says when nothing that the page asked for is under way any more, and what was answered has been drawn. */
export function watchQuiet(page: Page): () => Promise<void> {
  const underWay = new Set<Request>();
  page.on('request', (request) => underWay.add(request));
  page.on('requestfinished', (request) => underWay.delete(request));
  page.on('requestfailed', (request) => underWay.delete(request));
  const drawn = () =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return async () => {
    // An answer may lead to the next question: still twice, a frame apart.
    for (let still = 0; still < 2; still += 1) {
      await drawn();
      if (underWay.size > 0) still = -1;
    }
  };
}

/** Characters, and the punctuation that belongs to them. */
const chinese = /[\u3001-\u303f\u3400-\u9fff！（），：；？]/;

/** Lines in Chinese that a person would read or hear on this screen, but for `data`: names that people gave themselves. */
export async function chineseOn(page: Page, data: readonly (string | RegExp)[]): Promise<string[]> {
  const said = await page.evaluate(() => {
    const shown = [...document.querySelectorAll<HTMLElement>('body *')].filter((one) =>
      one.checkVisibility(),
    );
    const attributes = shown.flatMap((one) =>
      ['placeholder', 'aria-label', 'alt', 'title'].flatMap((name) => one.getAttribute(name) ?? []),
    );
    return [document.title, ...document.body.innerText.split('\n'), ...attributes];
  });
  const lines = said.map((line) =>
    data.reduce<string>((rest, name) => rest.replaceAll(name, ''), line).trim(),
  );
  return [...new Set(lines.filter((line) => chinese.test(line)))];
}
