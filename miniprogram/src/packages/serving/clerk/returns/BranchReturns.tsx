import {
  type DeskReturn,
  type ReturnListState,
  returnListStates,
} from '@jindian/shared/contract/serving/returns';
import { formatYuan } from '@jindian/shared/money';
import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { ErrorState } from '../../../../components/Empty.tsx';
import { GivenPictures } from '../../../../components/PictureField.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { returnsTexts } from '../../../../i18n/serving/returns.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';

const shownStates = returnListStates.filter((state) => state !== 'over');
type Shown = Exclude<ReturnListState, 'over'>;

/** Returns of the orders of this branch: what is to be decided, what is on its way, and whose money is late. */
export function BranchReturns({ locationId }: { locationId: string }) {
  const { t } = returnsTexts.use();
  const [state, setState] = useState<Shown>('to_decide');
  const list = useRemote(
    () => call(endpoints.listBranchReturns, { params: { locationId }, query: { state } }),
    `${locationId} ${state}`,
  );
  return (
    <View className="card take-back">
      <Text className="take-back__head">{t('waitingHead')}</Text>
      <View className="take-back__choices" ariaRole="radiogroup" ariaLabel={t('waitingHead')}>
        {shownStates.map((one) => (
          <View
            key={one}
            id={`list-${one}`}
            className={one === state ? 'take-back__choice take-back__choice--chosen' : 'take-back__choice'}
            ariaRole="radio"
            ariaChecked={one === state}
            onClick={() => setState(one as Shown)}
          >
            <Text>{t(`list_${one as Shown}`)}</Text>
          </View>
        ))}
      </View>
      {list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.reload()} />
      ) : list.loading || !list.data ? (
        <Skeleton kind="rows" />
      ) : list.data.items.length === 0 ? (
        <Text className="take-back__note">{t('waitingNone')}</Text>
      ) : (
        list.data.items.map((made) => (
          <DeskEntry
            key={`${made.id} ${made.state}`}
            locationId={locationId}
            made={made}
            onChanged={() => void list.reload()}
          />
        ))
      )}
    </View>
  );
}

type Props = { locationId: string; made: DeskReturn; onChanged: () => void };

function DeskEntry({ locationId, made, onChanged }: Props) {
  const { t, pick } = returnsTexts.use();
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const params = { orderId: made.orderId, returnId: made.id };
  const work = async (act: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await act();
      notice(t('decided'));
      onChanged();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const decide = (approve: boolean) => {
    const reason = why.trim();
    if (!approve && reason === '') notice(t('declineReason'));
    else void work(() => call(endpoints.decideReturn, { params, body: { approve, reason } }));
  };
  return (
    <View id={`desk-${made.id}`} className="take-back__part">
      <View className="take-back__top">
        <Text className="take-back__label">{`${made.orderNumber} · ${t(`reason_${made.reason}`)}`}</Text>
        <Chip tone={made.state === 'asked' ? 'wait' : 'progress'}>{t(`state_${made.state}`)}</Chip>
      </View>
      {made.lines.map((line) => (
        <Text key={line.lineId} className="take-back__text">
          {`${pick(line.title)} ${pick(line.skuName)} × ${line.quantity}`}
        </Text>
      ))}
      <Text className="take-back__note">{`${t('refund')} ${formatYuan(made.amountFen)}`}</Text>
      {made.note === '' ? null : <Text className="take-back__note">{made.note}</Text>}
      <GivenPictures paths={made.imagePaths} />
      {made.parcel ? <Text className="take-back__note">{t('sentBy', made.parcel)}</Text> : null}
      {made.suspicions.map((one) => (
        <Chip key={one} tone="danger">
          {t(`suspicion_${one}`)}
        </Chip>
      ))}
      {made.may.decide ? (
        <>
          <Input
            id={`why-${made.id}`}
            className="take-back__field"
            value={why}
            maxlength={200}
            placeholder={t('declineReason')}
            placeholderClass="placeholder"
            ariaLabel={t('declineReason')}
            onInput={(event) => setWhy(event.detail.value)}
          />
          <View className="take-back__acts">
            <PlainButton id={`decline-${made.id}`} grow busy={busy} onTap={() => decide(false)}>
              {t('decline')}
            </PlainButton>
            <PlainButton id={`approve-${made.id}`} kind="primary" grow busy={busy} onTap={() => decide(true)}>
              {t('approve')}
            </PlainButton>
          </View>
        </>
      ) : null}
      {made.state === 'sent' ? (
        <PlainButton
          id={`arrive-${made.id}`}
          grow
          busy={busy}
          onTap={() => void work(() => call(endpoints.arriveReturn, { params: { ...params, locationId } }))}
        >
          {t('arrive')}
        </PlainButton>
      ) : null}
    </View>
  );
}
