import { branchGrant } from '@jindian/shared/access';
import { expect, test } from 'vitest';
import { knownPayees } from './known-payees.ts';

test('whoever is paid is known by what they sell as, with who employs them, and dealers by one look', async () => {
  const places: Record<string, object> = {
    B1: { id: 'B1', name: { zh: '直营店', en: 'Own' }, ownership: 'hq', ownerId: 'hq' },
    B2: { id: 'B2', name: { zh: '加盟店', en: 'Franchised' }, ownership: 'dealer', ownerId: 'D1' },
  };
  const member = (displayName: string, ...roles: object[]) => ({
    profile: { displayName },
    roles,
    suspended: [],
  });
  const members: Record<string, object> = {
    GUIDE: member('陈晓', branchGrant('guide', 'B1')),
    HELPER: member('韩梅', branchGrant('guide', 'B2')),
    RIDER: member('周骑', branchGrant('courier', 'B2')),
    FRIEND: member('李雷'),
  };
  const looks: (readonly string[])[] = [];
  const known = knownPayees({
    network: { location: async (id: string) => places[id] ?? null },
    members: { read: async (id: string) => members[id] ?? null },
    async owners(ids: readonly string[]) {
      looks.push(ids);
      return new Map(ids.map((id) => [id, { zh: `${id}商贸`, en: id }]));
    },
  } as unknown as Parameters<typeof knownPayees>[0]);
  const found = await known(['GUIDE', 'HELPER', 'RIDER', 'FRIEND', 'B2', 'dealer.D1', 'dealer.D2', 'NOBODY']);
  expect(Object.fromEntries(found)).toEqual({
    GUIDE: { name: '陈晓', sellerKind: 'guide', employerId: null },
    HELPER: { name: '韩梅', sellerKind: 'guide', employerId: 'D1', employerName: 'D1商贸' },
    RIDER: { name: '周骑', sellerKind: 'courier', employerId: 'D1', employerName: 'D1商贸' },
    FRIEND: { name: '李雷', sellerKind: 'promoter', employerId: null },
    B2: { name: '加盟店', sellerKind: 'branch', employerId: null },
    'dealer.D1': { name: 'D1商贸', sellerKind: 'dealer', employerId: null },
    'dealer.D2': { name: 'D2商贸', sellerKind: 'dealer', employerId: null },
  });
  expect(looks).toEqual([['D1', 'D2']]);
  expect([...(await known(['GUIDE']))]).toHaveLength(1);
  expect(looks).toHaveLength(1);
});
