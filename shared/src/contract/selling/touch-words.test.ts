import { describe, expect, it } from 'vitest';
import { bindingReasons } from './attribution.ts';
import { touchSaysAtHq, touchSaysToSeller } from './touch-words.ts';

describe('why somebody is, or is not, a customer', () => {
  it('is said with the names of both to headquarters', () => {
    const touch = { reason: 'protected', sellerName: '韩梅梅', beforeName: '李雷' } as const;
    expect(touchSaysAtHq(touch, 'zh')).toBe('在保护期内，仍是李雷的顾客');
    expect(touchSaysAtHq(touch, 'en')).toBe("Protected at the time: still 李雷's customer");
    expect(touchSaysAtHq({ ...touch, reason: 'last_touch' }, 'zh')).toBe(
      '同等身份以最近一次为准，由李雷改为韩梅梅的顾客',
    );
  });

  it('is said to a seller without anybody else’s name', () => {
    expect(touchSaysToSeller('protected', 'zh')).toBe('在保护期内，仍是别人的顾客');
    for (const reason of [...bindingReasons, null])
      for (const language of ['zh', 'en'] as const) {
        expect(touchSaysToSeller(reason, language)).not.toMatch(/[{}]/);
        const said = touchSaysAtHq({ reason, sellerName: 'A', beforeName: 'B' }, language);
        expect(said).not.toMatch(/[{}]/);
      }
  });

  it('keeps a name as it is written', () => {
    const touch = { reason: 'first', sellerName: '$& {before}', beforeName: null } as const;
    expect(touchSaysAtHq(touch, 'zh')).toContain('$&');
  });

  it('is told of what was kept before there were reasons', () => {
    expect(touchSaysAtHq({ reason: null, sellerName: null, beforeName: null }, 'zh')).toBe(
      '早期记录，没有保存原因',
    );
  });
});
