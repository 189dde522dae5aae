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
  bulk_none: { status: 409, zh: '没有符合条件的内容', en: 'Nothing fits' },
  bulk_too_many: {
    status: 409,
    zh: '符合条件的有 {count} 个，一次最多修改 {most} 个，请缩小范围',
    en: '{count} fit, and {most} are changed at once at most: narrow it down',
  },
  update_needed: {
    status: 426,
    zh: '请更新后继续使用',
    en: 'Please update to go on',
  },
  forbidden: { status: 403, zh: '您没有权限进行此操作', en: 'You may not do this' },
  not_found: { status: 404, zh: '找不到该内容', en: 'Not found' },
  method_not_allowed: { status: 405, zh: '不支持此操作', en: 'This method is not supported here' },
  draft_changed: {
    status: 409,
    zh: '草稿已被他人修改，请刷新后再试',
    en: 'Somebody else changed the draft; please look at it again',
  },
  stale_revision: {
    status: 409,
    zh: '{name} 在 {time} 改过，请看过最新内容再操作',
    en: '{name} changed it on {time}; please look at it as it is now',
  },
  policy_problem: {
    status: 409,
    zh: '内容有问题，还不能发布：{detail}',
    en: 'Something is wrong with it, so it cannot be published: {detail}',
  },
  too_many_views: {
    status: 409,
    zh: '常用视图最多 {max} 个，请先删掉不用的',
    en: 'At most {max} views can be kept; remove one first',
  },
  too_many_site_files: {
    status: 409,
    zh: '最多 {max} 个验证文件，请先删除不用的',
    en: 'There may be {max} verification files at most: remove one first',
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
  too_many_stops: {
    status: 409,
    zh: '最多同时 {max} 项停用，请先解除不需要的',
    en: 'There may be {max} stops at once: lift one first',
  },
  stop_over: {
    status: 409,
    zh: '结束时间已过，这样的停用不会生效，请改为以后的时间',
    en: 'It would be over already and stop nothing: choose a later time',
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
