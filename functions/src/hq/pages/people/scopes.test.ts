import { scopeSchema } from '@jindian/shared/contract/people/member';
import { expect, test } from 'vitest';
import { buildNetworkSnapshot } from '../../../places/network/snapshot.ts';
import { smallNetwork } from '../../../places/network/snapshot-fixture.ts';
import { regionsOf } from './grant-fields.tsx';
import { chosenScope, readScope, scopeNames, scopeText, scopeWords } from './scopes.ts';

test.each([
  ['branch:', 'B00001', 'branch:B00001'],
  ['branches:', 'B00001, B00002', 'branches:B00001,B00002'],
  ['owner:', 'D0001', 'owner:D0001'],
  // What is left in the field beside it belongs to nothing that is chosen.
  ['region:广东省', 'B00001', 'region:广东省'],
  ['region:广东省:深圳市', 'B00001', 'region:广东省:深圳市'],
  ['brand', 'B00001', 'brand'],
  ['self', 'D0001', 'self'],
  // Taking one away names it whole.
  ['branch:B00001', '', 'branch:B00001'],
])('chosen %s beside %s is %s', (chosen, ids, scope) => {
  const typed = new Map(
    ids.split(', ').map((id, nth) => [`scopePlace${nth + 1}`, id && `近店·某店 · ${id}`]),
  );
  typed.set('scope', chosen).set('scopeOwner', ids);
  const fields = { text: (name: string) => typed.get(name) ?? '' };
  expect(scopeText(scopeSchema.parse(readScope(chosenScope(fields))))).toBe(scope);
});

test('no scope names a place twice, nor the brand itself as a dealer', () => {
  const isOne = (scope: unknown) => scopeSchema.safeParse(scope).success;
  expect(isOne({ kind: 'branches', locationIds: ['B00001', 'B00002'] })).toBe(true);
  expect(isOne({ kind: 'branches', locationIds: ['B00001', 'B00002', 'B00001'] })).toBe(false);
  expect(isOne({ kind: 'owner', ownerId: 'D0001' })).toBe(true);
  expect(isOne({ kind: 'owner', ownerId: 'hq' })).toBe(false);
});

test.each([
  ['zh', '广东省 深圳市', ['广东省', '深圳市']],
  ['en', 'Guangdong 广东省, Shenzhen 深圳市', ['Guangdong 广东省', 'Shenzhen 深圳市']],
] as const)('a region is read and chosen in %s', async (language, read, offered) => {
  const where = { province: '广东省', city: '深圳市' };
  const locations = smallNetwork().locations.map((one) => ({ ...one, ...where }));
  const snapshot = buildNetworkSnapshot({ ...smallNetwork(), locations });
  const network = { current: async () => snapshot };
  const visit = { language, t: (word: never) => word } as never;
  const scope = { kind: 'region' as const, ...where };
  const names = await scopeNames(visit, { network, ownerNames: async () => new Map() } as never, [scope]);
  expect(scopeWords(visit, scope, names)).toBe(read);
  const { cities, nameOf } = await regionsOf(network as never, visit);
  expect([...cities].flat(2).map(nameOf)).toEqual(offered);
});
