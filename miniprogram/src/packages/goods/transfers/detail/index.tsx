import type { TransferAction, TransferLine, TransferView } from '@jindian/shared/contract/goods/transfer';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Image, Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Chip } from '../../../../components/Chip.tsx';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { StatusHeader } from '../../../../components/StatusHeader.tsx';
import { assetUrl } from '../../../../config.ts';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import { ask } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { CountSheet } from '../components/CountSheet.tsx';
import { RejectSheet } from '../components/RejectSheet.tsx';
import { type Step, take } from '../lib/actions.ts';
import { toneOf } from '../lib/words.ts';
import './index.scss';

const stepNames = ['state_requested', 'state_approved', 'state_shipped', 'state_received'] as const;

/** One transfer: how far it is, the goods, what happened, and what whoever looks may do next. */
export default function TransferPage() {
  const { t } = transfersTexts.use();
  const { transferId = '' } = useRouter().params;
  const remote = useRemote(() => call(endpoints.getTransfer, { params: { transferId } }), transferId);
  return (
    <Screen title={t('detailTitle')} bar>
      {remote.data ? (
        <Transfer transfer={remote.data} onChanged={remote.replace} onStale={() => void remote.reload()} />
      ) : remote.error ? (
        <ErrorState error={remote.error} onRetry={() => void remote.reload()} />
      ) : (
        <Skeleton kind="page" />
      )}
    </Screen>
  );
}

type Props = { transfer: TransferView; onChanged: (transfer: TransferView) => void; onStale: () => void };

function Transfer({ transfer, onChanged, onStale }: Props) {
  const { t, pick } = transfersTexts.use();
  const [open, setOpen] = useState<'ship' | 'receive' | 'reject' | null>(null);
  const [busy, setBusy] = useState(false);
  const { state, from, to, lines, history, actions } = transfer;

  const go = async (step: Step) => {
    setBusy(true);
    try {
      const after = await take(transfer.id, step);
      if (after === null) return;
      setOpen(null);
      if (after === 'stale') onStale();
      else onChanged(after);
    } finally {
      setBusy(false);
    }
  };
  const tap = async (action: TransferAction) => {
    if (action === 'ship' || action === 'receive' || action === 'reject') setOpen(action);
    else if (await ask(t(action === 'approve' ? 'approveAsk' : 'cancelAsk'), t('yes'), t('no'))) {
      await go({ action });
    }
  };

  const stage = (stepNames as readonly string[]).indexOf(`state_${state}`);
  const facts = [
    transfer.forOrder ? t('forOrder') : null,
    transfer.note ? t('note', { note: transfer.note }) : null,
    transfer.rejectionReason ? t('rejectedWhy', { reason: transfer.rejectionReason }) : null,
    transfer.incentiveFen ? t('incentive', { amount: formatYuan(transfer.incentiveFen) }) : null,
    transfer.titleFen ? t('title_moved', { amount: formatYuan(transfer.titleFen) }) : null,
  ].filter((fact) => fact !== null);

  return (
    <>
      <StatusHeader
        id={`transfer-${state}`}
        icon={state === 'shipped' ? 'truck' : state === 'received' ? 'check' : 'route'}
        tone={toneOf[state]}
        title={t(`state_${state}`)}
        note={t(`note_${state}`)}
        steps={stepNames.map((name) => t(name))}
        progress={stage === -1 ? null : { done: state === 'received' ? stage + 1 : stage, now: stage }}
      />
      <View className="card transfer__ends">
        <End label={t('giver')} name={pick(from.name)} />
        <End label={t('receiver')} name={pick(to.name)} />
        {facts.map((fact) => (
          <Text key={fact} className="transfer__fact">
            {fact}
          </Text>
        ))}
      </View>
      <View className="card transfer__lines">
        {lines.map((line) => (
          <Line key={line.skuId} line={line} />
        ))}
      </View>
      <View className="card">
        <Text className="transfer__heading">{t('historyTitle')}</Text>
        {[...history].reverse().map((entry) => (
          <View key={`${entry.state} ${entry.atMs}`} className="transfer__event">
            <Text>{t('history', { state: t(`state_${entry.state}`), side: t(`side_${entry.side}`) })}</Text>
            <Text className="transfer__time">{formatBrandTime(entry.atMs)}</Text>
          </View>
        ))}
      </View>
      {actions.length > 0 ? (
        <BottomBar>
          {[...actions]
            .sort((a, b) => Number(isMain(a)) - Number(isMain(b)))
            .map((action) => (
              <PlainButton
                key={action}
                id={`transfer-${action}`}
                kind={isMain(action) ? 'primary' : 'danger'}
                grow={isMain(action)}
                busy={busy}
                onTap={() => void tap(action)}
              >
                {t(action)}
              </PlainButton>
            ))}
        </BottomBar>
      ) : null}
      {open === 'ship' || open === 'receive' ? (
        <CountSheet
          kind={open}
          lines={lines}
          busy={busy}
          onDone={(step) => void go(step)}
          onClose={() => setOpen(null)}
        />
      ) : null}
      {open === 'reject' ? (
        <RejectSheet
          busy={busy}
          onDone={(reason) => void go({ action: 'reject', reason })}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  );
}

function isMain(action: TransferAction): boolean {
  return action === 'approve' || action === 'ship' || action === 'receive';
}

function End({ label, name }: { label: string; name: string }) {
  return (
    <View className="transfer__end">
      <Text className="transfer__label">{label}</Text>
      <Text className="transfer__name">{name}</Text>
    </View>
  );
}

function Line({ line }: { line: TransferLine }) {
  const { t, pick } = transfersTexts.use();
  const counts = [
    t('wanted', { count: line.quantity }),
    line.shippedQuantity === null ? null : t('shipped', { count: line.shippedQuantity }),
    line.receivedQuantity === null ? null : t('received', { count: line.receivedQuantity }),
  ].filter((count) => count !== null);
  return (
    <View id={`line-${line.skuId}`} className="transfer__line">
      <Image className="transfer__picture" src={assetUrl(line.imagePath, 200)} mode="aspectFit" lazyLoad />
      <View className="transfer__words">
        <Text className="transfer__title">{pick(line.title)}</Text>
        <Text className="transfer__sku">{pick(line.skuName)}</Text>
        <View className="transfer__counts">
          <Text>{counts.join(' · ')}</Text>
          {line.differenceReason ? <Chip tone="danger">{t(`reason_${line.differenceReason}`)}</Chip> : null}
        </View>
      </View>
    </View>
  );
}
