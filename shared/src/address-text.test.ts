import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AddressText, createAddressReader, type Region } from './address-text.ts';

const region = (province: string, city: string, county: string): Region => ({ province, city, county });
const regions = [
  region('江苏省', '南京市', '玄武区'),
  region('江苏省', '南京市', '鼓楼区'),
  region('江苏省', '徐州市', '鼓楼区'),
  region('上海市', '上海市', '黄浦区'),
  region('上海市', '上海市', '浦东新区'),
  region('北京市', '北京市', '朝阳区'),
  region('辽宁省', '朝阳市', '双塔区'),
  region('河南省', '济源市', '济源市'),
  region('广西壮族自治区', '南宁市', '青秀区'),
  region('新疆维吾尔自治区', '伊犁哈萨克自治州', '伊宁市'),
  region('广东省', '东莞市', '东莞市'),
  region('香港特别行政区', '香港', '湾仔区'),
  region('台湾省', '台北市', '大安区'),
  region('福建省', '厦门市', '思明区'),
];
const { read, countyAtStartOf } = createAddressReader(regions);

const nanjing = { province: '江苏省', city: '南京市', county: '玄武区' };
const zhang = { recipientName: '张三', phone: '13812345678', ...nanjing, detail: '中山路1号3栋502' };

describe('one whole address', () => {
  test.each<[string, AddressText]>([
    ['张三 13812345678 江苏省南京市玄武区中山路1号3栋502', zhang],
    ['江苏省南京市玄武区中山路1号3栋502 张三 13812345678', zhang],
    ['13812345678，张三，江苏省南京市玄武区中山路1号3栋502', zhang],
    ['张三13812345678江苏省南京市玄武区中山路1号3栋502', zhang],
    ['张三江苏省南京市玄武区中山路1号3栋502 13812345678', zhang],
    [
      '收货人：张三\n手机号码：138 1234 5678\n所在地区：江苏省 南京市 玄武区\n详细地址：中山路1号3栋502',
      zhang,
    ],
    ['姓名:张三;电话:+86-138-1234-5678;地址:江苏南京玄武区中山路1号3栋502', zhang],
    ['张三 １３８１２３４５６７８ 江苏省南京市玄武区中山路１号３栋５０２', zhang],
    ['张三/13812345678/江苏/南京/玄武/中山路1号3栋502', zhang],
    ['江苏省南京市玄武区中山路1号3栋502 210018 张三收 13812345678'.replace('收 ', ' '), zhang],
    ['张三 13812345678 南京市玄武区中山路1号3栋502', zhang],
    ['张三 13812345678 玄武区中山路1号3栋502', zhang],
    [
      '李女士 13900000001 上海市黄浦区南京东路100号 新世界城 3楼',
      {
        recipientName: '李女士',
        phone: '13900000001',
        province: '上海市',
        city: '上海市',
        county: '黄浦区',
        detail: '南京东路100号 新世界城 3楼',
      },
    ],
    [
      'John Smith 13900000001 上海浦东新区世纪大道8号',
      {
        recipientName: 'John Smith',
        phone: '13900000001',
        province: '上海市',
        city: '上海市',
        county: '浦东新区',
        detail: '世纪大道8号',
      },
    ],
    [
      '王伟 河南省济源市黄河路9号 13700000000',
      {
        recipientName: '王伟',
        phone: '13700000000',
        province: '河南省',
        city: '济源市',
        county: '济源市',
        detail: '黄河路9号',
      },
    ],
    [
      '东莞市南城街道鸿福路200号，陈晓，13600000000',
      {
        recipientName: '陈晓',
        phone: '13600000000',
        province: '广东省',
        city: '东莞市',
        county: '东莞市',
        detail: '南城街道鸿福路200号',
      },
    ],
    [
      '北京市北京市朝阳区建国路1号 赵云 13500000000',
      {
        recipientName: '赵云',
        phone: '13500000000',
        province: '北京市',
        city: '北京市',
        county: '朝阳区',
        detail: '建国路1号',
      },
    ],
    [
      '新疆伊犁哈萨克自治州伊宁市解放路3号 阿迪力·买买提 13400000000',
      {
        recipientName: '阿迪力·买买提',
        phone: '13400000000',
        province: '新疆维吾尔自治区',
        city: '伊犁哈萨克自治州',
        county: '伊宁市',
        detail: '解放路3号',
      },
    ],
    ['张三 13812345678-1234 江苏省南京市玄武区中山路1号', { ...zhang, detail: '转1234 中山路1号' }],
  ])('%s', (text, wanted) => {
    expect(read(text)).toEqual(wanted);
  });
});

describe('what is said to be the name is the name', () => {
  const street = '江苏省南京市玄武区中山路1号3栋502';
  const names = '刘金城 李园 王小村 张立楼 陈校 高旁 周里 欧阳小区 叶赫那拉淑芬 A先生 阿迪力·买买提'.split(
    ' ',
  );
  test.each(names)('%s', (name) => {
    for (const text of [
      `收货人：${name}\n手机号：13812345678\n收货地址：${street}`,
      `收件人: ${name}, 手机号码: 13812345678, ${street}`,
      `地址：${street} 姓名：${name} 电话：13812345678`,
      `收货人 ${name} 电话 13812345678 地址 ${street}`,
      `联系人：${name}13812345678 ${street}`,
    ])
      expect.soft(read(text), text).toEqual({ ...zhang, recipientName: name });
  });

  test('the labelled number is the number, and others stay for the courier', () => {
    expect(read(`13900139000 收货人：张三 电话：13812345678 ${street}`)).toMatchObject({
      recipientName: '张三',
      phone: '13812345678',
      detail: '13900139000 中山路1号3栋502',
    });
  });

  test('an address behind the wrong label is no name', () => {
    expect(read(`收货人：${street} 13812345678 张三`)).toEqual(zhang);
  });
});

describe('six digits', () => {
  test('are the postcode of the province, or the code of a gate, which stays', () => {
    expect(read('江苏省南京市玄武区中山路1号 258369 门禁 210018').detail).toBe('中山路1号 258369 门禁');
    expect(read('邮编：258369 江苏省南京市玄武区中山路1号').detail).toBe('中山路1号');
  });
});

describe('numbers', () => {
  const at = '香港湾仔区轩尼诗道1号';
  test.each([
    [`陈大文 +852 9123 4567 ${at}`, '+85291234567'],
    [`陈大文 00852-91234567 ${at}`, '+85291234567'],
    [`陈大文 (852) 9123 4567 ${at}`, '+85291234567'],
    [`陈大文 9123 4567 ${at}`, '+85291234567'],
    ['何先生 +853 6612 3456 澳门大堂区新马路1号', '+85366123456'],
    ['何先生 66123456 澳门大堂区新马路1号', '+85366123456'],
    ['林小姐 +886 912-345-678 台北市大安区忠孝东路1号', '+886912345678'],
    ['林小姐 0912-345-678 台北市大安区忠孝东路1号', '+886912345678'],
  ])('%s', (text, phone) => {
    expect(read(text).phone).toBe(phone);
    expect(read(text).detail).not.toMatch(/\d{4}/);
  });

  test('of doors, orders and the wired telephone are not taken for a mobile number', () => {
    for (const text of ['玄武区中山路138号12345室678', '单号 138123456789012', '南京市玄武区 025-83334444'])
      expect(read(text).phone).toBeNull();
  });
});

describe('regions', () => {
  test('a road is called after a city, and is none', () => {
    expect(read('上海市黄浦区南京东路1号')).toMatchObject({ county: '黄浦区', detail: '南京东路1号' });
    expect(read('江苏路5号')).toMatchObject({ province: null, detail: '江苏路5号' });
    expect(read('朝阳路2号')).toMatchObject({ province: null, detail: '朝阳路2号' });
  });

  test('a county that is in several cities is not guessed', () => {
    expect(read('鼓楼区中央路1号')).toMatchObject({ city: null, county: null, detail: '鼓楼区中央路1号' });
    expect(read('徐州鼓楼区中央路1号')).toMatchObject({ city: '徐州市', county: '鼓楼区' });
  });

  test('traditional characters are read where they are folded, and the street stays as it was written', () => {
    const map: Record<string, string> = { 臺: '台', 灣: '湾', 區: '区', 東: '东' };
    const folded = createAddressReader(regions, (text) => text.replace(/./gu, (one) => map[one] ?? one));
    expect(folded.read('臺灣臺北市大安區忠孝東路1號')).toMatchObject({
      province: '台湾省',
      city: '台北市',
      county: '大安区',
      detail: '忠孝東路1號',
    });
  });

  test('the county that a street begins with', () => {
    expect(countyAtStartOf('玄武区中山路1号')?.county).toBe('玄武区');
    expect(countyAtStartOf('江苏南京玄武区中山路1号')?.county).toBe('玄武区');
    expect(countyAtStartOf('鼓楼区中央路')).toBeNull();
    expect(countyAtStartOf('鼓楼区中央路', { province: '江苏省', city: '徐州市' })?.city).toBe('徐州市');
    for (const street of ['中山路1号', '玄武湖路1号', '南京东路1号', '近黄浦区政府'])
      expect(countyAtStartOf(street), street).toBeNull();
  });
});

test('name, number and address are read from any order and any separators, and nothing is lost', () => {
  const names = ['张三', '欧阳娜娜', '李女士', '王大锤', 'Mary Jones', '诸葛亮'];
  const details = ['中山路1号3栋502', '解放大道88号阳光花园2单元301室', '科技园 A座 12楼', '幸福村5组'];
  const numbers = [
    ['13812345678', '13812345678'],
    ['138-1234-5678', '13812345678'],
    ['+86 19900001111', '19900001111'],
    ['+852 9123 4567', '+85291234567'],
  ] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.constantFrom(...details),
      fc.constantFrom(...numbers),
      fc.constantFrom(...regions.filter(({ city, county }) => city !== county)),
      fc.constantFrom(' ', '，', ',', '\n', '; ', '  ', ' 、', '\r\n'),
      fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      (name, detail, [written, phone], { province, city, county }, separator, order, spaced) => {
        const area = (province === city ? [city, county] : [province, city, county]).join(spaced ? ' ' : '');
        const parts = [name, written, `${area}${spaced ? ' ' : ''}${detail}`];
        const found = read(order.map((at) => parts[at]).join(separator));
        expect(found).toEqual({ recipientName: name, phone, province, city, county, detail });
      },
    ),
    { numRuns: 400 },
  );
});

test('no text breaks it, and the cost is bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const found = read(text);
      expect(found.detail.length).toBeLessThanOrEqual(1_000);
    }),
    { numRuns: 200 },
  );
});
