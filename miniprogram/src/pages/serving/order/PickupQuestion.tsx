import type { OrderView } from '@jindian/shared/contract/serving/order';
import { formatDistance } from '@jindian/shared/geo';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { ApiProblem, problemMessage } from '../../../api/problem.ts';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { servingTexts } from '../../../i18n/serving/serving.ts';
import { type AnswerChoice, answerOf } from '../../../lib/refused-pickup.ts';
import { ask, noticeProblem } from '../../../lib/scan.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { editedAddress } from '../../../state/address.ts';
import { useModule } from '../../../state/brand.ts';
import { pickedAddress } from '../../../state/checkout.ts';
import { ensurePrivacy } from '../../../state/privacy.ts';
import { notice } from '../../../state/questions.ts';
import './pickup-question.scss';

type Props = { order: OrderView; onOrder: (order: OrderView) => void; onGone: () => void };

/** The branch will not serve a pickup: the shopper, and nobody else, says what becomes of it. */
export function PickupQuestion({ order, onOrder, onGone }: Props) {
  const { t, pick, language } = servingTexts.use();
  const params = { orderId: order.id };
  const [choice, setChoice] = useState<AnswerChoice | null>(null);
  const [locationId, setLocationId] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const address = pickedAddress.use();
  const delivers = useModule('deliveries');
  const branches = useRemote(() => call(endpoints.listPickupAlternatives, { params }), order.id);
  const items = branches.data?.items ?? [];
  const place = order.fulfilments.find(({ state }) => state === 'awaiting_shopper')?.place;
  const answer = answerOf(choice, { locationId, address });
  const total = formatYuan(order.totalFen);

  const chooseAddress = async () => {
    setChoice('delivery');
    if (!(await ensurePrivacy())) return;
    const book = await call(endpoints.listAddresses, {}).catch(() => null);
    if (book?.items.length === 0) {
      editedAddress.set(null);
      void Taro.navigateTo({ url: '/pages/people/address-edit/index?pick=1' });
    } else void Taro.navigateTo({ url: '/pages/people/addresses/index?pick=1' });
  };
  const give = async () => {
    if (!answer) return;
    if (answer.choice === 'refund') {
      if (!(await ask(t('refundAsk', { amount: total }), t('refundYes'), t('refundNo')))) return;
    }
    setBusy(true);
    try {
      const next = await call(endpoints.answerRefusedPickup, { params, body: answer });
      const chosen = items.find((one) => one.locationId === locationId);
      notice(
        answer.choice === 'refund'
          ? t('answeredRefund')
          : answer.choice === 'delivery'
            ? t('answeredDelivery')
            : t('answeredBranch', { place: chosen ? pick(chosen.name) : '' }),
      );
      pickedAddress.set(null);
      onOrder(next);
    } catch (error) {
      noticeProblem(error);
      if (error instanceof ApiProblem && error.code === 'transition_refused') onGone();
      else {
        setLocationId(null);
        void branches.reload();
      }
    } finally {
      setBusy(false);
    }
  };

  return (
    <View id="pickup-question" className="card question">
      <Text className="question__title">{t('questionTitle', { place: place ? pick(place.name) : '' })}</Text>
      <Text className="question__note">{t('questionNote')}</Text>

      <Choice
        id="answer-another-branch"
        on={choice === 'another_branch'}
        name={t('another')}
        note={
          branches.data
            ? t(items.length > 0 ? 'anotherNote' : 'anotherNone')
            : branches.error
              ? problemMessage(branches.error, language)
              : t('anotherLoading')
        }
        onTap={() => {
          setChoice('another_branch');
          if (branches.error) void branches.reload();
          if (items.length === 1) setLocationId(items[0]?.locationId ?? null);
        }}
      >
        {choice === 'another_branch'
          ? items.map((one) => (
              <View
                key={one.locationId}
                id={`alternative-${one.locationId}`}
                className={`question__branch ${one.locationId === locationId ? 'question__branch--on' : ''}`}
                ariaRole="radio"
                ariaChecked={one.locationId === locationId}
                onClick={() => setLocationId(one.locationId)}
              >
                <View
                  className={`question__dot ${one.locationId === locationId ? 'question__dot--on' : ''}`}
                />
                <View className="question__words">
                  <Text className="question__branch-name">{pick(one.name)}</Text>
                  <Text className="question__hint">{pick(one.address)}</Text>
                  <Text className="question__hint">
                    {t('away', { distance: formatDistance(one.distanceMeters, language) })}
                  </Text>
                </View>
              </View>
            ))
          : null}
      </Choice>

      {delivers ? (
        <Choice
          id="answer-delivery"
          on={choice === 'delivery'}
          name={t('delivery')}
          note={
            choice === 'delivery' && address
              ? `${address.city}${address.county}${address.detail} ${address.recipientName}`
              : t('deliveryNote')
          }
          onTap={() => (address ? setChoice('delivery') : void chooseAddress())}
        >
          {choice === 'delivery' ? (
            <View className="question__more">
              <PlainButton id="answer-address" size="small" onTap={() => void chooseAddress()}>
                {t(address ? 'changeAddress' : 'chooseAddress')}
              </PlainButton>
            </View>
          ) : null}
        </Choice>
      ) : null}

      <Choice
        id="answer-refund"
        on={choice === 'refund'}
        name={t('refund')}
        note={t('refundNote', { amount: total })}
        onTap={() => setChoice('refund')}
      />

      <View className="question__give">
        <PlainButton
          id="answer-give"
          kind="primary"
          grow
          busy={busy}
          disabled={answer === null}
          onTap={() => void give()}
        >
          {t(busy ? 'answering' : 'answer')}
        </PlainButton>
      </View>
    </View>
  );
}

type ChoiceProps = {
  id: string;
  on: boolean;
  name: string;
  note: string;
  onTap: () => void;
  children?: ReactNode;
};

function Choice({ id, on, name, note, onTap, children }: ChoiceProps) {
  return (
    <View className={`question__choice ${on ? 'question__choice--on' : ''}`}>
      <View id={id} className="question__row" ariaRole="radio" ariaChecked={on} onClick={onTap}>
        <View className={`question__dot ${on ? 'question__dot--on' : ''}`} />
        <View className="question__words">
          <Text className="question__name">{name}</Text>
          <Text className="question__hint">{note}</Text>
        </View>
      </View>
      {children}
    </View>
  );
}
