import { conditionTargets, type StockLevel, stockConditions } from '@jindian/shared/contract/goods/inventory';
import { View } from '@tarojs/components';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Stepper } from '../../../../components/Stepper.tsx';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { choose, notice } from '../../../../state/questions.ts';
import { lotWord } from '../lib/words.ts';
import './condition-change.scss';

type Props = {
  level: StockLevel;
  skuId: string;
  locationId: string;
  /** Goods that leave for good are written off by whoever may put levels right. */
  mayLeave: boolean;
  onChanged: () => void;
};

/** Pieces go on display, into quarantine, back on sale, or out. Which lot is asked where there are several. */
export function ConditionChange({ level, skuId, locationId, mayLeave, onChanged }: Props) {
  const { t } = stockTexts.use();
  const [quantity, setQuantity] = useState(1);
  const [busy, setBusy] = useState(false);
  const intention = useRef(createIntention()).current;
  const { ownerId, condition: from, lots, available } = level;

  const change = async () => {
    const targets = (mayLeave ? conditionTargets : stockConditions).filter((target) => target !== from);
    const target = await choose(
      targets.map((to) => t(`to_${to}`)),
      t('kind_condition'),
    );
    const to = target === null ? undefined : targets[target];
    if (!to) return;
    const free = lots.filter((lot) => lot.available >= quantity);
    const index =
      free.length > 1
        ? await choose(
            free.map((lot) => lotWord(lot, t)),
            t('which'),
          )
        : 0;
    if (index === null) return;
    const lot = free[index];
    const line = {
      skuId,
      ownerId,
      ...(lot ? { lot: { code: lot.code, expiresOn: lot.expiresOn } } : {}),
      quantity,
      from,
      to,
    };
    setBusy(true);
    try {
      await call(endpoints.changeStockCondition, {
        params: { locationId },
        body: { reason: t(`to_${to}`), lines: [line] },
        idempotencyKey: intention.keyFor(line),
      });
      intention.settle();
      notice(t('conditionChanged'));
      onChanged();
    } catch (error) {
      if (error instanceof ApiProblem && !error.isUnsettled) intention.settle();
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const id = `${ownerId}-${from}`;
  return (
    <View className="condition-change">
      <Stepper id={`condition-${id}`} value={quantity} min={1} max={available} onChange={setQuantity} />
      <PlainButton id={`change-condition-${id}`} busy={busy} onTap={() => void change()}>
        {t('changeCondition')}
      </PlainButton>
    </View>
  );
}
