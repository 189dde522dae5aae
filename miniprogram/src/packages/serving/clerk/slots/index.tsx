import { granted } from '@jindian/shared/access';
import type { SlotPlan, SlotPlanView } from '@jindian/shared/contract/places/slots';
import { readSlotId, slotHours } from '@jindian/shared/slots';
import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { slotPlanTexts } from '../../../../i18n/places/slot-plan.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { dayText } from '../../../../lib/slot-words.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { refreshMember } from '../../../../state/member.ts';
import { notice } from '../../../../state/questions.ts';
import { BranchDays } from '../components/BranchDays.tsx';
import { PlanEditor } from '../components/PlanEditor.tsx';
import { faultyDay } from '../lib/slot-draft.ts';
import './index.scss';

/** The slots of a branch: how full the coming days are, and for its manager the plan behind them. */
export default function SlotsPage() {
  const { t } = slotPlanTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const view = useRemote(() => call(endpoints.getSlotPlan, { params: { locationId } }), locationId);
  const [draft, setDraft] = useState<SlotPlan | null>(null);
  // The plan that is being changed; what comes in by reloading meanwhile is not what was seen.
  const seen = useRef(0);
  const [busy, setBusy] = useState(false);
  const intention = useRef(createIntention());
  const member = useRemote(refreshMember, 'me').data;
  const mayEdit = granted(member?.roles ?? [], 'slots.manage', { kind: 'place', locationId });
  usePullDownRefresh(() => {
    void view.reload().finally(() => Taro.stopPullDownRefresh());
  });

  const save = async (plan: SlotPlan | null) => {
    const faulty = plan && faultyDay(plan);
    if (faulty) {
      notice(t('overlap', { day: t(`weekday${faulty as 1}`) }));
      return;
    }
    setBusy(true);
    const body = { plan, revision: plan === null ? (view.data?.revision ?? 0) : seen.current };
    try {
      const saved = await call(endpoints.saveSlotPlan, {
        params: { locationId },
        body,
        idempotencyKey: intention.current.keyFor(body),
      });
      intention.current.settle();
      view.replace(saved);
      setDraft(null);
      notice(t('saved'));
    } catch (error) {
      if (!(error instanceof ApiProblem && error.isUnsettled)) intention.current.settle();
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const reset = async () => {
    if (await ask(t('resetAsk'), t('yes'), t('no'))) await save(null);
  };

  return (
    <Screen title={t('title')} bar>
      {!view.data ? (
        view.error ? (
          <ErrorState error={view.error} onRetry={() => void view.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : draft ? (
        <PlanEditor plan={draft} onChange={setDraft} />
      ) : (
        <>
          <BranchDays locationId={locationId} mayEdit={mayEdit} />
          <Upcoming view={view.data} />
        </>
      )}
      {view.data && mayEdit ? (
        <BottomBar>
          {draft ? (
            <>
              <PlainButton id="cancel-edit" disabled={busy} onTap={() => setDraft(null)}>
                {t('cancel')}
              </PlainButton>
              <PlainButton id="save-plan" kind="primary" grow busy={busy} onTap={() => void save(draft)}>
                {t(busy ? 'saving' : 'save')}
              </PlainButton>
            </>
          ) : (
            <>
              {view.data.isDefault ? null : (
                <PlainButton id="reset-plan" disabled={busy} onTap={() => void reset()}>
                  {t('reset')}
                </PlainButton>
              )}
              <PlainButton
                id="edit-plan"
                kind="primary"
                grow
                onTap={() => {
                  seen.current = view.data?.revision ?? 0;
                  setDraft(view.data?.plan ?? null);
                }}
              >
                {t('edit')}
              </PlainButton>
            </>
          )}
        </BottomBar>
      ) : null}
      {view.data && member && !mayEdit ? <Text className="slots__foot">{t('readOnly')}</Text> : null}
    </Screen>
  );
}

/** How full the coming days are, whoever may change it. */
function Upcoming({ view }: { view: SlotPlanView }) {
  const { t, language } = slotPlanTexts.use();
  const nowMs = platform.nowMs();
  return (
    <>
      <View className="slots__lead">
        <Text className="slots__heading">{t('upcoming')}</Text>
        <Chip tone={view.isDefault ? 'neutral' : 'done'}>{t(view.isDefault ? 'isDefault' : 'own')}</Chip>
      </View>
      {view.upcoming.length === 0 ? <Empty picture="orders" title={t('noUpcoming')} /> : null}
      {view.upcoming.map(({ day, slots }) => (
        <View key={day} id={`day-${day}`} className="card slots__day">
          <Text className="slots__name">{dayText(day, nowMs, language)}</Text>
          {(['pickup', 'delivery'] as const).map((method) => {
            const mine = slots.filter((slot) => slot.method === method);
            return mine.length === 0 ? null : (
              <View key={method}>
                <Text className="slots__method">{t(method)}</Text>
                <View className="slots__grid">
                  {mine.map(({ id, booked, capacity }) => {
                    const times = readSlotId(id);
                    return (
                      <View
                        key={id}
                        className={`slots__slot ${booked >= capacity ? 'slots__slot--full' : ''}`}
                      >
                        <Text className="slots__hours">{times ? slotHours(times) : id}</Text>
                        <Text className="slots__booked">{t('booked', { booked, capacity })}</Text>
                      </View>
                    );
                  })}
                </View>
              </View>
            );
          })}
        </View>
      ))}
    </>
  );
}
