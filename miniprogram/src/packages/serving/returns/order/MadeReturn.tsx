import type { ReturnState, ReturnView } from '@jindian/shared/contract/serving/returns';
import type { Tone } from '@jindian/shared/design/tokens';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { GivenPictures } from '../../../../components/PictureField.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { QrImage } from '../../../../components/QrImage.tsx';
import { Row } from '../../../../components/Row.tsx';
import { returnsTexts } from '../../../../i18n/serving/returns.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { notice } from '../../../../state/questions.ts';

const tones: Record<ReturnState, Tone> = {
  asked: 'wait',
  approved: 'progress',
  sent: 'progress',
  arrived: 'progress',
  received: 'progress',
  lost: 'progress',
  refunded: 'done',
  kept: 'danger',
  declined: 'danger',
  cancelled: 'neutral',
  expired: 'neutral',
};

type Props = { made: ReturnView; onChanged: () => void };

/** One return as its shopper follows it, with the code that a clerk scans. */
export function MadeReturn({ made, onChanged }: Props) {
  const { t, pick } = returnsTexts.use();
  const [busy, setBusy] = useState(false);
  const params = { orderId: made.orderId, returnId: made.id };
  const work = async (act: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await act();
      onChanged();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const cancel = async () => {
    if (await ask(t('cancelAsk'), t('cancel'), t('keep')))
      await work(() => call(endpoints.cancelReturn, { params }));
  };
  const time = (atMs: number) => formatBrandTime(atMs).slice(5);
  const { state, way } = made;
  return (
    <View id={`return-${made.id}`} className="card returns">
      <View className="returns__top">
        <Text className="returns__head">{t('madeHead', { time: time(made.history[0]?.atMs ?? 0) })}</Text>
        <Chip id={`state-${state}`} tone={tones[state]}>
          {t(`state_${state}`)}
        </Chip>
      </View>
      {made.lines.map((line) => (
        <Row
          key={line.lineId}
          imagePath={line.imagePath}
          title={pick(line.title)}
          note={pick(line.skuName)}
          end={<Text>{`× ${line.quantity}`}</Text>}
        />
      ))}
      <GivenPictures paths={made.imagePaths} />
      <Text className="returns__amount">{`${t('refund')} ${formatYuan(made.amountFen)}`}</Text>
      {made.feeFen > 0 ? (
        <Text className="returns__note">{`${t('fee')} ${formatYuan(made.feeFen)}`}</Text>
      ) : null}
      {made.declined ? (
        <Text className="returns__note">{t('declinedWhy', { why: made.declined })}</Text>
      ) : null}
      {made.parcel ? <Text className="returns__note">{t('sentBy', made.parcel)}</Text> : null}
      {made.receivedAt ? (
        <Text className="returns__note">{t('receivedAt', { place: pick(made.receivedAt.name) })}</Text>
      ) : null}
      {state === 'approved' && made.broughtByMs !== null ? (
        <Text className="returns__note">{t(`hint_approved_${way}`, { time: time(made.broughtByMs) })}</Text>
      ) : null}
      {(state === 'received' || state === 'lost') && made.refundByMs !== null ? (
        <Text className="returns__note">{t('hint_received', { time: time(made.refundByMs) })}</Text>
      ) : null}
      {state === 'kept' ? <Text className="returns__note">{t('hint_kept')}</Text> : null}
      {state === 'approved' && way === 'counter' ? (
        <QrImage id="return-code" className="returns__qr" text={made.orderId} label={t('codeLabel')} />
      ) : null}
      {made.can.send ? <Parcel params={params} busy={busy} onSend={work} /> : null}
      {made.can.cancel ? (
        <PlainButton id="cancel-return" size="small" busy={busy} onTap={() => void cancel()}>
          {t('cancel')}
        </PlainButton>
      ) : null}
    </View>
  );
}

function Parcel({
  params,
  busy,
  onSend,
}: {
  params: { orderId: string; returnId: string };
  busy: boolean;
  onSend: (act: () => Promise<unknown>) => Promise<void>;
}) {
  const { t } = returnsTexts.use();
  const [carrier, setCarrier] = useState('');
  const [number, setNumber] = useState('');
  const send = () => {
    const body = { carrier: carrier.trim(), number: number.trim() };
    if (body.carrier === '' || body.number.length < 6) notice(t('incomplete'));
    else void onSend(() => call(endpoints.sendReturn, { params, body }));
  };
  const field = (id: 'carrier' | 'number', value: string, set: (value: string) => void) => (
    <Input
      id={`parcel-${id}`}
      className="returns__input"
      value={value}
      maxlength={32}
      placeholder={t(id)}
      placeholderClass="placeholder"
      ariaLabel={t(id)}
      onInput={(event) => set(event.detail.value)}
    />
  );
  return (
    <View className="returns__parcel">
      <Text className="returns__label">{t('parcelHead')}</Text>
      {field('carrier', carrier, setCarrier)}
      {field('number', number, setNumber)}
      <PlainButton id="send-return" kind="primary" grow busy={busy} onTap={send}>
        {t('send')}
      </PlainButton>
    </View>
  );
}
