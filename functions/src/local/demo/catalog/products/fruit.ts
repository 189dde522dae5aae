import type { Product } from '@jindian/shared/contract/goods/catalog';
import { choices, defineProduct, spec, t } from '../define.ts';
import { lycheeProvinces, peachProvinces, strawberryProvinces } from '../regions.ts';

const weight = t('规格', 'Weight');
const season = (zh: string, en: string) => spec('当季', zh, 'Season', en);
const origin = (zh: string, en: string) => spec('产地', zh, 'Origin', en);
const sweetness = (brix: string) => spec('糖度', `${brix} 白利度`, 'Sweetness', `${brix} °Brix`);

/** Fruit by its season. Bad on arrival: a photo within 24 hours and the fruit is refunded. */
export const fruitProducts: readonly Product[] = [
  defineProduct({
    id: 'P049',
    categoryId: 'fruit.orchard',
    title: t('阿克苏冰糖心苹果', 'Aksu sugar-heart apples'),
    subtitle: t('霜降后采摘，切开见糖心', 'Picked after the first frost, honeyed at the core'),
    description: t(
      '昼夜温差 15 度以上，果核周围结出半透明糖心。单果 80-85 毫米，不打蜡，洗净连皮吃。糖心随存放慢慢消失，属正常。',
      'Nights over 15 degrees colder than the days turn the core translucent and sweet. 80–85 mm each, unwaxed, to eat with the skin. The honeyed core fades in storage; that is normal.',
    ),
    specs: [
      origin('新疆阿克苏', 'Aksu, Xinjiang'),
      season('10 月至次年 3 月', 'October to March'),
      sweetness('15-18'),
    ],
    options: [
      choices(
        'weight',
        weight,
        ['2.5kg', '2.5 公斤', '2.5 kg'],
        ['5kg', '5 公斤', '5 kg'],
        ['gift', '礼盒 12 枚', 'Gift box of 12'],
      ),
    ],
    priceFen: { '2.5kg': 3_990, '5kg': 7_280, gift: 9_800 },
    weightGrams: 3_000,
  }),
  defineProduct({
    id: 'P050',
    categoryId: 'fruit.orchard',
    title: t('库尔勒香梨', 'Korla fragrant pears'),
    subtitle: t('皮薄无渣，放一天满屋香', 'Thin-skinned, fragrant in the room'),
    description: t(
      '只选 110-130 克的果，皮薄汁足，果核小。冷藏能放一个月，吃前回温一小时更香。',
      'Pears of 110–130 g, thin-skinned and juicy, with a small core. They keep a month in the fridge; an hour at room temperature brings back the scent.',
    ),
    specs: [
      origin('新疆库尔勒', 'Korla, Xinjiang'),
      season('9 月至次年 4 月', 'September to April'),
      sweetness('12-14'),
    ],
    options: [choices('weight', weight, ['2.5kg', '2.5 公斤', '2.5 kg'], ['5kg', '5 公斤', '5 kg'])],
    priceFen: { '2.5kg': 4_580, '5kg': 8_590 },
    weightGrams: 2_900,
  }),
  defineProduct({
    id: 'P051',
    categoryId: 'fruit.citrus',
    title: t('赣南脐橙', 'Gannan navel oranges'),
    subtitle: t('不打蜡不染色，果面有自然风痕', 'Unwaxed and uncoloured, with marks of the wind'),
    description: t(
      '十一月后自然转色采摘，汁多无籽。果皮风痕不影响口感。榨汁四个一杯。',
      'Picked after turning by themselves in November; juicy and seedless. Marks on the peel do not touch the taste. Four make a glass of juice.',
    ),
    specs: [
      origin('江西赣州', 'Ganzhou, Jiangxi'),
      season('11 月至次年 2 月', 'November to February'),
      sweetness('12-14'),
    ],
    options: [
      choices(
        'weight',
        weight,
        ['2.5kg', '2.5 公斤', '2.5 kg'],
        ['5kg', '5 公斤', '5 kg'],
        ['10kg', '10 公斤', '10 kg'],
      ),
    ],
    priceFen: { '2.5kg': 2_990, '5kg': 5_490, '10kg': 9_990 },
    weightGrams: 5_500,
  }),
  defineProduct({
    id: 'P052',
    categoryId: 'fruit.citrus',
    title: t('蒲江丑橘', 'Pujiang dekopon mandarins'),
    subtitle: t('皮松好剥，老人孩子都方便', 'Loose skin, easy for small and old hands'),
    description: t(
      '树上挂到立春才采，化渣无籽。顶上鼓包是它的样子，皮越皱越甜。',
      'Left on the tree until early spring; tender and seedless. The bump on top belongs to it, and wrinkles mean sweetness.',
    ),
    specs: [
      origin('四川蒲江', 'Pujiang, Sichuan'),
      season('1 月至 4 月', 'January to April'),
      sweetness('13-15'),
    ],
    options: [choices('weight', weight, ['2kg', '2 公斤', '2 kg'], ['4kg', '4 公斤', '4 kg'])],
    priceFen: { '2kg': 3_680, '4kg': 6_880 },
    weightGrams: 2_400,
  }),
  defineProduct({
    id: 'P053',
    categoryId: 'fruit.berries',
    title: t('阳光玫瑰葡萄', 'Shine Muscat grapes'),
    subtitle: t('一串 600 克上下，带一点玫瑰香', 'About 600 g a bunch, a breath of muscat'),
    description: t(
      '控产种植，一枝一串，粒大无籽，连皮吃。剪枝后当晚预冷，带白霜为鲜。',
      'One bunch to a cane, large and seedless, eaten with the skin. Cooled the evening they are cut; the white bloom is freshness.',
    ),
    specs: [
      origin('云南建水', 'Jianshui, Yunnan'),
      season('6 月至 11 月', 'June to November'),
      sweetness('17-19'),
    ],
    options: [
      choices(
        'weight',
        weight,
        ['1', '1 串（约 600 克）', '1 bunch (about 600 g)'],
        ['3', '3 串礼盒', 'Gift box of 3'],
      ),
    ],
    priceFen: { '1': 3_280, '3': 8_980 },
    weightGrams: 900,
  }),
  defineProduct({
    id: 'P054',
    categoryId: 'fruit.berries',
    title: t('鲜采蓝莓', 'Fresh blueberries'),
    subtitle: t('18 毫米以上大果，粒粒带霜', '18 mm and over, with their bloom'),
    description: t(
      '凌晨采摘，全程 2-4℃。果霜是天然的，吃前冲一冲即可。每盒 125 克。',
      'Picked before dawn and kept at 2–4 °C. The bloom is natural: just rinse before eating. 125 g a box.',
    ),
    specs: [
      origin('云南澄江', 'Chengjiang, Yunnan'),
      season('12 月至次年 5 月', 'December to May'),
      sweetness('12-15'),
    ],
    options: [
      choices('weight', weight, ['4', '125 克 × 4 盒', '125 g × 4'], ['8', '125 克 × 8 盒', '125 g × 8']),
    ],
    priceFen: { '4': 5_980, '8': 10_900 },
    weightGrams: 700,
  }),
  defineProduct({
    id: 'P055',
    categoryId: 'fruit.berries',
    title: t('丹东九九草莓', 'Dandong strawberries'),
    subtitle: t('当日采摘，次日到店', 'Picked today, at the store tomorrow'),
    description: t(
      '九成熟采摘，软糯多汁，不耐颠簸，所以只送冷链一天内能到的地方。收到当天吃完，先洗后去蒂。',
      'Picked nearly ripe, soft and juicy; they do not travel, so they go only where a cold lorry gets in a day. Eat the same day, wash before hulling.',
    ),
    specs: [
      origin('辽宁丹东', 'Dandong, Liaoning'),
      season('12 月至次年 4 月', 'December to April'),
      sweetness('11-13'),
    ],
    options: [
      choices('weight', weight, ['500', '500 克', '500 g'], ['1500', '1.5 公斤礼盒', '1.5 kg gift box']),
    ],
    priceFen: { '500': 4_580, '1500': 12_800 },
    weightGrams: 800,
    regions: strawberryProvinces,
  }),
  defineProduct({
    id: 'P056',
    categoryId: 'fruit.cherries',
    title: t('智利车厘子', 'Chilean cherries'),
    subtitle: t('空运头茬，梗青肉脆', 'First flights, green stems, crisp flesh'),
    description: t(
      'JJ 级 28-30 毫米，JJJ 级 30-32 毫米。到仓全检，软烂果剔除。冷藏存放，吃多少洗多少。',
      'JJ is 28–30 mm, JJJ 30–32 mm. Every box is checked on arrival. Keep cold and wash only what you eat.',
    ),
    specs: [origin('智利', 'Chile'), season('11 月至次年 2 月', 'November to February'), sweetness('17-20')],
    options: [
      choices('grade', t('等级', 'Grade'), ['jj', 'JJ 级', 'JJ'], ['jjj', 'JJJ 级', 'JJJ']),
      choices('weight', weight, ['1kg', '1 公斤', '1 kg'], ['2.5kg', '2.5 公斤', '2.5 kg']),
    ],
    priceFen: { 'jj/1kg': 7_980, 'jj/2.5kg': 18_800, 'jjj/1kg': 9_980, 'jjj/2.5kg': 23_800 },
    weightGrams: 1_400,
  }),
  defineProduct({
    id: 'P057',
    categoryId: 'fruit.orchard',
    title: t('阳山水蜜桃', 'Yangshan honey peaches'),
    subtitle: t('轻捏有弹性就能插管喝', 'When it gives, drink it with a straw'),
    description: t(
      '八成熟下树，放一两天软透，皮能整张撕下。一果一托，只送江浙沪皖，过季不售。',
      'Picked at eight tenths; a day or two later the skin comes off in one piece. Each in its own cup. For Jiangsu, Zhejiang, Shanghai and Anhui, in season only.',
    ),
    specs: [
      origin('江苏无锡', 'Wuxi, Jiangsu'),
      season('6 月底至 8 月', 'Late June to August'),
      sweetness('12-14'),
    ],
    options: [choices('weight', weight, ['8', '8 枚装', 'Box of 8'], ['12', '12 枚礼盒', 'Gift box of 12'])],
    priceFen: { '8': 9_800, '12': 13_800 },
    weightGrams: 2_600,
    regions: peachProvinces,
  }),
  defineProduct({
    id: 'P058',
    categoryId: 'fruit.tropical',
    title: t('泰国金枕榴莲', 'Monthong durian'),
    subtitle: t('到店可代开，不熟包换', 'Opened for you at the store, ripe or replaced'),
    description: t(
      '八成熟下树空运，肉厚核小。开裂一指、轻按有弹性就能吃。到店自提可代开装盒。',
      'Flown in at eight tenths of ripeness, thick-fleshed. When the husk opens a finger wide and gives a little, it is ready. Collected at the store, we open and box it.',
    ),
    specs: [
      origin('泰国尖竹汶', 'Chanthaburi, Thailand'),
      season('4 月至 9 月', 'April to September'),
      sweetness('25-30'),
    ],
    options: [
      choices(
        'weight',
        weight,
        ['small', '整果 2-2.5 公斤', 'Whole, 2–2.5 kg'],
        ['large', '整果 3-3.5 公斤', 'Whole, 3–3.5 kg'],
        ['flesh', '果肉 400 克', 'Flesh, 400 g'],
      ),
    ],
    priceFen: { small: 12_800, large: 18_800, flesh: 7_980 },
    weightGrams: 3_400,
  }),
  defineProduct({
    id: 'P059',
    categoryId: 'fruit.berries',
    title: t('蒲江红心猕猴桃', 'Red-hearted kiwi'),
    subtitle: t('放软三五天，挖着吃', 'Three to five days to soften, then a spoon'),
    description: t(
      '切开是红心放射纹，酸度低。硬果发货，和苹果同放催熟；软了就冷藏，别再捂。',
      'A red star inside, low in acid. Sent firm: ripen beside an apple, then into the fridge.',
    ),
    specs: [
      origin('四川蒲江', 'Pujiang, Sichuan'),
      season('9 月至 11 月', 'September to November'),
      sweetness('17-19'),
    ],
    options: [choices('weight', weight, ['12', '12 枚', '12 pieces'], ['24', '24 枚', '24 pieces'])],
    priceFen: { '12': 3_980, '24': 7_280 },
    weightGrams: 1_400,
  }),
  defineProduct({
    id: 'P060',
    categoryId: 'fruit.tropical',
    title: t('茂名桂味荔枝', 'Maoming Guiwei lychees'),
    subtitle: t('凌晨下树，冰袋泡沫箱直发', 'Picked before dawn, packed on ice'),
    description: t(
      '核小肉脆，有桂花香。荔枝一日色变，收到先进冰箱，两天内吃完。只送一日达的省份。',
      'Small-stoned and crisp, scented like osmanthus. Lychees change colour in a day: into the fridge at once, eaten in two. Only where a day is enough.',
    ),
    specs: [
      origin('广东茂名', 'Maoming, Guangdong'),
      season('5 月至 7 月', 'May to July'),
      sweetness('18-21'),
    ],
    options: [choices('weight', weight, ['1.5kg', '1.5 公斤', '1.5 kg'], ['2.5kg', '2.5 公斤', '2.5 kg'])],
    priceFen: { '1.5kg': 6_980, '2.5kg': 10_800 },
    weightGrams: 2_000,
    regions: lycheeProvinces,
  }),
];
