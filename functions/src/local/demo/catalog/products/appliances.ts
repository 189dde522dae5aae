import type { Product } from '@jindian/shared/contract/goods/catalog';
import { choices, colours, defineProduct, spec, t } from '../define.ts';
import { coldProvinces, humidProvinces } from '../regions.ts';

const model = t('型号', 'Model');
const dimensions = (millimetres: string) =>
  spec('尺寸（宽×深×高）', `${millimetres} 毫米`, 'Size (W×D×H)', `${millimetres} mm`);
const energy = (grade: number) => spec('能效等级', `${grade} 级`, 'Energy grade', `Grade ${grade}`);

/** Prices of big appliances include delivery, carrying upstairs and basic installation. */
export const appliances: readonly Product[] = [
  defineProduct({
    id: 'P015',
    categoryId: 'appliances.fridge',
    title: t('鲜序 501 升十字对开门冰箱', 'FreshOrder 501 L four-door fridge'),
    subtitle: t('60 厘米薄机身，与橱柜齐平', '60 cm deep, flush with the cabinets'),
    description: t(
      '冷藏、变温、冷冻三区独立控温，放肉放菜不串味。风冷无霜，底部散热，两侧各留 1 厘米就能嵌进橱柜。送货入户、旧机拆走，到货当天可用。',
      'Three zones with their own temperature, so meat and greens keep apart. Frost-free, with ventilation at the base: 1 cm at each side is enough to build it in. Carried in, the old one taken away, in use the same day.',
    ),
    specs: [
      spec('总容积', '501 升', 'Capacity', '501 L'),
      dimensions('833 × 600 × 1900'),
      energy(1),
      spec('噪声', '36 分贝', 'Noise', '36 dB'),
      spec('耗电', '0.89 度 / 24 小时', 'Consumption', '0.89 kWh a day'),
    ],
    options: [
      colours(['grey', '钛灰', 'Titanium grey', '#7d838b'], ['white', '瓷白', 'Porcelain white', '#eef0f1']),
    ],
    priceFen: 320_000,
    weightGrams: 108_000,
    pickupable: false,
  }),
  defineProduct({
    id: 'P016',
    categoryId: 'appliances.fridge',
    title: t('小满 258 升三门冰箱', 'Xiaoman 258 L three-door fridge'),
    subtitle: t('55 厘米宽，租房小厨房放得下', '55 cm wide, fits a small rented kitchen'),
    description: t(
      '中间一格可以在冷藏、软冻之间切换：夏天放水果，过年放肉。门封可拆洗，层架可承 15 公斤。',
      'The middle drawer switches between chilling and soft freezing: fruit in summer, meat at New Year. The seals come off for cleaning and each shelf bears 15 kg.',
    ),
    specs: [spec('总容积', '258 升', 'Capacity', '258 L'), dimensions('550 × 595 × 1820'), energy(2)],
    options: [colours(['mint', '豆绿', 'Sage', '#a9c4ae'], ['silver', '银灰', 'Silver', '#c3c8cd'])],
    priceFen: 189_900,
    weightGrams: 62_000,
    pickupable: false,
  }),
  defineProduct({
    id: 'P017',
    categoryId: 'appliances.fridge',
    title: t('183 升立式冷冻柜', '183 L upright freezer'),
    subtitle: t('七层抽屉，牛羊肉分开放', 'Seven drawers to keep things apart'),
    description: t(
      '抽屉式分层，找东西不用翻底。风冷无霜，-30℃ 速冻档，断电 15 小时内不化冻。',
      'Drawers instead of a deep chest: nothing is lost at the bottom. Frost-free, fast freezing at −30 °C, and it stays frozen for 15 hours without power.',
    ),
    specs: [spec('容积', '183 升', 'Capacity', '183 L'), dimensions('545 × 570 × 1690'), energy(1)],
    priceFen: 169_900,
    weightGrams: 58_000,
    pickupable: false,
    onlineOnly: true,
  }),
  defineProduct({
    id: 'P018',
    categoryId: 'appliances.laundry',
    title: t('净衣 10 公斤滚筒洗衣机', 'Jingyi 10 kg front-load washer'),
    subtitle: t('直驱电机，半夜洗衣不吵', 'Direct drive, quiet enough for the night'),
    description: t(
      '15 分钟快洗够一家人当天的衣服；羊毛、羽绒有单独程序；80℃ 筒自洁。进水、排水位置可左右互换。',
      'A 15-minute wash for the clothes of a day, programs of their own for wool and down, and drum cleaning at 80 °C. Water can be connected left or right.',
    ),
    specs: [
      spec('洗涤容量', '10 公斤', 'Capacity', '10 kg'),
      dimensions('600 × 600 × 850'),
      energy(1),
      spec('脱水转速', '1400 转 / 分', 'Spin', '1,400 rpm'),
    ],
    options: [colours(['white', '白色', 'White', '#f0f2f4'], ['graphite', '石墨', 'Graphite', '#5a6068'])],
    priceFen: 229_900,
    weightGrams: 68_000,
    pickupable: false,
  }),
  defineProduct({
    id: 'P019',
    categoryId: 'appliances.laundry',
    title: t('净衣 10 公斤热泵干衣机', 'Jingyi 10 kg heat-pump dryer'),
    subtitle: t('回南天，一晚干透一筒被套', 'A load of bedding dry overnight, even in the wet season'),
    description: t(
      '热泵低温烘干，羊毛不缩水。可叠放在同系列洗衣机上，送连接架。冷凝水自动排走，不用倒水盒。',
      'A heat pump dries at low temperature, so wool does not shrink. It stacks on the washer of the same line, bracket included, and drains by itself.',
    ),
    specs: [spec('烘干容量', '10 公斤', 'Capacity', '10 kg'), dimensions('600 × 625 × 850'), energy(1)],
    priceFen: 399_900,
    weightGrams: 52_000,
    pickupable: false,
    onlineOnly: true,
  }),
  defineProduct({
    id: 'P020',
    categoryId: 'appliances.aircon',
    title: t('南风强除湿空调挂机', 'South Wind dehumidifying air conditioner'),
    subtitle: t('回南天每小时除湿 2.1 升', '2.1 L of water an hour out of damp rooms'),
    description: t(
      '双冷凝回路，除湿时室温基本不降，梅雨天、回南天也不冷飕飕。蒸发器镀膜防霉，外机耐盐雾，海边住户可用。南方专供。',
      'Two condensing circuits dry the air while the room keeps its temperature. The coil is coated against mould and the outdoor unit stands salt air. Made for the south and offered there only.',
    ),
    specs: [
      spec('除湿量', '2.1 升 / 小时', 'Dehumidifying', '2.1 L an hour'),
      energy(1),
      spec('室内机噪声', '19-38 分贝', 'Indoor noise', '19–38 dB'),
    ],
    options: [
      choices(
        'model',
        model,
        ['1hp', '大 1 匹（12-18㎡）', '1 hp (12–18 m²)'],
        ['1.5hp', '1.5 匹（16-24㎡）', '1.5 hp (16–24 m²)'],
      ),
    ],
    priceFen: { '1hp': 279_900, '1.5hp': 319_900 },
    weightGrams: 46_000,
    regions: humidProvinces,
    pickupable: false,
  }),
  defineProduct({
    id: 'P021',
    categoryId: 'appliances.aircon',
    title: t('静眠变频冷暖空调', 'Quiet Night inverter air conditioner'),
    subtitle: t('新一级能效，一晚约一度电', 'Grade 1: about 1 kWh a night'),
    description: t(
      '睡眠模式每小时自动回温 0.5 度，风从顶上绕过床。室外 -15℃ 到 53℃ 都能启动。6 米内铜管免费。',
      'Sleep mode lets the room warm by 0.5 °C an hour and sends the air over the bed. It starts from −15 to 53 °C outside. Up to 6 m of pipe is free.',
    ),
    specs: [energy(1), spec('室内机噪声', '18-39 分贝', 'Indoor noise', '18–39 dB')],
    options: [
      choices(
        'model',
        model,
        ['1.5hp', '1.5 匹（16-24㎡）', '1.5 hp (16–24 m²)'],
        ['2hp', '2 匹（22-34㎡）', '2 hp (22–34 m²)'],
      ),
    ],
    priceFen: { '1.5hp': 269_900, '2hp': 389_900 },
    weightGrams: 48_000,
    pickupable: false,
  }),
  defineProduct({
    id: 'P022',
    categoryId: 'appliances.heating',
    title: t('北暖低温空气源热泵采暖机', 'Beinuan low-temperature heat pump heater'),
    subtitle: t('零下 30 度正常制热，煤改电可用', 'Heats at −30 °C, replaces the coal stove'),
    description: t(
      '喷气增焓压缩机，-30℃ 能启动，-12℃ 时一度电约产两度多热。接地暖、暖气片均可，带手机远程开关。价格含上门勘察，北方地区供应。',
      'A vapour-injection compressor that starts at −30 °C and gives over 2 kWh of heat for 1 kWh at −12 °C. For floor heating and radiators, switched by phone. The site survey is included; offered in the north.',
    ),
    specs: [
      spec('低温能效', '-12℃ 时 COP 2.6', 'Efficiency', 'COP 2.6 at −12 °C'),
      spec('适用温度', '-30℃ 至 43℃', 'For temperatures', '−30 to 43 °C'),
      dimensions('1010 × 420 × 1330'),
    ],
    options: [
      choices(
        'model',
        model,
        ['3hp', '3 匹（60-90㎡）', '3 hp (60–90 m²)'],
        ['5hp', '5 匹（90-140㎡）', '5 hp (90–140 m²)'],
      ),
    ],
    priceFen: { '3hp': 980_000, '5hp': 1_380_000 },
    weightGrams: 118_000,
    regions: coldProvinces,
    pickupable: false,
  }),
  defineProduct({
    id: 'P023',
    categoryId: 'appliances.heating',
    title: t('恒温燃气热水器', 'Constant-temperature gas water heater'),
    subtitle: t('水温波动半度，换人洗不忽冷忽热', 'Half a degree of swing, whoever turns a tap'),
    description: t(
      '水量伺服恒温，厨房开龙头浴室不变凉。内置一氧化碳报警和防冻加热。天然气 12T，安装前上门验气。',
      'A servo valve holds the temperature when a second tap opens. Carbon monoxide alarm and frost protection inside. For natural gas 12T; the connection is checked before installation.',
    ),
    specs: [energy(2), spec('气源', '天然气 12T', 'Gas', 'Natural gas 12T'), dimensions('380 × 160 × 600')],
    options: [
      choices(
        'model',
        model,
        ['13l', '13 升（一厨一卫）', '13 L (one bathroom)'],
        ['16l', '16 升（一厨两卫）', '16 L (two bathrooms)'],
      ),
    ],
    priceFen: { '13l': 169_900, '16l': 199_900 },
    weightGrams: 16_500,
    pickupable: false,
  }),
  defineProduct({
    id: 'P024',
    categoryId: 'appliances.tv',
    title: t('观澜 4K 智慧电视', 'Guanlan 4K smart TV'),
    subtitle: t('开机无广告，长辈模式一键直达', 'No ads at start, a simple mode for parents'),
    description: t(
      '4K 量子点屏，288 分区控光，看球不拖影。长辈模式只留直播和视频通话两个入口。含壁挂或底座安装。',
      'A 4K quantum-dot screen with 288 dimming zones, clear in fast sport. The simple mode shows live TV and video calls only. Wall or stand mounting included.',
    ),
    specs: [
      spec('分辨率', '3840 × 2160', 'Resolution', '3840 × 2160'),
      spec('刷新率', '144 赫兹', 'Refresh rate', '144 Hz'),
      spec('接口', 'HDMI 2.1 × 2，USB × 2', 'Ports', 'HDMI 2.1 × 2, USB × 2'),
    ],
    options: [
      choices(
        'screen',
        t('屏幕', 'Screen'),
        ['65', '65 英寸', '65 in'],
        ['75', '75 英寸', '75 in'],
        ['85', '85 英寸', '85 in'],
      ),
    ],
    priceFen: { '65': 329_900, '75': 479_900, '85': 699_900 },
    weightGrams: 31_000,
    pickupable: false,
  }),
  defineProduct({
    id: 'P025',
    categoryId: 'appliances.kitchen',
    title: t('柴火饭 IH 电饭煲', 'Woodfire induction rice cooker'),
    subtitle: t('厚釜内胆，剩饭回热不发干', 'A thick pot; reheated rice stays moist'),
    description: t(
      'IH 环绕加热，米饭有嚼劲。2.5 毫米厚釜，不粘层质保两年。有杂粮、煲仔、婴儿粥程序，预约 24 小时。',
      'Induction heats all round for rice with bite. The 2.5 mm pot has a two-year warranty on its coating. Programs for whole grains, clay-pot rice and baby congee; timer up to 24 hours.',
    ),
    specs: [spec('加热方式', 'IH 电磁', 'Heating', 'Induction'), spec('功率', '1200 瓦', 'Power', '1,200 W')],
    options: [
      choices(
        'volume',
        t('容量', 'Volume'),
        ['3l', '3 升（2-4 人）', '3 L (2–4 people)'],
        ['4l', '4 升（3-6 人）', '4 L (3–6 people)'],
      ),
    ],
    priceFen: { '3l': 49_900, '4l': 56_900 },
    weightGrams: 5_200,
  }),
  defineProduct({
    id: 'P026',
    categoryId: 'appliances.kitchen',
    title: t('可视空气炸锅', 'Air fryer with a window'),
    subtitle: t('看得见火候，少油也酥脆', 'Watch it brown, crisp with little oil'),
    description: t(
      '5 升方篮放得下一整只童子鸡，带窗带灯，不用总拉出来看。炸篮可进洗碗机，旋钮操作老人也会用。',
      'The 5 L square basket takes a whole spring chicken; with window and light there is no need to open it. The basket is dishwasher-safe and the dial is simple.',
    ),
    specs: [spec('容量', '5 升', 'Volume', '5 L'), spec('功率', '1500 瓦', 'Power', '1,500 W')],
    options: [colours(['cream', '奶油白', 'Cream', '#f3ead9'], ['green', '墨绿', 'Deep green', '#3f5b4d'])],
    priceFen: 35_900,
    weightGrams: 4_600,
  }),
];
