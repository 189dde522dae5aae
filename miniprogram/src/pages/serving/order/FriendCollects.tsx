import { Text, View } from '@tarojs/components';
import { useShareAppMessage } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { texts } from '../../../i18n/index.ts';
import { createIntention } from '../../../lib/intention.ts';
import { ask, noticeProblem } from '../../../lib/scan.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { components } from '../../../platform/index';
import { notice } from '../../../state/questions.ts';

const { ShareButton } = components;
const pathOf = (token: string) => `/pages/serving/collect/index?token=${token}`;

/** Somebody else fetches it: a link to give away, told once, and the way to call it back. */
export function FriendCollects({ orderId }: { orderId: string }) {
  const { t } = texts.use();
  const params = { orderId };
  const shared = useRemote(() => call(endpoints.getPickupShare, { params }), `${orderId} share`);
  const [token, setToken] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const making = useRef(createIntention());
  // The menu of WeChat's own bar shares the page too: without a link made for it, the shop is all that it leads to.
  useShareAppMessage(() => ({
    title: t('collectShareTitle'),
    path: token ? pathOf(token) : '/pages/goods/store/index',
  }));

  const work = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const make = () =>
    work(async () => {
      const made = await call(endpoints.sharePickup, {
        params,
        idempotencyKey: making.current.keyFor(orderId),
      });
      making.current.settle();
      setToken(made.token);
      shared.replace({ sharedAtMs: made.sharedAtMs });
    });
  const again = async () => {
    if (await ask(t('collectAgainAsk'), t('collectAgain'), t('keepIt'))) await make();
  };
  const revoke = () =>
    work(async () => {
      shared.replace(await call(endpoints.revokePickupShare, { params }));
      setToken(null);
      notice(t('collectRevoked'));
    });

  if (!shared.data) return null;
  return (
    <View id="friend-collects" className="card order__friend">
      <Text className="order__muted">
        {t(shared.data.sharedAtMs === null ? 'collectNote' : 'collectShared')}
      </Text>
      <View className="order__friend-acts">
        {shared.data.sharedAtMs === null ? (
          <PlainButton id="share-pickup" size="small" busy={busy} onTap={() => void make()}>
            {t('collectMake')}
          </PlainButton>
        ) : (
          <>
            {token ? (
              <ShareButton id="send-pickup-share" title={t('collectShareTitle')} path={pathOf(token)}>
                <View className="button button--dark button--small">{t('collectSend')}</View>
              </ShareButton>
            ) : (
              <PlainButton id="share-pickup-again" size="small" busy={busy} onTap={() => void again()}>
                {t('collectAgain')}
              </PlainButton>
            )}
            <PlainButton
              id="revoke-pickup-share"
              kind="danger"
              size="small"
              busy={busy}
              onTap={() => void revoke()}
            >
              {t('collectRevoke')}
            </PlainButton>
          </>
        )}
      </View>
    </View>
  );
}
