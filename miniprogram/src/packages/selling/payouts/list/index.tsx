import type { MyPayee } from '@jindian/shared/contract/selling/settlement';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, useReachBottom } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { payoutsTexts } from '../../../../i18n/selling/payouts.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { usePaged, useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import { toneOfPayout } from '../components/state.ts';
import { WordSheet } from '../components/WordSheet.tsx';
import './index.scss';

/** How one is paid, and one's statements, the latest first. */
export default function StatementsPage() {
  const { t } = payoutsTexts.use();
  const payee = useRemote(() => call(endpoints.getMyPayee, {}), 'payee');
  const paged = usePaged(
    (cursor) => call(endpoints.listMyStatements, { query: cursor ? { cursor } : {} }),
    'statements',
  );
  useReachBottom(() => void paged.more());
  const [shownBefore, setShownBefore] = useState(false);
  useDidShow(() => {
    if (shownBefore) void Promise.all([payee.reload(), paged.reload()]);
    setShownBefore(true);
  });
  return (
    <Screen title={t('title')} staff>
      {payee.data ? <PayeeCard payee={payee.data} onChange={payee.replace} /> : null}
      {paged.items.length > 0 ? (
        <View id="statement-list" className="card">
          {paged.items.map((one) => (
            <Row
              key={one.runId}
              id={`statement-${one.runId}`}
              title={t('upTo', { day: one.closingDay })}
              note={one.payout?.problem ? t(`problem_${one.payout.problem}`) : t(`outcome_${one.outcome}`)}
              end={
                <View className="statements__end">
                  <Text className="statements__amount">
                    {formatYuan(one.payout ? one.netFen : one.dueFen)}
                  </Text>
                  {one.payout ? (
                    <Chip tone={toneOfPayout[one.payout.state]}>{t(`state_${one.payout.state}`)}</Chip>
                  ) : null}
                </View>
              }
              onTap={() =>
                Taro.navigateTo({ url: `/packages/selling/payouts/statement/index?runId=${one.runId}` })
              }
            />
          ))}
        </View>
      ) : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : paged.head ? (
        <Empty id="no-statements" picture="bag" title={t('empty')} note={t('emptyNote')} />
      ) : (
        <Skeleton kind="rows" />
      )}
    </Screen>
  );
}

function PayeeCard({ payee, onChange }: { payee: MyPayee; onChange: (now: MyPayee) => void }) {
  const { t } = payoutsTexts.use();
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  if (!payee.isPayee) return null;
  const during = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const authorize = () =>
    during(async () => {
      const asked = await call(endpoints.authorizeMyPayouts, {});
      if (asked.package && (await platform.requestTransfer(asked.package)) === 'unavailable')
        notice(t('takeElsewhere'));
      onChange(await call(endpoints.refreshMyAuthorization, {}));
    });
  const close = () =>
    during(async () => {
      if (await ask(t('authorizeCloseAsk'), t('authorizeClose'), t('keep')))
        onChange(await call(endpoints.closeMyAuthorization, {}));
    });
  const isOn = payee.authorization === 'active';
  return (
    <View id="payee" className="card">
      <Row
        title={t(`route_${payee.route}`)}
        note={t(`kind_${payee.kind}`)}
        end={
          <View className="statements__end">
            <Text className="statements__amount">{formatYuan(payee.closingFen)}</Text>
            <Text className="statements__hint">{t('balance')}</Text>
          </View>
        }
      />
      {payee.route === 'wechat' ? (
        <Row
          title={t('name')}
          note={payee.realName ?? t('nameNote')}
          end={
            <PlainButton id="give-name" size="small" onTap={() => setNaming(true)}>
              {t('nameGive')}
            </PlainButton>
          }
        />
      ) : null}
      {payee.authorization === null ? null : (
        <Row
          title={t('authorize')}
          note={t(isOn ? 'authorizeOn' : 'authorizeNote')}
          end={
            <PlainButton id="authorize" size="small" busy={busy} onTap={isOn ? close : authorize}>
              {t(isOn ? 'authorizeClose' : 'authorizeGive')}
            </PlainButton>
          }
        />
      )}
      {naming ? (
        <WordSheet
          id="real-name"
          title={t('name')}
          note={t('nameNote')}
          placeholder={t('namePlaceholder')}
          send={t('nameSave')}
          cancel={t('cancel')}
          maxLength={30}
          onClose={() => setNaming(false)}
          onSend={(realName) =>
            during(async () => {
              onChange(await call(endpoints.setMyRealName, { body: { realName } }));
              setNaming(false);
            })
          }
        />
      ) : null}
    </View>
  );
}
