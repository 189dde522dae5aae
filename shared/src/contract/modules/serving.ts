import type { ModuleParts } from './names.ts';

/** How orders are brought to shoppers. */
export const servingModules = {
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
} as const satisfies Record<string, ModuleParts>;
