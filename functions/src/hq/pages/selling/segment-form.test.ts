import { segmentConditionsSchema } from '@jindian/shared/contract/selling/segments';
import { expect, test } from 'vitest';
import { conditionsFrom, fieldsFrom } from './segment-form.ts';

test('conditions are filled into the form as they were filled in', () => {
  const conditions = segmentConditionsSchema.parse([
    { kind: 'rfm', groups: ['at_risk', 'dormant'] },
    { kind: 'last_bought', is: 'not_within', days: 90 },
    { kind: 'joined', is: 'within', days: 365 },
    { kind: 'orders', from: 2, to: null, days: null },
    { kind: 'spent', from: 0, to: 100_050, days: 30 },
    { kind: 'bought', is: 'none', categoryIds: ['shoes', 'shoes.running'], days: null },
    { kind: 'bought_at', is: 'any', locationIds: ['B00001', 'B00002'], days: 7 },
    { kind: 'tier', is: 'none', tierIds: [] },
    { kind: 'guide', is: 'any', sellerIds: ['01JD3V8Q9XKZ4M7T2N5R6W8Y1C'] },
    { kind: 'tags', is: 'all', tags: ['跑步', 'vip'] },
  ]);
  const fields = fieldsFrom(conditions);
  expect(fields && conditionsFrom(fields)).toEqual(conditions);
  const never = fieldsFrom([{ kind: 'never_bought' }]);
  expect(never && conditionsFrom(never)).toEqual([{ kind: 'never_bought' }]);
});

test('the form has one condition of each kind, and what is not filled in is none', () => {
  expect(fieldsFrom([{ kind: 'never_bought' }, { kind: 'never_bought' }])).toBeNull();
  expect(conditionsFrom({ text: () => '', all: () => [] })).toEqual([]);
});

test('what cannot be read is refused by the schema, not dropped', () => {
  const said = (values: Record<string, string>) =>
    segmentConditionsSchema.safeParse(conditionsFrom({ text: (name) => values[name] ?? '', all: () => [] }))
      .success;
  expect(said({ 'spent.from': 'many' })).toBe(false);
  expect(said({ 'last_bought.is': 'within', 'last_bought.days': 'x' })).toBe(false);
  expect(said({ 'last_bought.days': '30' })).toBe(false);
  expect(said({ 'orders.from': '3', 'orders.to': '2' })).toBe(false);
});
