import type { LotView, StockItem, StockMovement } from '@jindian/shared/contract/goods/inventory';
import type { stockTexts } from '../../../../i18n/goods/stock.ts';

type T = ReturnType<typeof stockTexts.now>;

const kinds = [
  'receive',
  'adjust',
  'reserve',
  'release',
  'sale',
  'return',
  'transfer_out',
  'transfer_in',
  'safety',
  'condition',
  'till_sale',
] as const;

/** What happened, in a word. */
export function kindWord(
  { kind, causeType, reason }: Pick<StockMovement, 'kind' | 'causeType' | 'reason'>,
  t: T,
) {
  if (causeType === 'import') return t('kind_import');
  if (causeType === 'seed') return t('kind_seed');
  if (kind === 'adjust' && reason === 'stocktake') return t('kind_stocktake');
  const known = kinds.find((one) => one === kind);
  return known ? t(`kind_${known}`) : t('kind_other');
}

/** `+3`, `−2`, with a minus as long as the plus. */
export function signed(delta: number): string {
  return delta > 0 ? `+${delta}` : `−${Math.abs(delta)}`;
}

/** How a level is called after whose goods it holds; nothing where all goods have one owner anyway. */
export function ownerWord(ownerId: string, owners: number, t: T): string | null {
  if (owners < 2) return null;
  return ownerId === 'hq' ? t('ownerHq') : t('ownerOwn');
}

export function lotWord({ code, expiresOn }: LotView, t: T): string {
  return expiresOn === null ? t('lot', { code }) : t('lotUntil', { code, day: expiresOn });
}

export function ownersOf({ levels }: Pick<StockItem, 'levels'>): number {
  return new Set(levels.map(({ ownerId }) => ownerId)).size;
}
