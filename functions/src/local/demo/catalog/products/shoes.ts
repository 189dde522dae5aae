import type { Product } from '@jindian/shared/contract/goods/catalog';
import { colours, defineProduct, sizes, spec, t } from '../define.ts';

const vamp = (zh: string, en: string) => spec('帮面', zh, 'Upper', en);
const outsole = (zh: string, en: string) => spec('鞋底', zh, 'Outsole', en);
const gramsEach = (size: string, grams: number) =>
  spec('单只重量', `${size}码约${grams}克`, 'Weight of one', `about ${grams} g in size ${size}`);

/** Sports and casual shoes. Prices and copy are made up for the demonstration. */
export const sportsAndCasualShoes: readonly Product[] = [
  defineProduct({
    id: 'P001',
    categoryId: 'shoes.running',
    title: t('云步轻量跑鞋', 'Cloudstep light running shoe'),
    subtitle: t('一只只有 218 克，日常慢跑够用', '218 g each, right for everyday jogging'),
    description: t(
      '飞织鞋面透气不闷，前掌柔软易弯折，后跟 28 毫米发泡中底缓冲落地。鞋舌一体织成，不磨脚背。建议按平时尺码选购，脚背高选大一码。',
      'The knitted upper breathes, the forefoot bends easily and 28 mm of foam softens the heel strike. The tongue is knitted in one piece and does not rub. Take your usual size, one up for a high instep.',
    ),
    specs: [
      vamp('一体飞织', 'One-piece knit'),
      outsole('发泡 EVA + 耐磨橡胶', 'Foamed EVA with rubber pads'),
      gramsEach('42', 218),
      spec('前后掌落差', '8 毫米', 'Heel-to-toe drop', '8 mm'),
    ],
    options: [
      colours(
        ['moon', '月白', 'Moon white', '#eef0f4'],
        ['lake', '湖蓝', 'Lake blue', '#2f86c5'],
        ['ink', '墨黑', 'Ink black', '#2b2e36'],
      ),
      sizes(39, 44),
    ],
    priceFen: 39_900,
    weightGrams: 760,
  }),
  defineProduct({
    id: 'P002',
    categoryId: 'shoes.running',
    title: t('越岭徒步鞋', 'Ridgeline hiking shoe'),
    subtitle: t('湿滑石板路也站得稳', 'Sure-footed on wet stone'),
    description: t(
      '鞋头橡胶包覆防踢，5 毫米深齿大底抓地，防泼水面料走小雨路段不易湿脚。低帮设计，开车、上班也能穿。',
      'A rubber toe guard against knocks, 5 mm lugs for grip and a water-repellent upper for light rain. Low enough to drive and work in.',
    ),
    specs: [
      vamp('防泼水织物 + 热压膜', 'Water-repellent fabric with welded film'),
      outsole('深齿橡胶，齿深 5 毫米', 'Rubber, 5 mm lugs'),
      gramsEach('42', 365),
    ],
    options: [
      colours(['olive', '松绿', 'Pine green', '#5c6b4c'], ['sand', '沙岩', 'Sandstone', '#b99a74']),
      sizes(39, 43),
    ],
    priceFen: 52_900,
    weightGrams: 1_050,
  }),
  defineProduct({
    id: 'P003',
    categoryId: 'shoes.running',
    title: t('棉花糖缓震女跑鞋', 'Marshmallow cushioned running shoe, women'),
    subtitle: t('久站一天，脚底不酸', 'For long days on your feet'),
    description: t(
      '加宽中底稳住脚踝，后跟缓震片负责长时间站立和快走。内里用软绒包住后跟，新鞋不用磨合。',
      'A wider midsole steadies the ankle, and a heel insert takes the strain of standing and brisk walking. The soft heel lining needs no breaking in.',
    ),
    specs: [
      vamp('工程网布', 'Engineered mesh'),
      outsole('EVA 发泡，后跟厚 34 毫米', 'EVA foam, 34 mm at the heel'),
      gramsEach('37', 205),
    ],
    options: [
      colours(['peach', '桃粉', 'Peach pink', '#f4a9a8'], ['mint', '薄荷', 'Mint', '#8ed1bd']),
      sizes(35, 39),
    ],
    priceFen: 36_900,
    weightGrams: 680,
  }),
  defineProduct({
    id: 'P004',
    categoryId: 'shoes.casual',
    title: t('八〇复古板鞋', 'Court 80 retro sneaker'),
    subtitle: t('头层牛皮，越穿越软', 'Full-grain leather that softens with wear'),
    description: t(
      '照着八十年代球场鞋的版型做：头层牛皮鞋面、缝线大底、后跟撞色。鞋垫可取出清洗。',
      'Cut like a court shoe of the eighties: full-grain leather, a stitched sole and a heel tab in contrast. The insole comes out for washing.',
    ),
    specs: [
      vamp('头层牛皮', 'Full-grain leather'),
      outsole('橡胶缝线底', 'Stitched rubber'),
      gramsEach('42', 390),
    ],
    options: [
      colours(
        ['green', '白 / 草绿', 'White / green', '#3f8f5f'],
        ['red', '白 / 砖红', 'White / brick', '#c2503f'],
        ['navy', '白 / 藏青', 'White / navy', '#2c3f6b'],
      ),
      sizes(38, 42),
    ],
    priceFen: 25_900,
    weightGrams: 1_020,
  }),
  defineProduct({
    id: 'P005',
    categoryId: 'shoes.casual',
    title: t('高帮帆布鞋', 'High-top canvas shoe'),
    subtitle: t('12 安帆布，配四季裤脚', '12 oz canvas for every season'),
    description: t(
      '厚实的 12 安纯棉帆布不易塌帮，硫化工艺鞋底耐折。男女同款，脚瘦选小一码。',
      'Thick 12 oz cotton canvas keeps its shape, and the vulcanised sole stands bending. Unisex; take one size down for narrow feet.',
    ),
    specs: [
      vamp('12 安纯棉帆布', '12 oz cotton canvas'),
      outsole('硫化橡胶', 'Vulcanised rubber'),
      gramsEach('40', 410),
    ],
    options: [
      colours(
        ['brick', '砖红', 'Brick red', '#b8433a'],
        ['cream', '米白', 'Cream', '#efe6d2'],
        ['black', '黑色', 'Black', '#2d2d30'],
      ),
      sizes(36, 40),
    ],
    priceFen: 19_900,
    weightGrams: 980,
  }),
  defineProduct({
    id: 'P006',
    categoryId: 'shoes.casual',
    title: t('一脚蹬健步鞋', 'Slip-on walking shoe'),
    subtitle: t('不用弯腰，爸妈一脚就穿好', 'On without bending down, made for parents'),
    description: t(
      '后跟有回弹支撑片，脚一蹬就进。鞋底防滑纹路针对买菜路上的湿砖、地下通道，侧面加宽不挤拇外翻。',
      'A springy heel lets the foot slide in. The tread is made for wet tiles on the way to the market, and the wide last spares bunions.',
    ),
    specs: [
      vamp('弹力飞织', 'Stretch knit'),
      outsole('防滑橡胶片 + MD 发泡', 'Non-slip rubber on MD foam'),
      gramsEach('40', 230),
    ],
    options: [
      colours(['grey', '石灰', 'Stone grey', '#8b9099'], ['plum', '梅紫', 'Plum', '#7d5270']),
      sizes(37, 41),
    ],
    priceFen: 22_900,
    weightGrams: 720,
  }),
  defineProduct({
    id: 'P014',
    categoryId: 'shoes.kids',
    title: t('小跳豆儿童魔术贴运动鞋', "Jumping Bean children's strap sneaker"),
    subtitle: t('自己会穿，宽鞋头不挤脚趾', 'Easy to put on alone, room for toes'),
    description: t(
      '双魔术贴，三四岁的孩子自己能穿。鞋头加宽并包胶，骑滑板车拖脚也耐磨。鞋垫印有尺码线，看得出什么时候该换大一码。',
      'Two straps that a child of three can close. The wide toe is capped with rubber for scooter braking. Lines on the insole show when it is time for the next size.',
    ),
    specs: [
      vamp('超纤 + 网布', 'Microfibre and mesh'),
      outsole('TPR 防滑底', 'Non-slip TPR'),
      spec('执行标准', 'GB 30585 儿童鞋安全', 'Standard', "GB 30585 children's footwear safety"),
    ],
    options: [
      colours(['sky', '天蓝', 'Sky blue', '#58a6e0'], ['lemon', '柠檬黄', 'Lemon', '#f2c53d']),
      sizes(26, 30),
    ],
    priceFen: 21_900,
    weightGrams: 480,
  }),
];
