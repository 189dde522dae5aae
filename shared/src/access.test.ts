import { describe, expect, test } from 'vitest';
import {
  type At,
  anywhere,
  atPlace,
  branchGrant,
  brandGrant,
  type Caller,
  isWholeGrant,
  may,
  placesNamed,
  wholeBrand,
  worksAtPlaces,
} from './access.ts';
import type { RoleGrant, Scope } from './contract/people/member.ts';
import {
  auditedKinds,
  permissionNames,
  permissions,
  roleHas,
  roleNames,
  roles,
} from './contract/people/permissions.ts';

const huangpu = { id: 'B001', province: '上海市', city: '上海市', ownerId: 'hq' };
const zhifu = { id: 'B002', province: '山东省', city: '烟台市', ownerId: 'D0001' };
const qingdao = { id: 'B003', province: '山东省', city: '青岛市', ownerId: 'D0001' };
const as = (...grants: RoleGrant[]): Caller => ({ kind: 'member', memberId: 'M1', roles: grants });
const places: [string, At][] = [
  ['anywhere', anywhere],
  ['brand', wholeBrand],
  ['huangpu', atPlace(huangpu)],
  ['zhifu', atPlace(zhifu)],
  ['qingdao', atPlace(qingdao)],
  ['D0001', { kind: 'owner', ownerId: 'D0001' }],
  ['unknown', { kind: 'place', locationId: 'B999' }],
];
/** Every role holds this one somewhere in the table below. */
const reaches = (scope: Scope) =>
  places
    .filter(([, at]) => may(as({ role: 'administrator', scope }), 'stock.read', at))
    .map(([name]) => name);

describe('where a grant holds', () => {
  test.each<[Scope, string[]]>([
    [{ kind: 'brand' }, places.map(([name]) => name)],
    [{ kind: 'region', province: '山东省', city: null }, ['anywhere', 'zhifu', 'qingdao']],
    [{ kind: 'region', province: '山东省', city: '烟台市' }, ['anywhere', 'zhifu']],
    [{ kind: 'branches', locationIds: ['B001', 'B003'] }, ['anywhere', 'huangpu', 'qingdao']],
    [{ kind: 'owner', ownerId: 'D0001' }, ['anywhere', 'zhifu', 'qingdao', 'D0001']],
    [{ kind: 'branch', locationId: 'B002' }, ['anywhere', 'zhifu']],
    [{ kind: 'self' }, ['anywhere']],
  ])('%j', (scope, expected) => {
    expect(reaches(scope)).toEqual(expected);
  });

  test('a place whose region nobody told is in no region and of no owner', () => {
    const at: At = { kind: 'place', locationId: 'B002' };
    for (const scope of [
      { kind: 'region', province: '山东省', city: null },
      { kind: 'owner', ownerId: 'D0001' },
    ] as const)
      expect(may(as({ role: 'administrator', scope }), 'stock.read', at)).toBe(false);
  });
});

describe('may', () => {
  test('exactly the permissions of the role, for every role and permission', () => {
    for (const role of roleNames) {
      const caller = as(brandGrant(role));
      for (const permission of permissionNames)
        expect([role, permission, may(caller, permission, wholeBrand)]).toEqual([
          role,
          permission,
          (roles[role].permissions as readonly string[]).includes(permission),
        ]);
    }
  });

  test('a permission at one place and another permission at another do not add up', () => {
    const both = as(branchGrant('clerk', 'B001'), branchGrant('manager', 'B002'));
    expect(may(both, 'stock.adjust', atPlace(huangpu))).toBe(false);
    expect(may(both, 'stock.adjust', atPlace(zhifu))).toBe(true);
  });

  test('an app by its grants, the system always, nobody without a grant', () => {
    const app: Caller = { kind: 'app', appId: 'erp', roles: [brandGrant('warehouse')] };
    expect(may(app, 'stock.count', wholeBrand)).toBe(true);
    expect(may(app, 'pool.deposit', wholeBrand)).toBe(false);
    for (const permission of permissionNames) {
      expect(may({ kind: 'system' }, permission, wholeBrand)).toBe(true);
      expect(may(as(), permission, anywhere)).toBe(false);
    }
  });
});

describe('roles', () => {
  test('an auditor only reads, and reads no personal data', () => {
    for (const permission of permissionNames)
      if (roleHas('auditor', permission) && permission !== 'hq.enter')
        expect([permission, permissions[permission]]).toEqual([permission, 'read']);
  });

  test('nobody outside HQ holds what moves money, grants rights or publishes policies, but for the own branch', () => {
    const outside = roleNames.filter((role) => !(roles[role].scopes as readonly string[]).includes('brand'));
    const held = outside.flatMap((role) =>
      permissionNames
        .filter((name) => auditedKinds.includes(permissions[name]) && roleHas(role, name))
        .map((name) => `${role} ${name}`),
    );
    expect(held.sort()).toEqual([
      'manager commission.branch.release',
      'manager couriers.policy.manage',
      'manager prices.own.set',
      'manager returns.blind',
      'manager returns.decide',
      'manager staff.manage',
      'owner prices.own.set',
      'owner sharing.manage',
      'supervisor commission.branch.release',
      'supervisor couriers.policy.manage',
      'supervisor prices.own.set',
      'supervisor returns.blind',
      'supervisor returns.decide',
      'supervisor staff.manage',
    ]);
  });

  test('every permission is held by some role, and an administrator holds whatever is not one person’s work', () => {
    for (const permission of permissionNames) {
      expect(roleNames.some((role) => roleHas(role, permission))).toBe(true);
      const personal = permission === 'couriers.carry' || permission === 'selling.sell';
      expect([permission, roleHas('administrator', permission)]).toEqual([permission, !personal]);
    }
  });

  test('a till tells of sales, and does and sees nothing else; a clerk receives, and puts no level right', () => {
    expect(permissionNames.filter((name) => roleHas('till', name))).toEqual(['stock.till.record']);
    const clerk = permissionNames.filter((name) => name.startsWith('stock.') && roleHas('clerk', name));
    expect(clerk).toEqual(['stock.read', 'stock.count', 'stock.receive']);
    const till: Caller = { kind: 'app', appId: 'pos', roles: [branchGrant('till', 'B001')] };
    expect(may(till, 'stock.till.record', atPlace(huangpu))).toBe(huangpu.id === 'B001');
    expect(may(till, 'stock.receive', atPlace(huangpu))).toBe(false);
  });

  test('a grant has a scope that its role may have', () => {
    expect(isWholeGrant(branchGrant('clerk', 'B001'))).toBe(true);
    expect(isWholeGrant(brandGrant('clerk'))).toBe(false);
    expect(isWholeGrant(branchGrant('administrator', 'B001'))).toBe(false);
    expect(isWholeGrant({ role: 'owner', scope: { kind: 'owner', ownerId: 'D0001' } })).toBe(true);
  });

  test('the places that grants name, each once', () => {
    const grants: RoleGrant[] = [
      branchGrant('courier', 'B001'),
      branchGrant('clerk', 'B002'),
      { role: 'supervisor', scope: { kind: 'branches', locationIds: ['B002', 'B003'] } },
    ];
    expect(placesNamed(grants, 'couriers.carry')).toEqual(['B001']);
    expect(placesNamed(grants, 'fulfilments.work')).toEqual(['B002', 'B003']);
  });

  test('who looks after a region is at work at places, and HQ is not', () => {
    const supervisor: RoleGrant = {
      role: 'supervisor',
      scope: { kind: 'region', province: '上海市', city: null },
    };
    expect(worksAtPlaces([supervisor], 'fulfilments.work')).toBe(true);
    expect(worksAtPlaces([branchGrant('clerk', 'B002')], 'fulfilments.work')).toBe(true);
    expect(worksAtPlaces([branchGrant('courier', 'B001')], 'fulfilments.work')).toBe(false);
    expect(worksAtPlaces([brandGrant('administrator')], 'fulfilments.work')).toBe(false);
  });
});
