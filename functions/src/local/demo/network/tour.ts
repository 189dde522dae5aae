/** The branches that the demo tour visits. A test holds them to what is said here. */
import type { BranchTraits } from './branches.ts';

/** Flagship in 上海黄浦: all trades. */
export const tourShanghaiHuangpuBranchId = 'B00467';
/** Flagship in 上海静安: all trades; the neighbour that helps out. */
export const tourShanghaiJinganBranchId = 'B00470';
/** Flagship in 烟台芝罘: all trades. */
export const tourYantaiZhifuBranchId = 'B00863';
/** The dealer's shop on the island county of 长岛 off Yantai: sells appliances, asks island prices. */
export const tourChangdaoBranchId = 'B00870';
/** Who that dealer is. */
export const tourChangdaoOwnerId = 'D0144';
/** A dealer's shop beside 芝罘: appliances, beef, fruit. */
export const tourYantaiLaishanBranchId = 'B00866';
/** More of Shanghai, all with baby goods: two shops of a dealer, and two of HQ's own. */
export const tourShanghaiChangningBranchId = 'B00469';
export const tourShanghaiMinhangBranchId = 'B00474';
export const tourShanghaiHongkouBranchId = 'B00472';
export const tourShanghaiYangpuBranchId = 'B00473';

/** What the branches of the tour and their neighbours are; each is the branch of its county's grid. */
export const tourTraits: ReadonlyArray<readonly [city: string, county: string, traits: BranchTraits]> = (
  [
    ['上海市', '长宁区', '胜利路', 'dealer', ['baby', 'beef', 'fruit']],
    ['上海市', '闵行区', '新天地', 'dealer', ['baby']],
    ['上海市', '虹口区', '购物中心', 'hq', ['baby']],
    ['上海市', '杨浦区', '建设路', 'hq', ['appliances', 'baby', 'beef']],
    ['烟台市', '福山区', '汽车站', 'hq', ['baby', 'fruit']],
    ['烟台市', '牟平区', '解放路', 'hq', ['baby']],
    ['烟台市', '莱山区', '长江路', 'dealer', ['appliances', 'beef', 'fruit']],
    ['烟台市', '蓬莱市', '解放路', 'hq', ['beef']],
    ['烟台市', '长岛县', '人民路', 'dealer', ['appliances', 'fruit']],
  ] as const
).map(([city, county, spot, ownership, trades]) => [
  city,
  county,
  { spot, ownership, trades: [...trades], status: 'open' },
]);

/** The counties whose grid branch is a flagship with all trades, and the landmark it stands at. */
export const flagshipCounties: ReadonlyArray<readonly [city: string, county: string, landmark: string]> = [
  ['上海市', '黄浦区', '步行街'],
  ['上海市', '静安区', '时代广场'],
  ['烟台市', '芝罘区', '万达'],
  ['北京市', '朝阳区', '购物中心'],
  ['广州市', '天河区', '体育馆'],
  ['深圳市', '南山区', '万达'],
  ['成都市', '锦江区', '新天地'],
  ['武汉市', '江汉区', '步行街'],
];
