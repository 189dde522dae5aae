import { maxGivenPictures } from '@jindian/shared/contract/goods/pictures';
import { messagesAsked } from '@jindian/shared/contract/people/message-kinds';
import {
  type ReturnableLine,
  type ReturnReason,
  type ReturnWay,
  returnReasons,
  returnWays,
} from '@jindian/shared/contract/serving/returns';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, Textarea, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { problemMessage } from '../../../../api/problem.ts';
import { AmountRow } from '../../../../components/AmountRow.tsx';
import { PictureField } from '../../../../components/PictureField.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Stepper } from '../../../../components/Stepper.tsx';
import { refundTexts } from '../../../../i18n/money/refunds.ts';
import { returnsTexts } from '../../../../i18n/serving/returns.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { useMessages } from '../../../../lib/use-messages.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';

type Props = { orderId: string; lines: readonly ReturnableLine[]; onAsked: () => void };

/** Which pieces, why, and how they come back; what it brings is shown before it is asked for. */
export function AskReturn({ orderId, lines, onAsked }: Props) {
  const { t, pick, language } = returnsTexts.use();
  const { t: tenders } = refundTexts.use();
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const [reason, setReason] = useState<ReturnReason>('changed_mind');
  const [way, setWay] = useState<ReturnWay>('counter');
  const [note, setNote] = useState('');
  const [imagePaths, setImagePaths] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const chosen = lines.flatMap(({ lineId, quantity }) => {
    const wanted = Math.min(quantity, counts[lineId] ?? 0);
    return wanted > 0 ? [{ lineId, quantity: wanted }] : [];
  });
  const params = { orderId };
  const preview = useRemote(
    chosen.length === 0
      ? null
      : () => call(endpoints.previewReturn, { params, body: { lines: chosen, reason } }),
    `${reason} ${JSON.stringify(chosen)}`,
  );
  const shown = chosen.length > 0 ? preview.data : null;

  const messages = useMessages(orderId, messagesAsked.returnAsked);

  const ask = async () => {
    setBusy(true);
    try {
      // WeChat asks on a tap only, and before anything else is waited for.
      if (messages.canAsk) await messages.ask();
      await call(endpoints.askReturn, {
        params,
        body: { lines: chosen, reason, way, note: note.trim(), imagePaths },
      });
      setCounts({});
      setNote('');
      setImagePaths([]);
      notice(t('asked'));
      onAsked();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <View id="ask-return" className="card returns">
      <Text className="returns__head">{t('newHead')}</Text>
      {lines.map((line) => (
        <Row
          key={line.lineId}
          id={`line-${line.lineId}`}
          imagePath={line.imagePath}
          title={pick(line.title)}
          note={`${pick(line.skuName)} · ${noteOf(line)}`}
          end={
            line.quantity > 0 ? (
              <Stepper
                id={`count-${line.lineId}`}
                min={0}
                max={line.quantity}
                value={Math.min(line.quantity, counts[line.lineId] ?? 0)}
                onChange={(value) => setCounts((before) => ({ ...before, [line.lineId]: value }))}
              />
            ) : undefined
          }
        />
      ))}
      <Text className="returns__label">{t('reasonHead')}</Text>
      <View className="returns__choices" ariaRole="radiogroup" ariaLabel={t('reasonHead')}>
        {returnReasons.map((one) => (
          <View
            key={one}
            id={`reason-${one}`}
            className={one === reason ? 'returns__choice returns__choice--chosen' : 'returns__choice'}
            ariaRole="radio"
            ariaChecked={one === reason}
            onClick={() => setReason(one)}
          >
            <Text>{t(`reason_${one}`)}</Text>
          </View>
        ))}
      </View>
      <Text className="returns__label">{t('wayHead')}</Text>
      <View className="returns__choices" ariaRole="radiogroup" ariaLabel={t('wayHead')}>
        {returnWays.map((one) => (
          <View
            key={one}
            id={`way-${one}`}
            className={one === way ? 'returns__choice returns__choice--chosen' : 'returns__choice'}
            ariaRole="radio"
            ariaChecked={one === way}
            onClick={() => setWay(one)}
          >
            <Text>{t(`way_${one}`)}</Text>
          </View>
        ))}
      </View>
      <Text className="returns__note">{t(`wayNote_${way}`)}</Text>
      <Textarea
        id="return-note"
        className="returns__text"
        value={note}
        maxlength={300}
        placeholder={t('note')}
        placeholderClass="placeholder"
        ariaLabel={t('note')}
        onInput={(event) => setNote(event.detail.value)}
      />
      <PictureField
        id="return-pictures"
        paths={imagePaths}
        most={maxGivenPictures}
        onChange={setImagePaths}
      />
      {chosen.length > 0 && preview.error ? (
        <View id="return-refused" className="returns__refused" ariaRole="alert">
          {problemMessage(preview.error, language)}
        </View>
      ) : null}
      {shown && !preview.error ? (
        <View id="return-preview" className="returns__preview">
          <Text className="returns__label">{t('previewHead')}</Text>
          {shown.backs.map(({ tenderId, kind, amountFen }) => (
            <AmountRow key={tenderId} name={t('backTo', { tender: tenders(kind) })} amountFen={amountFen} />
          ))}
          {shown.feeFen > 0 ? <AmountRow name={t('fee')} amountFen={shown.feeFen} /> : null}
          <AmountRow name={t('refund')} amountFen={shown.amountFen} strong />
          {shown.pointsBack > 0 ? (
            <Text className="returns__note">{t('pointsBack', { points: shown.pointsBack })}</Text>
          ) : null}
          {way === 'parcel' ? (
            <Text className="returns__note">{t(`freight_${shown.freightBearer}`)}</Text>
          ) : null}
          <Text className="returns__note">{t(shown.decidedAtOnce ? 'atOnce' : 'byHand')}</Text>
        </View>
      ) : null}
      <PlainButton
        id="confirm-return"
        kind="primary"
        grow
        busy={busy}
        disabled={!shown || preview.loading || preview.error !== null}
        onTap={() => void ask()}
      >
        {t('ask')}
      </PlainButton>
    </View>
  );

  function noteOf({ quantity, untilMs, because, why }: ReturnableLine): string {
    if (because === 'exempt') return t('because_exempt', { why: why ? pick(why) : '' });
    if (because !== null) return t(`because_${because}`);
    const until = untilMs === null ? '' : t('until', { time: formatBrandTime(untilMs).slice(5) });
    return `${t('canReturn', { count: quantity })} · ${until}`;
  }
}
