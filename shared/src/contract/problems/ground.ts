import type { LocalizedText } from '../common.ts';

/** Of whatever is asked: the request itself, drafts and documents, what is switched off, and the machine. */
export const groundProblems = {
  invalid_request: { status: 400, zh: '提交的内容有误：{detail}', en: 'The request is not valid: {detail}' },
  payload_too_large: { status: 413, zh: '提交的内容过大', en: 'The request is too large' },
  idempotency_key_required: {
    status: 400,
    zh: '缺少请求编号，请重试',
    en: 'An Idempotency-Key header is required',
  },
  idempotency_key_reused: {
    status: 409,
    zh: '同一请求编号用于了不同的内容',
    en: 'This Idempotency-Key was already used with another request',
  },
  update_needed: {
    status: 426,
    zh: '{told}请更新后继续使用',
    en: '{told}Please update to go on',
  },
  forbidden: { status: 403, zh: '您没有权限进行此操作', en: 'You may not do this' },
  not_found: { status: 404, zh: '找不到该内容', en: 'Not found' },
  method_not_allowed: { status: 405, zh: '不支持此操作', en: 'This method is not supported here' },
  stale_revision: {
    status: 409,
    zh: '{name} 在 {time} 改过，请看过最新内容再操作',
    en: '{name} changed it on {time}; please look at it as it is now',
  },
  module_off: {
    status: 409,
    zh: '这项功能没有开通',
    en: 'This is not in use here',
  },
  module_stopped: {
    status: 409,
    zh: '这项功能暂停使用，请稍后再试',
    en: 'This is on hold for now, please try again later',
  },
  wechat_unavailable: {
    status: 503,
    zh: '微信服务暂时不可用，请稍后重试',
    en: 'WeChat is unavailable; please retry',
  },
  notification_invalid: { status: 401, zh: '通知签名无效', en: 'The notification is not authentic' },
  busy: { status: 503, zh: '人多拥挤，请稍后重试', en: 'Busy; please try again' },
  rate_limited: { status: 429, zh: '操作过于频繁，请稍后再试', en: 'Too many requests; please slow down' },
  storage_full: {
    status: 507,
    zh: '存储空间已满，暂时无法保存；已有内容仍可查看',
    en: 'The disk is full: nothing can be saved now; what is there can still be read',
  },
  storage_damaged: {
    status: 503,
    zh: '存储的数据有损坏，请联系管理员修复',
    en: 'Stored data is damaged; whoever runs this system has to repair it',
  },
  internal: { status: 500, zh: '系统出错，请稍后重试', en: 'Something went wrong; please try again' },
  network_failed: {
    status: 503,
    zh: '网络不通，请检查后重试',
    en: 'No connection; please check and try again',
  },
} as const satisfies Record<string, LocalizedText & { status: number }>;
