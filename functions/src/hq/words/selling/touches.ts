import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words about what members met of sellers, and whose customers they became. */
export const touchWords = {
  touchesTitle: { zh: '触达与归属', en: 'Touches and attribution' },
  touchesLead: {
    zh: '扫码、打开分享和添加企业微信的每一次，按当时的规则归谁、为什么。最新的在前，记录不会被修改。',
    en: 'Each scan, opened share and contact on WeCom: whose customer they were from then on, and why, by the rules of that moment. The latest first; nobody changes them.',
  },
  touchesNone: { zh: '还没有触达记录', en: 'No touches yet' },
  touchesOfOrder: { zh: '下单时看到的触达', en: 'Touches before the order' },
  touchesOfOrderLead: {
    zh: '下单前最近几次触达，及当时的归属原因',
    en: 'The latest before the order, and what was decided of each',
  },
  touchesAll: { zh: '这位顾客的全部触达', en: 'All touches of this customer' },
  touchWhat: { zh: '原因', en: 'Why' },
  touchWhen: { zh: '时间', en: 'When' },
  touchWay: { zh: '方式', en: 'How' },
  touchSeller: { zh: '谁的', en: 'Whose' },
  touchAfter: { zh: '之后的归属', en: 'Customer of' },
  touchRules: { zh: '规则', en: 'Rules' },
  touchVersion: { zh: '第 {version} 版', en: 'Version {version}' },
  touchStandard: { zh: '默认规则', en: 'Default rules' },
  touchNobody: { zh: '无人', en: 'Nobody' },
  'sellerKind.guide': { zh: '导购', en: 'Guide' },
  'sellerKind.station': { zh: '站点', en: 'Station' },
  'sellerKind.promoter': { zh: '推广员', en: 'Promoter' },
  'sellerKind.branch': { zh: '门店', en: 'Branch' },
} as const satisfies Record<string, LocalizedText>;
