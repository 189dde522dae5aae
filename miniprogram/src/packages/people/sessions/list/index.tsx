import { browserName } from '@jindian/shared/browser-name';
import type { SessionView } from '@jindian/shared/contract/people/session';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { sessionsTexts } from '../../../../i18n/people/sessions.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

/** Where the member is signed in: one that is not theirs is seen, and ended. */
export default function SessionsPage() {
  const { t } = sessionsTexts.use();
  const list = useRemote(() => call(endpoints.listSessions, {}), 'sessions');
  const [busy, setBusy] = useState(false);
  const items = list.data?.items ?? [];
  const others = items.filter(({ current }) => !current);

  const run = async (question: string, act: () => Promise<number>) => {
    if (!(await ask(question, t('end'), t('keep')))) return;
    setBusy(true);
    try {
      notice(t('ended', { count: await act() }));
      await list.reload();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const end = ({ id }: SessionView) =>
    run(t('endAsk'), async () => {
      await call(endpoints.endSession, { params: { sessionId: id } });
      return 1;
    });
  const endOthers = () =>
    run(
      t('endOthersAsk'),
      async () => (await call(endpoints.endSessions, { body: { keepThis: true } })).ended,
    );

  return (
    <Screen title={t('title')} bar={others.length > 0}>
      {items.length > 0 ? (
        <>
          <Text className="sessions__lead">{t('lead')}</Text>
          <View id="session-list">
            {items.map((session) => (
              <Session key={session.id} session={session} busy={busy} onEnd={() => void end(session)} />
            ))}
          </View>
        </>
      ) : list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.reload()} />
      ) : list.loading ? (
        <Skeleton kind="rows" count={2} />
      ) : (
        <Empty picture="place" title={t('none')} note={t('noneNote')} />
      )}
      {others.length > 0 ? (
        <BottomBar>
          <PlainButton id="end-others" grow busy={busy} onTap={() => void endOthers()}>
            {t('endOthers')}
          </PlainButton>
        </BottomBar>
      ) : null}
    </Screen>
  );
}

function Session(props: { session: SessionView; busy: boolean; onEnd: () => void }) {
  const { t } = sessionsTexts.use();
  const { session, busy, onEnd } = props;
  const { id, audience, agent, address, startedAtMs, expiresAtMs, current } = session;
  return (
    <View className="card sessions__row">
      <View className="sessions__words">
        <Text className="sessions__device">{agent ? browserName(agent) : t('unknownDevice')}</Text>
        <Text className="sessions__fact">{t(audience === 'hq' ? 'hq' : 'shop')}</Text>
        <Text className="sessions__fact">{address === null ? t('fromUnknown') : t('from', { address })}</Text>
        <Text className="sessions__fact">{t('since', { time: formatBrandTime(startedAtMs) })}</Text>
        <Text className="sessions__fact">{t('until', { time: formatBrandTime(expiresAtMs) })}</Text>
      </View>
      {current ? (
        <Text className="sessions__this">{t('thisOne')}</Text>
      ) : (
        <PlainButton id={`end-session-${id}`} size="small" disabled={busy} onTap={onEnd}>
          {t('end')}
        </PlainButton>
      )}
    </View>
  );
}
