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
  no_posters: {
    status: 409,
    zh: '没有可打印的码',
    en: 'There is no code to print',
  },
  too_many_codes: {
    status: 409,
    zh: '同样的码已停用过 {max} 次，不能再生成',
    en: 'The code of these was revoked {max} times; there is no other',
  },
  settlement_open: {
    status: 409,
    zh: '上一次结算还没有完成，请先审批或放弃',
    en: 'The run before is not at its end: approve it or drop it first',
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
  nothing_to_pay: {
    status: 409,
    zh: '没有等待付款的款项',
    en: 'Nothing waits to be paid',
  },
  hold_own: {
    status: 403,
    zh: '自己的佣金请由另一位同事决定',
    en: 'Somebody else has to decide about your own commission',
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
  seller_papers_missing: {
    status: 409,
    zh: '还没有看过营业执照，或已过期：请先登记所见证照',
    en: 'Its business licence was not seen yet, or has run out: say first what was seen',
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
  move_totals_differ: {
    status: 409,
    zh: '控制合计与文件不符（{what}）：填写 {stated}，文件 {found}。没有登记',
    en: 'The sum that was stated is not the file’s ({what}): {stated} stated, {found} in the file. Nothing was kept',
  },
  move_same_person: {
    status: 409,
    zh: '请由另一位同事签核：提交的人不能自己签',
    en: 'Somebody else has to sign: not who stated the sums',
  },
  move_said_twice: {
    status: 409,
    zh: '{id} 在文件里出现两次（第 {before} 行和第 {row} 行）',
    en: '{id} stands in the file twice (rows {before} and {row})',
  },
  move_seller_unknown: {
    status: 409,
    zh: '第 {row} 行绑定的导购 {id} 不在文件里，也没有转入过',
    en: 'The seller {id} of row {row} is neither in the file nor moved in',
  },
  move_too_many_lots: {
    status: 409,
    zh: '会员 {id} 的储值超过 {max} 笔，请先合并',
    en: 'Member {id} has more than {max} lots of stored value; join some first',
  },
  moved_on: {
    status: 409,
    zh: '提交后数据已过期或改变，请重新导入',
    en: 'What was stated has expired or changed; please import the file again',
  },
  moved_claimed: {
    status: 409,
    zh: '这份会员资料已有人认领；如有疑问请联系门店或客服',
    en: 'Somebody has taken this over already; ask the shop if that is wrong',
  },
  moved_to_oneself: {
    status: 409,
    zh: '不能转给自己，自己手机号下的也不能经手：请由同事核对证件后办理',
    en: 'Not to yourself, nor what waits under your own number: a colleague has to see the papers',
  },
  moved_phone_needed: {
    status: 409,
    zh: '请先用手机号验证身份',
    en: 'Please confirm your mobile number first',
  },
} as const satisfies Record<string, LocalizedText & { status: number }>;
