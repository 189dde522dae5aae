import { imagePathOf } from '@jindian/shared/contract/goods/catalog';
import type { ShareContent, ShareView } from '@jindian/shared/contract/selling/shares';
import { call, endpoints } from '../../../../api/client.ts';
import { shareImageUrl } from '../../../../config.ts';
import { shareTexts } from '../../../../i18n/selling/share.ts';
import { branchStore } from '../../../../state/branch.ts';
import { cartStore } from '../../../../state/cart.ts';
import { languageStore } from '../../../../state/language.ts';

type Params = Partial<Record<string, string>>;

/** What a page asks to be shared; null: nothing that can be. A basket is the cart of its branch. */
export function contentOf({ kind, productId, locationId }: Params): ShareContent | null {
  if (kind === 'product' && productId) return { kind, productId, locationId: locationId ?? null };
  if (kind === 'page') return { kind, locationId: locationId ?? null };
  const cart = cartStore.get().find((one) => one.locationId === locationId);
  if (kind !== 'basket' || !cart || cart.lines.length === 0) return null;
  const lines = cart.lines.slice(0, 20).map(({ productId: id, skuId, quantity }) => ({
    ...{ productId: id, skuId, quantity },
  }));
  return { kind, locationId: cart.locationId, lines };
}

/** What it is of, before there is a share of it: from what the phone has, or the branch's own page of it. Null: it is gone. */
export async function thingToShare(content: ShareContent): Promise<ShareView['thing']> {
  const { branch } = branchStore.get();
  if (content.kind === 'page') return branch && { title: branch.name, imagePath: null };
  if (content.kind === 'basket') {
    const cart = cartStore.get().find((one) => one.locationId === content.locationId);
    const first = cart?.lines[0];
    return first ? { title: first.title, imagePath: first.imagePath } : null;
  }
  const locationId = content.locationId ?? branch?.id;
  if (!locationId) return null;
  const { productId } = content;
  const { product } = await call(endpoints.getProductAtBranch, {
    params: { locationId, productId },
    query: {},
  });
  return { title: product.title, imagePath: imagePathOf(product) };
}

/** What a share is of, in a line. */
export function titleOf({ content, thing }: Pick<ShareView, 'content' | 'thing'>): string {
  const t = shareTexts.now();
  if (!thing) return t('goneThing');
  const title = thing.title[languageStore.get()];
  if (content.kind !== 'basket') return title;
  const count = content.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return count > 1 ? t('basketOf', { title, count }) : title;
}

/** As WeChat shows it in a chat: the words of who sends it, else whose it is. */
export function cardOf(share: ShareView): { title: string; imageUrl?: string } {
  const title = titleOf(share);
  const { note, sellerName, thing } = share;
  const said = sellerName ? shareTexts.now()('recommends', { name: sellerName, title }) : title;
  return { title: note || said, ...(thing?.imagePath ? { imageUrl: shareImageUrl(thing.imagePath) } : {}) };
}

/** Whether this person sells, and begins shares of their own. */
export async function sells(): Promise<boolean> {
  try {
    await call(endpoints.getSellerCode, {});
    return true;
  } catch {
    return false;
  }
}
