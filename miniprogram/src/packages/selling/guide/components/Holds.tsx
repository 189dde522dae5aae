import type { BranchHolds } from '@jindian/shared/contract/selling/holds';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { PriceText } from '../../../../components/PriceText.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { teamTexts } from '../../../../i18n/selling/team.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { notice } from '../../../../state/questions.ts';
import './holds.scss';
import { ReasonField } from './ReasonField.tsx';

type Hold = BranchHolds['items'][number];
type Props = { locationId: string; items: readonly Hold[]; onDone: () => void };

/** What is held of the branch's people: why, and what of it its manager may release. */
export function Holds({ locationId, items, onDone }: Props) {
  const { t } = teamTexts.use();
  const [chosen, setChosen] = useState<Hold | null>(null);
  const why = ({ reasons, evidence: { bindsInHour, membersAtAddress } }: Hold) =>
    [
      ...reasons.map((reason) => t(`hold_${reason}`)),
      ...(bindsInHour === undefined ? [] : [t('holdBinds', { count: bindsInHour })]),
      ...(membersAtAddress === undefined ? [] : [t('holdAddress', { count: membersAtAddress })]),
    ].join(' · ');
  return (
    <View id="holds" className="card">
      <Text className="holds__heading">{t('holds')}</Text>
      <Text className="holds__soft">{t('holdsNote')}</Text>
      {items.map((hold) => (
        <Row
          key={hold.orderId}
          id={`hold-${hold.orderId}`}
          title={t('holdOf', { name: hold.sellerName, number: hold.orderNumber })}
          end={
            <View className="holds__end">
              <PriceText amountFen={hold.amountFen} />
              {hold.mayRelease ? (
                <PlainButton id={`release-${hold.orderId}`} size="small" onTap={() => setChosen(hold)}>
                  {t('release')}
                </PlainButton>
              ) : (
                <Text className="holds__soft">{t('holdOfHq')}</Text>
              )}
            </View>
          }
        >
          <Text className="holds__soft">{why(hold)}</Text>
        </Row>
      ))}
      {chosen ? (
        <ReleaseSheet
          locationId={locationId}
          hold={chosen}
          onClose={() => setChosen(null)}
          onDone={() => {
            setChosen(null);
            notice(t('released'));
            onDone();
          }}
        />
      ) : null}
    </View>
  );
}

function ReleaseSheet(props: { locationId: string; hold: Hold; onClose: () => void; onDone: () => void }) {
  const { locationId, hold, onClose, onDone } = props;
  const { t } = teamTexts.use();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState(false);
  const [busy, setBusy] = useState(false);
  const release = async () => {
    const said = reason.trim();
    if (said.length < 2) return setFault(true);
    setBusy(true);
    try {
      const params = { locationId, orderId: hold.orderId };
      await call(endpoints.releaseBranchHold, { params, body: { reason: said } });
      onDone();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Sheet
      id="release-sheet"
      title={t('releaseTitle', { name: hold.sellerName, amount: formatYuan(hold.amountFen) })}
      note={t('releaseNote')}
      onClose={onClose}
      fault={fault ? { id: 'release-fault', text: t('reasonAsk') } : null}
      actions={
        <>
          <PlainButton id="release-keep" disabled={busy} onTap={onClose}>
            {t('keep')}
          </PlainButton>
          <PlainButton id="release-go" kind="primary" grow busy={busy} onTap={() => void release()}>
            {t('release')}
          </PlainButton>
        </>
      }
    >
      <ReasonField
        id="release-reason"
        value={reason}
        maxlength={120}
        onType={(text) => {
          setFault(false);
          setReason(text);
        }}
      />
    </Sheet>
  );
}
