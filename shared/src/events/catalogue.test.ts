import { describe, expect, test } from 'vitest';
import { z } from '../zod.ts';
import { eventCatalogue } from './catalogue.ts';
import { defineEvent, knowsEvent, readEvent } from './define.ts';

type Json = {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Json>;
  items?: Json;
  anyOf?: Json[];
};

/** Every value that an event may hold, by its name. */
function leavesOf(name: string, { properties, items, anyOf, ...leaf }: Json): [string, Json][] {
  if (properties) return Object.entries(properties).flatMap(([field, schema]) => leavesOf(field, schema));
  if (items) return leavesOf(name, items);
  if (anyOf) return anyOf.filter(({ type }) => type !== 'null').flatMap((one) => leavesOf(name, one));
  return [[name, leaf]];
}

/** Names of what is counted and of times and money say their unit; points are one. */
const figures =
  /(Fen|Ms|Days|[qQ]uantity|BasisPoints|basisPoints|Percent)$|^(sequence|attempt|revision|number|step|points)$/;
/** Ids and codes: never what a person is called, and no text that somebody wrote. */
const codes = /(Id|Ids)$|^(orderNumber|number|by|name|subject|fields|province)$/;

describe('the catalogue of events', () => {
  const events = Object.entries(eventCatalogue);

  test.each(events)('%s says ids and figures, and nothing about a person', (type, { data }) => {
    const leaves = leavesOf(type, z.toJSONSchema(data as z.ZodType) as Json);
    expect(leaves.length).toBeGreaterThan(0);
    for (const [name, { type: kind, enum: choices }] of leaves) {
      if (choices || kind === 'boolean') continue;
      expect(name, `${type}: ${name}`).toMatch(kind === 'integer' ? figures : codes);
    }
  });

  test.each(events)('%s names what it is about, and the order of what happened to it', (type, event) => {
    const fields: readonly string[] = Object.keys(event.data.shape);
    expect(fields, type).toContain(event.id);
    if (event.sequence !== null) expect(fields, type).toContain(event.sequence);
    expect(event.version).toBeGreaterThan(0);
  });
});

describe('an event', () => {
  const catalogue = {
    'it.happened': defineEvent({
      version: 2,
      aggregate: 'order',
      id: 'orderId',
      sequence: null,
      data: z.object({ orderId: z.string(), amountFen: z.int() }),
      earlier: { 1: ({ amountYuan, ...data }) => ({ ...data, amountFen: Number(amountYuan) * 100 }) },
    }),
  };
  const event = (version: number, data: Record<string, unknown>, type = 'it.happened') => ({
    type,
    version,
    data: { orderId: 'O1', ...data },
  });

  test('of the version before is read as the present one, so that consumers can be deployed first', () => {
    const present = { orderId: 'O1', amountFen: 500 };
    expect(readEvent(catalogue, event(2, { amountFen: 500 }))).toEqual(present);
    expect(readEvent(catalogue, event(1, { amountYuan: 5 }))).toEqual(present);
  });

  test.each([
    ['a later version', event(3, { amountFen: 500 })],
    ['no version', event(0, { amountFen: 500 })],
    ['an unknown type', event(2, { amountFen: 500 }, 'it.was_not')],
    ['a name that every object has', event(1, {}, 'constructor')],
  ])('of %s is known to nobody, and reading it fails', (_, unknown) => {
    expect(knowsEvent(catalogue, unknown)).toBe(false);
    expect(() => readEvent(catalogue, unknown)).toThrow('nobody knows');
  });

  test('that is not as its schema says fails', () => {
    expect(() => readEvent(catalogue, event(2, { amountFen: 'much' }))).toThrow('amountFen');
    expect(() => readEvent(catalogue, event(1, { amountYuan: 'much' }))).toThrow('amountFen');
  });
});
