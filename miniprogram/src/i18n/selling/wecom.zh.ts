/** Of a seller's code on WeCom. */
export const wecomZh = {
  title: '我的企业微信码',
  lead: '顾客扫码添加您的企业微信，就和扫了您的导购码一样：之后的线上订单记在您名下。',
  account: '企业微信账号',
  accountHint: '在企业微信「我」→「设置」→「账号」里看；不清楚请问总部',
  make: '生成企业微信码',
  label: '{name} 的企业微信二维码',
  of: '企业微信账号：{userId}',
  another: '换一个账号',
  remove: '停用这个码',
  removeAsk: '停用后，扫这个码不能再添加您；已添加的顾客不受影响。',
  removed: '已停用',
} as const;
