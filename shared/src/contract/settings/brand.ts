import { brandColour } from '../../design/tokens.ts';
import { settingsArea } from './fields.ts';

/** What makes the shop one brand's own. */
export const brandSettings = settingsArea({
  title: { zh: '品牌', en: 'Brand' },
  groups: {
    look: { zh: '外观', en: 'Look' },
    service: { zh: '顾客服务', en: 'Customer service' },
    search: { zh: '搜索', en: 'Search' },
    home: { zh: '小程序首页', en: 'Home of the app' },
    map: { zh: '地图', en: 'Map' },
  },
  fields: {
    brandColour: {
      group: 'look',
      form: 'colour',
      standard: brandColour,
      name: { zh: '品牌色', en: 'Brand colour' },
      explanation: {
        zh: '按钮、选中项和标题的颜色。文字深浅会自动调整，保证看得清。',
        en: 'The colour of buttons, choices and headings. Text on it is made lighter or darker so that it can be read.',
      },
    },
    servicePhone: {
      group: 'service',
      form: 'phone',
      standard: '',
      name: { zh: '客服电话', en: 'Service number' },
      explanation: {
        zh: '顾客在订单页可以拨打的电话；留空则不显示。',
        en: 'The number that shoppers can call from an order; leave it empty to show none.',
      },
    },
    hotWords: {
      group: 'search',
      form: 'words',
      standard: '',
      name: { zh: '热搜词', en: 'Popular searches' },
      explanation: {
        zh: '搜索框下供顾客直接点选的词，最多十个，每个不超过十二个字，用、隔开。',
        en: 'Words to tap under the search field: ten at most, of twelve characters each, divided by 、.',
      },
    },
    homeBanners: {
      group: 'home',
      form: 'kinds',
      standard: '',
      name: { zh: '首页大图', en: 'Banners' },
      explanation: {
        zh: '首页轮播的商品或分类，最多八个，按这里的顺序；门店没有的不显示。',
        en: 'Products or categories that take turns on the home page, in this order: eight at most. What a branch does not carry is left out.',
      },
    },
    homeSections: {
      group: 'home',
      form: 'categories',
      standard: '',
      name: { zh: '首页专区', en: 'Sections' },
      explanation: {
        zh: '首页依次展示的分类，各列出几件有货的商品，最多八个。',
        en: 'Categories that the home page shows one after another with some products in stock: eight at most.',
      },
    },
    mapKey: {
      group: 'map',
      form: 'key',
      standard: '',
      name: { zh: '腾讯地图密钥', en: 'Tencent map key' },
      explanation: {
        zh: '腾讯位置服务「JavaScript API GL」的 Key。填写后，总部地图以腾讯地图（有审图号）为底图；留空则只画一个城市的片区。',
        en: 'Key of the JavaScript API GL of the Tencent Location Service. With it, the map of headquarters is drawn on Tencent’s reviewed map; without it, as the grids of one city.',
      },
    },
  },
});
