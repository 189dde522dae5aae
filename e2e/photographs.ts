import path from 'node:path';
import type { Page, PageScreenshotOptions } from 'playwright-core';

export const artefacts = path.join(import.meta.dirname, 'artefacts');

/** Pictures of what goes well are for people who look at them, and take a tenth of the time of a journey. */
const isWanted = process.env.JINDIAN_SHOTS !== undefined;

export type Photograph = (
  page: Page,
  title: string,
  options?: Pick<PageScreenshotOptions, 'animations' | 'fullPage'>,
) => Promise<void>;

/** Makes `delivery-03-paid.png`, numbered in the order in which they are taken, where pictures are wanted. */
export function createPhotographer(journey: string): Photograph {
  const titles = new Set<string>();
  return async (page, title, options = {}) => {
    if (!isWanted) return;
    titles.add(title);
    const file = `${journey}-${String(titles.size).padStart(2, '0')}-${title}.png`;
    await page.screenshot({ ...options, path: path.join(artefacts, file) });
  };
}
