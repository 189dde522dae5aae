import {
  type CounterOrder,
  type ReturnReason,
  type ReturnView,
  returnReasons,
} from '@jindian/shared/contract/serving/returns';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { returnsTexts } from '../../../../i18n/serving/returns.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { notice } from '../../../../state/questions.ts';
import { AgreedExchange, ExchangeLines } from './ExchangeLines.tsx';
import { LinesBack } from './LinesBack.tsx';
import { receivedLines, type Said } from './lines.ts';

type Props = { locationId: string; order: CounterOrder; onDone: () => void };

/** What the customer asked for already comes first: it is received as it stands. */
const receivable = ['approved', 'sent', 'arrived'];

/** An order at the counter: what was asked for, and what else may come back of it. */
export function CounterReturn({ locationId, order, onDone }: Props) {
  const { t, pick } = returnsTexts.use();
  const open = order.items.filter(({ state }) => receivable.includes(state));
  const left = order.lines.filter(({ quantity }) => quantity > 0);
  return (
    <View id={`counter-${order.orderNumber}`} className="card take-back">
      <Text className="take-back__head">{order.orderNumber}</Text>
      <Text className="take-back__note">
        {t('placed', { time: formatBrandTime(order.placedAtMs), place: pick(order.placedAt) })}
      </Text>
      {open.map((made) => (
        <Asked key={made.id} locationId={locationId} order={order} made={made} onDone={onDone} />
      ))}
      {order.exchanges
        .filter(({ state }) => state === 'agreed')
        .map((made) => (
          <AgreedExchange key={made.id} locationId={locationId} made={made} onDone={onDone} />
        ))}
      {left.length > 0 ? <Unasked locationId={locationId} order={order} onDone={onDone} /> : null}
      <ExchangeLines locationId={locationId} order={order} onDone={onDone} />
    </View>
  );
}

function useTaking(onDone: () => void) {
  const { t } = returnsTexts.use();
  const [busy, setBusy] = useState(false);
  const take = async (act: () => Promise<ReturnView>) => {
    setBusy(true);
    try {
      const { amountFen } = await act();
      notice(amountFen > 0 ? t('received', { amount: formatYuan(amountFen) }) : t('receivedNothing'));
      onDone();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, take };
}

function Asked({ locationId, order, made, onDone }: Props & { made: ReturnView }) {
  const { t } = returnsTexts.use();
  const { busy, take } = useTaking(onDone);
  const [said, setSaid] = useState<Readonly<Record<string, Said>>>(
    Object.fromEntries(
      made.lines.map(({ lineId, quantity }) => [lineId, { quantity, disposition: 'sellable', serials: '' }]),
    ),
  );
  const params = { locationId, orderId: made.orderId, returnId: made.id };
  const hasSerials = (lineId: string) => order.lines.some((one) => one.lineId === lineId && one.hasSerials);
  const receive = () => {
    const lines = receivedLines(said);
    if (lines.length === 0) notice(t('nothingChosen'));
    else void take(() => call(endpoints.receiveReturn, { params, body: { lines } }));
  };
  return (
    <View className="take-back__part">
      <View className="take-back__top">
        <Text className="take-back__label">{`${t('openHead')} · ${t(`reason_${made.reason}`)}`}</Text>
        <Chip tone="progress">{t(`state_${made.state}`)}</Chip>
      </View>
      <LinesBack
        lines={made.lines.map((line) => ({
          ...line,
          most: line.quantity,
          hasSerials: hasSerials(line.lineId),
        }))}
        said={said}
        onSay={(lineId, one) => setSaid((before) => ({ ...before, [lineId]: one }))}
      />
      <PlainButton id={`receive-${made.id}`} kind="primary" grow busy={busy} onTap={receive}>
        {t('take')}
      </PlainButton>
    </View>
  );
}

function Unasked({ locationId, order, onDone }: Props) {
  const { t, pick } = returnsTexts.use();
  const { busy, take } = useTaking(onDone);
  const [reason, setReason] = useState<ReturnReason>('changed_mind');
  const [said, setSaid] = useState<Readonly<Record<string, Said>>>({});
  const lines = receivedLines(said);
  const takeNow = () => {
    const body = { orderId: order.orderId, reason, lines };
    void take(() => call(endpoints.takeBack, { params: { locationId }, body }));
  };
  return (
    <View className="take-back__part">
      <LinesBack
        lines={order.lines
          .filter(({ quantity }) => quantity > 0)
          .map((line) => ({
            ...line,
            most: line.quantity,
            note:
              line.because === 'window_over'
                ? t('because_window_over')
                : line.because === 'exempt'
                  ? t('because_exempt', { why: line.why ? pick(line.why) : '' })
                  : t('canReturn', { count: line.quantity }),
          }))}
        said={said}
        onSay={(lineId, one) => setSaid((before) => ({ ...before, [lineId]: one }))}
      />
      {lines.length > 0 ? (
        <>
          <Text className="take-back__label">{t('reasonHead')}</Text>
          <View className="take-back__choices" ariaRole="radiogroup" ariaLabel={t('reasonHead')}>
            {returnReasons.map((one) => (
              <View
                key={one}
                id={`why-${one}`}
                className={
                  one === reason ? 'take-back__choice take-back__choice--chosen' : 'take-back__choice'
                }
                ariaRole="radio"
                ariaChecked={one === reason}
                onClick={() => setReason(one)}
              >
                <Text>{t(`reason_${one}`)}</Text>
              </View>
            ))}
          </View>
          <PlainButton id={`take-${order.orderNumber}`} kind="primary" grow busy={busy} onTap={takeNow}>
            {t('take')}
          </PlainButton>
        </>
      ) : null}
    </View>
  );
}
