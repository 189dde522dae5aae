import { describe, expect, it } from 'vitest';
import { placeName, toPinyin } from './place-names.ts';
import { readDemoTopology, readPlaces } from './places.ts';

describe('placeName', () => {
  it.each([
    ['烟台市', '烟台', 'Yantai'],
    ['芝罘区', '芝罘', 'Zhifu'],
    ['重庆市', '重庆', 'Chongqing'],
    ['厦门市', '厦门', 'Xiamen'],
    ['六安市', '六安', "Lu'an"],
    ['六盘水市', '六盘水', 'Liupanshui'],
    ['蚌埠市', '蚌埠', 'Bengbu'],
    ['西安市', '西安', "Xi'an"],
    ['陕西省', '陕西', 'Shaanxi'],
    ['山西省', '山西', 'Shanxi'],
    ['西藏自治区', '西藏', 'Xizang'],
    ['内蒙古自治区', '内蒙古', 'Inner Mongolia'],
    ['新疆维吾尔自治区', '新疆', 'Xinjiang'],
    ['广西壮族自治区', '广西', 'Guangxi'],
    ['香港特别行政区', '香港', 'Hong Kong'],
    ['伊犁哈萨克自治州', '伊犁', 'Ili'],
    ['恩施土家族苗族自治州', '恩施', 'Enshi'],
    ['积石山保安族东乡族撒拉族自治县', '积石山', 'Jishishan'],
    ['鄂温克族自治旗', '鄂温克', 'Ewenke'],
    ['融水苗族自治县', '融水', 'Rongshui'],
    ['管城回族区', '管城', 'Guancheng'],
    ['浦东新区', '浦东', 'Pudong'],
    ['闵行区', '闵行', 'Minhang'],
    ['番禺区', '番禺', 'Panyu'],
    ['乐清市', '乐清', 'Yueqing'],
    ['乐山市', '乐山', 'Leshan'],
    ['歙县', '歙县', 'Shexian'],
    ['沧县', '沧县', 'Cangxian'],
    ['郊区', '郊区', 'Jiaoqu'],
    ['神农架林区', '神农架', 'Shennongjia'],
    ['西林区', '西林', 'Xilin'],
    ['阿里地区', '阿里', 'Ngari'],
    ['阿拉善左旗', '阿拉善左旗', 'Alashanzuoqi'],
    ['吕梁市', '吕梁', 'Lüliang'],
    ['长治市', '长治', 'Changzhi'],
    ['长子县', '长子', 'Zhangzi'],
    ['东阿县', '东阿', "Dong'e"],
  ])('%s is %s, %s', (name, zh, en) => {
    expect(placeName(name)).toEqual({ zh, en });
  });

  it('knows the districts of Hong Kong by their English names', () => {
    expect(placeName('北区', '香港').en).toBe('North');
    expect(placeName('湾仔区', '香港').en).toBe('Wan Chai');
  });

  it('reads every province, city and county of the country', () => {
    for (const { province, city, county } of readPlaces(readDemoTopology())) {
      for (const { en } of [placeName(province), placeName(city), placeName(county, city)]) {
        expect(en).toMatch(/^[A-Z][A-Za-zü'. -]+$/);
      }
    }
  });
});

describe('toPinyin', () => {
  it('does not guess a character that it does not know', () => {
    expect(() => toPinyin('龘')).toThrow('龘');
  });
});
