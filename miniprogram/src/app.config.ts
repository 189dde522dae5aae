/** Pages of the shopper are the main package; guide and clerk have sub-packages of their own. */
const pages = [
  'pages/goods/store/index',
  'pages/serving/cart/index',
  'pages/serving/orders/index',
  'pages/people/member/index',
  'pages/places/branches/index',
  'pages/goods/product/index',
  'pages/serving/checkout/index',
  'pages/serving/pay-result/index',
  'pages/serving/order/index',
  'pages/serving/collect/index',
  'pages/people/addresses/index',
  'pages/people/address-edit/index',
  'pages/selling/entry/index',
  'pages/people/privacy/index',
  'pages/web/index',
];

const subPackages = [
  {
    root: 'packages/selling/guide',
    name: 'guide',
    pages: [
      'home/index',
      'earnings/index',
      'customers/index',
      'touches/index',
      'products/index',
      'team/index',
    ],
  },
  { root: 'packages/selling/wecom', name: 'wecom', pages: ['code/index'] },
  { root: 'packages/selling/payouts', name: 'payouts', pages: ['list/index', 'statement/index'] },
  { root: 'packages/selling/share', name: 'share', pages: ['make/index', 'open/index', 'mine/index'] },
  {
    root: 'packages/selling/station',
    name: 'station',
    pages: ['home/index', 'counter/index', 'code/index', 'apply/index'],
  },
  { root: 'packages/selling/promoter', name: 'promoter', pages: ['home/index', 'friends/index'] },
  {
    root: 'packages/serving/clerk',
    name: 'clerk',
    pages: [
      'work/index',
      'workplaces/index',
      'grab-pool/index',
      'hand-over/index',
      'shelf/index',
      'shelf-code/index',
      'slots/index',
      'paper/index',
      'shift/index',
      'rollout/index',
      'old-cards/index',
      'returns/index',
    ],
  },
  { root: 'packages/serving/returns', name: 'returns', pages: ['order/index'] },
  {
    root: 'packages/goods/stock',
    name: 'stock',
    pages: ['levels/index', 'item/index', 'count/index', 'receive/index'],
  },
  { root: 'packages/goods/prices', name: 'prices', pages: ['list/index'] },
  {
    root: 'packages/goods/transfers',
    name: 'transfers',
    pages: ['list/index', 'detail/index', 'request/index', 'owner/index'],
  },
  {
    root: 'packages/serving/courier',
    name: 'courier',
    pages: ['tasks/index', 'deliver/index', 'earnings/index'],
  },
  {
    root: 'packages/serving/ratings',
    name: 'ratings',
    pages: ['give/index', 'list/index', 'branch/index'],
  },
  { root: 'packages/goods/browse', name: 'browse', pages: ['categories/index', 'favourites/index'] },
  { root: 'packages/people/hq', name: 'hq', pages: ['sign-in/index'] },
  { root: 'packages/people/invitation', name: 'invitation', pages: ['accept/index'] },
  { root: 'packages/people/staff', name: 'staff', pages: ['list/index', 'invite/index'] },
  { root: 'packages/people/rights', name: 'rights', pages: ['data/index'] },
  { root: 'packages/people/card', name: 'card', pages: ['show/index', 'profile/index', 'greet/index'] },
  { root: 'packages/selling/coupons', name: 'coupons', pages: ['wallet/index'] },
  { root: 'packages/people/phone', name: 'phone', pages: ['sign-in/index'] },
  { root: 'packages/people/about', name: 'about', pages: ['brand/index'] },
  { root: 'packages/people/sessions', name: 'sessions', pages: ['list/index'] },
];

/** WeChat takes no SVG here; PNGs come to a browser as text in its first script, 13 KB of them. */
const icon = process.env.TARO_ENV === 'h5' ? 'svg' : 'png';

const tab = (area: string, name: string, text: string) => ({
  pagePath: `pages/${area}/${name}/index`,
  text,
  iconPath: `assets/tabs/${name}.${icon}`,
  selectedIconPath: `assets/tabs/${name}-on.${icon}`,
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
    selectedColor: '#1D1D1F',
    backgroundColor: '#FFFFFF',
    borderStyle: 'white',
    list: [
      tab('goods', 'store', '首页'),
      tab('serving', 'cart', '购物车'),
      tab('serving', 'orders', '订单'),
      tab('people', 'member', '我的'),
    ],
  },
  window: {
    // Said aloud, or a browser draws no bar to go back by.
    navigationStyle: 'default',
    navigationBarTitleText:
      (JSON.parse(process.env.TARO_APP_BRAND || '{}') as { nameZh?: string }).nameZh ?? '',
    navigationBarBackgroundColor: '#F7F5F2',
    navigationBarTextStyle: 'black',
    backgroundColor: '#F7F5F2',
    backgroundTextStyle: 'dark',
  },
  sitemapLocation: 'sitemap.json',
  lazyCodeLoading: 'requiredComponents',
  requiredPrivateInfos: ['getLocation', 'chooseLocation'],
  permission: {
    'scope.userLocation': { desc: '用于为您找到最近的门店' },
  },
  __usePrivacyCheck__: true,
});
