import type { LocalizedText } from '@jindian/shared/contract/common';

/** Products and categories. */
export const productWords = {
  'productStatus.draft': { zh: '草稿', en: 'Draft' },
  'productStatus.on_sale': { zh: '在售', en: 'On sale' },
  'productStatus.off_sale': { zh: '已下架', en: 'Off sale' },
  'productStatus.archived': { zh: '已归档', en: 'Archived' },
  'tracking.lot': { zh: '按批号', en: 'By lot' },
  'tracking.lot_and_expiry': { zh: '按批号和效期', en: 'By lot and expiry' },
} as const satisfies Record<string, LocalizedText>;
