import type { BranchSellers, MoveCustomers } from '@jindian/shared/contract/selling/sellers';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { teamTexts } from '../../../../i18n/selling/team.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';
import { Holds } from '../components/Holds.tsx';
import { ReasonField } from '../components/ReasonField.tsx';
import './index.scss';

type Seller = BranchSellers['items'][number];
const tones = {
  active: 'done',
  applied: 'wait',
  suspended: 'danger',
  declined: 'neutral',
  left: 'neutral',
} as const;

/** Who sells at a branch, for whoever leads it: what they earn, and whose their customers become. */
export default function TeamPage() {
  const { t } = teamTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const list = useRemote(() => call(endpoints.listBranchSellers, { params: { locationId } }), locationId);
  const [moved, setMoved] = useState<Seller | null>(null);
  const held = useRemote(
    () => call(endpoints.listBranchHolds, { params: { locationId }, query: {} }),
    locationId,
  );
  usePullDownRefresh(() => {
    void Promise.all([list.reload(), held.reload()]).finally(() => Taro.stopPullDownRefresh());
  });
  const sellers = list.data?.items ?? null;
  return (
    <Screen title={t('title')} staff>
      {/* Also of who sells here no more. */}
      {held.data && held.data.items.length > 0 ? (
        <Holds locationId={locationId} items={held.data.items} onDone={() => void held.reload()} />
      ) : null}
      {sellers === null ? (
        list.error ? (
          <ErrorState error={list.error} onRetry={() => void list.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : sellers.length === 0 ? (
        <Empty id="team-empty" picture="shop" title={t('none')} note={t('noneNote')} />
      ) : (
        <>
          <View className="card">
            <Text className="team__soft">{t('lead')}</Text>
          </View>
          <View id="team" className="card">
            {sellers.map((seller) => (
              <SellerRow
                key={`${seller.kind} ${seller.sellerId}`}
                seller={seller}
                onMove={() => setMoved(seller)}
              />
            ))}
          </View>
        </>
      )}
      {moved && sellers ? (
        <MoveSheet
          locationId={locationId}
          seller={moved}
          others={sellers.filter(
            ({ sellerId, standing }) => standing === 'active' && sellerId !== moved.sellerId,
          )}
          onClose={() => setMoved(null)}
          onDone={() => {
            setMoved(null);
            notice(t('done'));
            void list.reload();
          }}
        />
      ) : null}
    </Screen>
  );
}

function SellerRow({ seller, onMove }: { seller: Seller; onMove: () => void }) {
  const { t } = teamTexts.use();
  const { sellerId, kind, standing, station, earned, customers, isMoving } = seller;
  const isHere = standing === 'active' || standing === 'suspended';
  return (
    <Row id={`team-${sellerId}`} title={seller.name}>
      <View className="team__marks">
        <Text>{station ? `${t(`kind_${kind}`)} · ${station.name}` : t(`kind_${kind}`)}</Text>
        <Chip tone={tones[standing]}>{t(`standing_${standing}`)}</Chip>
        {isMoving ? <Chip tone="progress">{t('moving')}</Chip> : null}
      </View>
      {earned ? (
        <View className="team__earned">
          <Text className="team__month">
            {t('month', { amount: formatYuan(earned.monthFen), count: earned.monthOrders })}
          </Text>
          <Text className="team__soft">
            {t('pending', { amount: formatYuan(earned.pendingFen) })}
            {' · '}
            {t('available', { amount: formatYuan(earned.availableFen) })}
          </Text>
        </View>
      ) : isHere ? (
        <Text className="team__soft">{t('elsewhere')}</Text>
      ) : null}
      <View className="team__foot">
        <Text className="team__soft">{t('customers', { count: customers })}</Text>
        {customers > 0 && !isMoving ? (
          <PlainButton id={`move-${sellerId}`} size="small" onTap={onMove}>
            {t('move')}
          </PlainButton>
        ) : null}
      </View>
    </Row>
  );
}

type MoveProps = {
  locationId: string;
  seller: Seller;
  others: readonly Seller[];
  onClose: () => void;
  onDone: () => void;
};

function MoveSheet({ locationId, seller, others, onClose, onDone }: MoveProps) {
  const { t } = teamTexts.use();
  const [to, setTo] = useState<Omit<MoveCustomers, 'reason'> | null>(null);
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<'whoAsk' | 'reasonAsk' | null>(null);
  const [busy, setBusy] = useState(false);
  const moving = useRef(createIntention());
  const choose = (next: Omit<MoveCustomers, 'reason'>) => {
    setTo(next);
    setFault(null);
  };
  const go = async () => {
    const said = reason.trim();
    if (!to) return setFault('whoAsk');
    if (said.length < 2) return setFault('reasonAsk');
    setBusy(true);
    try {
      const body = { ...to, reason: said };
      await call(endpoints.moveBranchCustomers, {
        params: { locationId, sellerId: seller.sellerId },
        body,
        idempotencyKey: moving.current.keyFor(body),
      });
      moving.current.settle();
      onDone();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Sheet
      id="move-sheet"
      title={t('moveTitle', { name: seller.name })}
      note={t('moveNote')}
      onClose={onClose}
      fault={fault ? { id: 'move-fault', text: t(fault) } : null}
      actions={
        <>
          <PlainButton id="move-keep" disabled={busy} onTap={onClose}>
            {t('keep')}
          </PlainButton>
          <PlainButton id="move-go" kind="primary" grow busy={busy} onTap={() => void go()}>
            {t('go')}
          </PlainButton>
        </>
      }
    >
      <View ariaRole="radiogroup" ariaLabel={t('move')}>
        {others.map(({ sellerId, name }) => (
          <Row
            key={sellerId}
            id={`to-${sellerId}`}
            title={t('to', { name })}
            chosen={to?.toSellerId === sellerId}
            onTap={() => choose({ to: 'seller', toSellerId: sellerId })}
          />
        ))}
        <Row
          id="to-branch"
          title={t('toBranch')}
          note={t('toBranchNote')}
          chosen={to?.to === 'branch'}
          onTap={() => choose({ to: 'branch' })}
        />
        <Row
          id="to-nobody"
          title={t('toNobody')}
          note={t('toNobodyNote')}
          chosen={to?.to === 'nobody'}
          onTap={() => choose({ to: 'nobody' })}
        />
      </View>
      <ReasonField
        id="move-reason"
        value={reason}
        maxlength={200}
        onType={(text) => {
          setFault(null);
          setReason(text);
        }}
      />
    </Sheet>
  );
}
