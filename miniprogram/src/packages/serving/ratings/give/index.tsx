import { maxGivenPictures } from '@jindian/shared/contract/goods/pictures';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { type OrderRatings, type OwnRating, servicePart } from '@jindian/shared/contract/serving/ratings';
import { brandDay } from '@jindian/shared/time';
import { Switch, Text, Textarea, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { GivenPictures, PictureField } from '../../../../components/PictureField.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { Stars } from '../../../../components/Stars.tsx';
import { ratingTexts } from '../../../../i18n/serving/ratings.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

/** Goods and service of an order that is over: what its shopper says of each, once. */
export default function RatePage() {
  const { t } = ratingTexts.use();
  const orderId = useRouter().params.orderId ?? '';
  const order = useRemote(() => call(endpoints.getOrder, { params: { orderId } }), `order ${orderId}`);
  const ratings = useRemote(
    () => call(endpoints.getOrderRatings, { params: { orderId } }),
    `ratings ${orderId}`,
  );
  const error = order.error ?? ratings.error;
  return (
    <Screen title={t('giveTitle')}>
      {order.data && ratings.data ? (
        <Parts order={order.data} ratings={ratings.data} onChanged={ratings.replace} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void Promise.all([order.reload(), ratings.reload()])} />
      ) : (
        <Skeleton kind="page" count={2} />
      )}
    </Screen>
  );
}

type Draft = { stars: number; text: string; imagePaths: string[] };
const nothing: Draft = { stars: 0, text: '', imagePaths: [] };
type PartsProps = { order: OrderView; ratings: OrderRatings; onChanged: (ratings: OrderRatings) => void };

function Parts({ order, ratings, onChanged }: PartsProps) {
  const { t, pick } = ratingTexts.use();
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const [isAnonymous, setIsAnonymous] = useState(false);
  const [busy, setBusy] = useState(false);
  const { untilMs, items } = ratings;
  const parts = [
    ...order.lines.map((line) => ({
      part: line.id,
      title: pick(line.title),
      note: pick(line.skuName),
      imagePath: line.imagePath,
    })),
    { part: servicePart, title: t('service'), note: t('serviceNote'), imagePath: undefined },
  ];
  const given = (part: string) => items.find((one) => one.part === part);
  const written = parts.filter(({ part }) => !given(part) && (drafts[part]?.stars ?? 0) > 0);
  const isOpen = untilMs !== null && parts.some(({ part }) => !given(part));

  const set = (part: string, change: Partial<Draft>) =>
    setDrafts((before) => ({ ...before, [part]: { ...nothing, ...before[part], ...change } }));
  const send = async () => {
    if (written.length === 0) return notice(t('chooseStars'));
    setBusy(true);
    try {
      onChanged(
        await call(endpoints.rateOrder, {
          params: { orderId: order.id },
          body: {
            isAnonymous,
            ratings: written.map(({ part }) => ({ part, ...nothing, ...drafts[part] })),
          },
        }),
      );
      setDrafts({});
      notice(t('given'));
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const remove = async (part: string) => {
    if (!(await ask(t('removeAsk'), t('removeYes'), t('removeNo')))) return;
    try {
      onChanged(await call(endpoints.deleteRating, { params: { orderId: order.id, part } }));
    } catch (error) {
      noticeProblem(error);
    }
  };
  return (
    <>
      {untilMs === null && items.length === 0 ? (
        <Text id="rating-closed" className="rate__note">
          {t('closed')}
        </Text>
      ) : null}
      {parts.map(({ part, title, note, imagePath }) => {
        const own = given(part);
        return (
          <View key={part} id={`rate-${part}`} className="card">
            <Row title={title} note={note} {...(imagePath ? { imagePath } : {})} />
            {own ? (
              <Given rating={own} onRemove={() => void remove(part)} />
            ) : untilMs === null ? null : (
              <>
                <Stars
                  id={`stars-${part}`}
                  stars={drafts[part]?.stars ?? 0}
                  onGive={(stars) => set(part, { stars })}
                />
                {(drafts[part]?.stars ?? 0) === 0 ? null : (
                  <>
                    <Textarea
                      id={`words-${part}`}
                      className="text-field"
                      value={drafts[part]?.text ?? ''}
                      maxlength={500}
                      autoHeight
                      placeholder={t('placeholder')}
                      placeholderClass="placeholder"
                      ariaLabel={t('placeholder')}
                      onInput={(event) => set(part, { text: event.detail.value })}
                    />
                    <PictureField
                      id={`pictures-${part}`}
                      paths={drafts[part]?.imagePaths ?? []}
                      most={maxGivenPictures}
                      onChange={(imagePaths) => set(part, { imagePaths })}
                    />
                  </>
                )}
              </>
            )}
          </View>
        );
      })}
      {isOpen ? (
        <View className="card">
          <View className="rate__anonymous">
            <View>
              <Text className="rate__label">{t('anonymous')}</Text>
              <Text className="rate__note rate__note--inside">{t('anonymousNote')}</Text>
            </View>
            <Switch
              id="rate-anonymous"
              checked={isAnonymous}
              ariaLabel={t('anonymous')}
              onChange={(event) => setIsAnonymous(event.detail.value)}
            />
          </View>
          <PlainButton id="send-rating" kind="primary" grow busy={busy} onTap={() => void send()}>
            {t('submit')}
          </PlainButton>
          <Text className="rate__note rate__note--inside">
            {`${t('checkNote')} · ${t('giveUntil', { day: brandDay(untilMs ?? 0) })}`}
          </Text>
        </View>
      ) : null}
    </>
  );
}

function Given({ rating, onRemove }: { rating: OwnRating; onRemove: () => void }) {
  const { t } = ratingTexts.use();
  const { stars, text, imagePaths, state, reply, reason, part } = rating;
  return (
    <View className="rate__given">
      <Stars stars={stars} />
      {text === '' ? null : <Text className="rate__text">{text}</Text>}
      <GivenPictures paths={imagePaths} />
      {reply ? <Text className="rate__reply">{`${t('reply')}  ${reply.text}`}</Text> : null}
      <View className="rate__foot">
        <Text id={`rating-state-${part}`} className="rate__note rate__note--inside">
          {state === 'hidden' ? t('hidden', { reason: reason ?? '' }) : t(state)}
        </Text>
        <PlainButton id={`remove-rating-${part}`} size="small" onTap={onRemove}>
          {t('remove')}
        </PlainButton>
      </View>
    </View>
  );
}
