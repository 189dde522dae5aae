import { expect, test } from 'vitest';
import { attributeLines, attributesFrom } from './category-attributes.ts';

const lines = '等级 | Grade：特级 | Special、一级 | First\n产地：杭州，黄山';

test('attributes come back from their lines as they were, and what is called otherwise in one language stays the same', () => {
  const made = attributesFrom(lines, '[]');
  expect(made).toEqual([
    {
      id: 'grade',
      name: { zh: '等级', en: 'Grade' },
      values: [
        { id: 'special', name: { zh: '特级', en: 'Special' } },
        { id: 'first', name: { zh: '一级', en: 'First' } },
      ],
    },
    {
      id: 'a1',
      name: { zh: '产地', en: '产地' },
      values: [
        { id: 'v1', name: { zh: '杭州', en: '杭州' } },
        { id: 'v2', name: { zh: '黄山', en: '黄山' } },
      ],
    },
  ]);
  const known = JSON.stringify(made);
  expect(attributesFrom(attributeLines(made), known)).toEqual(made);
  const renamed = attributesFrom('品级 | Grade: 珍品, 特级 | Best\n产地：黄山', known);
  expect(renamed.map(({ id, values }) => [id, values.map((value) => value.id)])).toEqual([
    ['grade', ['v1', 'special']],
    ['a1', ['v2']],
  ]);
  expect(attributesFrom('', known)).toEqual([]);
  // Without values it is refused by the schema, not lost.
  expect(attributesFrom('颜色', '[]')).toMatchObject([{ values: [] }]);
});
