import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words about codes: what is printed, and what it brought. */
export const codeWords = {
  'act.code.make': { zh: '生成码', en: 'Code made' },
  'act.code.revoke': { zh: '停用码', en: 'Code revoked' },
  'auditTarget.code': { zh: '码', en: 'Code' },
  'auditField.sellerId': { zh: '卖货人', en: 'Seller' },
  'auditField.productId': { zh: '商品', en: 'Product' },
  'auditField.table': { zh: '桌号', en: 'Table' },
  'auditField.sceneId': { zh: '渠道', en: 'Channel' },
  'auditField.campaignId': { zh: '活动', en: 'Campaign' },
  'codeKind.seller': { zh: '卖货人的码', en: "A seller's" },
  'codeKind.scene': { zh: '渠道码', en: "A channel's" },
  'codeKind.campaign': { zh: '活动码', en: "A campaign's" },
  'codeKind.table': { zh: '桌码', en: "A table's" },
  'codeKind.shelf': { zh: '货架码', en: "A shelf's" },
  'codeKind.product': { zh: '商品码', en: "A product's" },
  'codeKind.branch': { zh: '门店码', en: "A branch's" },
} as const satisfies Record<string, LocalizedText>;
