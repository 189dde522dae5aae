import { roleNames } from '@jindian/shared/contract/people/member';
import { describe, expect, test } from 'vitest';
import { holdsRole, mayCall } from './access.ts';
import type { Principal } from './sessions.ts';

const as = (...roles: Principal['roles']): Principal => ({ memberId: 'M1', roles });
const clerkHere = as({ role: 'clerk', locationId: 'B001' });
const hq = as({ role: 'hq', locationId: null });

describe('who may call', () => {
  test('anyone what is public, signed in or not', () => {
    expect([mayCall('public', null, null), mayCall('public', clerkHere, 'B002')]).toEqual(['yes', 'yes']);
  });

  test('any member what is for members, and nobody else', () => {
    expect([mayCall('member', as(), null), mayCall('member', null, null)]).toEqual([
      'yes',
      'unauthenticated',
    ]);
  });

  test('a clerk at the own branch only; HQ everywhere', () => {
    const staff = ['clerk', 'hq'] as const;
    expect(mayCall(staff, clerkHere, 'B001')).toBe('yes');
    expect(mayCall(staff, clerkHere, 'B002')).toBe('forbidden');
    expect(mayCall(staff, hq, 'B002')).toBe('yes');
    expect(mayCall(staff, null, 'B001')).toBe('unauthenticated');
  });

  test('none by a role that the endpoint does not name, HQ included', () => {
    for (const role of roleNames) {
      const person = as({ role, locationId: role === 'hq' ? null : 'B001' });
      for (const wanted of roleNames) {
        expect([role, wanted, mayCall([wanted], person, 'B001')]).toEqual([
          role,
          wanted,
          role === wanted ? 'yes' : 'forbidden',
        ]);
      }
    }
  });

  test('where no place is concerned, whoever holds the role anywhere', () => {
    expect(holdsRole(clerkHere, ['clerk'], null)).toBe(true);
    expect(holdsRole(as(), ['clerk'], null)).toBe(false);
  });

  test('a role at one place and another role at another do not add up', () => {
    const both = as({ role: 'clerk', locationId: 'B001' }, { role: 'guide', locationId: 'B002' });
    expect(holdsRole(both, ['clerk'], 'B002')).toBe(false);
    expect(holdsRole(both, ['guide'], 'B002')).toBe(true);
  });

  test('a role without a place holds nowhere, unless it is HQ', () => {
    expect(holdsRole(as({ role: 'clerk', locationId: null }), ['clerk'], 'B001')).toBe(false);
  });
});
