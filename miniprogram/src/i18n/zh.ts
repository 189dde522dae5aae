import { shopZh } from './goods/shop.zh.ts';
import { addressesZh } from './people/addresses.zh.ts';
import { meZh } from './people/me.zh.ts';
import { branchesZh } from './places/branches.zh.ts';
import { orderZh } from './serving/order.zh.ts';
import { ordersZh } from './serving/orders.zh.ts';

/** Chinese comes first: it says which texts there are. */
export const zh = {
  ...shopZh,
  ...addressesZh,
  ...meZh,
  ...branchesZh,
  ...orderZh,
  ...ordersZh,

  tabStore: '首页',
  tabCart: '购物车',
  tabOrders: '订单',
  tabMember: '我的',
  retry: '重试',
  cancel: '取消',
  confirm: '确定',
  save: '保存',
  delete: '删除',
  edit: '编辑',
  close: '关闭',
  search: '搜索',
  loadMore: '加载更多',
  noMore: '没有更多了',
  pageLost: '这一页没有打开，请检查网络后再试',
  loading: '加载中…',
  updateAsked: '有新版本可用',
  updateNeeded: '当前版本过旧，请更新；若仍未更新，请关闭后重新打开',
  updateNow: '更新',
  updateLater: '以后再说',
  failedTitle_offline: '没有网络',
  failedNote_offline: '连上网络后再试一次',
  failedTitle_gone: '找不到了',
  failedTitle_not_yours: '这里不归您看',
  failedNote_not_yours: '需要权限的话，请联系店长或总部',
  failedTitle_busy: '现在人有点多',
  failedNote_busy: '稍等几秒再试',
  failedTitle_unknown: '没能打开',
  goBack: '返回',
  clear: '清空',
  signInTitle: '请先登录',
  signInByPhone: '手机号登录',
  personaBrowser: '网页访客',
  personaBrowserNote: '不在微信里：用手机号和短信验证码登录',
  signInNote: '登录后可以下单付款、查看订单、管理地址。',

  entryResolving: '正在识别…',
  entryUnknownTitle: '这个码无法识别',
  entryUnknownNote: '请扫描门店里的货架码或导购码',
  entryRevokedTitle: '这个码已停用',
  entryRevokedNote: '请向店员要新的码，或直接进店选购',
  entryBound: '{name} 将为您服务',
  entryScanAgain: '重新扫描',
  scanNotOurs: '这不是本店的二维码',
  scanIsPickup: '这是取货码，请出示给店员扫描',

  privacyTitle: '隐私说明',
  privacyAskTitle: '隐私保护提示',
  privacyAskText:
    '为了找到离您最近的门店、为您配送订单，我们需要使用您的位置和收货信息。请阅读{name}和{terms}。',
  privacyDocument: '《隐私说明》',
  termsTitle: '用户协议',
  termsDocument: '《用户协议》',
  privacyAgree: '同意',
  privacyRefuse: '暂不同意',
  privacyVersion: '版本 {version}',
} as const;
