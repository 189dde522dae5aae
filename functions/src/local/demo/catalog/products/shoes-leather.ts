import type { Product } from '@jindian/shared/contract/goods/catalog';
import { choices, colours, defineProduct, sizes, spec, t } from '../define.ts';
import { coldProvinces } from '../regions.ts';

/** Leather shoes, boots and sandals. */
export const leatherShoesAndSandals: readonly Product[] = [
  defineProduct({
    id: 'P007',
    categoryId: 'shoes.business',
    title: t('轻商务德比鞋', 'Light business derby'),
    subtitle: t('开放式襟片，脚背高也好穿', 'Open lacing that suits a high instep'),
    description: t(
      '胎牛皮鞋面配轻质发泡底，比传统皮鞋轻约三分之一。穿西裤正式，配卡其裤也不突兀。赠同色鞋带一副。',
      'Calf leather on a light foamed sole, about a third lighter than a classic dress shoe. Formal with a suit, at ease with chinos. A second pair of laces is included.',
    ),
    specs: [
      spec('帮面', '胎牛皮', 'Upper', 'Calf leather'),
      spec('内里', '猪皮', 'Lining', 'Pigskin'),
      spec('鞋底', '轻质 EVA + 橡胶片', 'Outsole', 'Light EVA with rubber pads'),
    ],
    options: [
      colours(['black', '黑色', 'Black', '#26262a'], ['tan', '焦糖棕', 'Caramel', '#9a5b2e']),
      sizes(39, 43),
    ],
    priceFen: 59_900,
    weightGrams: 1_150,
  }),
  defineProduct({
    id: 'P008',
    categoryId: 'shoes.business',
    title: t('软底乐福鞋 女款', "Soft-soled loafer, women's"),
    subtitle: t('可对折的软底，通勤不累', 'A sole that folds in half, easy for commuting'),
    description: t(
      '小羊皮鞋面，马衔扣装饰，鞋底能对折，放进包里不占地方。跟高 2 厘米，走路、开车都稳。',
      'Sheepskin with a horse-bit buckle, and a sole that folds to fit in a bag. The 2 cm heel is steady for walking and driving.',
    ),
    specs: [
      spec('帮面', '绵羊皮', 'Upper', 'Sheepskin'),
      spec('鞋底', '牛筋软底', 'Outsole', 'Soft gum rubber'),
      spec('跟高', '2 厘米', 'Heel', '2 cm'),
    ],
    options: [
      colours(['wine', '酒红', 'Wine red', '#7b2433'], ['almond', '杏仁', 'Almond', '#d8bd9a']),
      sizes(35, 39),
    ],
    priceFen: 46_900,
    weightGrams: 760,
  }),
  defineProduct({
    id: 'P009',
    categoryId: 'shoes.boots',
    title: t('八孔马丁靴', 'Eight-eye work boot'),
    subtitle: t('固特异缝线，鞋底可更换', 'Welted, so the sole can be replaced'),
    description: t(
      '2.2 毫米厚牛皮，固特异沿条缝制，鞋底磨薄后可送店更换。内侧拉链方便穿脱，鞋带只管松紧。',
      'Leather 2.2 mm thick, welted so that a worn sole can be replaced at the store. A zip inside for getting in and out; the laces only set the fit.',
    ),
    specs: [
      spec('帮面', '2.2 毫米牛皮', 'Upper', 'Cow leather, 2.2 mm'),
      spec('工艺', '固特异沿条', 'Construction', 'Goodyear welt'),
      spec('筒高', '15 厘米', 'Shaft', '15 cm'),
    ],
    options: [
      colours(['cherry', '樱桃红', 'Cherry', '#6d1f24'], ['black', '黑色', 'Black', '#29292d']),
      sizes(37, 41),
    ],
    priceFen: 49_900,
    weightGrams: 1_480,
  }),
  defineProduct({
    id: 'P010',
    categoryId: 'shoes.boots',
    title: t('北境防水雪地靴', 'Northland waterproof snow boot'),
    subtitle: t('零下 25 度，羊毛内里，踩雪不滑', 'Wool-lined for −25 °C, grips on snow'),
    description: t(
      '鞋面下半截橡胶包覆，化雪天不进水；内里 70% 羊毛可拆洗；大底低温不变硬，冰面行走更稳。仅在北方门店和地区供应。',
      'Rubber around the foot keeps melting snow out, the lining of 70 % wool comes out for washing, and the sole stays soft in the cold. Offered in the north only.',
    ),
    specs: [
      spec('帮面', '防水织物 + 橡胶包覆', 'Upper', 'Waterproof fabric and rubber shell'),
      spec('内里', '70% 羊毛，可拆洗', 'Lining', '70 % wool, removable'),
      spec('适用温度', '-25℃ 至 5℃', 'For temperatures', '−25 to 5 °C'),
    ],
    options: [
      colours(['snow', '雪原灰', 'Snowfield grey', '#a9b3bd'], ['berry', '莓果红', 'Berry red', '#a23a4a']),
      sizes(37, 40),
    ],
    priceFen: 42_900,
    weightGrams: 1_620,
    regions: coldProvinces,
  }),
  defineProduct({
    id: 'P011',
    categoryId: 'shoes.boots',
    title: t('切尔西短靴 女款', "Chelsea ankle boot, women's"),
    subtitle: t('松紧侧边，一拉就上', 'Elastic sides, on in one pull'),
    description: t(
      '反绒牛皮做过防泼水处理，小雨抖一抖就干。跟高 4 厘米，圆头，配裙配裤都合适。',
      'Suede treated against rain: shake it and it dries. A 4 cm heel and a round toe, with skirts and trousers alike.',
    ),
    specs: [
      spec('帮面', '反绒牛皮', 'Upper', 'Suede'),
      spec('跟高', '4 厘米', 'Heel', '4 cm'),
      spec('筒高', '12 厘米', 'Shaft', '12 cm'),
    ],
    options: [
      colours(['camel', '驼色', 'Camel', '#b07d4c'], ['coal', '炭黑', 'Charcoal', '#38363a']),
      sizes(35, 38),
    ],
    priceFen: 52_900,
    weightGrams: 1_120,
  }),
  defineProduct({
    id: 'P012',
    categoryId: 'shoes.sandals',
    title: t('溯溪运动凉鞋', 'Stream sports sandal'),
    subtitle: t('三处魔术贴，湿水不打滑', 'Three straps, no slipping when wet'),
    description: t(
      '前掌、脚背、后跟三处魔术贴都能调。织带快干，大底开导水槽，从溪边走到停车场基本就干了。',
      'Adjustable at the toes, the instep and the heel. The webbing dries fast and the sole drains: mostly dry by the time you reach the car.',
    ),
    specs: [
      spec('绑带', '涤纶快干织带', 'Straps', 'Quick-dry polyester'),
      spec('鞋底', '导水橡胶底', 'Outsole', 'Draining rubber'),
    ],
    options: [
      colours(['rock', '岩黑', 'Rock black', '#33373b'], ['sea', '海盐蓝', 'Sea-salt blue', '#4f7ea8']),
      sizes(38, 42),
    ],
    priceFen: 18_900,
    weightGrams: 640,
  }),
  defineProduct({
    id: 'P013',
    categoryId: 'shoes.sandals',
    title: t('软弹居家拖鞋', 'Springy house slipper'),
    subtitle: t('厚底 4 厘米，浴室可用', '4 cm thick, fine for the bathroom'),
    description: t(
      '一体成型 EVA，无胶水无接缝，脏了冲一下就好。底部吸盘纹，浴室湿砖也踩得稳。',
      'Moulded in one piece without glue or seams: rinse and done. The suction tread holds on wet bathroom tiles.',
    ),
    specs: [
      spec('材质', 'EVA 一体成型', 'Material', 'One-piece EVA'),
      spec('底厚', '4 厘米', 'Thickness', '4 cm'),
    ],
    options: [
      colours(
        ['oat', '燕麦', 'Oat', '#dccbb2'],
        ['haze', '雾蓝', 'Haze blue', '#8ea9c1'],
        ['pink', '藕粉', 'Dusty pink', '#dfa9a6'],
      ),
      choices(
        'size',
        t('尺码', 'Size'),
        ['36.37', '36-37', '36-37'],
        ['38.39', '38-39', '38-39'],
        ['42.43', '42-43', '42-43'],
      ),
    ],
    priceFen: 5_900,
    weightGrams: 320,
  }),
];
