/** What goods of a category are told apart by, as lines of text: 「等级 | Grade：特级 | Special、一级 | First」. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import { type Attribute, attributeSchema } from '@jindian/shared/contract/goods/catalog';
import { z } from '@jindian/shared/zod';
import { freeId } from '../../../goods/catalog/free-id.ts';

const textOf = ({ zh, en }: LocalizedText) => (zh === en ? zh : `${zh} | ${en}`);

export function attributeLines(attributes: readonly Attribute[]): string {
  return attributes
    .map(({ name, values }) => `${textOf(name)}：${values.map((value) => textOf(value.name)).join('、')}`)
    .join('\n');
}

function namedBy(text: string): LocalizedText {
  const [zh = '', en = ''] = text.split('|').map((part) => part.trim());
  return { zh, en: en || zh };
}

/** Keeps the ids of what is still called the same in either language: products name them. */
function withIds<T extends { name: LocalizedText; id: string }, Named extends { name: LocalizedText }>(
  named: readonly Named[],
  known: readonly T[],
  otherwise: string,
): { one: Named; id: string; before: T | undefined }[] {
  const taken = new Set(known.map(({ id }) => id));
  const free = new Set(known);
  return named.map((one) => {
    const before =
      [...free].find(({ name }) => name.zh === one.name.zh) ??
      [...free].find(({ name }) => name.en === one.name.en);
    if (before) free.delete(before);
    const id = before?.id ?? freeId(one.name.en, taken, otherwise);
    taken.add(id);
    return { one, id, before };
  });
}

/** `known`: what the lines stood for when they were shown. */
export function attributesFrom(text: string, known: string): Attribute[] {
  const before = z.array(attributeSchema).safeParse(jsonIn(known)).data ?? [];
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 13)
    .map((line) => {
      const cut = line.search(/[：:]/);
      const values = cut < 0 ? [] : line.slice(cut + 1).split(/[、,，;；]/);
      return {
        name: namedBy(cut < 0 ? line : line.slice(0, cut)),
        values: values.filter((value) => value.trim() !== '').map((value) => ({ name: namedBy(value) })),
      };
    });
  return withIds(lines, before, 'a').map(({ one, id, before: attribute }) => ({
    id,
    name: one.name,
    values: withIds(one.values, attribute?.values ?? [], 'v').map((value) => ({
      id: value.id,
      name: value.one.name,
    })),
  }));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
