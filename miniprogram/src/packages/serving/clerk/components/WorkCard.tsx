import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { formatBrandTime, minuteMs } from '@jindian/shared/time';
import { Image, Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { memo, useState } from 'react';
import { Chip } from '../../../../components/Chip.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { assetUrl } from '../../../../config.ts';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import { canGoOutAgain } from '../../../../lib/delivery-failure.ts';
import { piecesOf } from '../../../../lib/pieces.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import { cameBack } from '../lib/came-back.ts';
import { openPaper } from '../lib/papers.ts';
import type { CourierTasks } from '../lib/use-courier-tasks.ts';
import { durationText, inStateSinceMs, shopperOf, urgencyOf } from '../lib/words.ts';
import { CourierLine } from './CourierLine.tsx';
import { LotsInHand } from './LotsInHand.tsx';
import { goodsFenOf } from './OfferCard.tsx';
import { OfferFacts } from './OfferFacts.tsx';
import { OrderLines } from './OrderLines.tsx';
import { SerialsInHand } from './SerialsInHand.tsx';
import { StaffNotes } from './StaffNotes.tsx';
import './work-card.scss';

export type WorkAction = 'pack' | 'dispatch' | 'deliver' | 'hand_over' | 'fail' | 'again' | 'back';

/** What a clerk can do next with a fulfilment; null: nothing. */
function nextAction(item: Pick<WorkItem, 'state' | 'method'>): WorkAction | null {
  if (item.state === 'to_pack') return 'pack';
  if (item.state === 'ready') return item.method === 'pickup' ? 'hand_over' : 'dispatch';
  if (item.state === 'delivery_failed') return 'back';
  return item.state === 'dispatched' ? 'deliver' : null;
}

/**
 * What else may be so: of a delivery that is out that it failed, of a failed one that it goes out again. A disputed one
 * is for HQ to settle.
 */
function otherAction({ state, failure }: WorkItem): 'fail' | 'again' | null {
  if (state === 'dispatched') return 'fail';
  return state === 'delivery_failed' && canGoOutAgain(failure?.reason) ? 'again' : null;
}

const actionText = {
  pack: 'pack',
  dispatch: 'dispatch',
  deliver: 'delivered',
  hand_over: 'scanShort',
  fail: 'failDelivery',
  again: 'sendAgain',
  back: 'goodsBack',
} as const;

const actionKind = {
  pack: 'primary',
  dispatch: 'dark',
  deliver: 'dark',
  hand_over: 'plain',
  fail: 'plain',
  again: 'plain',
  back: 'dark',
} as const;

type Props = {
  item: WorkItem;
  /** Whole minutes are shown, so that cards are not drawn anew each second. */
  nowMs: number;
  busy: boolean;
  onAct: (item: WorkItem, action: WorkAction) => void;
  onRefuse: (item: WorkItem) => void;
  couriers: CourierTasks;
  /** While several are chosen to be packed at once: whether this one is; a tap turns it. */
  picked?: boolean | null;
  onPick?: (item: WorkItem) => void;
};

/** What has not left the branch can still go to another one. */
const canRefuse = ({ state }: Pick<WorkItem, 'state'>) => state === 'to_pack' || state === 'ready';

/** One row of a queue: what it is, how long it waits, and what to do next. The rest opens below it. */
export const WorkCard = memo(function WorkCard(props: Props) {
  const { item, nowMs, busy, onAct, onRefuse, couriers, picked = null, onPick } = props;
  const isPicking = picked !== null;
  const { t, pick } = clerkTexts.use();
  const { t: to } = offersTexts.use();
  const sinceMs = inStateSinceMs(item);
  const action = nextAction(item);
  const other = otherAction(item);
  const isOver = item.state === 'fulfilled' || item.state === 'cancelled';
  const number = item.orderNumber;
  // What has to be told before it can be packed is in sight.
  const [open, setOpen] = useState(
    item.state === 'to_pack' && (item.serials ?? []).some((one) => one.serials.length < one.quantity),
  );
  const [first, ...rest] = item.lines;
  return (
    <View id={`work-${number}`} className="card work-card">
      <View className="work-card__row">
        <View
          id={`open-${number}`}
          className="work-card__main"
          {...(isPicking
            ? { ariaRole: 'checkbox', ariaChecked: picked }
            : { ariaRole: 'button', ariaExpanded: open })}
          onClick={() => (isPicking ? onPick?.(item) : setOpen(!open))}
        >
          {isPicking ? <View className={`work-card__check ${picked ? 'work-card__check--on' : ''}`} /> : null}
          {first ? (
            <Image
              className="work-card__picture"
              src={assetUrl(first.imagePath, 200)}
              mode="aspectFit"
              lazyLoad
            />
          ) : null}
          <View className="work-card__words">
            <View className="work-card__top">
              <Text className="work-card__number">{number}</Text>
              <Icon name={item.method === 'pickup' ? 'bag' : 'truck'} size={30} color="textSoft" />
              {item.practice ? <Chip tone="wait">{t('practice')}</Chip> : null}
              <Text className="work-card__fact">{shopperOf(item, t)}</Text>
            </View>
            {first ? (
              <View className="work-card__goods">
                <Text className="work-card__title">{pick(first.title)}</Text>
                <Text className="work-card__count">{t('times', { count: first.quantity })}</Text>
              </View>
            ) : null}
            <View className="work-card__facts">
              <Chip tone={isOver ? 'neutral' : urgencyOf(item, nowMs - sinceMs)} className="work-card__since">
                {isOver
                  ? t('doneAt', { time: formatBrandTime(sinceMs).slice(5) })
                  : nowMs - sinceMs < minuteMs
                    ? t('justNow')
                    : t('waiting', { time: durationText(nowMs - sinceMs, t) })}
              </Chip>
              <Text className="work-card__fact">
                {first ? pick(first.skuName) : ''}
                {rest.length > 0 ? ` ${t('andMore', { count: piecesOf(item.lines) })}` : ''}
              </Text>
            </View>
          </View>
        </View>
        {action && !isPicking ? (
          <PlainButton
            id={`${action.replace('_', '-')}-${number}`}
            kind={actionKind[action]}
            size="small"
            busy={busy}
            onTap={() => onAct(item, action)}
          >
            {t(actionText[action])}
          </PlainButton>
        ) : null}
      </View>
      {item.note ? (
        <View className="work-card__note">
          <Text className="work-card__note-label">{t('note')}</Text>
          <Text className="work-card__note-text">{item.note}</Text>
        </View>
      ) : null}
      {(item.passedOn?.length ?? 0) > 0 && !isOver ? (
        <Text id={`passed-on-${number}`} className="work-card__waits">
          {t('passedOnHere')}
        </Text>
      ) : null}
      <StaffNotes item={item} open={open} />
      {item.state === 'awaiting_goods' ? (
        <Text className="work-card__waits">{to('waitsForGoods')}</Text>
      ) : null}
      {item.state === 'delivery_failed' && item.failure ? (
        <Text className="work-card__waits">{t(`failure_${item.failure.reason}`)}</Text>
      ) : null}
      {cameBack(item) && item.failure ? (
        <Text id={`came-back-${number}`} className="work-card__waits">
          {t('cameBack', { reason: t(`failure_${item.failure.reason}`) })}
        </Text>
      ) : null}
      {item.state === 'disputed' ? (
        <Text id={`disputed-${number}`} className="work-card__waits">
          {t('disputedNote')}
        </Text>
      ) : null}
      {open || couriers.of.has(item.id) ? <CourierLine item={item} tasks={couriers} /> : null}
      {open ? (
        <>
          <OrderLines lines={item.lines} />
          <LotsInHand item={item} />
          <SerialsInHand item={item} />
          {isOver || (item.serviceFeeFen === 0 && item.slotId === null && !item.expected) ? null : (
            <OfferFacts facts={{ ...item, goodsFen: goodsFenOf(item) }} nowMs={nowMs} />
          )}
          {item.address ? <Recipient address={item.address} number={number} /> : null}
          {action ? (
            <View className="work-card__action">
              <PlainButton
                id={`receipt-${number}`}
                grow
                onTap={() => openPaper(item.place.locationId, 'receipt', [item])}
              >
                {t('receipt')}
              </PlainButton>
              {canRefuse(item) ? (
                <PlainButton id={`refuse-${number}`} grow disabled={busy} onTap={() => onRefuse(item)}>
                  {to('cannotServe')}
                </PlainButton>
              ) : null}
              {other ? (
                <PlainButton id={`${other}-${number}`} grow disabled={busy} onTap={() => onAct(item, other)}>
                  {t(actionText[other])}
                </PlainButton>
              ) : null}
            </View>
          ) : null}
        </>
      ) : null}
    </View>
  );
});

/** Where a delivery goes: to read, to copy for the courier, to call. */
function Recipient({ address, number }: { address: NonNullable<WorkItem['address']>; number: string }) {
  const { t } = clerkTexts.use();
  const { recipientName, phone, province, city, county, detail } = address;
  const place = [...new Set([province, city, county]), detail].join('');
  const copy = async () => {
    await platform.copyText(`${recipientName} ${phone}\n${place}`);
    notice(t('copied'));
  };
  return (
    <View className="work-card__recipient">
      <View className="work-card__place">
        <Text className="work-card__name">
          {recipientName} {phone.replace(/^(\d{3})(\d{4})/, '$1 $2 ')}
        </Text>
        <Text className="work-card__address">{place}</Text>
      </View>
      <View id={`copy-${number}`} className="work-card__tool" ariaRole="button" onClick={() => void copy()}>
        <Text>{t('copy')}</Text>
      </View>
      <View
        id={`call-${number}`}
        className="work-card__tool"
        ariaRole="button"
        // The person may close the phone's own question.
        onClick={() =>
          void Promise.resolve(Taro.makePhoneCall({ phoneNumber: phone })).catch(() => undefined)
        }
      >
        <Text>{t('call')}</Text>
      </View>
    </View>
  );
}
