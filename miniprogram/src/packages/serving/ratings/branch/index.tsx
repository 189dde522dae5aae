import type { DeskRating, RatingList } from '@jindian/shared/contract/serving/ratings';
import { Text, Textarea, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty } from '../../../../components/Empty.tsx';
import { ListOf } from '../../../../components/ListOf.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { Tabs } from '../../../../components/Tabs.tsx';
import { ratingTexts } from '../../../../i18n/serving/ratings.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';
import { RatingWords } from '../components/RatingWords.tsx';
import './index.scss';

/** What shoppers say of a branch, for whoever leads it: low ones first until they are answered. */
export default function BranchRatingsPage() {
  const { t, pick } = ratingTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const [list, setList] = useState<RatingList>('open');
  const [answering, setAnswering] = useState<DeskRating | null>(null);
  const paged = usePaged(
    (cursor) =>
      call(endpoints.listBranchRatings, {
        params: { locationId },
        query: cursor ? { list, cursor } : { list },
      }),
    `${locationId} ${list}`,
  );
  const paramsOf = ({ orderId, part }: DeskRating) => ({ locationId, orderId, part });
  const act = async (doing: () => Promise<unknown>, done: string) => {
    try {
      await doing();
      notice(done);
      await paged.reload();
    } catch (error) {
      noticeProblem(error);
    }
  };
  return (
    <Screen title={t('deskTitle')} staff>
      <Tabs
        tabs={[
          { key: 'open', id: 'ratings-open', name: t('deskOpen') },
          { key: 'all', id: 'ratings-all', name: t('deskAll') },
        ]}
        shown={list}
        onShow={setList}
      />
      <ListOf
        id="branch-ratings"
        paged={paged}
        empty={
          list === 'open' ? (
            <Empty id="no-ratings" picture="bag" title={t('deskNone')} note={t('deskNoneNote')} />
          ) : (
            <Empty id="no-ratings" picture="bag" title={t('deskNoneAll')} />
          )
        }
      >
        {(rating) => (
          <View key={`${rating.orderId}-${rating.part}`} className="card">
            <RatingWords
              rating={rating}
              of={rating.goods ? `${pick(rating.goods.title)} · ${pick(rating.goods.skuName)}` : t('service')}
            />
            <View className="branch-rating__foot">
              <Text className="branch-rating__order">{t('orderNumber', { number: rating.orderNumber })}</Text>
              {rating.isOpen && rating.state === 'shown' ? (
                <PlainButton
                  id={`settle-${rating.orderNumber}-${rating.part}`}
                  size="small"
                  onTap={() =>
                    void act(
                      () => call(endpoints.settleBranchRating, { params: paramsOf(rating), body: {} }),
                      t('settled'),
                    )
                  }
                >
                  {t('settle')}
                </PlainButton>
              ) : null}
              <PlainButton
                id={`answer-${rating.orderNumber}-${rating.part}`}
                size="small"
                onTap={() => setAnswering(rating)}
              >
                {t(rating.reply ? 'answerAgain' : 'answer')}
              </PlainButton>
            </View>
          </View>
        )}
      </ListOf>
      {answering ? (
        <AnswerSheet
          rating={answering}
          onClose={() => setAnswering(null)}
          onSend={(text) =>
            act(
              () => call(endpoints.answerBranchRating, { params: paramsOf(answering), body: { text } }),
              t('answered'),
            ).then(() => setAnswering(null))
          }
        />
      ) : null}
    </Screen>
  );
}

type AnswerProps = { rating: DeskRating; onClose: () => void; onSend: (text: string) => Promise<void> };

function AnswerSheet({ rating, onClose, onSend }: AnswerProps) {
  const { t } = ratingTexts.use();
  const [text, setText] = useState(rating.reply?.text ?? '');
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    await onSend(text.trim());
    setBusy(false);
  };
  return (
    <Sheet
      id="answer-sheet"
      title={t('answerTitle')}
      onClose={onClose}
      actions={
        <PlainButton
          id="send-answer"
          kind="primary"
          grow
          busy={busy}
          disabled={text.trim().length < 2}
          onTap={() => void send()}
        >
          {t('answerSend')}
        </PlainButton>
      }
    >
      <Textarea
        id="answer-text"
        className="text-field"
        value={text}
        maxlength={300}
        autoHeight
        placeholder={t('answerPlaceholder')}
        placeholderClass="placeholder"
        ariaLabel={t('answerPlaceholder')}
        onInput={(event) => setText(event.detail.value)}
      />
    </Sheet>
  );
}
