import type { LotView, StockItem } from '@jindian/shared/contract/goods/inventory';
import type { WorkItem } from '@jindian/shared/contract/serving/order';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import './lots-in-hand.scss';

/** WeChat's list shows six at most. */
const maxChoices = 6;

/** Which lots are held for an order and given out; another lot of the same goods may be taken instead. */
export function LotsInHand({ item }: { item: WorkItem }) {
  const { t } = clerkTexts.use();
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState<{ lots: WorkItem['lots']; instead: string } | null>(null);
  const intention = useRef(createIntention()).current;
  const said = JSON.stringify(item.lots);
  // What the server says later is newer than the answer to a tap.
  const lots = taken?.instead === said ? taken.lots : item.lots;
  if (lots.length === 0) return null;
  const mayChange = item.state === 'to_pack' || item.state === 'ready';
  const word = ({ code, expiresOn }: LotView) =>
    expiresOn === null ? t('lot', { code }) : t('lotUntil', { code, day: expiresOn });

  const take = async (index: number) => {
    const held = lots[index];
    if (!held) return;
    setBusy(true);
    try {
      const found = await call(endpoints.listStock, {
        params: { locationId: item.place.locationId },
        query: { text: held.skuId, limit: 20 },
      });
      const others = otherLots(found.items, held).slice(0, maxChoices);
      if (others.length === 0) {
        await Taro.showToast({ title: t('lotNoOther'), icon: 'none' });
        return;
      }
      const chosen = await Taro.showActionSheet({ itemList: others.map(word) }).catch(() => null);
      const lot = chosen && others[chosen.tapIndex];
      if (!lot) return;
      // Everything of this SKU, with the one lot exchanged.
      const inHand = lots
        .filter(({ skuId }) => skuId === held.skuId)
        .map((one) => (one === held ? { ...one, lot } : one));
      const body = { lots: inHand };
      const params = { orderId: item.orderId, fulfilmentId: item.id };
      const now = await call(endpoints.takeLots, { params, body, idempotencyKey: intention.keyFor(body) });
      intention.settle();
      setTaken({ lots: now.lots, instead: said });
    } catch (error) {
      if (error instanceof ApiProblem && !error.isUnsettled) intention.settle();
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <View id={`lots-${item.orderNumber}`} className="lots-in-hand">
      {lots.map((held, index) => (
        <View key={`${held.skuId} ${held.lot.expiresOn} ${held.lot.code}`} className="lots-in-hand__lot">
          <Text className="lots-in-hand__name">
            {word(held.lot)} {t('times', { count: held.quantity })}
          </Text>
          {mayChange ? (
            <PlainButton
              id={`other-lot-${item.orderNumber}-${index}`}
              busy={busy}
              onTap={() => void take(index)}
            >
              {t('lotOther')}
            </PlainButton>
          ) : null}
        </View>
      ))}
    </View>
  );
}

/** Lots of the same goods that have enough, without the one that is held. */
function otherLots(items: readonly StockItem[], held: WorkItem['lots'][number]): LotView[] {
  return items
    .filter(({ skuId }) => skuId === held.skuId)
    .flatMap(({ levels }) => levels.filter(({ condition }) => condition === 'sellable'))
    .flatMap(({ lots }) => lots)
    .filter(
      ({ code, expiresOn, available }) =>
        available >= held.quantity && (code !== held.lot.code || expiresOn !== held.lot.expiresOn),
    )
    .map(({ code, expiresOn }) => ({ code, expiresOn }));
}
