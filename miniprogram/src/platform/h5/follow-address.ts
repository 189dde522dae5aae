import Taro from '@tarojs/taro';

/** The page on screen by its mark, and what its address says. */
export type Shown = { page: string; address: string };

/**
 * Of several pages with one path Taro may bring an older one back, with what that one was opened with, when somebody
 * opens a link in the same tab: the address names one product, the page shows and sells another. Says whether the page on
 * screen has to be opened again. What a page was opened with does not change, so a page is known by its first address.
 */
export function createFollower(): (shown: Shown) => boolean {
  const openedWith = new Map<string, string>();
  return ({ page, address }) => {
    const first = openedWith.get(page);
    if (first === undefined) openedWith.set(page, address);
    return first !== undefined && first !== address;
  };
}

/** What stands behind the path, whatever it is: every page that is opened with something. */
const addressNow = () => window.location.hash.replace(/^#/, '');

/** Whenever a page came on screen it has to be the one that the address names. */
export function followAddress(): void {
  const isAnother = createFollower();
  Taro.eventCenter.on('__afterTaroRouterChange', () => {
    const page = Taro.getCurrentInstance().page?.path;
    const address = addressNow();
    if (page && address && isAnother({ page, address })) void Taro.redirectTo({ url: address });
  });
}
