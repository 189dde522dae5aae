import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countiesAlone } from '../counties/counties.ts';
import { doubtOf } from './doubtful-point.ts';

const snapshot = countiesAlone.snapshot();
const at = (latGcj02: number, lngGcj02: number) => ({ latGcj02, lngGcj02 });

test('numbers that changed places are told wherever in the country, and what lies elsewhere is outside', () => {
  fc.assert(
    fc.property(fc.constantFrom(...snapshot.counties), ({ centerGcj02: [lng, lat], city, county }) => {
      expect(doubtOf(snapshot, at(lng, lat), `${city}${county}某路 1 号`)).toEqual({ kind: 'swapped' });
      expect(doubtOf(snapshot, at(-lat, lng), '')).toEqual({ kind: 'outside' });
    }),
  );
  expect(doubtOf(snapshot, at(40.71, -74), '')).toEqual({ kind: 'outside' });
  expect(doubtOf(snapshot, at(Number.NaN, 121), '')).toBeNull();
});

test('what its address names is not doubted, whichever county it is', () => {
  fc.assert(
    fc.property(fc.constantFrom(...snapshot.counties), ({ centerGcj02: [lng, lat] }) => {
      const here = snapshot.countyAt(at(lat, lng));
      fc.pre(here !== null);
      for (const text of [`${here?.city}${here?.county}某路 1 号`, `${here?.county}某路 1 号`, '某路 1 号'])
        expect(doubtOf(snapshot, at(lat, lng), text)).toBeNull();
    }),
  );
});

test('another county than the address says is told, with how far it is; a street called after a city is none', () => {
  const peoplesSquare = at(31.2336, 121.4707);
  expect(doubtOf(snapshot, peoplesSquare, '上海市黄浦区南京东路 1 号')).toBeNull();
  expect(doubtOf(snapshot, peoplesSquare, '南京东路 1 号')).toBeNull();
  const other = doubtOf(snapshot, peoplesSquare, '上海市浦东新区世纪大道 1 号');
  expect(other).toMatchObject({ kind: 'other_county', at: '上海市黄浦区', said: '上海市浦东新区' });
  const far = doubtOf(snapshot, peoplesSquare, '烟台市芝罘区南大街 1 号');
  expect(far).toMatchObject({ said: '烟台市芝罘区' });
  if (far?.kind === 'other_county') expect(Math.round(far.meters / 100_000)).toBe(7);
  // No county is named: the city counts.
  expect(doubtOf(snapshot, peoplesSquare, '烟台市南大街 1 号')).toMatchObject({ said: '烟台市' });
});
