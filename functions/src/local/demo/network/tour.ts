/** The branches that the demo tour visits. A test holds them to what is said here. */

/** Flagship in 上海黄浦: all trades. */
export const tourShanghaiHuangpuBranchId = 'B00468';
/** Flagship in 上海静安: all trades; the neighbour that helps out. */
export const tourShanghaiJinganBranchId = 'B00471';
/** Flagship in 烟台芝罘: all trades. */
export const tourYantaiZhifuBranchId = 'B00866';
/** The dealer's shop on the island county of 长岛 off Yantai: sells appliances, asks island prices. */
export const tourChangdaoBranchId = 'B00873';
/** Who that dealer is. */
export const tourChangdaoOwnerId = 'D0148';
/** A dealer's shop beside 芝罘: appliances, beef, fruit. */
export const tourYantaiLaishanBranchId = 'B00869';
/** More of Shanghai, all with baby goods: two shops of a dealer, and two of HQ's own. */
export const tourShanghaiChangningBranchId = 'B00470';
export const tourShanghaiMinhangBranchId = 'B00475';
export const tourShanghaiHongkouBranchId = 'B00473';
export const tourShanghaiYangpuBranchId = 'B00474';

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
