import { describe, expect, it } from 'vitest';
import { bindingInWords } from './binding-words.ts';
import { choicesOf, isTextField, standardSettings, type TextField } from './fields.ts';
import { settingsAreas } from './index.ts';

const sellingSettings = settingsAreas.selling;
const standard = standardSettings(sellingSettings);

describe('the rules of binding, in words', () => {
  it('say what the product comes with', () => {
    expect(bindingInWords(standard)).toEqual({
      zh: '顾客扫码或打开分享后，30 天内的订单记在其名下，再次扫码或打开分享时重新计算。同等的人之间归最近一次的；各种身份一视同仁，门店码最后。自购不计佣，员工购买照常计佣。',
      en: "Orders of 30 days credit whose code or share a shopper met; another scan or opened share of the same seller begins them anew. Among equals the last one wins; all kinds are alike, a branch's own code last. Buying for oneself earns nothing; what staff buy earns as any other.",
    });
  });

  it('say all that a brand sets', () => {
    const set = {
      ...standard,
      ...{ bindingEnds: 'never', firstOrderDays: 7, protectedDays: 15, peersWin: 'first' },
      ...{ kindsFirst: 'guide', selfPurchase: 'on_hold', staffPurchase: 'none', stationArea: 'province' },
    };
    expect(bindingInWords(set).zh).toBe(
      '顾客扫码或打开分享后，订单长期记在其名下。绑定后 7 天内没有支付过订单就失效。绑定后 15 天内别人不能赢得该顾客，身份在前的除外；过后同等的人之间归最先绑定的，到期前不变；导购最先，其次站点，再次推广员，门店码最后。自购计佣但先冻结，员工购买不计佣。站点只在本省计佣。',
    );
  });

  it('differ by every choice that changes something, and leave no gap', () => {
    for (const [name, field] of Object.entries(sellingSettings.fields)) {
      // What the other groups say does not bind.
      if (!isTextField(field) || !['binding', 'winning'].includes(field.group)) continue;
      const said = Object.keys(choicesOf[(field as TextField).form] ?? {}).map((choice) => {
        // Who comes first waits for a protection only where there is one, and somebody comes first.
        const base = {
          ...standard,
          protectedDays: 15,
          ...(name === 'kindsFirst' ? {} : { kindsFirst: 'staff' }),
        };
        const { zh, en } = bindingInWords({ ...base, [name]: choice });
        expect(`${zh}${en}`).not.toContain('undefined');
        return `${zh}${en}`;
      });
      expect(new Set(said).size, name).toBe(said.length);
    }
  });
});
