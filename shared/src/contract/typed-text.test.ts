import { expect, test } from 'vitest';
import { endpoints } from './endpoints/index.ts';

type Definition = {
  type: string;
  innerType?: Schema;
  element?: Schema;
  valueType?: Schema;
  keyType?: Schema;
  in?: Schema;
  out?: Schema;
  left?: Schema;
  right?: Schema;
  getter?: () => Schema;
  shape?: Record<string, Schema>;
  options?: Schema[];
  items?: Schema[];
};
type Schema = { _zod: { def: Definition }; safeParse(value: unknown): { success: boolean; data?: unknown } };

/** Read from a text, and something else or another text afterwards: judged by what comes out. */
function isOfText({ type, in: input }: Definition): boolean {
  if (type !== 'pipe' || !input) return false;
  return input._zod.def.type === 'string' || isOfText(input._zod.def);
}

/** Every schema of a text within a schema, with the way to it. */
function textsIn(schema: Schema, path: string, seen = new Set<Schema>()): { path: string; schema: Schema }[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { def } = schema._zod;
  if (def.type === 'string' || isOfText(def)) return [{ path, schema }];
  const inner = [def.innerType, def.element, def.valueType, def.keyType, def.in, def.left, def.right]
    .concat(def.options, def.items, def.type === 'lazy' ? def.getter?.() : undefined)
    .filter((one) => one !== undefined);
  return [
    ...inner.flatMap((one) => textsIn(one, path, seen)),
    ...Object.entries(def.shape ?? {}).flatMap(([name, one]) => textsIn(one, `${path}.${name}`, seen)),
  ];
}

const hidden = ['\u0000', '\u200b', '\u202e', '\ufeff', '\ud83d'];
const texts = Object.values(endpoints).flatMap(({ id, body, params, query }) =>
  Object.entries({ body, params, query }).flatMap(([part, schema]) =>
    schema ? textsIn(schema as unknown as Schema, `${id} ${part}`) : [],
  ),
);

test('there are texts in every kind of place', () => {
  expect(texts.length).toBeGreaterThan(200);
});

test.each(texts.map(({ path, schema }) => [path, schema] as const))(
  '%s takes nothing that cannot be seen',
  (_path, schema) => {
    for (const length of [2, 6, 10, 16, 24, 30])
      for (const mark of hidden) {
        const read = schema.safeParse(`1${mark}${'2'.repeat(length - 1)}`);
        if (read.success && typeof read.data === 'string')
          expect(JSON.stringify(read.data)).toBe(JSON.stringify(`1${'2'.repeat(length - 1)}`));
      }
  },
);
