/**
 * What a permission lets a person touch. Acts on the kinds of `auditedKinds` leave an audit record of their own; for
 * ordinary work the history of the order, of the stock or of the document says who did what.
 */
export type PermissionKind =
  | 'read'
  | 'work'
  | 'money'
  | 'personal_data'
  | 'permissions'
  | 'policies'
  | 'contracts'
  | 'overrides';

export const auditedKinds: readonly PermissionKind[] = [
  'money',
  'personal_data',
  'permissions',
  'policies',
  'contracts',
  'overrides',
];

/** Every permission there is, and its kind. Endpoints and pages name one of these; roles are sets of them. */
export const permissions = {
  // serving
  'orders.read': 'read',
  'orders.cost.read': 'read',
  'orders.personal_data.read': 'personal_data',
  'orders.assign': 'overrides',
  'orders.refund': 'money',
  'returns.read': 'read',
  /** Takes goods back at a counter, by the rules. */
  'returns.work': 'work',
  /** Says yes or no where the rules do not. */
  'returns.decide': 'money',
  /** A parcel is lost, and is refunded without its goods. */
  'returns.lose': 'money',
  /** Takes goods back that nobody can say the order of. */
  'returns.blind': 'overrides',
  'fulfilments.read': 'read',
  'fulfilments.work': 'work',
  /** Who of a place's people did how much: for whoever leads them. */
  'shift.read': 'read',
  'couriers.carry': 'work',
  'couriers.policy.manage': 'policies',
  'refusals.read': 'read',
  // policies of sourcing
  'policies.read': 'read',
  'policies.edit': 'work',
  'policies.publish': 'policies',
  // times, fees and limits
  'settings.read': 'read',
  'settings.edit': 'work',
  'settings.publish': 'policies',
  /** Holds orders, a module or payouts at once, and lifts that again. */
  'stops.manage': 'overrides',
  // goods
  'stock.read': 'read',
  'stock.count': 'work',
  /** Goods come in, or go from the shelf into the window, into quarantine, and back. */
  'stock.receive': 'work',
  /** A level is put right, or goods leave for good. */
  'stock.adjust': 'work',
  /** Says what a till has sold, which is a fact: nothing else. */
  'stock.till.record': 'work',
  'stock.safety.set': 'work',
  'stock.hot.manage': 'work',
  'stock.check': 'work',
  'imports.run': 'work',
  'transfers.read': 'read',
  'transfers.work': 'work',
  'transfers.direct': 'work',
  'catalog.previews.read': 'read',
  'catalog.read': 'read',
  /** Makes and changes products and categories, and says what is on sale. */
  'catalog.manage': 'policies',
  /** Sends pictures, of products or for the shop window. */
  'pictures.add': 'policies',
  // what the app begins with
  'window.read': 'read',
  'window.edit': 'work',
  'window.publish': 'policies',
  'codes.mint': 'work',
  /** Prices of a branch itself, within the band of its dealer's contract. */
  'prices.own.set': 'policies',
  'prices.read': 'read',
  'prices.edit': 'work',
  'prices.publish': 'policies',
  'owners.read': 'read',
  'owner.statement.read': 'read',
  /** Agrees with what a dealer is settled, or says what is wrong with it. */
  'owner.statement.answer': 'work',
  'sharing.read': 'read',
  'sharing.manage': 'contracts',
  'contracts.read': 'read',
  'contracts.edit': 'work',
  'contracts.manage': 'contracts',
  // selling
  /** Codes, channels and campaigns: what was made, and what each brought. */
  'codes.read': 'read',
  'codes.manage': 'work',
  'selling.sell': 'work',
  /** What members met of sellers, and why they are whose customers. */
  'touches.read': 'read',
  /** Who sells: their standing, their customers, what they earn. */
  'sellers.read': 'read',
  /** Approves, suspends and ends sellers, and moves their customers. */
  'sellers.manage': 'permissions',
  'rates.read': 'read',
  'rates.edit': 'work',
  'rates.publish': 'policies',
  /** What is held of commission, and why. */
  'commission.read': 'read',
  'commission.release': 'money',
  /** Reads what is held of a place's people, and releases it where HQ's settings let its manager. */
  'commission.branch.release': 'money',
  'settlement.read': 'read',
  /** Tries a period, and drops what was tried. */
  'settlement.run': 'work',
  'settlement.approve': 'money',
  /** How payees are paid, files for the bank, and what it says of them. */
  'settlement.pay': 'money',
  /** What was withheld of whom, with names in full. */
  'settlement.tax': 'money',
  'withholding.read': 'read',
  'withholding.edit': 'work',
  'withholding.publish': 'policies',
  'points.read': 'read',
  'points.edit': 'work',
  'points.publish': 'policies',
  /** Gives members points, and takes some for what was handed over. */
  'points.adjust': 'money',
  'tiers.read': 'read',
  'tiers.edit': 'work',
  'tiers.publish': 'policies',
  /** Gives a member a tier by hand. */
  'tiers.set': 'overrides',
  'promotions.read': 'read',
  'promotions.edit': 'work',
  'promotions.publish': 'policies',
  /** How many members there are of which kind, and the words on them. */
  'segments.read': 'read',
  /** Keeps segments, and puts words on members. */
  'segments.manage': 'work',
  /** Who is in a segment, by name. */
  'segments.members.read': 'personal_data',
  /** Gives members coupons, and takes the codes along. */
  'coupons.give': 'money',
  /** Reads the card that a member shows, and notes something of who showed it. */
  'members.greet': 'work',
  // serving
  'ratings.read': 'read',
  /** Answers what shoppers say of a place, and says what was dealt with. */
  'ratings.answer': 'work',
  /** Shows and hides what shoppers say. */
  'ratings.moderate': 'overrides',
  // places
  'locations.read': 'read',
  'locations.manage': 'overrides',
  /** How far a place is on its way to opening; and saying there what only a person can see. */
  'rollout.read': 'read',
  'rollout.tick': 'work',
  // which branch serves which counties
  'grids.read': 'read',
  'grids.edit': 'work',
  'grids.publish': 'policies',
  'slots.read': 'read',
  'slots.manage': 'work',
  // money
  'pool.read': 'read',
  'pool.deposit': 'money',
  'ledger.read': 'read',
  'ledger.monitor': 'work',
  'differences.read': 'read',
  'differences.settle': 'money',
  // what runs behind the requests
  'work.read': 'read',
  'work.manage': 'overrides',
  // people
  'hq.enter': 'work',
  /** Signs in to a desk in a browser by its QR. */
  'desk.enter': 'work',
  'roles.read': 'read',
  'roles.grant': 'permissions',
  /** Takes people in at a place, and suspends or removes them: those of `branchStaffRoles`. */
  'staff.manage': 'permissions',
  'sessions.manage': 'permissions',
  /** Who asked to be forgotten, and by when; names nobody. */
  'members.requests.read': 'read',
  /** What moves in from another system: its sums, and how far it is. */
  'moving.read': 'read',
  /** Brings files of members, balances and old codes in, and states their sums. */
  'moving.make': 'work',
  /** Signs sums that somebody else stated: what they are of is booked then. */
  'moving.sign': 'money',
  /** Finds members of the system before, and gives what was theirs to who proves to be them. */
  'moving.desk': 'personal_data',
  /** At a counter: whose an old card is, by the whole number on it. */
  'moving.lookup': 'work',
  'audit.read': 'read',
} as const satisfies Record<string, PermissionKind>;

export type Permission = keyof typeof permissions;
export const permissionNames = Object.keys(permissions) as Permission[];

export const scopeKinds = ['brand', 'region', 'branches', 'owner', 'branch', 'self'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

type Role = {
  /** The scopes that a grant of this role may have; the first is the usual one. */
  scopes: readonly ScopeKind[];
  permissions: readonly Permission[];
};

const everythingRead = permissionNames.filter((name) => permissions[name] === 'read');
/** What HQ's people see beside their own work; what goods cost is for those who need it. */
const atHq = ['hq.enter', ...everythingRead.filter((name) => name !== 'orders.cost.read')].filter(
  (name) =>
    name !== 'audit.read' &&
    name !== 'roles.read' &&
    name !== 'owner.statement.read' &&
    name !== 'ledger.read',
) as Permission[];

const clerk = [
  'desk.enter',
  'rollout.read',
  'fulfilments.read',
  'fulfilments.work',
  'returns.work',
  'slots.read',
  'stock.read',
  'stock.count',
  'stock.receive',
  'transfers.read',
  'transfers.work',
  'codes.mint',
  'moving.lookup',
  'members.greet',
  'catalog.previews.read',
] as const satisfies readonly Permission[];

const manager = [
  ...clerk,
  'shift.read',
  'returns.decide',
  'returns.blind',
  'rollout.tick',
  'slots.manage',
  'stock.adjust',
  'stock.till.record',
  'stock.safety.set',
  'couriers.policy.manage',
  'prices.own.set',
  'staff.manage',
  'commission.branch.release',
  'ratings.answer',
] as const satisfies readonly Permission[];

const personal: readonly Permission[] = ['couriers.carry', 'selling.sell'];

/**
 * Roles as data: sets of permissions, and where a grant of them may hold. HQ is several roles; an administrator has
 * every permission but those that only make sense for one person (carrying, selling).
 */
export const roles = {
  guide: { scopes: ['branch'], permissions: ['selling.sell', 'catalog.previews.read', 'members.greet'] },
  /** A village shop or a restaurant that has no stock: it sells by its code, and its home branch serves. */
  station: { scopes: ['branch'], permissions: ['selling.sell', 'catalog.previews.read'] },
  /** A member who opted in to share: no fee, no quota, nothing for bringing others in. */
  promoter: { scopes: ['self'], permissions: ['selling.sell'] },
  clerk: { scopes: ['branch'], permissions: clerk },
  manager: { scopes: ['branch'], permissions: manager },
  courier: { scopes: ['branch'], permissions: ['couriers.carry'] },
  /** 督导: looks after a list of branches, or all of a region, and sees at HQ what is of them. */
  supervisor: {
    scopes: ['branches', 'region'],
    permissions: [
      ...manager,
      'hq.enter',
      'locations.read',
      'refusals.read',
      'orders.read',
      'returns.read',
      'ratings.read',
      'roles.read',
    ],
  },
  /** A dealer or one of his people: his branches' stock, his contract about sharing, and his money. */
  owner: {
    scopes: ['owner'],
    permissions: [
      'sharing.read',
      'sharing.manage',
      'prices.own.set',
      'owner.statement.read',
      'owner.statement.answer',
      'stock.read',
      'transfers.read',
      'catalog.previews.read',
    ],
  },
  /** A till, or the system behind the tills: an app with a grant of this tells of sales and does nothing else. */
  till: { scopes: ['branch', 'branches', 'owner', 'brand'], permissions: ['stock.till.record'] },
  partner: { scopes: ['self'], permissions: [] },
  administrator: {
    scopes: ['brand'],
    permissions: permissionNames.filter((name) => !personal.includes(name)),
  },
  operations: {
    scopes: ['brand', 'region'],
    permissions: [
      ...atHq,
      'desk.enter',
      'fulfilments.work',
      'orders.personal_data.read',
      'orders.assign',
      'orders.refund',
      'returns.work',
      'returns.decide',
      'returns.lose',
      'couriers.policy.manage',
      'policies.edit',
      'policies.publish',
      'grids.edit',
      'grids.publish',
      'settings.edit',
      'settings.publish',
      'stops.manage',
      'pictures.add',
      'window.edit',
      'window.publish',
      'transfers.work',
      'transfers.direct',
      'locations.manage',
      'rollout.tick',
      'slots.manage',
      'codes.mint',
      'codes.manage',
      'sellers.manage',
      'ratings.answer',
      'ratings.moderate',
      'work.manage',
    ],
  },
  goods: {
    scopes: ['brand', 'region'],
    permissions: [
      ...atHq,
      'orders.cost.read',
      'stock.count',
      'stock.receive',
      'stock.adjust',
      'stock.till.record',
      'stock.safety.set',
      'stock.hot.manage',
      'stock.check',
      'imports.run',
      'transfers.work',
      'transfers.direct',
      'catalog.manage',
      'pictures.add',
      'window.edit',
      'window.publish',
      'prices.edit',
      'prices.publish',
      'codes.mint',
    ],
  },
  marketing: {
    scopes: ['brand', 'region'],
    permissions: [
      ...atHq,
      'pictures.add',
      'window.edit',
      'window.publish',
      'prices.edit',
      'prices.publish',
      'codes.mint',
      'codes.manage',
      'sellers.manage',
      'points.edit',
      'points.publish',
      'tiers.edit',
      'tiers.publish',
      'tiers.set',
      'ratings.answer',
      'ratings.moderate',
      'promotions.edit',
      'promotions.publish',
      'segments.manage',
      'segments.members.read',
      'coupons.give',
    ],
  },
  finance: {
    scopes: ['brand'],
    permissions: [
      ...atHq,
      'orders.cost.read',
      'orders.refund',
      'owner.statement.read',
      'owner.statement.answer',
      'sharing.manage',
      'contracts.edit',
      'contracts.manage',
      'rates.edit',
      'rates.publish',
      'commission.release',
      'settlement.run',
      'settlement.approve',
      'settlement.pay',
      'settlement.tax',
      'withholding.edit',
      'withholding.publish',
      'pool.deposit',
      'ledger.read',
      'ledger.monitor',
      'differences.settle',
      'points.adjust',
      'moving.sign',
    ],
  },
  support: {
    scopes: ['brand', 'region'],
    permissions: [
      ...atHq,
      'orders.personal_data.read',
      'orders.assign',
      'orders.refund',
      'moving.desk',
      'ratings.answer',
      'ratings.moderate',
    ],
  },
  warehouse: {
    scopes: ['brand', 'region'],
    permissions: [
      'hq.enter',
      'desk.enter',
      'locations.read',
      'fulfilments.read',
      'fulfilments.work',
      'slots.read',
      'stock.read',
      'stock.count',
      'stock.receive',
      'stock.adjust',
      'stock.till.record',
      'stock.safety.set',
      'imports.run',
      'transfers.read',
      'transfers.work',
    ],
  },
  /** Reads everything, changes nothing, and sees no customer's name, number or address. */
  auditor: { scopes: ['brand', 'region'], permissions: ['hq.enter', ...everythingRead] },
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof roles;
/** Whom a place takes in and lets go by itself. Who leads it is the brand's to say. */
export const branchStaffRoles = ['clerk', 'guide', 'courier'] as const satisfies readonly RoleName[];
/** What only makes sense for one person: it is given by those who do not do it themselves. */
export const personalPermissions = personal;
export const roleNames = Object.keys(roles) as [RoleName, ...RoleName[]];

const permissionsOf = new Map<RoleName, ReadonlySet<Permission>>(
  roleNames.map((name) => [name, new Set<Permission>(roles[name].permissions)]),
);

export function roleHas(role: RoleName, permission: Permission): boolean {
  return permissionsOf.get(role)?.has(permission) ?? false;
}
