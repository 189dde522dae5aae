import type { LotView, StockItem } from '@jindian/shared/contract/goods/inventory';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { Text, View } from '@tarojs/components';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { isScanned, lotFromText, type ScannedLot } from '../../../../lib/lot-text.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { platform } from '../../../../platform/index';
import { choose, notice } from '../../../../state/questions.ts';
import './lots-in-hand.scss';

/**
 * Which lots are held for an order and given out. A box is scanned: it is one of them, or its lot is taken instead,
 * as may be any other of the same goods.
 */
export function LotsInHand({ item }: { item: WorkItem }) {
  const { t, pick } = clerkTexts.use();
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState<{ lots: WorkItem['lots']; instead: string } | null>(null);
  /** What was scanned off the boxes and is what the order holds. */
  const [checked, setChecked] = useState<string[]>([]);
  const intention = useRef(createIntention()).current;
  const said = JSON.stringify(item.lots);
  // What the server says later is newer than the answer to a tap.
  const lots = taken?.instead === said ? taken.lots : item.lots;
  if (lots.length === 0) return null;
  const mayChange = item.state === 'to_pack' || item.state === 'ready';
  const word = ({ code, expiresOn }: LotView) =>
    expiresOn === null ? t('lot', { code }) : t('lotUntil', { code, day: expiresOn });

  /** Where an order holds several goods, each lot says whose it is. */
  const titleOf = (sku: string) => {
    const line = item.lines.length > 1 ? item.lines.find(({ skuId }) => skuId === sku) : undefined;
    return line ? pick(line.title) : '';
  };

  const scan = async () => {
    const text = await platform.scan();
    if (text === null) return;
    const scanned = lotFromText(text);
    if (!scanned) return notice(t('lotNotRead'));
    const same = lots.filter(({ lot }) => isScanned(lot, scanned));
    if (same.length > 0) return setChecked((before) => [...before, ...same.map(nameOf)]);
    await take(0, scanned);
  };
  /** Gives out another lot than the one at `index`: the one that was scanned, or one that is chosen. */
  const take = async (index: number, scanned: ScannedLot | null = null) => {
    const held = lots[index];
    if (!held) return;
    setBusy(true);
    try {
      const found = await call(endpoints.listStock, {
        params: { locationId: item.place.locationId },
        query: { text: held.skuId, limit: 20 },
      });
      const others = otherLots(found.items, held).filter(
        (lot) => scanned === null || isScanned(lot, scanned),
      );
      if (others.length === 0) {
        // A box of several: it may be of the next SKU of the order.
        if (scanned && index + 1 < lots.length) return take(index + 1, scanned);
        notice(t('lotNoOther'));
        return;
      }
      const chosen = scanned && others.length === 1 ? 0 : await choose(others.map(word), t('lotOther'));
      const lot = chosen === null ? null : others[chosen];
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
      if (scanned) setChecked((before) => [...before, nameOf({ ...held, lot })]);
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
            {titleOf(held.skuId)} {word(held.lot)} {t('times', { count: held.quantity })}
          </Text>
          {checked.includes(nameOf(held)) ? (
            <Chip id={`lot-checked-${item.orderNumber}-${index}`} tone="done">
              {t('lotChecked')}
            </Chip>
          ) : null}
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
      {mayChange && lots.some((held) => !checked.includes(nameOf(held))) ? (
        <View className="lots-in-hand__scan">
          <PlainButton id={`scan-lot-${item.orderNumber}`} grow busy={busy} onTap={() => void scan()}>
            {t('lotScan')}
          </PlainButton>
        </View>
      ) : null}
    </View>
  );
}

const nameOf = ({ skuId, lot }: WorkItem['lots'][number]) => `${skuId} ${lot.expiresOn ?? ''}:${lot.code}`;

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
