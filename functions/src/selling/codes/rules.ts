import type { CodeInput, CodeKind, CodeMeaning } from '@jindian/shared/contract/selling/codes';
import type { SellerKind } from '@jindian/shared/contract/selling/seller-kinds';

export type SellerOfCode = {
  sellerId: string;
  sellerName: string;
  sellerKind: SellerKind;
  /** Where they sell; null: nowhere in particular. */
  locationId: string | null;
};

/** What a code of these parts is first of all: whoever sells before what is sold, and both before where. */
export function kindOf(parts: CodeInput): CodeKind {
  if (parts.sellerId !== undefined) return 'seller';
  if (parts.sceneId !== undefined) return 'scene';
  if (parts.campaignId !== undefined) return 'campaign';
  if (parts.table !== undefined) return 'table';
  if (parts.productId !== undefined) return parts.locationId === undefined ? 'product' : 'shelf';
  if (parts.locationId !== undefined) return 'branch';
  throw new RangeError('a code of nothing');
}

/**
 * What a code is made from: the same parts have the same code. Those that version 0.1 printed keep the name that they
 * had there, and so their code.
 */
export function targetOf(parts: CodeInput): string {
  const { sellerId, productId, locationId, table, sceneId, campaignId } = parts;
  const others = [table, sceneId, campaignId].every((part) => part === undefined);
  if (others && sellerId !== undefined && productId === undefined && locationId === undefined)
    return `guide:${sellerId}`;
  if (others && sellerId === undefined && productId !== undefined && locationId !== undefined)
    return `product:${locationId}:${productId}`;
  const named = { sellerId, productId, locationId, table, sceneId, campaignId };
  return Object.entries(named)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
}

const nothing = {
  sellerId: null,
  sellerName: null,
  sellerKind: null,
  productId: null,
  locationId: null,
  table: null,
  sceneId: null,
  campaignId: null,
} as const;

export function meaningOf(parts: CodeInput, seller: SellerOfCode | null): CodeMeaning {
  return {
    kind: kindOf(parts),
    sellerId: seller?.sellerId ?? null,
    sellerName: seller?.sellerName ?? null,
    sellerKind: seller?.sellerKind ?? null,
    productId: parts.productId ?? null,
    locationId: parts.locationId ?? seller?.locationId ?? null,
    table: parts.table ?? null,
    sceneId: parts.sceneId ?? null,
    campaignId: parts.campaignId ?? null,
  };
}

export const sellerMeaning = (seller: SellerOfCode): CodeMeaning => ({
  ...nothing,
  kind: 'seller',
  ...seller,
});
export const shelfMeaning = (locationId: string, productId: string): CodeMeaning => ({
  ...nothing,
  kind: 'shelf',
  locationId,
  productId,
});
export const productMeaning = (productId: string): CodeMeaning => ({
  ...nothing,
  kind: 'product',
  productId,
});

/** The lists in which a code is found: by what it was made of, not by where its seller happens to work. */
export function listsOf(parts: CodeInput): string[] {
  const named = (['sellerId', 'productId', 'locationId', 'sceneId', 'campaignId'] as const).flatMap((name) =>
    parts[name] === undefined ? [] : [`${name}:${parts[name]}`],
  );
  return [`kind:${kindOf(parts)}`, ...named];
}
