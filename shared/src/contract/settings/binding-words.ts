/** Whose customer somebody is by HQ's settings, said as one paragraph: what the single fields come to together. */
import type { LocalizedText } from '../common.ts';
import type { SettingValue } from './fields.ts';

const renewed: Readonly<Record<string, LocalizedText>> = {
  touch: {
    zh: '再次扫码或打开分享时重新计算',
    en: 'another scan or opened share of the same seller begins them anew',
  },
  order: { zh: '在其名下支付订单时重新计算', en: 'a paid order of theirs begins them anew' },
  both: {
    zh: '再次扫码、打开分享或在其名下支付订单时重新计算',
    en: 'another scan, opened share or paid order begins them anew',
  },
  nothing: { zh: '不续期', en: 'nothing begins them anew' },
};

const kinds: Readonly<Record<string, LocalizedText>> = {
  staff: { zh: '导购和站点先于推广员', en: 'guides and stations come before promoters' },
  guide: { zh: '导购最先，其次站点，再次推广员', en: 'guides come first, then stations, then promoters' },
  promoter: { zh: '推广员先于导购和站点', en: 'promoters come before guides and stations' },
};

const credited: Readonly<Record<string, LocalizedText>> = {
  none: { zh: '不计佣', en: 'earns nothing' },
  on_hold: { zh: '计佣但先冻结', en: 'earns, on hold' },
  credited: { zh: '照常计佣', en: 'earns as any other' },
};

const areas: Readonly<Record<string, LocalizedText>> = {
  province: { zh: '站点只在本省计佣。', en: ' A station earns in its own province alone.' },
  city: { zh: '站点只在本市计佣。', en: ' A station earns in its own city alone.' },
};

export function bindingInWords(settings: Readonly<Record<string, SettingValue>>): LocalizedText {
  const { bindingDays, bindingEnds, firstOrderDays, protectedDays, peersWin, strongerWins } = settings;
  const isForGood = bindingEnds === 'never';
  const first = Number(firstOrderDays) > 0;
  const renews = renewed[String(settings.renewedBy)];
  const kind = kinds[String(settings.kindsFirst)];
  const guarded = Number(protectedDays) > 0;
  const exempt = guarded && kind !== undefined && strongerWins === 'at_once';
  const [own, staff] = [credited[String(settings.selfPurchase)], credited[String(settings.staffPurchase)]];
  const area = areas[String(settings.stationArea)];
  // Without an end there is nothing to begin anew but the wait for a first order.
  const zhRenews = isForGood ? '' : `，${renews?.zh}`;
  const enRenews = isForGood ? '' : `; ${renews?.en}`;
  return {
    zh: [
      isForGood
        ? '顾客扫码或打开分享后，订单长期记在其名下'
        : `顾客扫码或打开分享后，${bindingDays} 天内的订单记在其名下`,
      `${zhRenews}。`,
      first ? `绑定后 ${firstOrderDays} 天内没有支付过订单就失效。` : '',
      guarded
        ? `绑定后 ${protectedDays} 天内别人不能赢得该顾客${exempt ? '，身份在前的除外' : ''}；过后`
        : '',
      peersWin === 'first' ? '同等的人之间归最先绑定的，到期前不变' : '同等的人之间归最近一次的',
      kind ? `；${kind.zh}，门店码最后。` : '；各种身份一视同仁，门店码最后。',
      `自购${own?.zh}，员工购买${staff?.zh}。`,
      area?.zh ?? '',
    ].join(''),
    en: [
      isForGood
        ? 'Orders credit whose code or share a shopper met, for good'
        : `Orders of ${bindingDays} days credit whose code or share a shopper met`,
      `${enRenews}.`,
      first ? ` A binding without a paid order ends after ${firstOrderDays} days.` : '',
      guarded
        ? ` For ${protectedDays} days nobody else wins the customer${exempt ? ', except who comes first by kind' : ''}; after them, `
        : ' ',
      `${guarded ? 'among' : 'Among'} equals ${peersWin === 'first' ? 'the first one stays until it ends' : 'the last one wins'}`,
      kind ? `; ${kind.en}, a branch's own code last.` : "; all kinds are alike, a branch's own code last.",
      ` Buying for oneself ${own?.en}; what staff buy ${staff?.en}.`,
      area?.en ?? '',
    ].join(''),
  };
}
