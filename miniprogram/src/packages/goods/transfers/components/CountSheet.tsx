import {
  type DifferenceReason,
  differenceReasons,
  type TransferLine,
} from '@jindian/shared/contract/goods/transfer';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { Stepper } from '../../../../components/Stepper.tsx';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import type { Step } from '../lib/actions.ts';
import './count-sheet.scss';

type Props = {
  kind: 'ship' | 'receive';
  lines: readonly TransferLine[];
  busy: boolean;
  onDone: (step: Step) => void;
  onClose: () => void;
};
type Counted = Record<string, { count: number; reason: DifferenceReason | null }>;

/** What is packed, or what arrived, piece by piece; what is missing on arrival needs a reason. */
export function CountSheet({ kind, lines, busy, onDone, onClose }: Props) {
  const { t, pick } = transfersTexts.use();
  const shown = lines.filter((line) => kind === 'ship' || (line.shippedQuantity ?? 0) > 0);
  const most = (line: TransferLine) => (kind === 'ship' ? line.quantity : (line.shippedQuantity ?? 0));
  const [counted, setCounted] = useState<Counted>(() =>
    Object.fromEntries(shown.map((line) => [line.skuId, { count: most(line), reason: null }])),
  );
  const [fault, setFault] = useState<'nothingToShip' | 'whyMissing' | null>(null);
  const change = (skuId: string, part: Partial<Counted[string]>) => {
    setFault(null);
    setCounted((before) => ({ ...before, [skuId]: { count: 0, reason: null, ...before[skuId], ...part } }));
  };
  const submit = () => {
    if (kind === 'ship') {
      const packed = shown.map(({ skuId }) => ({ skuId, quantity: counted[skuId]?.count ?? 0 }));
      if (packed.every(({ quantity }) => quantity === 0)) return setFault('nothingToShip');
      return onDone({ action: 'ship', lines: packed });
    }
    const short = shown.filter((line) => (counted[line.skuId]?.count ?? 0) < most(line));
    const differences = short.flatMap(({ skuId }) => {
      const { count = 0, reason = null } = counted[skuId] ?? {};
      return reason === null ? [] : [{ skuId, receivedQuantity: count, reason }];
    });
    if (differences.length < short.length) return setFault('whyMissing');
    return onDone({ action: 'receive', differences });
  };
  return (
    <Sheet
      id={`${kind}-sheet`}
      title={t(kind === 'ship' ? 'shipTitle' : 'receiveTitle')}
      note={t(kind === 'ship' ? 'shipNote' : 'receiveNote')}
      onClose={onClose}
      fault={fault && { id: 'count-fault', text: t(fault) }}
      actions={
        <>
          <PlainButton id="count-close" disabled={busy} onTap={onClose}>
            {t('no')}
          </PlainButton>
          <PlainButton id="count-confirm" kind="primary" grow busy={busy} onTap={submit}>
            {t(kind === 'ship' ? 'shipConfirm' : 'receiveConfirm')}
          </PlainButton>
        </>
      }
    >
      {shown.map((line) => {
        const { count = 0, reason = null } = counted[line.skuId] ?? {};
        const missing = most(line) - count;
        return (
          <View key={line.skuId} className="count-sheet__line">
            <View className="count-sheet__row">
              <View className="count-sheet__words">
                <Text className="count-sheet__goods">{pick(line.title)}</Text>
                <Text className="count-sheet__sku">
                  {`${pick(line.skuName)} · ${t(kind === 'ship' ? 'wanted' : 'shipped', { count: most(line) })}`}
                </Text>
              </View>
              <Stepper
                id={`count-${line.skuId}`}
                value={count}
                min={0}
                max={most(line)}
                onChange={(next) => change(line.skuId, { count: next })}
              />
            </View>
            {kind === 'receive' && missing > 0 ? (
              <View className="count-sheet__why">
                <Text className="count-sheet__ask">{t('missing', { count: missing })}</Text>
                <View
                  className="count-sheet__reasons"
                  ariaRole="radiogroup"
                  ariaLabel={t('missing', { count: missing })}
                >
                  {differenceReasons.map((one) => (
                    <View
                      key={one}
                      id={`why-${line.skuId}-${one}`}
                      className={`count-sheet__reason ${one === reason ? 'count-sheet__reason--on' : ''}`}
                      ariaRole="radio"
                      ariaChecked={one === reason}
                      onClick={() => change(line.skuId, { reason: one })}
                    >
                      <Text>{t(`reason_${one}`)}</Text>
                    </View>
                  ))}
                </View>
              </View>
            ) : null}
          </View>
        );
      })}
    </Sheet>
  );
}
