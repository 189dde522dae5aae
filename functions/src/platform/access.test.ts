import { branchGrant, brandGrant } from '@jindian/shared/access';
import { needs } from '@jindian/shared/contract/endpoint';
import { describe, expect, test } from 'vitest';
import { mayCall, whereOf } from './access.ts';
import type { Principal } from './sessions.ts';

const as = (...roles: Principal['roles']): Principal => ({ kind: 'member', memberId: 'M1', roles });
const network: Record<string, { province: string; city: string; ownerId: string }> = {
  B001: { province: '上海市', city: '上海市', ownerId: 'hq' },
  B002: { province: '山东省', city: '烟台市', ownerId: 'D0001' },
};
const surroundingsOf = async (locationId: string) => network[locationId] ?? null;

async function verdict(
  access: Parameters<typeof whereOf>[0],
  principal: Principal | null,
  params: Record<string, string> = {},
) {
  return mayCall(access, principal, await whereOf(access, params, surroundingsOf));
}

describe('who may call', () => {
  test('anyone what is public, signed in or not', async () => {
    expect([await verdict('public', null), await verdict('public', as())]).toEqual(['yes', 'yes']);
  });

  test('any member what is for members, and nobody else', async () => {
    expect([await verdict('member', as()), await verdict('member', null)]).toEqual([
      'yes',
      'unauthenticated',
    ]);
  });

  test('who holds the permission at the place in the path', async () => {
    const row = needs('stock.read', 'location');
    const clerk = as(branchGrant('clerk', 'B001'));
    const inShandong = as({
      role: 'supervisor',
      scope: { kind: 'region', province: '山东省', city: null },
    });
    const owner = as({ role: 'owner', scope: { kind: 'owner', ownerId: 'D0001' } });
    const at = async (principal: Principal | null) => [
      await verdict(row, principal, { locationId: 'B001' }),
      await verdict(row, principal, { locationId: 'B002' }),
      await verdict(row, principal, { locationId: 'B999' }),
    ];
    expect(await at(clerk)).toEqual(['yes', 'forbidden', 'forbidden']);
    expect(await at(inShandong)).toEqual(['forbidden', 'yes', 'forbidden']);
    expect(await at(owner)).toEqual(['forbidden', 'yes', 'forbidden']);
    expect(await at(as(brandGrant('goods')))).toEqual(['yes', 'yes', 'yes']);
    expect(await at(null)).toEqual(['unauthenticated', 'unauthenticated', 'unauthenticated']);
  });

  test('the dealer in the path, himself or HQ', async () => {
    const row = needs('owner.statement.read', 'owner');
    const owner = as({ role: 'owner', scope: { kind: 'owner', ownerId: 'D0001' } });
    expect(await verdict(row, owner, { ownerId: 'D0001' })).toBe('yes');
    expect(await verdict(row, owner, { ownerId: 'D0002' })).toBe('forbidden');
    expect(await verdict(row, owner)).toBe('forbidden');
    expect(await verdict(row, as(brandGrant('finance')), { ownerId: 'D0002' })).toBe('yes');
    // A manager of one of the dealer's branches is not the dealer.
    expect(await verdict(row, as(branchGrant('manager', 'B002')), { ownerId: 'D0001' })).toBe('forbidden');
  });

  test('what is for the whole brand takes a grant for the whole brand', async () => {
    const row = needs('orders.read', 'brand');
    const supervisor = as({ role: 'supervisor', scope: { kind: 'branches', locationIds: ['B001', 'B002'] } });
    expect(await verdict(row, supervisor)).toBe('forbidden');
    expect(await verdict(row, as(brandGrant('support')))).toBe('yes');
  });
});
