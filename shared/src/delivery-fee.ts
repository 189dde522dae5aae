/** A place's own delivery fee as a person writes it in a cell: `8/99` in yuan, `8` where it is never free, `brand`. */
import type { DeliveryFee } from './contract/places/network.ts';

const asBrand = ['brand', '默认', '品牌默认'];
const most = { feeFen: 20_000, freeFromFen: 10_000_000 };

const yuan = (fen: number) => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2));

export function deliveryFeeText(fee: DeliveryFee | null): string {
  if (fee === null) return asBrand[0] as string;
  return fee.freeFromFen === null ? yuan(fee.feeFen) : `${yuan(fee.feeFen)}/${yuan(fee.freeFromFen)}`;
}

/** Null: as the brand's settings say. Undefined: it is neither. */
export function readDeliveryFee(text: string): DeliveryFee | null | undefined {
  const plain = text.trim().toLowerCase().replaceAll('／', '/');
  if (asBrand.includes(plain)) return null;
  const [fee, freeFrom, ...more] = plain.split('/').map(fenOf);
  if (more.length > 0 || fee === undefined || Number.isNaN(fee) || fee > most.feeFen) return undefined;
  if (freeFrom === undefined) return { feeFen: fee, freeFromFen: null };
  return Number.isNaN(freeFrom) || freeFrom > most.freeFromFen
    ? undefined
    : { feeFen: fee, freeFromFen: freeFrom };
}

function fenOf(text: string): number {
  return /^\d{1,6}(\.\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : Number.NaN;
}
