import { scopeSchema } from '@jindian/shared/contract/people/member';
import { expect, test } from 'vitest';
import { chosenScope, readScope, scopeText } from './scopes.ts';

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
