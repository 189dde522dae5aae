import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words about promotions. */
export const promotionWords = {
  promotionsTitle: { zh: '促销', en: 'Promotions' },
  'auditPolicy.promotions': { zh: '促销', en: 'Promotions' },
} as const satisfies Record<string, LocalizedText>;
