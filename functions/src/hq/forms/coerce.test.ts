import { z } from '@jindian/shared/zod';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valueFrom } from './coerce.ts';
import { fieldsOf } from './fields.ts';

const read = (schema: z.ZodType, entries: [string, unknown][], names = {}) =>
  valueFrom(schema, fieldsOf(entries), { names });

describe('what a form means to a schema', () => {
  test('numbers in the unit of their name, and what is none stays what was typed', () => {
    const schema = z.object({
      quantity: z.int(),
      amountFen: z.int(),
      shareBasisPoints: z.int(),
      opensAtMinute: z.int(),
    });
    const typed: [string, string][] = [
      ['quantity', ' 12 '],
      ['amountFen', '1,200.50'],
      ['shareBasisPoints', '66.5'],
      ['opensAtMinute', '08:30'],
    ];
    expect(read(schema, typed)).toEqual({
      quantity: 12,
      amountFen: 120_050,
      shareBasisPoints: 6650,
      opensAtMinute: 510,
    });
    const wrong = read(schema, [
      ['quantity', 'x'],
      ['amountFen', '1e9'],
      ['shareBasisPoints', '101'],
      ['opensAtMinute', '25:00'],
    ]);
    expect(wrong).toEqual({
      quantity: 'x',
      amountFen: '1e9',
      shareBasisPoints: '101',
      opensAtMinute: '25:00',
    });
    expect(schema.safeParse(wrong).error?.issues.map(({ path }) => path[0])).toEqual([
      'quantity',
      'amountFen',
      'shareBasisPoints',
      'opensAtMinute',
    ]);
  });

  test('what is left empty: absent, null or an empty text, as the schema has it', () => {
    const schema = z.object({
      note: z.string().optional(),
      province: z.string().nullable(),
      limit: z.int().default(5),
      reason: z.string(),
      enabled: z.boolean(),
    });
    expect(read(schema, [['note', '  ']])).toEqual({ province: null, reason: '', enabled: false });
    expect(schema.parse(read(schema, [['reason', 'x']]))).toEqual({
      province: null,
      limit: 5,
      reason: 'x',
      enabled: false,
    });
    expect(read(schema, [['enabled', 'yes']])).toMatchObject({ enabled: true });
  });

  test('lists of texts, of objects by place, and records', () => {
    const schema = z.object({
      skuIds: z.array(z.string()),
      lines: z.array(z.object({ skuId: z.string(), quantity: z.int() })),
      priceFenBySku: z.record(z.string(), z.int()),
    });
    expect(
      read(schema, [
        ['skuIds', 'P001-01、P001-02, P003-01'],
        ['skuIds', 'P004-01'],
        ['lines.1.skuId', 'b'],
        ['lines.1.quantity', '2'],
        ['lines.0.skuId', 'a'],
        ['lines.0.quantity', 'two'],
        ['lines.4000.skuId', 'far'],
        ['lines.x.skuId', 'nowhere'],
        ['priceFenBySku.P001-01', '12.50'],
        ['priceFenBySku.P002-01', ''],
      ]),
    ).toEqual({
      skuIds: ['P001-01', 'P001-02', 'P003-01', 'P004-01'],
      lines: [
        { skuId: 'a', quantity: 'two' },
        { skuId: 'b', quantity: 2 },
      ],
      priceFenBySku: { 'P001-01': 1250 },
    });
  });

  test('one of several kinds by its name, under names of its own', () => {
    const schema = z.object({
      action: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('allocate') }),
        z.strictObject({ type: z.literal('wait'), minutes: z.int(), evenWithoutStock: z.boolean() }),
      ]),
    });
    const names = { 'action.type': 'action', 'action.minutes': 'within' };
    expect(
      read(
        schema,
        [
          ['action', 'wait'],
          ['within', '15'],
        ],
        names,
      ),
    ).toEqual({ action: { type: 'wait', minutes: 15, evenWithoutStock: false } });
    expect(read(schema, [['action', 'constructor']], names)).toEqual({ action: { type: 'constructor' } });
  });

  test('no name means anything to the language, and no input throws', () => {
    const schema = z.object({
      constructor: z.string(),
      prices: z.record(z.string(), z.int()),
      to: z.union([z.int(), z.string().regex(/^[a-z]+$/)]).optional(),
    });
    const hostile = read(schema, [
      ['__proto__', 'x'],
      ['prices.__proto__', '5'],
      ['prices.constructor', '6'],
    ]) as { prices: object };
    expect(Object.getPrototypeOf(hostile.prices)).toBe(Object.prototype);
    expect(Object.keys(hostile.prices)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const name = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'prices.toString', 'to', 'to.0', '', '.', 'prices.'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (entries) => {
        schema.safeParse(read(schema, entries));
      }),
    );
  });
});
