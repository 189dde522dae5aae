import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import { z } from '@jindian/shared/zod';
import { expect, test } from 'vitest';
import { say, sayCode } from '../../words/say.ts';
import { detailsOf } from './audit-details.tsx';

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
  expect(detailsOf(visit, asked)).toEqual([
    { label: '明细 · 第 1 项 · 行', value: '1' },
    { label: '明细 · 第 1 项 · 件数', value: '2' },
    { label: '明细 · 第 1 项 · 另退金额', value: '¥0.00' },
    { label: '明细 · 第 2 项 · 行', value: '2' },
    { label: '明细 · 第 2 项 · 件数', value: '0' },
    { label: '明细 · 第 2 项 · 另退金额', value: '¥12.50' },
    { label: '原因', value: '破损' },
  ]);
  const change = { status: 'suspended', opensAtMinute: 540, serviceRadiusMeters: null, abilities: [] };
  expect(detailsOf(visit, change)).toEqual([
    { label: '营业状态', value: '暂停接单' },
    { label: '开门时间', value: '09:00' },
    { label: '能力', value: '无' },
  ]);
});

/** Every name of a value in a schema, as JSON Schema has it. */
function namesIn(schema: unknown, names: Set<string>): Set<string> {
  if (Array.isArray(schema)) for (const each of schema) namesIn(each, names);
  else if (schema && typeof schema === 'object')
    for (const [key, inner] of Object.entries(schema)) {
      if (key === 'properties') for (const name of Object.keys(inner as object)) names.add(name);
      if (key !== 'enum') namesIn(inner, names);
    }
  return names;
}

test('each thing that an audited endpoint is asked with, and acts upon, has a word in both languages', () => {
  const missing: string[] = [];
  for (const id of Object.keys(endpoints) as EndpointId[]) {
    const { audited, access, body, params } = endpoints[id] as (typeof endpoints)[EndpointId] & {
      audited?: string;
      body?: z.ZodType;
      params?: z.ZodType;
    };
    // Of what members say of themselves only the names are kept.
    if (!audited) continue;
    const json = (part: z.ZodType | undefined) =>
      part
        ? namesIn(z.toJSONSchema(part, { io: 'input', unrepresentable: 'any' }), new Set())
        : new Set<string>();
    const words = [
      ...(access === 'member' ? [] : [...json(body)].map((name) => ['auditField', name] as const)),
      ...[...json(params)].map((name) => ['auditTarget', name.replace(/Id$/, '')] as const),
    ];
    for (const [group, name] of words) {
      const said = (['zh', 'en'] as const).map((language) => sayCode(language, group, name));
      if (said.includes(name)) missing.push(`${id}: ${group}.${name}`);
    }
  }
  expect(missing).toEqual([]);
});
