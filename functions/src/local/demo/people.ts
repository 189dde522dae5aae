import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { PointGcj02 } from '@jindian/shared/geo';
import {
  tourChangdaoBranchId,
  tourChangdaoOwnerId,
  tourShanghaiChangningBranchId,
  tourShanghaiHongkouBranchId,
  tourShanghaiHuangpuBranchId,
  tourShanghaiJinganBranchId,
  tourShanghaiMinhangBranchId,
  tourShanghaiYangpuBranchId,
  tourYantaiLaishanBranchId,
  tourYantaiZhifuBranchId,
} from './network/tour.ts';

/** Somebody to play: in local mode a persona takes the place of a WeChat login. */
export type Persona = {
  id: string;
  /** The WeChat identity that the simulator knows them by. */
  openid: string;
  name: LocalizedText;
  nickname: string;
  description: LocalizedText;
  role:
    | 'shopper'
    | 'guide'
    | 'clerk'
    | 'manager'
    | 'courier'
    | 'station'
    | 'promoter'
    | 'supervisor'
    | 'owner'
    | 'hq';
  roles: RoleGrant[];
  phone: string;
  /** A shop without stock that sells for a branch: its papers were seen. */
  station?: { locationId: string; name: string; address: string; creditCode: string };
  /** Where they stand when the browser does not tell. */
  standsAt: PointGcj02;
};

const shanghai = { latGcj02: 31.2354, lngGcj02: 121.4787 };
const yantai = { latGcj02: 37.5405, lngGcj02: 121.3992 };

function at(locationId: string, ...roles: ('guide' | 'clerk' | 'manager' | 'courier')[]): RoleGrant[] {
  return roles.map((role) => branchGrant(role, locationId));
}

export const personas: readonly Persona[] = [
  {
    id: 'shopper-lin',
    openid: 'demo-openid-shopper-lin',
    nickname: '小林',
    role: 'shopper',
    roles: [],
    phone: '13800010001',
    name: { zh: '顾客 小林', en: 'Lin, shopper' },
    description: { zh: '在上海黄浦逛街，扫码就买', en: 'Out shopping in Huangpu, Shanghai' },
    standsAt: shanghai,
  },
  {
    id: 'shopper-wang',
    openid: 'demo-openid-shopper-wang',
    nickname: '王阿姨',
    role: 'shopper',
    roles: [],
    phone: '13800010002',
    name: { zh: '顾客 王阿姨', en: 'Auntie Wang, shopper' },
    description: { zh: '住在烟台芝罘，喜欢送货上门', en: 'Lives in Yantai, likes home delivery' },
    standsAt: yantai,
  },
  {
    id: 'guide-chen',
    openid: 'demo-openid-guide-chen',
    nickname: '陈晓',
    role: 'guide',
    phone: '13800020001',
    roles: at(tourShanghaiHuangpuBranchId, 'guide'),
    name: { zh: '导购 陈晓', en: 'Chen Xiao, guide' },
    description: {
      zh: '上海黄浦店导购，有自己的推广码',
      en: 'Guide at the Huangpu branch, with a QR of her own',
    },
    standsAt: shanghai,
  },
  {
    id: 'clerk-zhou',
    openid: 'demo-openid-clerk-zhou',
    nickname: '周明',
    role: 'clerk',
    phone: '13800030001',
    roles: at(tourShanghaiHuangpuBranchId, 'clerk'),
    name: { zh: '店员 周明', en: 'Zhou Ming, clerk' },
    description: { zh: '上海黄浦店备货、核销', en: 'Packs and hands over at the Huangpu branch' },
    standsAt: shanghai,
  },
  {
    id: 'clerk-xu',
    openid: 'demo-openid-clerk-xu',
    nickname: '许静',
    role: 'clerk',
    phone: '13800030002',
    roles: at(tourShanghaiJinganBranchId, 'clerk'),
    name: { zh: '店员 许静', en: 'Xu Jing, clerk' },
    description: { zh: '上海静安店，黄浦店的邻居', en: "At the Jing'an branch, Huangpu's neighbour" },
    standsAt: shanghai,
  },
  {
    id: 'clerk-sun',
    openid: 'demo-openid-clerk-sun',
    nickname: '孙磊',
    role: 'clerk',
    phone: '13800030003',
    roles: at(tourYantaiZhifuBranchId, 'clerk', 'guide'),
    name: { zh: '店员 孙磊', en: 'Sun Lei, clerk and guide' },
    description: { zh: '烟台芝罘店，送货也导购', en: 'At the Zhifu branch in Yantai' },
    standsAt: yantai,
  },
  {
    id: 'clerk-he',
    openid: 'demo-openid-clerk-he',
    nickname: '何军',
    role: 'clerk',
    phone: '13800030004',
    roles: at(tourShanghaiHongkouBranchId, 'clerk'),
    name: { zh: '店员 何军', en: 'He Jun, clerk' },
    description: { zh: '上海虹口店，常在抢单大厅抢单', en: 'At the Hongkou branch; often in the grab pool' },
    standsAt: shanghai,
  },
  {
    id: 'clerk-tang',
    openid: 'demo-openid-clerk-tang',
    nickname: '汤丽',
    role: 'clerk',
    phone: '13800030005',
    roles: at(tourYantaiLaishanBranchId, 'clerk'),
    name: { zh: '店员 汤丽', en: 'Tang Li, clerk' },
    description: {
      zh: '烟台莱山加盟店，芝罘店的邻居',
      en: "At a dealer's branch in Laishan, Zhifu's neighbour",
    },
    standsAt: yantai,
  },
  {
    id: 'clerk-pan',
    openid: 'demo-openid-clerk-pan',
    nickname: '潘伟',
    role: 'clerk',
    phone: '13800030006',
    roles: at(tourShanghaiYangpuBranchId, 'clerk'),
    name: { zh: '店员 潘伟', en: 'Pan Wei, clerk' },
    description: { zh: '上海杨浦店备货、送货', en: 'Packs and delivers at the Yangpu branch' },
    standsAt: shanghai,
  },
  {
    id: 'manager-gu',
    openid: 'demo-openid-manager-gu',
    nickname: '顾芳',
    role: 'manager',
    phone: '13800040002',
    roles: at(tourShanghaiChangningBranchId, 'manager'),
    name: { zh: '店长 顾芳', en: 'Gu Fang, branch manager' },
    description: { zh: '上海长宁加盟店店长', en: "Manager of a dealer's branch in Changning" },
    standsAt: shanghai,
  },
  {
    id: 'manager-lu',
    openid: 'demo-openid-manager-lu',
    nickname: '陆军',
    role: 'manager',
    phone: '13800040003',
    roles: at(tourShanghaiMinhangBranchId, 'manager'),
    name: { zh: '店长 陆军', en: 'Lu Jun, branch manager' },
    description: { zh: '上海闵行加盟店店长', en: "Manager of a dealer's branch in Minhang" },
    standsAt: shanghai,
  },
  {
    id: 'manager-yu',
    openid: 'demo-openid-manager-yu',
    nickname: '于海',
    role: 'manager',
    phone: '13800040001',
    roles: at(tourChangdaoBranchId, 'manager', 'clerk'),
    name: { zh: '店长 于海', en: 'Yu Hai, branch manager' },
    description: { zh: '长岛加盟店店长', en: "Manager of the dealer's branch on Changdao island" },
    standsAt: { latGcj02: 37.92, lngGcj02: 120.74 },
  },
  {
    id: 'courier-ma',
    openid: 'demo-openid-courier-ma',
    nickname: '马师傅',
    role: 'courier',
    phone: '13800050001',
    roles: at(tourShanghaiHuangpuBranchId, 'courier'),
    name: { zh: '骑手 马师傅', en: 'Ma, courier' },
    description: {
      zh: '住在黄浦店附近，顺路送一单',
      en: 'Lives near the Huangpu branch and delivers round the corner',
    },
    standsAt: shanghai,
  },
  {
    id: 'station-liu',
    openid: 'demo-openid-station-liu',
    nickname: '刘婶',
    role: 'station',
    roles: [],
    station: {
      locationId: tourYantaiZhifuBranchId,
      name: '刘家小卖部',
      address: '烟台市芝罘区只楚街道西牟村 18 号',
      creditCode: '91350100M000100Y43',
    },
    phone: '13800080001',
    name: { zh: '站点 刘婶', en: 'Auntie Liu, station' },
    description: {
      zh: '村口小卖部，不进货，替芝罘店卖',
      en: 'A village shop that sells for the Zhifu branch and keeps no stock',
    },
    standsAt: yantai,
  },
  {
    id: 'promoter-he',
    openid: 'demo-openid-promoter-he',
    nickname: '何小雨',
    role: 'promoter',
    roles: [],
    phone: '13800080002',
    name: { zh: '推广员 何小雨', en: 'He Xiaoyu, promoter' },
    description: { zh: '会员，自愿分享，朋友买了得佣金', en: 'A member who shares by her own choice' },
    standsAt: shanghai,
  },
  {
    id: 'hq',
    openid: 'demo-openid-hq',
    nickname: '总部运营',
    role: 'hq',
    roles: [brandGrant('administrator')],
    phone: '13800090001',
    name: { zh: '总部 管理员', en: 'HQ administrator' },
    description: { zh: '看全国订单、地图和资金池', en: 'Sees all orders, the map and the fund pool' },
    standsAt: shanghai,
  },
  {
    id: 'hq-finance',
    openid: 'demo-openid-hq-finance',
    nickname: '方会计',
    role: 'hq',
    roles: [brandGrant('finance')],
    phone: '13800090002',
    name: { zh: '总部 财务方会计', en: 'Fang, HQ finance' },
    description: { zh: '资金池、加盟商合同与结算', en: "The fund pool, dealers' contracts and accounts" },
    standsAt: shanghai,
  },
  {
    id: 'hq-support',
    openid: 'demo-openid-hq-support',
    nickname: '苏客服',
    role: 'hq',
    roles: [brandGrant('support')],
    phone: '13800090003',
    name: { zh: '总部 客服小苏', en: 'Su, HQ support' },
    description: {
      zh: '查订单、看收货信息（留痕）、改派与退款',
      en: 'Looks into orders, reads who receives them (on record), reassigns, refunds',
    },
    standsAt: shanghai,
  },
  {
    id: 'hq-auditor',
    openid: 'demo-openid-hq-auditor',
    nickname: '沈审计',
    role: 'hq',
    roles: [brandGrant('auditor')],
    phone: '13800090004',
    name: { zh: '总部 审计沈老师', en: 'Shen, HQ auditor' },
    description: { zh: '什么都能看，什么都不能改', en: 'Sees everything, changes nothing' },
    standsAt: shanghai,
  },
  {
    id: 'supervisor-qian',
    openid: 'demo-openid-supervisor-qian',
    nickname: '钱督导',
    role: 'supervisor',
    roles: [
      {
        role: 'supervisor',
        scope: {
          kind: 'branches',
          locationIds: [
            tourShanghaiHuangpuBranchId,
            tourShanghaiJinganBranchId,
            tourShanghaiHongkouBranchId,
            tourShanghaiChangningBranchId,
          ],
        },
      },
    ],
    phone: '13800060001',
    name: { zh: '督导 钱进', en: 'Qian Jin, area supervisor' },
    description: { zh: '管上海四家门店', en: 'Looks after four branches in Shanghai' },
    standsAt: shanghai,
  },
  {
    id: 'owner-yu',
    openid: 'demo-openid-owner-yu',
    nickname: '于老板',
    role: 'owner',
    roles: [{ role: 'owner', scope: { kind: 'owner', ownerId: tourChangdaoOwnerId } }],
    phone: '13800070001',
    name: { zh: '加盟商 于老板', en: 'Yu, dealer' },
    description: { zh: '长岛店的老板，看自己的账', en: 'Owns the Changdao branch and sees his own account' },
    standsAt: { latGcj02: 37.92, lngGcj02: 120.74 },
  },
];

/** Who signs in where a browser asks for HQ without a phone. */
export const hqPersona = personas.find(({ id }) => id === 'hq') as Persona;
