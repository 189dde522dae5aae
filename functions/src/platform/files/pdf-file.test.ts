import { expect, test } from 'vitest';
import { pdfOf, textWidth } from './pdf-file.ts';

test('a PDF names where each of its parts begins, and says its text in both scripts', () => {
  const text = (words: string) => ({ texts: [{ text: words, x: 50, y: 50, size: 10 }], lines: [] });
  const bytes = pdfOf('对账单 1', [text('应付 ¥1,234.56'), text('Net 𠮷')]);
  const file = Buffer.from(bytes).toString('latin1');
  const startsAt = Number(/startxref\n(\d+)\n/.exec(file)?.[1]);
  expect(file.slice(startsAt, startsAt + 4)).toBe('xref');
  const offsets = [...file.slice(startsAt).matchAll(/(\d{10}) 00000 n/g)].map(([, offset]) => Number(offset));
  expect(offsets).toHaveLength(11);
  for (const [index, offset] of offsets.entries())
    expect(file.slice(offset, offset + 8)).toContain(`${index + 1} 0 obj`);
  expect(file).toContain('/F1 10 Tf <5e944ed8> Tj /F2 10 Tf <20a5312c3233342e3536> Tj');
  expect(file).toContain('/F2 10 Tf <4e657420> Tj /F1 10 Tf <3013> Tj');
  for (const [, length, content = ''] of file.matchAll(/\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g))
    expect(content).toHaveLength(Number(length));
});

test('what is right-aligned ends where it is told', () => {
  expect(textWidth('¥12.30', 10)).toBeCloseTo(30.58);
  expect(textWidth('合计', 10)).toBe(20);
});
