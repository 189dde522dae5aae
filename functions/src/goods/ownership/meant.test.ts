import { expect, test } from 'vitest';
import { ownersMeant } from './meant.ts';

const meant = ownersMeant([
  { ownerId: 'D1', names: ['鲁东商贸', 'Ludong'] },
  { ownerId: 'D2', names: ['江南商贸'] },
  { ownerId: 'D3', names: ['江南商贸'] },
  { ownerId: '鲁东商贸二部', names: ['D2'] },
]);

test('a dealer is meant by number or name, whichever case; a number counts more than a name', () => {
  for (const [text, ownerId] of [
    ['D1', 'D1'],
    [' d1 ', 'D1'],
    ['鲁东商贸', 'D1'],
    ['ludong', 'D1'],
    ['HQ', 'hq'],
    ['D2', 'D2'],
    ['鲁东商贸二部', '鲁东商贸二部'],
    ['D-77', 'D-77'],
  ] as const)
    expect([text, meant(text)]).toEqual([text, { ownerId }]);
});

test('a name that several have is asked about, and one that nobody has is no new dealer', () => {
  expect(meant('江南商贸')).toEqual({ several: ['D2', 'D3'] });
  for (const text of ['鲁东商茂', 'Ludon', 'D 7', '', '<b>7'])
    expect([text, meant(text)]).toEqual([text, null]);
});
