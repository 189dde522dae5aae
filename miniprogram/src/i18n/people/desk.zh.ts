/** A desk on a computer or tablet, before anybody has signed in. */
export const deskZh = {
  signInTitle: '登录工作台',
  signInNote: '用您的手机打开小程序：「我的 → 扫码登录电脑工作台」，扫这个二维码并确认。门店和仓库都可以用。',
  signInQr: '登录工作台的二维码',
  signIn_opening: '正在取二维码…',
  signIn_waiting: '等待手机确认。五分钟内有效，只能用一次',
  signIn_expired: '二维码已失效',
  signInRenew: '换一个二维码',
  signInByPhone: '用手机号登录',
  signOut: '退出登录',
  signOutAsk: '在这台设备上退出登录？下次要重新扫码。',
  signOutStay: '取消',
} as const;
