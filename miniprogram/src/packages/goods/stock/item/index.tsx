import { granted } from '@jindian/shared/access';
import type { Page } from '@jindian/shared/contract/common';
import type { StockItem, StockLevel, StockMovement } from '@jindian/shared/contract/goods/inventory';
import { Image, Text, View } from '@tarojs/components';
import { useReachBottom, useRouter } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { Stepper } from '../../../../components/Stepper.tsx';
import { assetUrl } from '../../../../config.ts';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { usePaged, useRemote } from '../../../../lib/use-remote.ts';
import { memberStore, refreshMember } from '../../../../state/member.ts';
import { notice } from '../../../../state/questions.ts';
import { ConditionChange } from '../components/ConditionChange.tsx';
import { LotList } from '../components/LotList.tsx';
import { MoveList } from '../components/MoveList.tsx';
import { findStock } from '../lib/find-stock.ts';
import { ownersOf, ownerWord } from '../lib/words.ts';
import './index.scss';

const maxSafety = 10_000;

/** One SKU at a branch, with everything that ever changed it; without a SKU, all changes of the branch. */
export default function StockItemPage() {
  const { t } = stockTexts.use();
  const { locationId = '', skuId = '' } = useRouter().params;
  const item = useRemote(
    skuId
      ? async () => (await findStock(locationId, skuId)).find((one) => one.skuId === skuId) ?? null
      : null,
    `${locationId} ${skuId}`,
  );
  const paged = usePaged<Page<StockMovement>>(
    (cursor) =>
      call(endpoints.listStockMovements, {
        params: { locationId },
        query: { limit: 20, ...(skuId ? { skuId } : {}), ...(cursor ? { cursor } : {}) },
      }),
    `${locationId} ${skuId}`,
  );
  useReachBottom(() => void paged.more());
  useEffect(() => {
    // Opened by itself, nobody has asked yet who this is: without an answer the page only shows.
    if (memberStore.get() === null) void refreshMember().catch(() => undefined);
  }, []);
  const reload = () => Promise.all([item.reload(), paged.reload()]);
  return (
    <Screen title={t(skuId ? 'levelsTitle' : 'movesOfBranch')}>
      {!skuId ? null : item.data ? (
        <Levels item={item.data} locationId={locationId} onChanged={() => void reload()} />
      ) : item.error ? (
        <ErrorState error={item.error} onRetry={() => void item.reload()} />
      ) : (
        <Skeleton kind="page" count={1} />
      )}
      {skuId ? <Text className="stock-item__heading">{t('moves')}</Text> : null}
      <MoveList paged={paged} named={!skuId} />
    </Screen>
  );
}

type LevelsProps = { item: StockItem; locationId: string; onChanged: () => void };

function Levels({ item, locationId, onChanged }: LevelsProps) {
  const { t, pick } = stockTexts.use();
  return (
    <>
      <View className="card stock-item__head">
        <Image className="stock-item__picture" src={assetUrl(item.imagePath)} mode="aspectFit" />
        <View className="stock-item__words">
          <Text className="stock-item__title">{pick(item.title)}</Text>
          <Text className="stock-item__sku">{pick(item.skuName)}</Text>
          {item.barcode === null ? null : (
            <Text className="stock-item__sku">{t('barcode', { code: item.barcode })}</Text>
          )}
        </View>
      </View>
      {item.levels.map((level) => (
        <LevelCard
          // A level that was saved starts from what it is now.
          key={`${level.ownerId} ${level.condition} ${level.safety} ${level.onHand}`}
          level={level}
          owner={
            [
              ownerWord(level.ownerId, ownersOf(item), t),
              level.condition === 'sellable' ? null : t(`condition_${level.condition}`),
            ]
              .filter((word) => word !== null)
              .join(' · ') || null
          }
          skuId={item.skuId}
          locationId={locationId}
          onChanged={onChanged}
        />
      ))}
    </>
  );
}

type CardProps = {
  level: StockLevel;
  owner: string | null;
  skuId: string;
  locationId: string;
  onChanged: () => void;
};

function LevelCard({ level, owner, skuId, locationId, onChanged }: CardProps) {
  const { t } = stockTexts.use();
  const [safety, setSafety] = useState(level.safety);
  const [busy, setBusy] = useState(false);
  const intention = useRef(createIntention()).current;
  const roles = memberStore.use()?.roles ?? [];
  const here = { kind: 'place', locationId } as const;
  const mayKeepBack = granted(roles, 'stock.safety.set', here);
  const mayTurn = granted(roles, 'stock.receive', here);

  const save = async () => {
    const lines = [{ skuId, ownerId: level.ownerId, safety, seenSafety: level.safety }];
    setBusy(true);
    try {
      await call(endpoints.setSafetyStock, {
        params: { locationId },
        body: { lines },
        idempotencyKey: intention.keyFor(lines),
      });
      intention.settle();
      notice(t('safetySaved'));
      onChanged();
    } catch (error) {
      if (error instanceof ApiProblem && !error.isUnsettled) intention.settle();
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };

  const sellable = level.condition === 'sellable';
  const figures = [
    ['onHand', level.onHand],
    ['reserved', level.reserved],
    ...(sellable
      ? ([
          ['available', level.available],
          ['safety', level.safety],
        ] as const)
      : []),
  ] as const;
  return (
    <View id={`level-${level.ownerId}${sellable ? '' : `-${level.condition}`}`} className="card">
      {owner ? <Text className="stock-item__owner">{owner}</Text> : null}
      <View className="stock-item__figures">
        {figures.map(([name, value]) => (
          <View key={name} className="stock-item__figure">
            <Text className="stock-item__value">{value}</Text>
            <Text className="stock-item__name">{t(name)}</Text>
          </View>
        ))}
      </View>
      <LotList lots={level.lots} />
      {mayTurn && level.available > 0 ? (
        <ConditionChange
          level={level}
          skuId={skuId}
          locationId={locationId}
          mayLeave={granted(roles, 'stock.adjust', here)}
          onChanged={onChanged}
        />
      ) : null}
      {mayKeepBack && sellable ? (
        <View className="stock-item__safety">
          <View className="stock-item__safety-words">
            <Text className="stock-item__safety-name">{t('safety')}</Text>
            <Text className="stock-item__hint">{t('safetyHint')}</Text>
          </View>
          <Stepper
            id={`safety-${level.ownerId}`}
            value={safety}
            min={0}
            max={maxSafety}
            onChange={setSafety}
          />
        </View>
      ) : null}
      {mayKeepBack && safety !== level.safety ? (
        <View className="stock-item__save">
          <PlainButton
            id={`save-safety-${level.ownerId}`}
            kind="primary"
            grow
            busy={busy}
            onTap={() => void save()}
          >
            {t('safetySave')}
          </PlainButton>
        </View>
      ) : null}
    </View>
  );
}
