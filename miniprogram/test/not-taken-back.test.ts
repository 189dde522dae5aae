import { expect, test } from 'vitest';
import { saidOnce } from '../src/lib/not-taken-back.ts';

const text = (zh: string) => ({ zh, en: zh });

test('what is not taken back is said once of an article, in however many sizes it is bought', () => {
  const [socks, cake] = [
    { title: text('袜子'), why: text('贴身衣物') },
    { title: text('蛋糕'), why: text('鲜活易腐') },
  ];
  expect(saidOnce([socks, cake, { ...socks }])).toEqual([socks, cake]);
  const other = { ...socks, why: text('定制') };
  expect(saidOnce([socks, other])).toEqual([socks, other]);
  expect(saidOnce([])).toEqual([]);
});
