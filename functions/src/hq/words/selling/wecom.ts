import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words about the brand's WeCom. */
export const wecomWords = {
  wecomTitle: { zh: '企业微信', en: 'WeCom' },
  wecomLead: {
    zh: '顾客在企业微信添加导购，就算扫了她的码。这里看连接是否正常、谁有企业微信码。',
    en: 'A customer who adds a guide on WeCom has met her code. Here: whether the connection works, and who has a contact code.',
  },
  wecomConnection: { zh: '连接', en: 'Connection' },
  wecomKeys: { zh: '密钥', en: 'Keys' },
  wecomSetUp: { zh: '已放进部署', en: 'Given to the deployment' },
  wecomNotSetUp: {
    zh: '没有：请把企业微信的密钥放进部署',
    en: 'Missing: give WeCom’s keys to the deployment',
  },
  wecomCallback: { zh: '接收事件的地址（填在企业微信后台）', en: 'Callback URL (to be entered at WeCom)' },
  wecomHeard: { zh: '最近收到企业微信的消息', en: 'Last message from WeCom' },
  wecomNeverHeard: { zh: '还没有收到过', en: 'None yet' },
  wecomRefused: {
    zh: '最近拒收的消息（签名不对或过期）',
    en: 'Last message refused (bad signature, or too old)',
  },
  wecomWorked: { zh: '最近一次调用成功', en: 'Last call that worked' },
  wecomFailed: { zh: '最近一次调用失败', en: 'Last call that failed' },
  wecomNothing: { zh: '没有', en: 'None' },
  'wecomFailure.misconfigured': { zh: '密钥或权限不对', en: 'Wrong keys or rights' },
  'wecomFailure.colleague_unknown': { zh: '通讯录里没有这个账号', en: 'Account not in the address book' },
  'wecomFailure.invalid_request': { zh: '企业微信不认这个请求', en: 'Request not accepted' },
  'wecomFailure.rate_limited': { zh: '调用太频繁', en: 'Called too often' },
  'wecomFailure.unavailable': { zh: '企业微信没有应答', en: 'WeCom did not answer' },
  'wecomFailure.contact_unknown': { zh: '查不到这位客户', en: 'Contact not found' },
  'wecomFailure.token_refused': { zh: '凭证被拒', en: 'Token refused' },
  'wecomFailure.rejected': { zh: '企业微信拒绝了', en: 'Rejected by WeCom' },
  wecomCodes: { zh: '谁有企业微信码', en: 'Who has a contact code' },
  wecomNoCodes: {
    zh: '还没有人生成。导购在「我的 → 导购 → 我的企业微信码」里生成',
    en: 'Nobody yet. Guides make theirs in the app: Me → Guide → My WeCom code',
  },
  'act.seller.contact_code': { zh: '重新生成企业微信码', en: 'WeCom code made anew' },
  wecomRemake: { zh: '重新生成', en: 'Make anew' },
  wecomRemade: { zh: '已重新生成，旧码不能再添加', en: 'Made anew; the old code adds nobody any more' },
  wecomUserId: { zh: '企业微信账号', en: 'WeCom account' },
  wecomMade: { zh: '生成时间', en: 'Made' },
  'contactCodeState.works': { zh: '可用', en: 'Works' },
  'contactCodeState.code_changed': {
    zh: '码已更换，需要重新生成',
    en: 'Code replaced: to be made anew',
  },
  'contactCodeState.seller_left': { zh: '已不卖货，不再计入', en: 'Sells no more: not credited' },
} as const satisfies Record<string, LocalizedText>;
