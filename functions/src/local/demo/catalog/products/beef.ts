import type { Product } from '@jindian/shared/contract/goods/catalog';
import { choices, defineProduct, spec, t } from '../define.ts';
import { beefBallProvinces } from '../regions.ts';

const weight = t('规格', 'Weight');
const grade = t('等级', 'Grade');
const frozen = spec('储存', '-18℃ 冷冻，12 个月', 'Keep', 'Frozen at −18 °C, 12 months');
const chilled = spec('储存', '0-4℃ 冷鲜，7 天', 'Keep', 'Chilled at 0–4 °C, 7 days');
const ulagai = spec('产地', '内蒙古乌拉盖', 'Origin', 'Ulagai, Inner Mongolia');
const dalian = spec('产地', '辽宁大连', 'Origin', 'Dalian, Liaoning');

/** Premium beef. Grades are M for marbling, as the trade counts it; prices are for the pack. */
export const beefProducts: readonly Product[] = [
  defineProduct({
    id: 'P039',
    categoryId: 'beef.steak',
    title: t('谷饲眼肉牛排', 'Grain-fed ribeye steak'),
    subtitle: t('原切不拼接，配煎制卡', 'Whole cut, with a card on how to fry it'),
    description: t(
      '谷物育肥 200 天，取肋脊 6-12 根之间的眼肉，每片约 200 克、厚 2 厘米。冷藏解冻一夜，擦干再下锅，两面各 90 秒。',
      'Grain-fed for 200 days, cut between the 6th and the 12th rib, about 200 g and 2 cm thick. Thaw overnight in the fridge, pat dry, 90 seconds a side.',
    ),
    specs: [ulagai, frozen, spec('配料', '牛肉', 'Ingredients', 'Beef')],
    options: [
      choices('grade', grade, ['m3', 'M3', 'M3'], ['m5', 'M5', 'M5']),
      choices('weight', weight, ['2', '200 克 × 2', '200 g × 2'], ['5', '200 克 × 5', '200 g × 5']),
    ],
    priceFen: { 'm3/2': 13_800, 'm3/5': 31_900, 'm5/2': 19_800, 'm5/5': 45_900 },
    weightGrams: 1_200,
  }),
  defineProduct({
    id: 'P040',
    categoryId: 'beef.steak',
    title: t('西冷牛排', 'Sirloin steak'),
    subtitle: t('带一条油边，煎出来香', 'With its rim of fat for flavour'),
    description: t(
      '外脊原切，保留约 1 厘米油边。先立起来把油边煎化，再煎两面，不用另放油。',
      'Whole-cut striploin with about 1 cm of fat. Stand it on the rim to render the fat first, then fry both sides in it.',
    ),
    specs: [ulagai, frozen, spec('配料', '牛肉', 'Ingredients', 'Beef')],
    options: [
      choices(
        'weight',
        weight,
        ['2', '180 克 × 2', '180 g × 2'],
        ['5', '180 克 × 5', '180 g × 5'],
        ['10', '180 克 × 10', '180 g × 10'],
      ),
    ],
    priceFen: { '2': 9_900, '5': 22_900, '10': 42_900 },
    weightGrams: 1_100,
  }),
  defineProduct({
    id: 'P041',
    categoryId: 'beef.steak',
    title: t('菲力牛排', 'Filet steak'),
    subtitle: t('里脊心，脂肪少，软嫩', 'Heart of the tenderloin, lean and tender'),
    description: t(
      '一头牛只有约 2 公斤的里脊心。筋膜修净，切小块孩子也嚼得动。每片 120 克，独立真空。',
      'Only about 2 kg to an animal, trimmed of all sinew: small pieces are easy for a child to chew. 120 g each, vacuum-packed one by one.',
    ),
    specs: [ulagai, frozen, spec('配料', '牛肉', 'Ingredients', 'Beef')],
    options: [choices('weight', weight, ['3', '120 克 × 3', '120 g × 3'], ['6', '120 克 × 6', '120 g × 6'])],
    priceFen: { '3': 12_800, '6': 23_800 },
    weightGrams: 900,
  }),
  defineProduct({
    id: 'P042',
    categoryId: 'beef.steak',
    title: t('带骨战斧牛排', 'Tomahawk steak on the bone'),
    subtitle: t('一块够三四个人分', 'One feeds three or four'),
    description: t(
      '整根肋骨带眼肉，厚约 4 厘米。先烤箱 120℃ 到中心 50℃，再大火上色，静置十分钟再切。下单后分切，冷鲜送达。',
      'Ribeye on the whole rib, about 4 cm thick. Oven at 120 °C to 50 °C inside, then a hot pan for colour, then ten minutes of rest. Cut to order and delivered chilled.',
    ),
    specs: [dalian, chilled, spec('配料', '牛肉', 'Ingredients', 'Beef')],
    options: [
      choices(
        'weight',
        weight,
        ['1000', '约 1.0 公斤', 'about 1.0 kg'],
        ['1300', '约 1.3 公斤', 'about 1.3 kg'],
      ),
    ],
    priceFen: { '1000': 26_800, '1300': 34_800 },
    weightGrams: 1_500,
  }),
  defineProduct({
    id: 'P043',
    categoryId: 'beef.slices',
    title: t('原切肥牛卷', 'Whole-cut hotpot beef rolls'),
    subtitle: t('不拼接不注水，涮完汤是清的', 'Nothing pressed or injected: the broth stays clear'),
    description: t(
      '牛腹肉原切成卷，厚 1.5 毫米，下锅八到十秒变色即可。每盒 250 克，托盒分层不粘连。',
      'Rolled from whole brisket plate, 1.5 mm thin: eight to ten seconds in the pot. 250 g a tray, in layers that come apart.',
    ),
    specs: [ulagai, frozen, spec('配料', '牛肉', 'Ingredients', 'Beef')],
    options: [
      choices(
        'weight',
        weight,
        ['2', '250 克 × 2 盒', '250 g × 2'],
        ['4', '250 克 × 4 盒', '250 g × 4'],
        ['8', '250 克 × 8 盒', '250 g × 8'],
      ),
    ],
    priceFen: { '2': 5_980, '4': 11_500, '8': 21_900 },
    weightGrams: 1_300,
  }),
  defineProduct({
    id: 'P044',
    categoryId: 'beef.slices',
    title: t('雪花牛肉片', 'Marbled beef slices'),
    subtitle: t('上脑部位，寿喜烧、烤肉两用', 'Chuck roll, for sukiyaki and the grill'),
    description: t(
      '上脑切 2 毫米大片，雪花均匀。寿喜烧先煎后煮，烤肉十五秒翻面。产量看当周分割，断货可订下一批。',
      'Chuck roll in large 2 mm slices, evenly marbled. Fry before you simmer for sukiyaki; 15 seconds a side on the grill. What there is depends on the week; the next lot can be ordered.',
    ),
    specs: [dalian, chilled, spec('配料', '牛肉', 'Ingredients', 'Beef')],
    options: [
      choices(
        'grade',
        grade,
        ['m5', 'M5 300 克', 'M5, 300 g'],
        ['m7', 'M7 300 克', 'M7, 300 g'],
        ['m9', 'M9 300 克', 'M9, 300 g'],
      ),
    ],
    priceFen: { m5: 11_800, m7: 16_800, m9: 25_800 },
    weightGrams: 420,
  }),
  defineProduct({
    id: 'P045',
    categoryId: 'beef.stew',
    title: t('切块牛腩', 'Brisket, cubed'),
    subtitle: t('肥瘦三七，番茄炖一小时', 'Seven parts lean, an hour with tomatoes'),
    description: t(
      '切成 3 厘米方块，省去剁块。冷水下锅焯去血沫，番茄或萝卜同炖，高压锅 25 分钟。',
      'Cut in 3 cm cubes. Blanch from cold water, then stew with tomato or radish: an hour, or 25 minutes under pressure.',
    ),
    specs: [ulagai, frozen, spec('配料', '牛肉', 'Ingredients', 'Beef')],
    options: [
      choices(
        'weight',
        weight,
        ['500', '500 克', '500 g'],
        ['1000', '1 公斤', '1 kg'],
        ['2000', '2 公斤', '2 kg'],
      ),
    ],
    priceFen: { '500': 3_990, '1000': 7_580, '2000': 14_500 },
    weightGrams: 1_150,
  }),
  defineProduct({
    id: 'P046',
    categoryId: 'beef.stew',
    title: t('金钱牛腱', 'Beef shank'),
    subtitle: t('卤好切开有花纹', 'Slices show their pattern'),
    description: t(
      '取前腿腱子，筋肉相间，卤后切片成花。附一包卤料，加水没过，小火一小时，泡一夜更入味。',
      'From the foreleg, muscle and sinew in layers. A bag of spices is included: cover with water, simmer for an hour and leave it in the broth overnight.',
    ),
    specs: [ulagai, frozen, spec('配料', '牛肉；卤料包另附', 'Ingredients', 'Beef; spices apart')],
    options: [choices('weight', weight, ['500', '500 克', '500 g'], ['1000', '1 公斤', '1 kg'])],
    priceFen: { '500': 4_990, '1000': 9_580 },
    weightGrams: 1_150,
  }),
  defineProduct({
    id: 'P047',
    categoryId: 'beef.stew',
    title: t('法式牛肋排', 'Beef short ribs'),
    subtitle: t('带骨四根，烤炖都行', 'Four bones, to roast or to stew'),
    description: t(
      '取 6-9 根肋骨，肉厚 4 厘米以上，骨膜已撕。烤箱 150℃ 包锡纸三小时，再刷酱上色十分钟。',
      'Ribs 6 to 9 with over 4 cm of meat, membrane removed. Three hours in foil at 150 °C, then ten minutes with a glaze.',
    ),
    specs: [ulagai, frozen, spec('配料', '牛肉', 'Ingredients', 'Beef')],
    options: [
      choices(
        'weight',
        weight,
        ['800', '800 克', '800 g'],
        ['1500', '1.5 公斤', '1.5 kg'],
        ['3000', '3 公斤 聚会装', '3 kg for a party'],
      ),
    ],
    priceFen: { '800': 8_980, '1500': 15_900, '3000': 29_900 },
    weightGrams: 1_700,
  }),
  defineProduct({
    id: 'P048',
    categoryId: 'beef.ready',
    title: t('手打潮汕牛肉丸', 'Chaoshan hand-beaten beef balls'),
    subtitle: t('牛肉含量 95%，煮八分钟', '95 % beef, boil for eight minutes'),
    description: t(
      '后腿肉手工捶打成浆，当日成丸、急冻锁鲜，咬开有肉汁。配沙茶酱一包。汕头厨房当日发出，只送冷链一日内可达的省份。',
      'Hind leg beaten by hand, formed and frozen the same day, juicy inside. With a sachet of shacha sauce. Sent daily from the kitchen in Shantou to provinces within a day.',
    ),
    specs: [
      spec('产地', '广东汕头', 'Origin', 'Shantou, Guangdong'),
      frozen,
      spec(
        '配料',
        '牛肉（≥95%）、木薯淀粉、食盐',
        'Ingredients',
        'Beef (95 % or more), tapioca starch, salt',
      ),
    ],
    options: [choices('weight', weight, ['250', '250 克', '250 g'], ['500', '500 克', '500 g'])],
    priceFen: { '250': 3_580, '500': 6_880 },
    weightGrams: 600,
    regions: beefBallProvinces,
  }),
];
