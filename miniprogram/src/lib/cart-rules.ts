import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  maxOrderLines as maxLines,
  maxLineQuantity as maxQuantity,
} from '@jindian/shared/contract/serving/order-limits';

export { maxLines, maxQuantity };

export type CartLine = {
  skuId: string;
  productId: string;
  title: LocalizedText;
  skuName: LocalizedText;
  imagePath: string;
  /** The price the shopper saw when putting it in. */
  priceFen: number;
  quantity: number;
  pickupable: boolean;
  deliverable: boolean;
  /** false: the branch had none when it was put in, and somebody else would send it. */
  here?: boolean;
};

export type BranchCart = { locationId: string; name: LocalizedText; lines: CartLine[] };

const maxBranches = 10;

export function addedToCart(
  carts: readonly BranchCart[],
  branch: { locationId: string; name: LocalizedText },
  line: CartLine,
): BranchCart[] | 'full' {
  const mine = carts.find((cart) => cart.locationId === branch.locationId);
  const before = mine?.lines ?? [];
  const same = before.find((one) => one.skuId === line.skuId);
  if (!same && before.length >= maxLines) return 'full';
  const lines = same
    ? before.map((one) =>
        one === same ? { ...line, quantity: Math.min(maxQuantity, one.quantity + line.quantity) } : one,
      )
    : [line, ...before];
  const others = carts.filter((cart) => cart.locationId !== branch.locationId);
  return [{ ...branch, lines }, ...others].slice(0, maxBranches);
}

export function withQuantity(
  carts: readonly BranchCart[],
  locationId: string,
  skuId: string,
  quantity: number,
): BranchCart[] {
  return carts
    .map((cart) =>
      cart.locationId === locationId
        ? {
            ...cart,
            lines: cart.lines
              .map((line) => (line.skuId === skuId ? { ...line, quantity } : line))
              .filter((line) => line.quantity > 0),
          }
        : cart,
    )
    .filter((cart) => cart.lines.length > 0);
}

/** What was ordered leaves the cart; what else is in it stays. */
export function withoutSkus(
  carts: readonly BranchCart[],
  locationId: string,
  skuIds: readonly string[],
): BranchCart[] {
  return skuIds.reduce<BranchCart[]>((rest, skuId) => withQuantity(rest, locationId, skuId, 0), [...carts]);
}

export const cartCount = (carts: readonly BranchCart[]): number =>
  carts.reduce((sum, cart) => sum + cart.lines.reduce((lines, line) => lines + line.quantity, 0), 0);
