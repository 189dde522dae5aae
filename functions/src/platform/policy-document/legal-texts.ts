import type { LegalContent, LegalDocument } from '@jindian/shared/contract/people/legal';

/** What the product does with data and how it sells, in a brand's own words until it has some. */
const privacy: LegalContent = {
  zh: [
    '# 我们使用哪些信息',
    '位置：仅在您使用时读取，用来找最近的门店、计算配送距离，不保存您的行踪。',
    '收货信息：姓名、手机号、地址，仅用于完成配送，只展示给为您服务的门店。',
    '订单信息：用于备货、取货、退款和售后。',
    '收藏：保存在您的账号里；搜索记录和最近看过只留在这部手机上。',
    '# 导购与扫码',
    '扫描导购的二维码后，{bound}会记为由该导购服务，价格不变。该导购能看到您昵称的第一个字和您买的商品，看不到手机号和地址。您可以在「我的」页面看到当前绑定的导购。二维码里没有您的个人信息。',
    '# 您的权利',
    '不同意也可以浏览，并按城市、区县或店名选择门店。您可以随时修改昵称、删除收货地址。条款更新后会再次征求您的同意。',
  ].join('\n'),
  en: [
    '# What we use',
    'Location: read only while you use it, to find the nearest branch and work out distances; we keep no record of where you go.',
    'Delivery details: name, mobile and address, for the delivery only, shown only to the branch that serves you.',
    'Orders: for packing, pickup, refunds and service.',
    'Favourites: kept with your account; searches and what you looked at stay on this phone.',
    '# Guides and codes',
    "After you scan a guide's code, {bound} count as served by that guide; prices stay the same. That guide reads the first character of your nickname and what you bought, never your number or address. The guide you are bound to is shown under 'Me'. Codes hold nothing personal about you.",
    '# Your rights',
    'Without agreeing you can still look around and choose a branch by city, county or name. You can change your nickname and delete addresses at any time. When this text changes, we ask you again.',
  ].join('\n'),
};

const terms: LegalContent = {
  zh: [
    '# 购买',
    '您向「{company}」或订单上写明的卖家购买商品。下单时显示的价格和运费就是您支付的金额；付款后门店开始备货。',
    '没有付款的订单会在期限到后自动取消。',
    '# 自提与配送',
    '自提请在保留期内凭取货码取货；配送请填写正确的地址和电话。过期未取或无法送达的，订单取消并退款。',
    '# 退换与售后',
    '可退的商品按订单页上的期限和方式办理；退款原路退回。有问题请致电客服 {phone}。',
    '# 您的账号',
    '账号由您本人使用。取货码和登录码请勿告诉他人。',
    '条款更新后会再次征求您的同意。',
  ].join('\n'),
  en: [
    '# Buying',
    'You buy from {company}, or from the seller whom your order names. The price and the delivery fee that are shown when you order are what you pay; the branch packs once you have paid.',
    'Orders that are not paid are called off when their time is over.',
    '# Pickup and delivery',
    'Collect with your pickup code while your order is kept; for a delivery give the right address and number. What is not collected or cannot be delivered is called off and refunded.',
    '# Returns and service',
    'What may be returned goes back in the time and the way that your order shows; money goes back the way it came. For questions call {phone}.',
    '# Your account',
    'It is for yourself. Tell nobody your pickup codes and sign-in codes.',
    'When this text changes, we ask you again.',
  ].join('\n'),
};

export const standardLegal: Record<LegalDocument, LegalContent> = { privacy, terms };
