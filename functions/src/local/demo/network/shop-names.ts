/** What shops are called, and on which street they stand. No real shop's address: the numbers are made up. */
import type { LocalizedText } from '@jindian/shared/contract/common';

/** A spot that a shop is named after; a street names itself, another spot stands on some street. */
export type Spot = LocalizedText & { street: boolean };

export const streets: readonly Spot[] = [
  ['人民路', 'Renmin Road'],
  ['解放路', 'Jiefang Road'],
  ['中山路', 'Zhongshan Road'],
  ['建设路', 'Jianshe Road'],
  ['新华路', 'Xinhua Road'],
  ['和平路', 'Heping Road'],
  ['胜利路', 'Shengli Road'],
  ['长江路', 'Changjiang Road'],
  ['黄河路', 'Huanghe Road'],
  ['友谊路', 'Youyi Road'],
  ['青年路', 'Qingnian Road'],
  ['团结路', 'Tuanjie Road'],
  ['光明路', 'Guangming Road'],
  ['幸福路', 'Xingfu Road'],
  ['迎宾路', 'Yingbin Road'],
  ['滨河路', 'Binhe Road'],
  ['公园路', 'Gongyuan Road'],
  ['学府路', 'Xuefu Road'],
  ['朝阳路', 'Chaoyang Road'],
  ['振兴路', 'Zhenxing Road'],
  ['文化路', 'Wenhua Road'],
  ['花园路', 'Huayuan Road'],
].map(([zh, en]) => ({ zh: zh!, en: en!, street: true }));

export const landmarks: readonly Spot[] = [
  ['万达', 'Wanda'],
  ['步行街', 'Pedestrian Street'],
  ['火车站', 'Railway Station'],
  ['汽车站', 'Coach Station'],
  ['中心广场', 'Central Square'],
  ['世纪广场', 'Century Square'],
  ['时代广场', 'Times Square'],
  ['新天地', 'Xintiandi'],
  ['百货大楼', 'Department Store'],
  ['购物中心', 'Shopping Centre'],
  ['大学城', 'University Town'],
  ['体育馆', 'Stadium'],
  ['文化宫', 'Cultural Palace'],
  ['东门', 'East Gate'],
  ['西门', 'West Gate'],
  ['南门', 'South Gate'],
  ['北门', 'North Gate'],
  ['老街', 'Old Street'],
  ['开发区', 'Development Zone'],
  ['农贸市场', 'Farmers Market'],
].map(([zh, en]) => ({ zh: zh!, en: en!, street: false }));

/** The main branch of a county stands where everybody comes by. */
export const mainSpots: readonly Spot[] = [...landmarks.slice(0, 10), ...streets.slice(0, 8)];

const numerals = ['', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** The n-th shop (from 0) of one name in one county: 人民路店, 人民路二店, … 人民路11店. */
export function spotLabel(spot: Spot, repeat: number): LocalizedText {
  const count = repeat + 1;
  return {
    zh: `${spot.zh}${numerals[repeat] ?? count}店`,
    en: repeat === 0 ? spot.en : `${spot.en} ${count}`,
  };
}
