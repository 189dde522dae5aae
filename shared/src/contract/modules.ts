import type { LocalizedText } from './common.ts';
import type { Permission, RoleName, ScopeKind } from './people/permissions.ts';

/** Parts of the product that a brand may do without: what it has switched off appears nowhere. */
export const moduleNames = [
  'deliveries',
  'couriers',
  'grabPool',
  'guides',
  'stations',
  'promoters',
  'secondLevel',
  'wecom',
  'points',
  'tiers',
  'dealers',
  'transfers',
  'warehouses',
] as const;
export type ModuleName = (typeof moduleNames)[number];

/** Lists of headquarters of which some entries are of one module alone: an entry is called as it is there. */
export type PartLists = {
  permission: Permission;
  scope: ScopeKind;
  /** A field of the settings. */
  setting: string;
  /** A class of accounts. */
  account: string;
  /** What an audit record is of. */
  target: string;
  /** A queue of work behind the requests. */
  lane: string;
  /** Where an order stands, and where it waits for somebody. */
  stage: string;
  ownership: string;
  placeKind: string;
  /** What a rule of sourcing does. */
  action: string;
};
type Parts = { readonly [List in keyof PartLists]?: readonly PartLists[List][] };

export type ModuleParts = {
  readonly name: LocalizedText;
  readonly explanation: LocalizedText;
  /** It is used only once HQ has said so. */
  readonly beginsOff?: true;
  /** Without those there is nothing for it to do. */
  readonly needs: readonly ModuleName[];
  /** They answer `module_off`. What finishes work that was begun before is not among them. */
  readonly endpoints: readonly string[];
  /** Of endpoints that do more than this: what in their body asks for it. */
  readonly bodies: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Pages of headquarters, by how their path under /hq begins. */
  readonly hqPages: readonly string[];
  /** Packages of the mini-program, or pages in one, that are for it alone. */
  readonly packages: readonly string[];
  /** Given to nobody while it is off; whoever holds one does nothing by it. */
  readonly roles: readonly RoleName[];
  readonly parts: Parts;
};

export const modules: Readonly<Record<ModuleName, ModuleParts>> = {
  deliveries: {
    name: { zh: '送货上门', en: 'Deliveries' },
    explanation: {
      zh: '关闭后只有到店自提。还有未完成的配送订单时不能关闭。',
      en: 'Off, there are pickups only. It stays on while deliveries are under way.',
    },
    needs: [],
    endpoints: ['deliverFulfilment', 'settleDelivery', 'hqSettleDelivery', 'listDeliveriesOnTheWay'],
    bodies: {
      placeOrder: { method: ['delivery'] },
      quoteOrder: { method: ['delivery'] },
      answerRefusedPickup: { choice: ['delivery'] },
    },
    hqPages: ['/sourcing'],
    packages: [],
    roles: [],
    parts: {
      permission: ['policies.read', 'policies.edit', 'policies.publish'],
      setting: [
        'deliveryFeeFen',
        'freeDeliveryFromFen',
        'bringMinutes',
        'bringPerKmMinutes',
        'carrierDays',
        'confirmDays',
        'confirmShippedDays',
        'confirmNoticeHours',
        'failedDeliveryHours',
        'deliverySlotCount',
        'branchLeadMinutes',
        'branchWarehouseLeadMinutes',
        'centralWarehouseLeadMinutes',
      ],
      stage: ['delivery_failed', 'disputed', 'dispatched'],
    },
  },
  couriers: {
    name: { zh: '骑手', en: 'Couriers' },
    explanation: {
      zh: '关闭后门店自己送货；骑手手上的任务仍可送完。',
      en: 'Off, branches bring goods themselves; what couriers already carry they may finish.',
    },
    needs: ['deliveries'],
    endpoints: [
      'listOpenCourierTasks',
      'grabCourierTask',
      'callCourier',
      'listBranchCourierTasks',
      'getCourierPolicy',
      'saveCourierPolicy',
    ],
    bodies: {},
    hqPages: [],
    packages: ['packages/serving/courier'],
    roles: ['courier'],
    parts: {
      permission: ['couriers.carry', 'couriers.policy.manage'],
      setting: ['courierTasksCount', 'courierFeeFen', 'courierPickUpMinutes'],
      account: ['courier:*'],
      lane: ['couriers'],
    },
  },
  grabPool: {
    name: { zh: '抢单池', en: 'Grab pool' },
    explanation: {
      zh: '关闭后门店不能抢单。寻源策略里还有抢单规则时不能关闭。',
      en: 'Off, no branch grabs orders. It stays on while the sourcing policy has a rule that puts orders there.',
    },
    needs: ['deliveries'],
    endpoints: ['listGrabPool', 'grabFulfilment'],
    bodies: {},
    hqPages: [],
    packages: [],
    roles: [],
    parts: { stage: ['in_grab_pool'], action: ['grab'] },
  },
  guides: {
    name: { zh: '导购与佣金', en: 'Guides and commission' },
    explanation: {
      zh: '关闭后没有导购码、绑定和佣金比例；已结算的收益不受影响。',
      en: 'Off, there are no codes of guides, no bindings and no rates; what was earned stays.',
    },
    needs: [],
    endpoints: [
      'getSellerCode',
      'makeSellerPoster',
      'getSellerPoster',
      'getSellerCockpit',
      'listGoodsToSell',
      'getSellerCustomers',
      'getSellerTouches',
      'getSellerTasks',
      'getSellerRanking',
      'hqMemberTouches',
      'hqTryCommissionRates',
      'hqGetCommissionTrial',
      'getEarnings',
      'getMySelling',
      'listBranchSellers',
      'moveBranchCustomers',
      'listBranchHolds',
      'releaseBranchHold',
      'hqListSellers',
      'hqGetSeller',
      'hqActOnSeller',
      'hqMoveCustomers',
      'hqStartSettlementRun',
    ],
    bodies: {},
    hqPages: ['/commission-rates', '/commission-holds', '/touches', '/sellers', '/settlement'],
    packages: ['packages/selling/guide', 'packages/selling/payouts'],
    roles: ['guide'],
    parts: {
      permission: [
        'selling.sell',
        'touches.read',
        'rates.read',
        'rates.edit',
        'rates.publish',
        'commission.read',
        'commission.release',
        'commission.branch.release',
        'sellers.read',
        'sellers.manage',
        'settlement.read',
        'settlement.run',
        'settlement.approve',
        'settlement.pay',
        'settlement.tax',
      ],
      setting: [
        'bindingDays',
        'bindingEnds',
        'renewedBy',
        'firstOrderDays',
        'protectedDays',
        'peersWin',
        'strongerWins',
        'selfPurchase',
        'staffPurchase',
        'hourlyBindsCount',
        'sharedAddressCount',
        'customersOfLeft',
        'customersOfMoved',
        'branchRanking',
        'holdsReleasedBy',
        'poolFromReferredPercent',
        'payCycle',
        'settledAfterDays',
        'leastPayoutFen',
        'twoPeopleFromFen',
        'confirmFree',
        'payeePosition',
        'payeeReason',
        'payerName',
        'payerAccountNo',
        'payerBank',
      ],
      account: ['commission:*', 'payouts-in-transit', 'tax-withheld', 'paid-by-bank', 'paid-with-wages'],
    },
  },
  stations: {
    name: { zh: '站点', en: 'Stations' },
    explanation: {
      zh: '村里的小店、餐馆等没有库存的代售点，用自己的码推广。关闭后站点不再计佣。',
      en: 'Village shops and restaurants without stock that sell by a code of their own. Off, they earn nothing.',
    },
    needs: ['guides'],
    endpoints: ['applyAsStation'],
    bodies: {},
    hqPages: [],
    packages: ['packages/selling/station'],
    roles: ['station'],
    parts: { setting: ['stationArea'] },
  },
  promoters: {
    name: { zh: '推广员', en: 'Promoters' },
    explanation: {
      zh: '自愿分享商品的会员：不收费、不要求购买、没有任务。关闭后推广员不再计佣。',
      en: 'Members who share by their own choice: no fee, no purchase, no quota. Off, they earn nothing.',
    },
    needs: ['guides'],
    endpoints: ['becomePromoter', 'listBroughtFriends'],
    bodies: {},
    hqPages: [],
    packages: ['packages/selling/promoter'],
    roles: ['promoter'],
    parts: { setting: ['promoterJoining', 'kindsFirst'] },
  },
  secondLevel: {
    name: { zh: '二级推广', en: 'Second level' },
    explanation: {
      zh: '由推广员带来、自己也推广的人成交后，带来者按实际成交得一份。最多两级：《禁止传销条例》禁止按人头、按层级计酬，微信也禁止两级以上的分销，超过两级会被封号并处罚。发展他人本身没有任何报酬。',
      en: 'A promoter who was brought by another earns that one a share of completed sales. Two levels at most: the Regulations on Prohibition of Pyramid Selling forbid pay by heads or by layers, and WeChat closes accounts that go beyond two. Bringing people in pays nothing by itself.',
    },
    beginsOff: true,
    needs: ['promoters'],
    endpoints: [],
    bodies: {},
    hqPages: [],
    packages: [],
    roles: [],
    parts: {},
  },
  wecom: {
    name: { zh: '企业微信', en: 'WeCom' },
    explanation: {
      zh: '导购有自己的企业微信码，顾客扫码添加她，就算扫了她的码。须先把企业微信的密钥放进部署。',
      en: "Guides have a code of their own on WeCom: a customer who adds one by it has met her code. The deployment needs WeCom's keys first.",
    },
    beginsOff: true,
    needs: ['guides'],
    endpoints: [
      'getContactCode',
      'makeContactCode',
      'deleteContactCode',
      'hqGetWeCom',
      'hqRemakeContactCode',
    ],
    bodies: {},
    hqPages: ['/wecom'],
    packages: ['packages/selling/wecom'],
    roles: [],
    parts: { setting: ['contactWaitDays'] },
  },
  points: {
    name: { zh: '积分', en: 'Points' },
    explanation: {
      zh: '关闭后新订单不再得积分；已得的积分保留，重新打开后可用。',
      en: 'Off, orders earn no points; what members have stays for when it is on again.',
    },
    needs: [],
    endpoints: ['getMyPoints', 'hqGetMemberPoints', 'hqAdjustPoints'],
    bodies: {},
    hqPages: ['/points'],
    packages: [],
    roles: [],
    parts: {
      permission: ['points.read', 'points.edit', 'points.publish', 'points.adjust'],
      account: ['points-issued', 'points:*', 'points-promised:*', 'points-receivable:*', 'points-expired'],
    },
  },
  tiers: {
    name: { zh: '会员等级', en: 'Tiers' },
    explanation: {
      zh: '关闭后没有等级和等级权益，期间的订单不计入；已有的等级保留，重新打开后可用。',
      en: 'Off, there are no tiers and no order counts for one; what members have stays for when it is on again.',
    },
    needs: [],
    endpoints: ['getMyTier', 'hqGetMemberTier', 'hqSetTier'],
    bodies: {},
    hqPages: ['/tiers'],
    packages: [],
    roles: [],
    parts: { permission: ['tiers.read', 'tiers.edit', 'tiers.publish', 'tiers.set'] },
  },
  dealers: {
    name: { zh: '加盟商', en: 'Dealers' },
    explanation: {
      zh: '关闭后没有加盟商的合同、库存共享和对账。还有属于加盟商的网点时不能关闭。',
      en: 'Off, there are no contracts, sharing and statements of dealers. It stays on while a place belongs to one.',
    },
    needs: [],
    endpoints: [
      'hqListOwners',
      'hqSaveOwner',
      'getSharing',
      'setSharing',
      'getOwnerStatement',
      'listOwnerSettlements',
      'getOwnerSettlement',
      'answerOwnerSettlement',
      'getBranchPrices',
      'setBranchPrices',
    ],
    bodies: {},
    hqPages: ['/owners', '/transfer-prices'],
    packages: ['packages/goods/transfers/owner', 'packages/goods/prices'],
    roles: ['owner'],
    parts: {
      permission: [
        'owners.read',
        'owner.statement.read',
        'owner.statement.answer',
        'sharing.read',
        'sharing.manage',
        'prices.own.set',
        'contracts.read',
        'contracts.edit',
        'contracts.manage',
      ],
      setting: ['poolFromDealersPercent'],
      scope: ['owner'],
      account: ['owner:*'],
      target: ['owner'],
      ownership: ['dealer'],
    },
  },
  transfers: {
    name: { zh: '调拨', en: 'Transfers' },
    explanation: {
      zh: '关闭后网点之间不能调货。还有未完成的调拨时不能关闭。',
      en: 'Off, goods do not move between places. It stays on while transfers are under way.',
    },
    needs: [],
    endpoints: [
      'requestTransfer',
      'listTransfers',
      'getTransfer',
      'approveTransfer',
      'rejectTransfer',
      'shipTransfer',
      'receiveTransfer',
      'cancelTransfer',
      'hqListTransfers',
      'hqCallGoods',
    ],
    bodies: {},
    hqPages: ['/transfers'],
    packages: ['packages/goods/transfers'],
    roles: [],
    parts: { permission: ['transfers.read', 'transfers.work', 'transfers.direct'], target: ['transfer'] },
  },
  warehouses: {
    name: { zh: '仓库', en: 'Warehouses' },
    explanation: {
      zh: '关闭后只有门店。还有未关闭的仓库时不能关闭。',
      en: 'Off, there are branches only. It stays on while a warehouse is not closed.',
    },
    needs: [],
    endpoints: [],
    bodies: { hqAddLocation: { kind: ['branch_warehouse', 'central_warehouse'] } },
    hqPages: [],
    packages: [],
    roles: ['warehouse'],
    parts: {
      setting: [
        'carrierDays',
        'confirmShippedDays',
        'branchWarehouseLeadMinutes',
        'centralWarehouseLeadMinutes',
      ],
      placeKind: ['branch_warehouse', 'central_warehouse'],
    },
  },
};

/** What is off: switched off itself, or without what it needs. */
export function modulesOff(switches: Readonly<Record<ModuleName, string>>): ModuleName[] {
  const isOff = (name: ModuleName): boolean => switches[name] === 'off' || modules[name].needs.some(isOff);
  return moduleNames.filter(isOff);
}

const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;

/** Whether a call asks for something that is off. */
export function asksForOff(off: readonly ModuleName[], id: string, body: unknown): boolean {
  const role = fieldOf(body, 'role') ?? fieldOf(fieldOf(body, 'grant'), 'role');
  return off.some((name) => {
    const { endpoints, bodies, roles } = modules[name];
    if (endpoints.includes(id)) return true;
    if (roleGivers.includes(id) && roles.includes(role as RoleName)) return true;
    const asked = bodies[id];
    return (
      asked !== undefined &&
      Object.entries(asked).every(([field, values]) => values.includes(String(fieldOf(body, field))))
    );
  });
}
/** Endpoints by which somebody is given a role, which their body names. */
export const roleGivers: readonly string[] = ['hqGrantRole', 'hqInvite', 'invite'];

/** Whether an entry of a list is to be shown, as one that no module that is off has for itself. */
export function isPartOn<List extends keyof PartLists>(
  off: readonly ModuleName[],
  list: List,
  entry: PartLists[List],
): boolean {
  return !off.some((name) => (modules[name].parts[list] as readonly string[] | undefined)?.includes(entry));
}

export function isRoleOff(off: readonly ModuleName[], role: RoleName): boolean {
  return off.some((name) => modules[name].roles.includes(role));
}

/** Acts of which every way to do them is off. */
export function isActOff(
  off: readonly ModuleName[],
  act: string,
  endpoints: readonly { id: string; audited?: string | undefined }[],
): boolean {
  const ways = endpoints.filter(({ audited }) => audited === act);
  return ways.length > 0 && ways.every(({ id }) => off.some((name) => modules[name].endpoints.includes(id)));
}

export function isPageOff(off: readonly ModuleName[], path: string): boolean {
  return off.some((name) =>
    modules[name].hqPages.some(
      (page) => path === page || path.startsWith(`${page}/`) || path.startsWith(`${page}.`),
    ),
  );
}
