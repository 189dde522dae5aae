import type { LocalizedText } from '@jindian/shared/contract/common';

/** Goods that come back. */
export const returnWords = {
  'returnState.asked': { zh: '待审核', en: 'To decide' },
  'returnState.approved': { zh: '等顾客退回', en: 'Waiting for the goods' },
  'returnState.sent': { zh: '已寄出', en: 'Sent in' },
  'returnState.arrived': { zh: '包裹已到店', en: 'Parcel is here' },
  'returnState.received': { zh: '已收货，退款中', en: 'Received, refund on its way' },
  'returnState.lost': { zh: '包裹丢失，退款中', en: 'Parcel lost, refund on its way' },
  'returnState.refunded': { zh: '已退款', en: 'Refunded' },
  'returnState.kept': { zh: '已收货，未退款', en: 'Received, nothing refunded' },
  'returnState.declined': { zh: '未同意', en: 'Declined' },
  'returnState.cancelled': { zh: '顾客取消', en: 'Cancelled by the shopper' },
  'returnState.expired': { zh: '逾期未退', en: 'Never brought' },
  'returnReason.changed_mind': { zh: '不想要了', en: 'Changed their mind' },
  'returnReason.wrong_size': { zh: '尺码、颜色不合适', en: 'Wrong size or colour' },
  'returnReason.not_as_described': { zh: '与描述不符', en: 'Not as described' },
  'returnReason.faulty': { zh: '有质量问题', en: 'Faulty' },
  'returnReason.wrong_goods': { zh: '发错货', en: 'Wrong goods were sent' },
  'returnReason.too_late': { zh: '送得太晚', en: 'Came too late' },
  'returnReason.other': { zh: '其他', en: 'Something else' },
  'disposition.sellable': { zh: '可再售', en: 'On sale again' },
  'disposition.quarantine': { zh: '待检', en: 'Put aside' },
  'disposition.scrap': { zh: '报废', en: 'Thrown away' },
  'disposition.supplier': { zh: '退供应商', en: 'To the supplier' },
  'disposition.other_goods': { zh: '不是所售商品', en: 'Not what was sold' },
} as const satisfies Record<string, LocalizedText>;
