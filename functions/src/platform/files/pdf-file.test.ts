import { expect, test } from 'vitest';
import { pdfOf, textWidth } from './pdf-file.ts';

test('a PDF names where each of its parts begins, and says its text in both scripts', () => {
  const text = (words: string) => ({ texts: [{ text: words, x: 50, y: 50, size: 10 }], lines: [] });
  const bytes = pdfOf('对账单 1', [text('应付 ¥1,234.56'), text('Net 𠮷')]);
  const file = Buffer.from(bytes).toString('latin1');
  const startsAt = Number(/startxref\n(\d+)\n/.exec(file)?.[1]);
  expect(file.slice(startsAt, startsAt + 4)).toBe('xref');
  const offsets = [...file.slice(startsAt).matchAll(/(\d{10}) 00000 n/g)].map(([, offset]) => Number(offset));
  expect(offsets).toHaveLength(10);
  for (const [index, offset] of offsets.entries())
    expect(file.slice(offset, offset + 8)).toContain(`${index + 1} 0 obj`);
  expect(file).toContain('<5e944ed8002000a50031002c003200330034002e00350036>');
  expect(file).toContain('<004e0065007400203013>');
  for (const [, length, content = ''] of file.matchAll(/\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g))
    expect(content).toHaveLength(Number(length));
});

test('what is right-aligned ends where it is told', () => {
  expect(textWidth('¥12.30', 10)).toBe(35);
  expect(textWidth('合计', 10)).toBe(20);
});
