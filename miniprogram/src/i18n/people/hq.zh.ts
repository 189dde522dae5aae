/** What an HQ member reads in the mini-program. */
export const hqZh = {
  notSignIn: '这不是总部网页的登录码',
  approveTitle: '登录确认',
  approveAsk: '允许这台电脑登录总部网页？',
  approveNote: '登录后，它能以您的身份查看和修改订单、门店和资金池。请确认这就是您面前的电脑。',
  approveMe: '身份：{name}',
  approve: '允许登录',
  refuse: '不是我，取消',
  approved: '已允许登录',
  approvedNote: '请看电脑上的网页。用完请在网页上退出。',
  failed: '没有登录成功',
  expired: '登录码已失效',
  expiredNote: '请在电脑上刷新网页，再扫新的二维码',
  scanAgain: '重新扫码',
  back: '返回',
} as const;
