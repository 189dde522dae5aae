import { type ShareView, shareNoteMaxCharacters } from '@jindian/shared/contract/selling/shares';
import { Text, Textarea, View } from '@tarojs/components';
import Taro, { useRouter, useShareAppMessage } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem, problemMessage } from '../../../../api/problem.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { shareTexts } from '../../../../i18n/selling/share.ts';
import { causeOf } from '../../../../lib/failure.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { openSharePath } from '../../../../state/came-by.ts';
import { Send } from '../components/Send.tsx';
import { ShareCard } from '../components/ShareCard.tsx';
import { cardOf, contentOf, sells, thingToShare } from '../lib/sharing.ts';
import './index.scss';

/** The share that the person came by, where it stays that one: who sells begins one of their own. */
async function passedOn(shareId: string | undefined): Promise<{ share: ShareView | null }> {
  if (!shareId || (await sells())) return { share: null };
  try {
    return { share: await call(endpoints.readShare, { params: { shareId } }) };
  } catch {
    return { share: null };
  }
}

/** A few words to what is shared, and then the ways in which it goes out. */
export default function MakeSharePage() {
  const { t } = shareTexts.use();
  const { params } = useRouter();
  const [content] = useState(() => contentOf(params));
  const before = useRemote(() => passedOn(params.from), 'before');
  const [made, setMade] = useState<ShareView | null>(null);
  const share = made ?? before.data?.share ?? null;
  useShareAppMessage(() =>
    share
      ? { ...cardOf(share), path: openSharePath(share.shareId) }
      : { title: t('makeTitle'), path: '/pages/goods/store/index' },
  );
  const passed = share !== null && made === null;
  return (
    <Screen title={t('makeTitle')}>
      {!content ? (
        <Empty id="nothing-to-share" picture="bag" title={t('nothing')} note={t('nothingNote')} />
      ) : share ? (
        <View className="card">
          <Text className="make-share__ready">{t('ready')}</Text>
          {passed && share.sellerName ? (
            <Text id="share-forward" className="make-share__hint">
              {t('forwardOf', { name: share.sellerName })}
            </Text>
          ) : null}
          <View className="make-share__card">
            <ShareCard share={share} />
          </View>
          <Send share={share} />
          {passed ? null : (
            <View className="make-share__links">
              <View
                id="share-again"
                className="make-share__link"
                ariaRole="button"
                onClick={() => setMade(null)}
              >
                <Text>{t('again')}</Text>
              </View>
              <View
                id="open-shares"
                className="make-share__link"
                ariaRole="button"
                onClick={() => Taro.redirectTo({ url: '/packages/selling/share/mine/index' })}
              >
                <Text>{t('mineLink')}</Text>
              </View>
            </View>
          )}
        </View>
      ) : before.data ? (
        <Words content={content} onMade={setMade} />
      ) : (
        <Skeleton kind="rows" />
      )}
    </Screen>
  );
}

function Words({
  content,
  onMade,
}: {
  content: NonNullable<ReturnType<typeof contentOf>>;
  onMade: (share: ShareView) => void;
}) {
  const { t, language } = shareTexts.use();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  // Without it what is shared is said by its page before, and by the card afterwards.
  const thing = useRemote(() => thingToShare(content), JSON.stringify(content)).data;
  const making = useRef(createIntention());
  const make = async (said: string) => {
    const body = { content, note: said.trim() };
    setBusy(true);
    setFault(null);
    try {
      const share = await call(endpoints.makeShare, { body, idempotencyKey: making.current.keyFor(body) });
      making.current.settle();
      onMade(share);
    } catch (error) {
      if (error instanceof ApiProblem && !error.isUnsettled) making.current.settle();
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  if (causeOf(fault) === 'sign_in') return <ErrorState error={fault} onRetry={() => setFault(null)} />;
  const isOfNote =
    fault instanceof ApiProblem && (fault.code === 'note_refused' || fault.code === 'note_unchecked');
  return (
    <View className="card">
      {thing ? (
        <View className="make-share__thing">
          <ShareCard share={{ content, thing, note: note.trim() }} />
        </View>
      ) : null}
      <Text className="make-share__label">{t('noteLabel')}</Text>
      <Textarea
        id="share-note"
        className="make-share__note"
        value={note}
        maxlength={shareNoteMaxCharacters}
        placeholder={t('notePlaceholder')}
        placeholderClass="placeholder"
        onInput={(event) => setNote(event.detail.value)}
      />
      <View className="make-share__below">
        <Text className="make-share__hint">{t('noteHint')}</Text>
        <Text id="share-note-length" className="make-share__length">
          {t('noteLength', { count: note.length, most: shareNoteMaxCharacters })}
        </Text>
      </View>
      {fault ? (
        <View id="share-fault" className="make-share__fault" ariaRole="alert">
          <Text>{problemMessage(fault, language)}</Text>
        </View>
      ) : null}
      <View className="make-share__actions">
        {isOfNote ? (
          <PlainButton id="share-without" grow busy={busy} onTap={() => void make('')}>
            {t('without')}
          </PlainButton>
        ) : null}
        <PlainButton id="share-make" kind="primary" grow busy={busy} onTap={() => void make(note)}>
          {t('next')}
        </PlainButton>
      </View>
    </View>
  );
}
