import type { OwnerStatement, SharingView } from '@jindian/shared/contract/goods/ownership';
import { sharingModes } from '@jindian/shared/contract/goods/ownership';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useReachBottom, useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { usePaged, useRemote } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';
import { GoodsSheet } from '../components/GoodsSheet.tsx';
import { postingKey } from '../lib/words.ts';
import './index.scss';

/** For a dealer: what HQ owes him, and which of his goods may serve others. */
export default function OwnerPage() {
  const { t } = transfersTexts.use();
  const { ownerId = '' } = useRouter().params;
  const sharing = useRemote(() => call(endpoints.getSharing, { params: { ownerId } }), ownerId);
  return (
    <Screen title={t('ownerTitle')}>
      {sharing.data ? (
        <>
          <Statement ownerId={ownerId} />
          <Prices branches={sharing.data.branches} />
          <Sharing
            key={`${sharing.data.changedAtMs}`}
            sharing={sharing.data}
            onSaved={sharing.replace}
            onStale={() => void sharing.reload()}
          />
        </>
      ) : sharing.error ? (
        <ErrorState error={sharing.error} onRetry={() => void sharing.reload()} />
      ) : (
        <Skeleton kind="page" />
      )}
    </Screen>
  );
}

/** `+¥12.00`, `−¥12.00`, with a minus as long as the plus. */
function signedYuan(amountFen: number): string {
  return `${amountFen < 0 ? '−' : '+'}${formatYuan(Math.abs(amountFen))}`;
}

function Statement({ ownerId }: { ownerId: string }) {
  const { t } = transfersTexts.use();
  const paged = usePaged<OwnerStatement>(
    (cursor) =>
      call(endpoints.getOwnerStatement, {
        params: { ownerId },
        query: { limit: 10, ...(cursor ? { cursor } : {}) },
      }),
    ownerId,
  );
  useReachBottom(() => void paged.more());
  const balanceFen = paged.head?.balanceFen ?? 0;
  if (!paged.head) {
    return paged.error ? (
      <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
    ) : (
      <Skeleton kind="page" count={1} />
    );
  }
  return (
    <>
      <View className="owner__head">
        <Text className="owner__label">{t(balanceFen < 0 ? 'balanceNegative' : 'balance')}</Text>
        <Text id="owner-balance" className="owner__balance">
          {formatYuan(Math.abs(balanceFen))}
        </Text>
      </View>
      <View className="card">
        <Text className="owner__heading">{t('statement')}</Text>
        {paged.items.length === 0 ? (
          <Text className="owner__note">{t('statementEmptyNote')}</Text>
        ) : (
          paged.items.map((entry) => {
            const key = postingKey(entry.kind);
            return (
              <View key={`${entry.transferId} ${entry.amountFen}`} className="owner__entry">
                <View className="owner__words">
                  <Text className="owner__kind">{t(key ? `kind_${key}` : 'kind_other')}</Text>
                  <Text className="owner__note">{formatBrandTime(entry.atMs)}</Text>
                </View>
                <Text className={`owner__amount ${entry.amountFen < 0 ? 'owner__amount--out' : ''}`}>
                  {signedYuan(entry.amountFen)}
                </Text>
              </View>
            );
          })
        )}
      </View>
    </>
  );
}

/** Where he sets prices of his own. */
function Prices({ branches }: Pick<SharingView, 'branches'>) {
  const { t, pick } = transfersTexts.use();
  if (branches.length === 0) return null;
  return (
    <View className="card">
      <Text className="owner__heading">{t('ownPrices')}</Text>
      {branches.map(({ locationId, name }) => (
        <Row
          key={locationId}
          id={`prices-${locationId}`}
          title={pick(name)}
          end={<Icon name="chevron" size={32} color="textFaint" />}
          onTap={() =>
            void Taro.navigateTo({ url: `/packages/goods/prices/list/index?locationId=${locationId}` })
          }
        />
      ))}
    </View>
  );
}

type SharingProps = {
  sharing: SharingView;
  onSaved: (sharing: SharingView) => void;
  onStale: () => void;
};

function Sharing({ sharing, onSaved, onStale }: SharingProps) {
  const { t } = transfersTexts.use();
  const [mode, setMode] = useState(sharing.mode);
  const [skuIds, setSkuIds] = useState<readonly string[]>(sharing.skuIds);
  const [choosing, setChoosing] = useState(false);
  const [busy, setBusy] = useState(false);
  const names = mode === 'except' || mode === 'only';
  // Goods are shown as the first of his branches carries them.
  const locationId = sharing.branches[0]?.locationId ?? '';
  const changed = mode !== sharing.mode || (names && skuIds.join() !== sharing.skuIds.join());
  const save = async () => {
    setBusy(true);
    try {
      const body = { mode, skuIds: names ? [...skuIds] : [], revision: sharing.revision };
      onSaved(await call(endpoints.setSharing, { params: { ownerId: sharing.ownerId }, body }));
      notice(t('saved'));
    } catch (error) {
      noticeProblem(error);
      // Somebody was quicker: what they said is shown, and what was meant here can be said again.
      if (error instanceof ApiProblem && error.code === 'stale_revision') onStale();
    } finally {
      setBusy(false);
    }
  };
  return (
    <View className="card">
      <Text className="owner__heading">{t('sharing')}</Text>
      <Text className="owner__note">{t('sharingNote')}</Text>
      {sharing.changedAtMs !== null && sharing.changedBySide !== null ? (
        <Text className="owner__note">
          {t(`changedBy_${sharing.changedBySide}`, { time: formatBrandTime(sharing.changedAtMs) })}
        </Text>
      ) : null}
      <View className="owner__modes" ariaRole="radiogroup">
        {sharingModes.map((one) => (
          <View
            key={one}
            id={`sharing-${one}`}
            className="owner__mode"
            ariaRole="radio"
            ariaChecked={mode === one}
            onClick={() => setMode(one)}
          >
            <View className={`owner__dot ${one === mode ? 'owner__dot--on' : ''}`} />
            <Text>{t(`mode_${one}`)}</Text>
          </View>
        ))}
      </View>
      {names ? (
        <View className="owner__goods">
          {skuIds.length === 0 ? <Text className="owner__note">{t('namedNone')}</Text> : null}
          {skuIds.map((skuId) => (
            <Named
              key={skuId}
              locationId={locationId}
              skuId={skuId}
              onRemove={() => setSkuIds((before) => before.filter((id) => id !== skuId))}
            />
          ))}
          <View id="sharing-add" className="owner__add" ariaRole="button" onClick={() => setChoosing(true)}>
            <Icon name="plus" size={32} color="link" />
            <Text>{t('addGoods')}</Text>
          </View>
        </View>
      ) : null}
      <PlainButton id="sharing-save" kind="primary" busy={busy} disabled={!changed} onTap={() => void save()}>
        {t('save')}
      </PlainButton>
      {choosing ? (
        <GoodsSheet
          locationId={locationId}
          onChoose={(item) => {
            setSkuIds((before) => [...new Set([...before, item.skuId])].sort());
            setChoosing(false);
          }}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </View>
  );
}

/** A named SKU by its name; its id where the name cannot be had. */
function Named(props: { locationId: string; skuId: string; onRemove: () => void }) {
  const { t, pick } = transfersTexts.use();
  const { locationId, skuId, onRemove } = props;
  const found = useRemote(
    () => call(endpoints.listStock, { params: { locationId }, query: { text: skuId, limit: 1 } }),
    skuId,
  );
  const item = found.data?.items.find((one) => one.skuId === skuId);
  return (
    <View id={`named-${skuId}`} className="owner__named">
      <Text className="owner__named-words">{item ? `${pick(item.title)} ${pick(item.skuName)}` : skuId}</Text>
      <View
        id={`unname-${skuId}`}
        className="owner__remove"
        ariaRole="button"
        ariaLabel={t('remove')}
        onClick={onRemove}
      >
        <Icon name="cross" size={28} color="textFaint" />
      </View>
    </View>
  );
}
