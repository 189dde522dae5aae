import type { LocalizedText } from '../common.ts';

/** Of products, pictures, prices, stock and lots. */
export const goodsProblems = {
  too_many_tags: {
    status: 409,
    zh: '一个商品最多 {most} 个标签',
    en: 'A product has {most} tags at most',
  },
  plan_times_unfit: {
    status: 400,
    zh: '定时有误：时间须晚于现在，下架须晚于上架，加盟商预览须早于上架',
    en: 'These times do not fit: they lie ahead, going off sale comes after going on sale, and dealers see it before that',
  },
  picture_unknown: {
    status: 409,
    zh: '图片「{id}」不存在或已清理，请重新上传',
    en: 'There is no picture {id} any more; please upload it again',
  },
  picture_missing: {
    status: 409,
    zh: '没有收到图片，请重新上传',
    en: 'The picture did not arrive; please upload it again',
  },
  picture_none: {
    status: 400,
    zh: '这个文件不是图片，或已损坏',
    en: 'This file is no picture, or it is damaged',
  },
  picture_kind: {
    status: 400,
    zh: '不支持这种图片格式，请换成 JPEG、PNG 或 WebP。iPhone 的 HEIC 照片：在「设置 › 相机 › 格式」选「兼容性最佳」后重拍，或在照片里「共享 › 选项 › 格式 › 兼容性最佳」再导出',
    en: 'This kind of picture is not taken; please make it a JPEG, PNG or WebP. HEIC of an iPhone: choose Most Compatible in Settings › Camera › Formats and take it again, or Share › Options › Most Compatible in Photos',
  },
  picture_too_large: {
    status: 413,
    zh: '图片超过 20 MB，请先缩小',
    en: 'The picture is larger than 20 MB; please make it smaller',
  },
  picture_too_many_pixels: {
    status: 400,
    zh: '图片超过 6400 万像素，请先缩小',
    en: 'The picture has more than 64 million pixels; please make it smaller',
  },
  picture_more_inside: {
    status: 400,
    zh: '图片文件里还夹带了别的内容，请用图片软件另存一份再上传',
    en: 'There is something else inside this file; please save the picture anew and upload that',
  },
  picture_animated: {
    status: 400,
    zh: '不支持动图，请换成静态图片',
    en: 'The picture is animated; please take a still one',
  },
  picture_truncated: {
    status: 400,
    zh: '图片不完整，请重新导出或重新上传',
    en: 'The end of the picture is missing; please upload it again',
  },
  picture_address_refused: {
    status: 400,
    zh: '这个地址不能用：须是公开网站上的图片地址',
    en: 'This address is not taken: it has to be of a picture on a public website',
  },
  picture_address_failed: {
    status: 400,
    zh: '没能从这个地址取得图片，请检查地址，或下载后再上传',
    en: 'The picture could not be fetched; please check the address, or download it and upload it',
  },
  no_price_band: {
    status: 409,
    zh: '加盟合同没有允许门店自行定价',
    en: 'The contract of this dealer allows no prices of the branch itself',
  },
  price_outside_band: {
    status: 409,
    zh: '{sku} 的价格要在 {low} 到 {high} 之间',
    en: 'A price of {sku} has to be between {low} and {high}',
  },
  branch_prices_full: {
    status: 409,
    zh: '门店自行定价最多 {max} 个 SKU，请改用地区价',
    en: 'A branch has at most {max} prices of its own; an area price fits better',
  },
  price_is_national: {
    status: 409,
    zh: '{sku} 全国统一定价，请先允许按地区定价',
    en: '{sku} has one national price; allow regional prices first',
  },
  product_not_offered: { status: 404, zh: '该门店不售此商品', en: 'This branch does not offer this product' },
  favourites_full: {
    status: 409,
    zh: '收藏已满，请先取消一些',
    en: 'Your favourites are full; take some off first',
  },
  stock_below_reserved: {
    status: 409,
    zh: '库存不能低于已被预留的数量',
    en: 'Stock cannot go below what is reserved',
  },
  lot_required: {
    status: 409,
    zh: '该商品按批次管理，请填写批次和到期日',
    en: 'This product is tracked by lot: say which lot, and when it expires',
  },
  lot_not_there: { status: 409, zh: '该批次的可用数量不足', en: 'There is too little of this lot' },
  lot_expired: {
    status: 409,
    zh: '该批次已过期，不能交付',
    en: 'This lot has expired and must not be given out',
  },
} as const satisfies Record<string, LocalizedText & { status: number }>;
