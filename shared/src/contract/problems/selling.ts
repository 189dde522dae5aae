import type { LocalizedText } from '../common.ts';

/** Of codes, and of moving in from another system. */
export const sellingProblems = {
  note_refused: {
    status: 422,
    zh: '这句话没有通过微信的内容检查，请换个说法',
    en: 'WeChat does not pass this note on: say it in other words',
  },
  note_unchecked: {
    status: 409,
    zh: '这句话暂时无法检查，请稍后再试，或不写直接分享',
    en: 'The note cannot be checked now: try again later, or share without one',
  },
  wecom_not_set_up: {
    status: 409,
    zh: '企业微信还没有接入，请联系总部',
    en: 'WeCom is not set up yet: ask headquarters',
  },
  wecom_unknown: {
    status: 422,
    zh: '企业微信里没有这个账号，或该账号没有开通客户联系',
    en: 'WeCom knows no such account, or customers may not add it',
  },
  wecom_unavailable: {
    status: 409,
    zh: '企业微信暂时没有回应，请稍后再试',
    en: 'WeCom does not answer now: try again later',
  },
  code_revoked: {
    status: 410,
    zh: '这个码已停用，请向店员要新的，或直接进店选购',
    en: 'This code is no longer in use: ask in the shop for the new one, or look around without it',
  },
  payout_not_ready: {
    status: 409,
    zh: '暂时不能付款：{problem}',
    en: 'This cannot be paid yet: {problem}',
  },
  payouts_stopped: {
    status: 409,
    zh: '付款已暂停，请稍后再来领取',
    en: 'Payouts are stopped for now: please come back later',
  },
  payer_missing: {
    status: 409,
    zh: '请先在“结算与付款”设置里填写付款户名、账号和开户行',
    en: 'Say first in the settings of settlement from which account is paid',
  },
  promoter_rules_changed: {
    status: 409,
    zh: '推广规则有更新，请重新阅读后再同意',
    en: 'The rules for promoters have changed; please read them again',
  },
  sells_already: {
    status: 409,
    zh: '已经以其他身份推广（导购、站点或推广员），一个人只有一种身份',
    en: 'Sells already as a guide, a station or a promoter: one person sells as one of them',
  },
  seller_suspended: {
    status: 409,
    zh: '推广资格已暂停，请联系总部',
    en: 'Suspended: please ask headquarters',
  },
  seller_not_active: {
    status: 409,
    zh: '接收顾客的人现在没有推广资格，请另选',
    en: 'Who should get the customers does not sell now; please choose somebody else',
  },
  handover_running: {
    status: 409,
    zh: '上一次转移还没有完成，请稍后再试',
    en: 'Their customers are being moved already; please try again in a while',
  },
  moved_claimed: {
    status: 409,
    zh: '这份会员资料已有人认领；如有疑问请联系门店或客服',
    en: 'Somebody has taken this over already; ask the shop if that is wrong',
  },
  card_invalid: {
    status: 409,
    zh: '不是会员码，或已过期：请顾客打开“会员卡”，扫现在显示的码',
    en: 'No card of a member, or too old: ask them to open theirs, and scan what it shows now',
  },
  card_expired: {
    status: 409,
    zh: '会员码已过期，请顾客刷新后再扫',
    en: 'This code is too old: ask them for the one shown now',
  },
  consent_changed: {
    status: 409,
    zh: '说明已更新，请重新阅读后同意',
    en: 'The text has changed: please read it again and agree',
  },
  sharing_withdrawn: {
    status: 409,
    zh: '会员没有同意门店查看资料，不能记备注',
    en: 'The member does not share with stores: no notes are kept',
  },
  notes_full: {
    status: 409,
    zh: '备注已满 {max} 条',
    en: 'There are {max} notes already',
  },
  points_short: {
    status: 409,
    zh: '积分不足，可用 {available} 分',
    en: 'Not enough points: {available} may be used',
  },
  moved_phone_needed: {
    status: 409,
    zh: '请先用手机号验证身份',
    en: 'Please confirm your mobile number first',
  },
  hold_of_hq: {
    status: 403,
    zh: '这笔佣金由总部决定',
    en: 'Headquarters decide about this commission',
  },
  hold_own: {
    status: 403,
    zh: '与自己有关的佣金请由另一位同事决定',
    en: 'Somebody else has to decide about commission of yours, or of what you bought',
  },
} as const satisfies Record<string, LocalizedText & { status: number }>;
