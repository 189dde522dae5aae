import type { Product } from '@jindian/shared/contract/goods/catalog';
import { choices, colours, defineProduct, spec, t } from '../define.ts';

const pack = t('规格', 'Pack');

/** Mother and baby. Formula is for 12 months and over, and its copy states contents only: the law forbids more. */
export const babyProducts: readonly Product[] = [
  defineProduct({
    id: 'P027',
    categoryId: 'baby.food',
    title: t('牧晨幼儿配方奶粉', 'Muchen toddler formula'),
    subtitle: t('自有牧场生牛乳，罐底可查批次', 'Milk from our own farms, batch code under the tin'),
    description: t(
      '12 个月以上适用。罐盖内有独立勺位和刮平板，取粉不沾手。每罐一码，扫码可查生产批次和检验报告。开罐后请在四周内用完。',
      'For 12 months and over. The lid holds the scoop and a levelling edge. Each tin has its own code for the batch and the test report. Use within four weeks of opening.',
    ),
    specs: [
      spec('执行标准', 'GB 10767-2021', 'Standard', 'GB 10767-2021'),
      spec('保质期', '24 个月', 'Shelf life', '24 months'),
      spec('产地', '内蒙古呼伦贝尔', 'Origin', 'Hulunbuir, Inner Mongolia'),
    ],
    options: [
      choices(
        'stage',
        t('段位', 'Stage'),
        ['3', '3 段（1-3 岁）', 'Stage 3 (1–3 years)'],
        ['4', '4 段（3-6 岁）', 'Stage 4 (3–6 years)'],
      ),
      choices('pack', pack, ['400g', '400 克', '400 g'], ['800g', '800 克', '800 g']),
    ],
    priceFen: { '3/400g': 14_800, '3/800g': 26_800, '4/400g': 12_800, '4/800g': 22_800 },
    weightGrams: 1_050,
  }),
  defineProduct({
    id: 'P028',
    categoryId: 'baby.food',
    title: t('有机高铁米粉', 'Organic iron-enriched rice cereal'),
    subtitle: t('独立小袋，一次一袋', 'Single-serving sachets'),
    description: t(
      '五常有机大米磨制，不加白砂糖和香精。70℃ 温水冲开即成糊，15 小袋一盒，外出带两袋就够。适合 6 个月以上。',
      'Milled from organic Wuchang rice without sugar or flavouring. Mixes smooth with water at 70 °C; 15 sachets a box, two are enough for an outing. From 6 months.',
    ),
    specs: [
      spec('净含量', '225 克（15 克 × 15 袋）', 'Net weight', '225 g (15 × 15 g)'),
      spec('执行标准', 'GB 10769', 'Standard', 'GB 10769'),
    ],
    options: [
      choices(
        'flavour',
        t('口味', 'Flavour'),
        ['plain', '原味', 'Plain'],
        ['apple', '苹果', 'Apple'],
        ['pumpkin', '南瓜', 'Pumpkin'],
      ),
    ],
    priceFen: 6_800,
    weightGrams: 320,
  }),
  defineProduct({
    id: 'P029',
    categoryId: 'baby.diapers',
    title: t('云柔纸尿裤', 'Cloudsoft diapers'),
    subtitle: t('腰贴不硌肚子，一片 2.3 毫米薄', 'Soft waist tabs, 2.3 mm thin'),
    description: t(
      '后腰有便便回挡，侧漏少；尿显条变蓝再换，夜里不用摸。表层不含荧光增白剂。',
      'A pocket at the back stops leaks, and the strip turns blue when it is time: no need to feel at night. No optical brightener on the inside.',
    ),
    specs: [
      spec('厚度', '2.3 毫米', 'Thickness', '2.3 mm'),
      spec('执行标准', 'GB/T 28004.1', 'Standard', 'GB/T 28004.1'),
    ],
    options: [
      choices(
        'size',
        t('尺码', 'Size'),
        ['nb', 'NB 72 片（5 公斤内）', 'NB, 72 (under 5 kg)'],
        ['s', 'S 64 片（4-8 公斤）', 'S, 64 (4–8 kg)'],
        ['m', 'M 56 片（6-11 公斤）', 'M, 56 (6–11 kg)'],
        ['l', 'L 48 片（9-14 公斤）', 'L, 48 (9–14 kg)'],
        ['xl', 'XL 42 片（12-17 公斤）', 'XL, 42 (12–17 kg)'],
      ),
    ],
    priceFen: 10_900,
    weightGrams: 1_900,
  }),
  defineProduct({
    id: 'P030',
    categoryId: 'baby.diapers',
    title: t('小跑拉拉裤', 'Little Runner pull-ups'),
    subtitle: t('站着也能换，一撕就脱', 'Changed standing up, torn off at the side'),
    description: t(
      '360 度弹力腰围，学走路时不往下掉。侧边一撕即脱，背后有卷贴方便扔。',
      'A waistband that stretches all round and stays up while learning to walk. Tears off at the side, with a tape to roll it up.',
    ),
    specs: [
      spec('厚度', '2.6 毫米', 'Thickness', '2.6 mm'),
      spec('执行标准', 'GB/T 28004.1', 'Standard', 'GB/T 28004.1'),
    ],
    options: [
      choices(
        'size',
        t('尺码', 'Size'),
        ['m', 'M 50 片', 'M, 50'],
        ['l', 'L 44 片', 'L, 44'],
        ['xl', 'XL 38 片', 'XL, 38'],
        ['xxl', 'XXL 34 片', 'XXL, 34'],
      ),
    ],
    priceFen: 11_900,
    weightGrams: 1_850,
  }),
  defineProduct({
    id: 'P031',
    categoryId: 'baby.feeding',
    title: t('宽口径 PPSU 奶瓶', 'Wide-neck PPSU feeding bottle'),
    subtitle: t('握把可拆，摔不碎', 'Removable handles, does not shatter'),
    description: t(
      'PPSU 瓶身可煮可蒸，摔地上不碎。底部防胀气阀，奶嘴分 S、M、L 号，随瓶送 M 号一只。',
      'A PPSU body for boiling and steaming that survives a fall. Anti-colic valve in the base; teats in S, M and L, one M included.',
    ),
    specs: [spec('材质', 'PPSU', 'Material', 'PPSU'), spec('耐温', '180℃', 'Heat resistance', '180 °C')],
    options: [
      colours(['apricot', '杏色', 'Apricot', '#f0b27a'], ['teal', '青石', 'Teal', '#5fa8a0']),
      choices(
        'volume',
        t('容量', 'Volume'),
        ['160ml', '160 毫升', '160 ml'],
        ['240ml', '240 毫升', '240 ml'],
      ),
    ],
    priceFen: { '160ml': 8_900, '240ml': 9_900 },
    weightGrams: 180,
  }),
  defineProduct({
    id: 'P032',
    categoryId: 'baby.feeding',
    title: t('重力球吸管杯', 'Straw cup with weighted ball'),
    subtitle: t('躺着歪着都吸得到水', 'Drinks at any angle'),
    description: t(
      '吸管末端带重力球，杯子怎么歪都能喝到。盖上防漏，书包侧袋随便放。全部零件可拆开洗。',
      'A weighted ball keeps the straw in the water at any angle. Sealed when closed; every part comes apart for washing.',
    ),
    specs: [
      spec('容量', '260 毫升', 'Volume', '260 ml'),
      spec('材质', 'Tritan + 食品级硅胶', 'Material', 'Tritan and food-grade silicone'),
    ],
    options: [
      colours(
        ['yellow', '鹅黄', 'Duckling yellow', '#f3c94b'],
        ['blue', '晴蓝', 'Clear blue', '#6aaee0'],
        ['rose', '玫粉', 'Rose', '#ec92a6'],
      ),
    ],
    priceFen: 7_900,
    weightGrams: 210,
  }),
  defineProduct({
    id: 'P033',
    categoryId: 'baby.feeding',
    title: t('硅胶分格吸盘餐盘', 'Silicone suction plate'),
    subtitle: t('吸得住桌面，掀不翻', 'Holds the table, cannot be flipped'),
    description: t(
      '三格分餐，荤素不串味。底部吸盘吸住光滑桌面，留一角拉片大人好取。可进微波炉、洗碗机、蒸锅。',
      'Three compartments. The base holds a smooth table and an adult lifts it by the tab. For microwave, dishwasher and steamer.',
    ),
    specs: [
      spec('材质', '食品级铂金硅胶', 'Material', 'Platinum-cured silicone'),
      spec('适用', '6 个月以上', 'For', '6 months and over'),
    ],
    options: [
      colours(
        ['sage', '鼠尾草', 'Sage', '#a3b899'],
        ['clay', '陶土', 'Clay', '#d29a7c'],
        ['cloud', '云灰', 'Cloud grey', '#b9c0c8'],
      ),
    ],
    priceFen: 6_900,
    weightGrams: 260,
  }),
  defineProduct({
    id: 'P034',
    categoryId: 'baby.travel',
    title: t('轻行折叠婴儿车', 'Qingxing folding stroller'),
    subtitle: t('6.2 公斤，单手一收上地铁', '6.2 kg, folds with one hand for the metro'),
    description: t(
      '单手下压即折，折后自立，可上飞机行李架。靠背三档可近平躺，四轮避震过地砖缝不颠。6 个月以上可用。',
      'Folds with a push of one hand, stands by itself and fits an overhead locker. Three backrest positions, four sprung wheels. From 6 months.',
    ),
    specs: [
      spec('整车重量', '6.2 公斤', 'Weight', '6.2 kg'),
      spec('折叠尺寸', '56 × 46 × 24 厘米', 'Folded', '56 × 46 × 24 cm'),
      spec('承重', '22 公斤', 'Carries', '22 kg'),
    ],
    options: [
      colours(
        ['forest', '森林绿', 'Forest green', '#4f7a63'],
        ['khaki', '卡其', 'Khaki', '#bfa27a'],
        ['slate', '石板灰', 'Slate', '#596371'],
      ),
    ],
    priceFen: 89_900,
    weightGrams: 7_800,
  }),
  defineProduct({
    id: 'P035',
    categoryId: 'baby.travel',
    title: t('守护 360 儿童安全座椅', 'Guard 360 child car seat'),
    subtitle: t('面朝车门抱进抱出，0-7 岁', 'Turns to the door, birth to 7 years'),
    description: t(
      'ISOFIX 硬连接，装错会亮红灯。座椅可转 360 度，面朝车门抱娃不弯腰。可预约到店安装，十分钟教会。',
      'ISOFIX with a red light when it is wrongly fitted. It turns 360° to face the door. Book a fitting at the store: ten minutes and you can do it yourself.',
    ),
    specs: [
      spec('认证', '3C，GB 27887', 'Certified', 'CCC, GB 27887'),
      spec('适用身高', '40-125 厘米', 'Height', '40–125 cm'),
    ],
    options: [
      colours(['night', '夜空黑', 'Night black', '#34373f'], ['sandy', '沙丘米', 'Dune beige', '#cdb79a']),
    ],
    priceFen: 159_900,
    weightGrams: 14_500,
  }),
  defineProduct({
    id: 'P036',
    categoryId: 'baby.care',
    title: t('婴儿手口湿巾', 'Baby hand and mouth wipes'),
    subtitle: t('纯水配方，带盖不干', 'Pure water, a lid that keeps them moist'),
    description: t(
      '99% EDI 纯水，无酒精无香精。加厚珠纹布，一张擦净一双手。每包 80 抽，硬盖反复开合不干边。',
      '99 % EDI pure water, no alcohol, no perfume. Thick textured cloth: one wipe for two hands. 80 a pack under a firm lid.',
    ),
    specs: [
      spec('每包', '80 抽', 'A pack', '80 wipes'),
      spec('尺寸', '200 × 150 毫米', 'Size', '200 × 150 mm'),
    ],
    options: [
      choices(
        'pack',
        pack,
        ['3', '3 包', '3 packs'],
        ['6', '6 包', '6 packs'],
        ['12', '12 包整箱', 'Case of 12'],
      ),
    ],
    priceFen: { '3': 2_990, '6': 5_490, '12': 9_990 },
    weightGrams: 1_500,
  }),
  defineProduct({
    id: 'P037',
    categoryId: 'baby.care',
    title: t('婴儿洗发沐浴二合一', 'Baby wash, hair and body'),
    subtitle: t('弱酸性，进眼不刺', 'Mildly acidic, does not sting the eyes'),
    description: t(
      '氨基酸表活，按压出泡沫，单手就能用。pH 5.5，冲完不假滑。不添加香精和色素。',
      'Amino-acid cleansers that come out as foam, for one hand. pH 5.5, rinses clean. No perfume, no colour.',
    ),
    specs: [spec('适用', '新生儿起', 'For', 'From birth'), spec('酸碱度', 'pH 5.5', 'Acidity', 'pH 5.5')],
    options: [
      choices(
        'volume',
        t('容量', 'Volume'),
        ['300ml', '300 毫升', '300 ml'],
        ['500ml', '500 毫升', '500 ml'],
      ),
    ],
    priceFen: { '300ml': 5_900, '500ml': 8_900 },
    weightGrams: 420,
  }),
  defineProduct({
    id: 'P038',
    categoryId: 'baby.nursery',
    title: t('榉木拼接婴儿床', 'Beech bedside cot'),
    subtitle: t('放下一侧围栏，贴着大床睡', 'One side down, next to the parents'),
    description: t(
      '榉木水性漆，六档高度对齐大床。三岁后拆围栏变书桌。带刹车轮，单人可推。',
      'Beech with water-based lacquer, six heights to meet your bed. After three years it becomes a desk. Wheels with brakes.',
    ),
    specs: [
      spec('床内尺寸', '120 × 60 厘米', 'Inside', '120 × 60 cm'),
      spec('执行标准', 'GB 28007', 'Standard', 'GB 28007'),
    ],
    options: [
      colours(['natural', '原木', 'Natural wood', '#d9b382'], ['white', '奶白', 'Milk white', '#f1ece2']),
    ],
    priceFen: 129_900,
    weightGrams: 28_000,
    pickupable: false,
  }),
];
