import { createElement } from 'react';
import { MissingPartSheet } from './MissingPartSheet.tsx';
import { showSheet } from './sheet.tsx';

/**
 * Pages and sheets are loaded when somebody first goes there. Without a network, or after a new version took the place of the
 * one on screen, they do not come: then one is asked, and nothing happens behind one's back. Who gives up stays where they are.
 */
export function keepAskingForParts(): void {
  const load = __webpack_chunk_load__;
  __webpack_chunk_load__ = (part) => load(part).catch(() => againUntilLoaded(() => load(part)));
}

/** A page is several files: all that are missing are asked for together. */
let asking: Promise<boolean> | null = null;

async function againUntilLoaded(load: () => Promise<unknown>): Promise<unknown> {
  for (let asked = 1; ; asked += 1) {
    asking ??= ask().finally(() => {
      asking = null;
    });
    if (!(await asking)) return nothingMore;
    try {
      return await load();
    } catch {
      // The server is there and the file is not: there is a new version, which only the whole page brings.
      if (asked > 1 && (await isServerThere())) window.location.reload();
    }
  }
}

/** Whoever waits for a part that was given up waits for ever, and so does nothing: not even fail. */
const nothingMore = new Promise<never>(() => undefined);

async function ask(): Promise<boolean> {
  for (;;) {
    const onScreen = pageOnScreen();
    const again = await showSheet<true>((answer) =>
      createElement(MissingPartSheet, { canStay: onScreen !== null, answer }),
    );
    if (again) return true;
    if (onScreen === null) continue;
    // The address, and with it the tab that is lit, is that of the page which did not come, unless one went back by oneself.
    if (pageIn(window.location.hash) !== pageIn(onScreen)) window.location.replace(`#${onScreen}`);
    return false;
  }
}

const pageIn = (address: string) => /(?:pages|packages)\/[\w/-]+\/index/.exec(address)?.[0];

/** At the first page of all there is nothing behind the sheet to stay on. */
function pageOnScreen(): string | null {
  const shown = [...document.querySelectorAll<HTMLElement>('.taro_page')].find((page) =>
    page.checkVisibility(),
  );
  return shown?.id.replace(/([?&])stamp=\w+&?/, '$1').replace(/[?&]$/, '') ?? null;
}

async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch(document.baseURI, { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
