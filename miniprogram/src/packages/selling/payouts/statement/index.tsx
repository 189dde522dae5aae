import type { StatementWithLines } from '@jindian/shared/contract/selling/settlement';
import { formatYuan } from '@jindian/shared/money';
import { orderNumberOf } from '@jindian/shared/order-number';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { useDidShow, useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { AmountRow } from '../../../../components/AmountRow.tsx';
import { Chip } from '../../../../components/Chip.tsx';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { payoutsTexts } from '../../../../i18n/selling/payouts.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import { canTake, toneOfPayout } from '../components/state.ts';
import { WordSheet } from '../components/WordSheet.tsx';
import './index.scss';

/** One statement: what it is made of, to agree with or not, and the money to take. */
export default function StatementPage() {
  const { t } = payoutsTexts.use();
  const { runId = '' } = useRouter().params;
  const statement = useRemote(() => call(endpoints.getMyStatement, { params: { runId } }), runId);
  const [shownBefore, setShownBefore] = useState(false);
  useDidShow(() => {
    if (shownBefore) void statement.reload();
    setShownBefore(true);
  });
  return (
    <Screen title={t('statement')} staff>
      {statement.data ? (
        <Shown statement={statement.data} reload={statement.reload} />
      ) : statement.error ? (
        <ErrorState error={statement.error} onRetry={() => void statement.reload()} />
      ) : (
        <Skeleton kind="product" />
      )}
    </Screen>
  );
}

function Shown({ statement, reload }: { statement: StatementWithLines; reload: () => Promise<void> }) {
  const { t } = payoutsTexts.use();
  const [busy, setBusy] = useState(false);
  const [disputing, setDisputing] = useState(false);
  const { runId, payout, answer } = statement;
  const during = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      noticeProblem(error);
    } finally {
      await reload();
      setBusy(false);
    }
  };
  const say = (said: { answer: 'confirmed' } | { answer: 'disputed'; note: string }) =>
    during(async () => {
      await call(endpoints.answerMyStatement, { params: { runId }, body: said });
      setDisputing(false);
      notice(t('thanks'));
    });
  const take = (payoutId: string) =>
    during(async () => {
      const asked = await call(endpoints.takeMyPayout, { params: { payoutId } });
      if (!asked.package) return;
      const done = await platform.requestTransfer(asked.package);
      if (done !== 'cancelled') notice(t(done === 'unavailable' ? 'takeElsewhere' : 'taking'));
    });
  const amounts = [
    ['opening', statement.openingFen],
    ['earned', statement.earnedFen],
    ['returned', statement.returnedFen],
    ['takenBack', 0 - statement.takenBackFen],
    ['withheld', 0 - statement.withheldFen],
  ] as const;
  return (
    <>
      <View id="figures" className="card">
        <View className="statement__figures">
          <Text>{t('upTo', { day: statement.closingDay })}</Text>
          {amounts.map(([name, fen]) =>
            fen === 0 && name !== 'earned' ? null : <AmountRow key={name} name={t(name)} amountFen={fen} />,
          )}
          {payout ? (
            <AmountRow name={t('net')} amountFen={statement.netFen} strong />
          ) : (
            <AmountRow name={t('closing')} amountFen={statement.closingFen} strong />
          )}
        </View>
        <View className="statement__state">
          {payout ? (
            <Chip id="payout-state" tone={toneOfPayout[payout.state]}>
              {t(`state_${payout.state}`)}
            </Chip>
          ) : null}
          <Text>
            {payout?.problem
              ? t(`problem_${payout.problem}`)
              : payout
                ? statement.employerName === null
                  ? t(`route_${statement.route}`)
                  : t('route_employer', { name: statement.employerName })
                : t(`outcome_${statement.outcome}`)}
          </Text>
        </View>
        {answer ? (
          <View className="statement__said">
            <Text>
              {answer === 'confirmed' ? t('confirmed') : t('disputed', { note: statement.answerNote ?? '' })}
            </Text>
          </View>
        ) : null}
        {payout && canTake(statement) ? (
          <View className="statement__acts">
            <PlainButton id="take" kind="primary" grow busy={busy} onTap={() => take(payout.id)}>
              {t('take', { amount: formatYuan(statement.netFen) })}
            </PlainButton>
          </View>
        ) : null}
        <View className="statement__acts">
          {answer === 'confirmed' ? null : (
            <PlainButton id="confirm" grow busy={busy} onTap={() => say({ answer: 'confirmed' })}>
              {t('confirm')}
            </PlainButton>
          )}
          {answer === 'disputed' ? null : (
            <PlainButton id="dispute" grow busy={busy} onTap={() => setDisputing(true)}>
              {t('dispute')}
            </PlainButton>
          )}
        </View>
      </View>
      <View id="lines" className="card">
        {statement.lines.map((line) => (
          <Row
            key={`${line.posting}-${line.number}`}
            title={line.posting === 'courier.fee' ? t('line_delivered') : t(`line_${line.kind}`)}
            note={[
              formatBrandTime(line.atMs),
              line.orderId ? t('lineOrder', { number: orderNumberOf(line.orderId) }) : null,
            ]
              .filter((one) => one !== null)
              .join(' · ')}
            end={<Text className="statement__amount">{formatYuan(line.amountFen)}</Text>}
          />
        ))}
        {statement.isWhole ? null : <Row title={t('more')} />}
      </View>
      {disputing ? (
        <WordSheet
          id="dispute-note"
          title={t('disputeTitle')}
          note={t('disputeNote')}
          placeholder={t('disputePlaceholder')}
          send={t('disputeSend')}
          cancel={t('cancel')}
          maxLength={200}
          long
          onClose={() => setDisputing(false)}
          onSend={(note) => say({ answer: 'disputed', note })}
        />
      ) : null}
    </>
  );
}
