import type { CounterOrder, ExchangeView, ReturnableLine } from '@jindian/shared/contract/serving/returns';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { returnsTexts } from '../../../../i18n/serving/returns.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { notice } from '../../../../state/questions.ts';

type Props = { locationId: string; order: CounterOrder; onDone: () => void };

/** One piece for another size or colour of the same product: which, whether it is here, and the difference. */
export function ExchangeLines({ locationId, order, onDone }: Props) {
  const { t } = returnsTexts.use();
  const lines = order.lines.filter(
    ({ lineId, skuId, quantity, hasSerials }) =>
      quantity > 0 && !hasSerials && order.others.some((one) => one.lineId === lineId && one.skuId !== skuId),
  );
  if (lines.length === 0) return null;
  return (
    <View id={`exchange-${order.orderNumber}`} className="take-back__part">
      <Text className="take-back__label">{t('exchangeHead')}</Text>
      {lines.map((line) => (
        <ExchangeLine key={line.lineId} locationId={locationId} order={order} line={line} onDone={onDone} />
      ))}
    </View>
  );
}

function ExchangeLine({ locationId, order, line, onDone }: Props & { line: ReturnableLine }) {
  const { t, pick } = returnsTexts.use();
  const [forSkuId, setForSkuId] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const others = order.others.filter((one) => one.lineId === line.lineId && one.skuId !== line.skuId);
  const chosen = others.find(({ skuId }) => skuId === forSkuId);
  const isHere = (chosen?.availableHere ?? 0) > 0;
  const owedFen = chosen?.differenceFen ?? 0;

  const exchange = async () => {
    if (!chosen) return;
    const owes = isHere && owedFen > 0;
    if (owes && !(await ask(t('owedAsk', { amount: formatYuan(owedFen) }), t('owedPaid'), t('keep')))) return;
    setBusy(true);
    try {
      await call(endpoints.takeExchange, {
        params: { locationId },
        body: {
          orderId: order.orderId,
          reason: 'wrong_size',
          later: !isHere,
          lines: [{ lineId: line.lineId, quantity: 1, forSkuId: chosen.skuId, disposition: 'sellable' }],
          ...(owes ? { collected: { how: 'till' as const } } : {}),
        },
      });
      notice(t(isHere ? 'exchanged' : 'exchangeAgreed'));
      onDone();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <View className="take-back__line">
      <Text className="take-back__text">{`${pick(line.title)} ${pick(line.skuName)}`}</Text>
      <View className="take-back__choices" ariaRole="radiogroup" ariaLabel={t('exchangeHead')}>
        {others.map(({ skuId, name, availableHere }) => (
          <View
            key={skuId}
            id={`for-${line.lineId}-${skuId}`}
            className={
              skuId === forSkuId ? 'take-back__choice take-back__choice--chosen' : 'take-back__choice'
            }
            ariaRole="radio"
            ariaChecked={skuId === forSkuId}
            onClick={() => setForSkuId(skuId)}
          >
            <Text>{availableHere > 0 ? pick(name) : t('notHere', { name: pick(name) })}</Text>
          </View>
        ))}
      </View>
      {chosen ? (
        <>
          <Text className="take-back__note">
            {owedFen > 0
              ? t('differenceOwed', { amount: formatYuan(owedFen) })
              : owedFen < 0
                ? t('differenceBack', { amount: formatYuan(-owedFen) })
                : t('differenceNone')}
          </Text>
          <PlainButton id={`do-exchange-${line.lineId}`} grow busy={busy} onTap={() => void exchange()}>
            {t(isHere ? 'exchangeNow' : 'exchangeLater')}
          </PlainButton>
        </>
      ) : null}
    </View>
  );
}

/** What was agreed before, and can be done here once the other article is. */
export function AgreedExchange(props: { locationId: string; made: ExchangeView; onDone: () => void }) {
  const { locationId, made, onDone } = props;
  const { t, pick } = returnsTexts.use();
  const [busy, setBusy] = useState(false);
  const params = { locationId, orderId: made.orderId, exchangeId: made.id };
  const work = async (act: () => Promise<unknown>, done: 'exchanged' | 'decided') => {
    setBusy(true);
    try {
      await act();
      notice(t(done));
      onDone();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const complete = async () => {
    const owes = made.differenceFen > 0;
    const amount = formatYuan(made.differenceFen);
    if (owes && !(await ask(t('owedAsk', { amount }), t('owedPaid'), t('keep')))) return;
    const lines = made.lines.map(({ lineId }) => ({ lineId, disposition: 'sellable' as const }));
    const collected = owes ? { collected: { how: 'till' as const } } : {};
    await work(
      () => call(endpoints.completeExchange, { params, body: { lines, ...collected } }),
      'exchanged',
    );
  };
  return (
    <View id={`agreed-${made.id}`} className="take-back__part">
      <Text className="take-back__label">{t('agreedHead')}</Text>
      {made.lines.map((line) => (
        <Text key={line.lineId} className="take-back__text">
          {`${pick(line.title)} ${pick(line.fromName)} → ${pick(line.forName)} × ${line.quantity}`}
        </Text>
      ))}
      <View className="take-back__acts">
        <PlainButton
          id={`call-off-${made.id}`}
          grow
          busy={busy}
          onTap={() => void work(() => call(endpoints.callOffExchange, { params }), 'decided')}
        >
          {t('exchangeCallOff')}
        </PlainButton>
        <PlainButton id={`complete-${made.id}`} kind="primary" grow busy={busy} onTap={() => void complete()}>
          {t('exchangeNow')}
        </PlainButton>
      </View>
    </View>
  );
}
