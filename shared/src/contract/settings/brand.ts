import { brandColour } from '../../design/tokens.ts';
import { brandTimeOf } from '../../time.ts';
import type { LocalizedText } from '../common.ts';
import { settingsArea } from './fields.ts';

/** What a brand without a name is called, and nothing is any more once it has one. */
const unnamed: LocalizedText = { zh: '近店', en: 'Jindian' };

/** A brand that has a name in one language only is called so in both. */
export function brandNameOf({ nameZh, nameEn }: { nameZh: string; nameEn: string }): LocalizedText {
  return { zh: nameZh || nameEn || unnamed.zh, en: nameEn || nameZh || unnamed.en };
}

/** What makes the shop one brand's own. */
export const brandSettings = settingsArea({
  title: { zh: '品牌', en: 'Brand' },
  groups: {
    names: { zh: '名称', en: 'Names' },
    look: { zh: '外观', en: 'Look' },
    service: { zh: '顾客服务', en: 'Customer service' },
    company: { zh: '公司与证照', en: 'Company and licences' },
    map: { zh: '地图', en: 'Map' },
    versions: { zh: '小程序与网页版本', en: 'Versions of the app' },
  },
  fields: {
    nameZh: {
      group: 'names',
      form: 'name',
      standard: '',
      name: { zh: '品牌名（中文）', en: 'Name in Chinese' },
      explanation: {
        zh: '小程序、网页和总部的标题；发布后各处不再出现别的名字。',
        en: 'The title of the app, its web pages and headquarters: once published, no other name is anywhere.',
      },
    },
    nameEn: {
      group: 'names',
      form: 'name',
      standard: '',
      name: { zh: '品牌名（英文）', en: 'Name in English' },
      explanation: { zh: '英文界面里的名字。', en: 'What it is called where English is read.' },
    },
    shortName: {
      group: 'names',
      form: 'shortName',
      standard: '',
      name: { zh: '简称', en: 'Short name' },
      explanation: {
        zh: '地方小的时候用，最多八个字；留空则用品牌名的第一个字。',
        en: 'Where there is little room, eight characters at most; left empty, the first of the name.',
      },
    },
    languages: {
      group: 'names',
      form: 'languages',
      standard: 'zh、en',
      name: { zh: '小程序语言', en: 'Languages of the app' },
      explanation: {
        zh: '顾客和店员看到的语言；手机是别的语言时用第一种。',
        en: 'What shoppers and staff may read; the first where their phone has another.',
      },
    },
    logo: {
      group: 'look',
      form: 'picture',
      standard: '',
      name: { zh: '标志', en: 'Logo' },
      explanation: {
        zh: '上传一张图片，方形最好；没有则用简称。',
        en: 'An uploaded picture, a square one at best; without one, the short name.',
      },
    },
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
    serviceHours: {
      group: 'service',
      form: 'line',
      standard: '',
      name: { zh: '客服时间', en: 'Service hours' },
      explanation: {
        zh: '写在客服电话旁边，如「每天 9:00–21:00」。',
        en: 'Beside the service number, such as “daily 9:00–21:00”.',
      },
    },
    returnAddress: {
      group: 'service',
      form: 'line',
      standard: '',
      name: { zh: '退货地址', en: 'Return address' },
      explanation: {
        zh: '顾客寄回商品的地址、收件人和电话。',
        en: 'Where shoppers send goods back to: address, name and phone.',
      },
    },
    companyName: {
      group: 'company',
      form: 'line',
      standard: '',
      name: { zh: '公司名称', en: 'Company' },
      explanation: {
        zh: '营业执照上的名称，作为自营商品的卖方写进订单；留空则用品牌名。',
        en: 'As on its business licence; orders name it as seller of what the brand sells. Left empty, the name.',
      },
    },
    companyLine: {
      group: 'company',
      form: 'line',
      standard: '',
      name: { zh: '公司信息', en: 'Company line' },
      explanation: {
        zh: '统一社会信用代码、注册地址等，显示在「关于」页。',
        en: 'Credit code, registered address and the like, on the page about the brand.',
      },
    },
    licenceLine: {
      group: 'company',
      form: 'line',
      standard: '',
      name: { zh: '许可证', en: 'Licences' },
      explanation: {
        zh: '食品经营许可证、增值电信业务许可证等的编号，显示在「关于」页。',
        en: 'Numbers of the food licence, the telecommunications licence and so on, on the page about the brand.',
      },
    },
    icpNumber: {
      group: 'company',
      form: 'icp',
      standard: '',
      name: { zh: 'ICP 备案号', en: 'ICP number' },
      explanation: {
        zh: '如「沪ICP备12345678号-1」；网页必须显示，并链接到工信部网站。',
        en: 'Such as 沪ICP备12345678号-1: web pages in China must show it, with a link to the ministry.',
      },
    },
    askedVersion: {
      group: 'versions',
      form: 'version',
      standard: '',
      name: { zh: '建议版本', en: 'Asked to update below' },
      explanation: {
        zh: '比它旧的小程序和网页会提示更新，仍可使用。如「0.2.0」；留空则不提示。',
        en: 'An older app or web page asks its user to update and goes on working. Such as 0.2.0; left empty, nobody is asked.',
      },
    },
    oldestVersion: {
      group: 'versions',
      form: 'version',
      standard: '',
      name: { zh: '最低版本', en: 'Oldest version' },
      explanation: {
        zh: '比它旧的小程序和网页必须更新才能继续；已下的订单仍可查看、付款和取货。不能高于系统自身的版本；留空则不限。',
        en: 'An older app or web page has to update before it goes on; orders that were placed can still be seen, paid and fetched. Never above the version of the system itself; left empty, any will do.',
      },
    },
    oldVersionsUntil: {
      group: 'versions',
      form: 'day',
      standard: '',
      name: { zh: '旧版本可用到', en: 'Older ones work until' },
      explanation: {
        zh: '到这一天结束前，比最低版本旧的只会看到更新提示和这个日期，仍可使用；之后必须更新。留空则立即生效。',
        en: 'Until the end of this day, what is older than the oldest version is only asked to update, told this date, and goes on working; after it, it has to. Left empty, it has to at once.',
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
  checks: [
    {
      code: 'day_unclear',
      path: 'oldVersionsUntil',
      text: {
        zh: '「旧版本可用到」不是一个存在的日期',
        en: 'The day until which older versions work does not exist',
      },
      holds: ({ oldVersionsUntil: day }) => day === '' || brandTimeOf(`${day}T00:00`) !== null,
    },
  ],
});
