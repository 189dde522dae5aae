/** Pages of the shopper are the main package; guide and clerk have sub-packages of their own. */
const pages = [
  'pages/store/index',
  'pages/cart/index',
  'pages/orders/index',
  'pages/member/index',
  'pages/branches/index',
  'pages/product/index',
  'pages/checkout/index',
  'pages/pay-result/index',
  'pages/order/index',
  'pages/addresses/index',
  'pages/address-edit/index',
  'pages/entry/index',
  'pages/privacy/index',
  'pages/web/index',
];

const subPackages = [
  { root: 'packages/guide', name: 'guide', pages: ['home/index', 'earnings/index'] },
  {
    root: 'packages/clerk',
    name: 'clerk',
    pages: ['work/index', 'hall/index', 'hand-over/index', 'shelf/index', 'shelf-code/index', 'slots/index'],
  },
  { root: 'packages/stock', name: 'stock', pages: ['levels/index', 'item/index', 'count/index'] },
  {
    root: 'packages/transfers',
    name: 'transfers',
    pages: ['list/index', 'detail/index', 'request/index', 'owner/index'],
  },
  { root: 'packages/courier', name: 'courier', pages: ['hall/index', 'deliver/index', 'earnings/index'] },
  { root: 'packages/hq', name: 'hq', pages: ['sign-in/index'] },
];

const tab = (name: string, text: string) => ({
  pagePath: `pages/${name}/index`,
  text,
  iconPath: `assets/tabs/${name}.png`,
  selectedIconPath: `assets/tabs/${name}-on.png`,
});

/**
 * Without this, whoever goes back in a browser while a page is still sliding in finds the page before blank: Taro
 * hides it when the slide is over, though it is the one on screen again.
 */
const browserOnly = process.env.TARO_ENV === 'h5' ? { animation: false } : {};

export default defineAppConfig({
  ...browserOnly,
  pages,
  subPackages,
  tabBar: {
    color: '#5C5852',
    selectedColor: '#B9321B',
    backgroundColor: '#FFFFFF',
    borderStyle: 'white',
    list: [tab('store', '首页'), tab('cart', '购物车'), tab('orders', '订单'), tab('member', '我的')],
  },
  window: {
    // Said aloud, or a browser draws no bar to go back by.
    navigationStyle: 'default',
    navigationBarTitleText: '近店',
    navigationBarBackgroundColor: '#F7F5F2',
    navigationBarTextStyle: 'black',
    backgroundColor: '#F7F5F2',
    backgroundTextStyle: 'dark',
  },
  lazyCodeLoading: 'requiredComponents',
  requiredPrivateInfos: ['getLocation', 'chooseLocation'],
  permission: {
    'scope.userLocation': { desc: '用于为您找到最近的门店' },
  },
  __usePrivacyCheck__: true,
});
