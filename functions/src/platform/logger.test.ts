import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function logged(fields: Record<string, unknown>): string {
  const lines: string[] = [];
  createLogger('info', { write: (line) => void lines.push(line) }).info(fields, 'said');
  return lines.join('');
}

test('names of errors stay readable, codes that open something do not', () => {
  const error = Object.assign(new Error('no way'), { code: 'ECONNREFUSED' });
  expect(logged({ err: error })).toContain('ECONNREFUSED');
  for (const code of ['out_of_stock', 'ERR_JWT_EXPIRED', 'ConditionalCheckFailedException', 'ENOSPC']) {
    expect(logged({ code })).toContain(code);
    expect(logged({ failure: { code } })).toContain(code);
  }
  for (const code of ['482915', 'QX7K29AM', 'a8Fk2LmZ', 'JDP1.k3.9c0f', 'abcdefghij']) {
    expect(logged({ code })).not.toContain(code);
    expect(logged({ order: { code } })).not.toContain(code);
  }
});

test('what is personal or secret is never written', () => {
  const text = logged({ phone: '13812340001', member: { openid: 'o-secret', address: { city: 'x' } } });
  for (const hidden of ['13812340001', 'o-secret', 'city']) expect(text).not.toContain(hidden);
});
