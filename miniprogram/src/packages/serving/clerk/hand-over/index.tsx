import { Input, Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { problemMessage } from '../../../../api/problem.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Chip } from '../../../../components/Chip.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { StatusHeader } from '../../../../components/StatusHeader.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { piecesOf } from '../../../../lib/pieces.ts';
import { goBack } from '../../../../lib/use-ticker.ts';
import { LotsInHand } from '../components/LotsInHand.tsx';
import { OrderLines } from '../components/OrderLines.tsx';
import { SerialsInHand } from '../components/SerialsInHand.tsx';
import { type HandOver, useHandOver } from '../lib/use-hand-over.ts';
import { shopperOf } from '../lib/words.ts';
import './index.scss';

type BodyProps = { step: HandOver; onScan: () => void; onTyped: (digits: string) => void };

/** From a scanned pickup code to goods in the shopper's hands. */
export default function HandOverPage() {
  const { t } = clerkTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const { step, scan, type, confirm, retry } = useHandOver(locationId);
  const rescan = (
    <PlainButton id="scan-again" kind="primary" grow onTap={() => void scan()}>
      {t(step.kind === 'done' ? 'scanNext' : 'scanAgain')}
    </PlainButton>
  );
  const back = (
    <PlainButton id="back-to-work" grow={step.kind !== 'preview'} onTap={goBack}>
      {t('backToWork')}
    </PlainButton>
  );
  return (
    <Screen title={t('handOverTitle')} bar>
      <Body step={step} onScan={() => void scan()} onTyped={(digits) => void type(digits)} />
      {step.kind === 'preview' ? (
        <BottomBar>
          <PlainButton id="scan-other" disabled={step.confirming} onTap={() => void scan()}>
            {t('scanAgain')}
          </PlainButton>
          <PlainButton
            id="confirm-hand-over"
            kind="primary"
            grow
            busy={step.confirming}
            onTap={() => void confirm()}
          >
            {t(step.confirming ? 'confirming' : 'confirm')}
          </PlainButton>
        </BottomBar>
      ) : step.kind === 'failed' ? (
        <BottomBar>
          {back}
          <PlainButton id="try-again" kind="primary" grow onTap={() => void retry()}>
            {t('tryAgain')}
          </PlainButton>
        </BottomBar>
      ) : step.kind === 'done' || step.kind === 'refused' ? (
        <BottomBar>
          {back}
          {rescan}
        </BottomBar>
      ) : null}
    </Screen>
  );
}

function Body({ step, onScan, onTyped }: BodyProps) {
  const { t, language } = clerkTexts.use();
  switch (step.kind) {
    case 'idle':
      return (
        <View className="hand-over__idle">
          <View id="scan-pickup-big" className="hand-over__scan" ariaRole="button" onClick={onScan}>
            <Icon name="scan" size={140} color="onAction" />
            <Text>{t('scanBig')}</Text>
          </View>
          <Text className="hand-over__hint">{t('scanNote')}</Text>
          <Digits onTyped={onTyped} />
        </View>
      );
    case 'reading':
      return (
        <>
          <StatusHeader icon="scan" tone="wait" title={t('reading')} />
          <Skeleton kind="page" count={2} />
        </>
      );
    case 'preview':
      return (
        <>
          <StatusHeader
            id="hand-over-preview"
            icon={step.item.state === 'to_pack' ? 'bag' : 'check'}
            tone={step.item.state === 'to_pack' ? 'wait' : 'done'}
            title={step.item.orderNumber}
            note={t(step.item.state === 'to_pack' ? 'notPacked' : 'handOverCheck')}
          />
          <Goods item={step.item} />
        </>
      );
    case 'done':
      return (
        <>
          <StatusHeader
            id="handed-over"
            icon="check"
            tone="done"
            title={t('handedOver')}
            note={t('handedOverNote', { number: step.item.orderNumber, name: shopperOf(step.item, t) })}
          />
          <Goods item={step.item} />
        </>
      );
    case 'refused':
      return (
        <Refused
          id={`refused-${step.refusal.replace(/_/g, '-')}`}
          title={t(`refused_${step.refusal}`)}
          advice={t(`refused_${step.refusal}_do`)}
        />
      );
    case 'failed':
      return (
        <Refused id="hand-over-failed" title={t('refused_network')} advice={t('refused_network_do')}>
          <Text className="hand-over__hint">{problemMessage(step.error, language)}</Text>
        </Refused>
      );
  }
}

/** What the shopper says aloud where the camera fails. */
function Digits({ onTyped }: Pick<BodyProps, 'onTyped'>) {
  const { t } = clerkTexts.use();
  const [typed, setTyped] = useState('');
  const digits = typed.replace(/\D/g, '');
  return (
    <View className="hand-over__digits">
      <Text className="hand-over__hint">{t('typeDigits')}</Text>
      <View className="hand-over__type">
        <Input
          id="pickup-digits"
          className="hand-over__input"
          type="number"
          maxlength={9}
          value={typed}
          placeholder={t('digitsField')}
          placeholderClass="placeholder"
          onInput={(event) => setTyped(event.detail.value)}
        />
        <PlainButton id="check-digits" disabled={digits.length !== 8} onTap={() => onTyped(digits)}>
          {t('checkDigits')}
        </PlainButton>
      </View>
    </View>
  );
}

function Refused(props: { id: string; title: string; advice: string; children?: ReactNode }) {
  return (
    <>
      <StatusHeader id={props.id} icon="cross" tone="neutral" title={props.title} />
      <View className="card">
        <Text className="hand-over__advice">{props.advice}</Text>
        {props.children}
      </View>
    </>
  );
}

function Goods({ item }: { item: Extract<HandOver, { kind: 'preview' }>['item'] }) {
  const { t } = clerkTexts.use();
  return (
    <View className="card">
      <View className="hand-over__who">
        <Text id="hand-over-shopper">{t('shopper', { name: shopperOf(item, t) })}</Text>
        {item.practice ? <Chip tone="wait">{t('practice')}</Chip> : null}
        <Text>{t('pieces', { count: piecesOf(item.lines) })}</Text>
      </View>
      <OrderLines lines={item.lines} />
      <LotsInHand item={item} />
      <SerialsInHand item={item} />
      {item.note ? (
        <View className="hand-over__note">
          <Text className="hand-over__note-label">{t('note')}</Text>
          <Text className="hand-over__note-text">{item.note}</Text>
        </View>
      ) : null}
    </View>
  );
}
