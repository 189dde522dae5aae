import type { Endpoint } from '@jindian/shared/contract/endpoint';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import { productBulkChangeSchema, productFilterSchema } from '@jindian/shared/contract/goods/product-bulk';
import { differenceStates } from '@jindian/shared/contract/money/differences';
import { refundStates } from '@jindian/shared/contract/money/payments';
import { type AuditedAct, auditedActs } from '@jindian/shared/contract/people/audit';
import { placeBulkChangeSchema } from '@jindian/shared/contract/places/place-bulk';
import { placeFilterSchema } from '@jindian/shared/contract/places/place-filter';
import { fulfilmentStates, orderStates } from '@jindian/shared/contract/serving/order';
import { returnStates } from '@jindian/shared/contract/serving/returns';
import { expect, test } from 'vitest';
import { saidBy } from '../../testing/schema-words.ts';
import { say, sayCode } from '../../words/say.ts';
import { detailsOf } from './audit-details.tsx';
import { fieldWord, valueWord } from './audit-says.ts';

const visit = {
  language: 'zh' as const,
  path: '/hq/audit',
  t: (...[word, params]: [Parameters<typeof say>[1], Parameters<typeof say>[2]?]) => say('zh', word, params),
  code: (group: string, code: string) => sayCode('zh', group, code),
};

test('what was asked for is a list of words and amounts, not of braces', () => {
  const asked = {
    lines: [
      { lineId: '1', quantity: 2, extraFen: 0 },
      { lineId: '2', quantity: 0, extraFen: 1_250 },
    ],
    reason: '破损',
  };
  expect(detailsOf(visit, 'order.refund', asked)).toEqual([
    { label: '明细 · 第 1 项 · 行', value: '1' },
    { label: '明细 · 第 1 项 · 件数', value: '2' },
    { label: '明细 · 第 1 项 · 另退金额', value: '¥0.00' },
    { label: '明细 · 第 2 项 · 行', value: '2' },
    { label: '明细 · 第 2 项 · 件数', value: '0' },
    { label: '明细 · 第 2 项 · 另退金额', value: '¥12.50' },
    { label: '原因', value: '破损' },
  ]);
  const change = { status: 'suspended', opensAtMinute: 540, serviceRadiusMeters: null, abilities: [] };
  expect(detailsOf(visit, 'location.change', change)).toEqual([
    { label: '营业状态', value: '暂停接单' },
    { label: '开门时间', value: '09:00' },
    { label: '能力', value: '无' },
  ]);
});

const languages = ['zh', 'en'] as const;
const reading = (language: 'zh' | 'en') => ({
  language,
  code: (group: string, code: string) => sayCode(language, group, code),
});
const audited = (Object.keys(endpoints) as EndpointId[]).flatMap((id) => {
  const row = endpoints[id] as Endpoint;
  return row.audited ? [{ ...row, act: row.audited }] : [];
});

test('every act has a name in both languages', () => {
  const raw = auditedActs.filter((act) => languages.some((each) => sayCode(each, 'act', act) === act));
  expect(raw).toEqual([]);
});

test('each thing that an audited endpoint is asked with, and acts upon, has a word in both languages', () => {
  const raw: string[] = [];
  for (const { id, act, access, body, params } of audited) {
    for (const visit of languages.map(reading)) {
      const { names, codes } = body ? saidBy(body) : { names: new Set<string>(), codes: [] };
      for (const name of names) if (fieldWord(visit, name) === name) raw.push(`${id}: field ${name}`);
      // Of what members say of themselves only the names are kept.
      if (access !== 'member')
        for (const { name, code } of codes)
          if (valueWord(visit, act, name, code) === code) raw.push(`${id}: ${name} ${code}`);
      for (const name of params ? saidBy(params).names : []) {
        const kind = name.replace(/Id$/, '');
        if (visit.code('auditTarget', kind) === kind) raw.push(`${id}: target ${kind}`);
      }
    }
  }
  expect(raw).toEqual([]);
});

test('all that a bulk edit may change, and by what it is chosen, has a word in both languages', () => {
  const raw: string[] = [];
  for (const schema of [
    placeBulkChangeSchema,
    placeFilterSchema,
    productBulkChangeSchema,
    productFilterSchema,
  ])
    for (const visit of languages.map(reading)) {
      const { names, codes } = saidBy(schema);
      for (const name of names) if (fieldWord(visit, name) === name) raw.push(`field ${name}`);
      for (const { name, code } of codes)
        if (valueWord(visit, 'bulk.start', name, code) === code) raw.push(`${name} ${code}`);
    }
  expect(raw).toEqual([]);
});

test('every state that an order, a part of it, money or a difference was in has a word, in the act that tells of it', () => {
  const tells: [AuditedAct, readonly string[]][] = [
    ['order.call_off', orderStates],
    ['order.refund', orderStates],
    ['fulfilment.assign', fulfilmentStates],
    ['fulfilment.cancel', fulfilmentStates],
    ['refund.resolve', refundStates],
    ['return.decide', returnStates],
    ['return.lose', returnStates],
    ['difference.settle', differenceStates],
  ];
  for (const [act, states] of tells)
    for (const state of states)
      for (const visit of languages.map(reading))
        expect([act, state, valueWord(visit, act, 'state', state) === state]).toEqual([act, state, false]);
});

test('what lies between items is of the language, and what was left empty is not told', () => {
  const value = { abilities: ['cold', 'large'], note: '', reason: '破损' };
  const said = (language: 'zh' | 'en') =>
    detailsOf(
      { ...visit, ...reading(language), t: (...args) => say(language, ...args) },
      'location.change',
      value,
    );
  expect(said('zh').map((each) => each.value)).toEqual(['冷链、大件', '破损']);
  expect(said('en').map((each) => each.value)).toEqual(['Cold chain, Large goods', '破损']);
});
