/** A place's own delivery fee as a person writes it in a cell: `8/99` in yuan, `8` where it is never free, `brand`. */
import { type DeliveryFee, deliveryFeeSchema } from './contract/places/network.ts';
import { readYuan, typedYuan } from './money.ts';

const asBrand = ['brand', '默认', '品牌默认'];

export function deliveryFeeText(fee: DeliveryFee | null): string {
  if (fee === null) return asBrand[0] as string;
  return fee.freeFromFen === null
    ? typedYuan(fee.feeFen)
    : `${typedYuan(fee.feeFen)}/${typedYuan(fee.freeFromFen)}`;
}

/** Null: as the brand's settings say. Undefined: it is neither. */
export function readDeliveryFee(text: string): DeliveryFee | null | undefined {
  const plain = text.trim().toLowerCase().replaceAll('／', '/');
  if (asBrand.includes(plain)) return null;
  const [feeFen, freeFromFen, ...more] = plain.split('/').map(readYuan);
  if (more.length > 0 || freeFromFen === null) return undefined;
  return deliveryFeeSchema.safeParse({ feeFen, freeFromFen: freeFromFen ?? null }).data;
}
