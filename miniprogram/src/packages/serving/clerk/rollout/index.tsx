import { granted } from '@jindian/shared/access';
import type { RolloutCheck, TickedCheck } from '@jindian/shared/contract/places/rollout';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { rolloutTexts } from '../../../../i18n/places/rollout.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { memberStore } from '../../../../state/member.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

const openOrder = (orderId: string) =>
  Taro.navigateTo({ url: `/pages/serving/order/index?orderId=${orderId}` });
const isTicked = (check: RolloutCheck): check is TickedCheck => check === 'hours' || check === 'labels';
/** Of so many products with stock one is taken to practise on. */
const lookedAt = 10;

/** What a branch still needs before it opens; and, while it rehearses, orders to practise on. */
export default function RolloutPage() {
  const { t, pick } = rolloutTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const roles = memberStore.use()?.roles ?? [];
  const mayTick = granted(roles, 'rollout.tick', { kind: 'place', locationId });
  const read = useRemote(async () => {
    const [state, practice] = await Promise.all([
      call(endpoints.getRollout, { params: { locationId } }),
      call(endpoints.listPracticeOrders, { params: { locationId } }),
    ]);
    return { state, orders: practice.items };
  }, locationId);
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void read.reload();
    seen.current = true;
  });
  usePullDownRefresh(() => {
    void read.reload().finally(() => Taro.stopPullDownRefresh());
  });
  const [busy, setBusy] = useState<string | null>(null);
  const intention = useRef(createIntention());

  const doing = async (what: string, act: () => Promise<void>) => {
    setBusy(what);
    try {
      await act();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(null);
    }
  };
  const tick = (check: TickedCheck, done: boolean) =>
    doing(check, async () => {
      await call(endpoints.tickRolloutCheck, { params: { locationId, check }, body: { done } });
      await read.reload();
    });
  const practise = () =>
    doing('practise', async () => {
      const line = await somethingOnTheShelf(locationId);
      if (!line) {
        notice(t('nothingToPractise'));
        return;
      }
      const body = { locationId, lines: [line], method: 'pickup' as const, practice: true };
      try {
        const { order } = await call(endpoints.placeOrder, {
          body,
          idempotencyKey: intention.current.keyFor(body),
        });
        intention.current.settle();
        await openOrder(order.id);
      } catch (error) {
        if (!(error instanceof ApiProblem && error.isUnsettled)) intention.current.settle();
        throw error;
      }
    });

  return (
    <Screen title={t('title')}>
      {read.data === null ? (
        read.error ? (
          <ErrorState error={read.error} onRetry={() => void read.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : (
        <>
          <View id="rollout-status" className="card">
            <Text className="rollout__head">{t(`status_${read.data.state.status}`)}</Text>
            <Text className="rollout__note">{t(`status_${read.data.state.status}_note`)}</Text>
            {read.data.state.wave ? (
              <Text className="rollout__note">
                {t('wave', { name: read.data.state.wave.name, day: read.data.state.wave.plannedDay })}
              </Text>
            ) : null}
          </View>
          <View id="rollout-checks" className="card">
            <Text className="rollout__head">{t('checks')}</Text>
            {read.data.state.checks.map(({ check, done, tickedBy, tickedAtMs }) => (
              <Row
                key={check}
                id={`check-${check}`}
                title={t(`check_${check}`)}
                note={
                  tickedBy !== null && tickedAtMs !== null
                    ? `${tickedBy} · ${formatBrandTime(tickedAtMs).slice(5)}`
                    : t(isTicked(check) && !mayTick ? 'tickedByManager' : `check_${check}_note`)
                }
                end={
                  isTicked(check) && mayTick ? (
                    <PlainButton
                      id={`tick-${check}`}
                      size="small"
                      kind={done ? 'plain' : 'primary'}
                      busy={busy === check}
                      onTap={() => void tick(check, !done)}
                    >
                      {t(done ? 'untick' : 'tick')}
                    </PlainButton>
                  ) : (
                    <Chip tone={done ? 'done' : 'wait'}>{t(done ? 'done' : 'missing')}</Chip>
                  )
                }
              />
            ))}
          </View>
          {read.data.state.status === 'rehearsing' ? (
            <View id="rollout-practice" className="card">
              <Text className="rollout__head">{t('practice')}</Text>
              <Text className="rollout__note">{t('practiceNote')}</Text>
              <PlainButton
                id="practise"
                kind="primary"
                busy={busy === 'practise'}
                onTap={() => void practise()}
              >
                {t('practise')}
              </PlainButton>
            </View>
          ) : null}
          {read.data.orders.length > 0 ? (
            <View id="practice-orders" className="card">
              <Text className="rollout__head">{t('practiceOrders')}</Text>
              {read.data.orders.map(({ id, number, firstLine, createdAtMs, state, mine }) => (
                <Row
                  key={id}
                  id={`practice-${number}`}
                  title={number}
                  note={`${formatBrandTime(createdAtMs).slice(5)} · ${pick(firstLine.title)}`}
                  {...(mine ? { onTap: () => void openOrder(id) } : {})}
                  end={<Chip tone={state === 'completed' ? 'done' : 'neutral'}>{t(`order_${state}`)}</Chip>}
                />
              ))}
            </View>
          ) : null}
        </>
      )}
    </Screen>
  );
}

/** One piece of what the branch has, at its price there. */
async function somethingOnTheShelf(locationId: string) {
  const { items } = await call(endpoints.getStorefront, {
    params: { locationId },
    query: { limit: lookedAt, inStock: 'true' },
  });
  for (const { productId } of items) {
    const { product, skus } = await call(endpoints.getProductAtBranch, { params: { locationId, productId } });
    const sku = product.pickupable ? skus.find(({ sellable }) => sellable > 0) : undefined;
    if (sku) return { skuId: sku.skuId, quantity: 1, seenPriceFen: sku.priceFen };
  }
  return null;
}
