import type { ShareView } from '@jindian/shared/contract/selling/shares';
import { Image, Text, View } from '@tarojs/components';
import Taro, { useRouter, useShareAppMessage } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { PriceText } from '../../../../components/PriceText.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { assetUrl } from '../../../../config.ts';
import { shareTexts } from '../../../../i18n/selling/share.ts';
import type { CartLine } from '../../../../lib/cart-rules.ts';
import { causeOf } from '../../../../lib/failure.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { linesToday, putInCart } from '../../../../lib/reorder.ts';
import { beginAtBranch, branchStore, enterBranchById } from '../../../../state/branch.ts';
import { cameByStore, openSharePath } from '../../../../state/came-by.ts';
import { refreshMember } from '../../../../state/member.ts';
import { notice } from '../../../../state/questions.ts';
import { cardOf, titleOf } from '../lib/sharing.ts';
import './index.scss';

const toStore = () => Taro.switchTab({ url: '/pages/goods/store/index' });

/** Whose customer this person is then; nobody's where nobody is signed in. */
async function touch(shareId: string, key: string): Promise<string | null> {
  try {
    const { binding } = await call(endpoints.openShare, { params: { shareId }, idempotencyKey: key });
    return binding?.sellerId ?? null;
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.code === 'unauthenticated') return null;
    throw problem;
  }
}

/** Where a card and its poster lead: a product to its page, the shop and a basket to what was sent, and who sent it. */
export default function OpenSharePage() {
  const { t } = shareTexts.use();
  const { params } = useRouter();
  const shareId = params.share ?? '';
  const [share, setShare] = useState<ShareView | null>(null);
  const [lines, setLines] = useState<CartLine[]>([]);
  const [isMine, setIsMine] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const touching = useRef(createIntention());

  const follow = async (found: ShareView) => {
    const { content, sellerId, sellerName, note } = found;
    const name = sellerName ?? t('friend');
    const said = note ? t('said', { name, note }) : t('from', { name });
    cameByStore.set({ shareId, said, productId: content.kind === 'product' ? content.productId : null });
    if (content.locationId === null) await beginAtBranch();
    else await enterBranchById(content.locationId);
    const boundTo = await touch(shareId, touching.current.keyFor(shareId));
    touching.current.settle();
    if (sellerId !== null && boundTo === sellerId) {
      setIsMine(true);
      await refreshMember();
    }
    const locationId = content.locationId ?? branchStore.get().branch?.id;
    if (content.kind === 'product') {
      if (!locationId) return toStore();
      const at = `productId=${content.productId}&locationId=${locationId}`;
      return Taro.redirectTo({ url: `/pages/goods/product/index?${at}` });
    }
    if (content.kind === 'basket') setLines(await linesToday(content.locationId, content.lines));
    setShare(found);
  };

  const open = async () => {
    setError(null);
    try {
      await follow(await call(endpoints.readShare, { params: { shareId } }));
    } catch (problem) {
      setError(problem);
    }
  };
  const opening = useRef(open);
  opening.current = open;
  useEffect(() => {
    if (shareId) void opening.current();
  }, [shareId]);
  useShareAppMessage(() => ({
    ...(share ? cardOf(share) : { title: t('openTitle') }),
    path: openSharePath(shareId),
  }));

  return (
    <Screen title={t(isAtCounter(share) ? 'counterTitle' : 'openTitle')}>
      {share ? (
        <Shared share={share} lines={lines} isMine={isMine} />
      ) : error && causeOf(error) !== 'gone' ? (
        <ErrorState error={error} onRetry={() => void open()} />
      ) : error || !shareId ? (
        <Empty id="share-gone" picture="search" title={t('gone')} note={t('goneNote')}>
          <PlainButton id="share-to-shop" kind="primary" onTap={() => void toStore()}>
            {t('toShop')}
          </PlainButton>
        </Empty>
      ) : (
        <Skeleton kind="product" />
      )}
    </Screen>
  );
}

/** By a shop for whoever stands there: they pay, and are no friend whom something is sent to. */
const isAtCounter = (share: ShareView | null) =>
  share?.content.kind === 'basket' && share.content.atCounter === true;

type SharedProps = { share: ShareView; lines: readonly CartLine[]; isMine: boolean };

function Shared({ share, lines, isMine }: SharedProps) {
  const { t, pick } = shareTexts.use();
  const { branch } = branchStore.use();
  const { content, sellerName, note } = share;
  const name = sellerName ?? t('friend');
  const asked = content.kind === 'basket' ? content.lines : [];
  const count = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const left = asked.reduce((sum, { quantity }) => sum + quantity, 0) - count;
  const take = () => {
    if (!branch) return;
    if (!putInCart({ locationId: branch.id, name: branch.name }, lines)) {
      notice(t('basketFull'));
      return;
    }
    void Taro.switchTab({ url: '/pages/serving/cart/index' }).then(() => notice(t('taken')));
  };
  return (
    <>
      <View className="card open-share__who">
        <View className="open-share__face">
          <Text>{name.slice(0, 1)}</Text>
        </View>
        <View className="open-share__words">
          <Text id="share-from" className="open-share__from">
            {t(isAtCounter(share) ? 'counterFrom' : 'from', { name })}
          </Text>
          {note ? (
            <Text id="share-note-shown" className="open-share__note">
              {note}
            </Text>
          ) : null}
          {isMine && sellerName ? (
            <Text id="share-bound" className="open-share__soft">
              {t('boundTo', { name: sellerName })}
            </Text>
          ) : null}
        </View>
      </View>
      {content.kind === 'basket' ? (
        <View className="card">
          <Text className="open-share__heading">
            {lines.length === 0
              ? t('basketGone')
              : t(isAtCounter(share) ? 'counterLead' : 'basketLead', { count })}
          </Text>
          {lines.map((line) => (
            <View key={line.skuId} id={`shared-${line.skuId}`} className="open-share__line">
              <Image className="open-share__picture" src={assetUrl(line.imagePath, 200)} mode="aspectFit" />
              <View className="open-share__words">
                <Text className="open-share__title">{pick(line.title)}</Text>
                <Text className="open-share__soft">{pick(line.skuName)}</Text>
                <View className="open-share__sum">
                  <PriceText amountFen={line.priceFen} />
                  <Text className="open-share__soft">{t('pieces', { count: line.quantity })}</Text>
                </View>
              </View>
            </View>
          ))}
          {left > 0 && lines.length > 0 ? (
            <Text className="open-share__soft">{t('leftOut', { count: left })}</Text>
          ) : null}
          <View className="open-share__act">
            {lines.length === 0 ? (
              <PlainButton id="share-to-shop" kind="primary" grow onTap={() => void toStore()}>
                {t('toShop')}
              </PlainButton>
            ) : (
              <PlainButton id="share-take" kind="primary" grow onTap={take}>
                {t(isAtCounter(share) ? 'counterTake' : 'take')}
              </PlainButton>
            )}
          </View>
        </View>
      ) : (
        <View className="card">
          <View className="open-share__place">
            <Icon name="store" size={56} color="brandText" />
            <View className="open-share__words">
              <Text className="open-share__heading">{titleOf(share)}</Text>
              <Text className="open-share__soft">{branch ? pick(branch.address) : t('pageLead')}</Text>
            </View>
          </View>
          <View className="open-share__act">
            <PlainButton id="share-enter" kind="primary" grow onTap={() => void toStore()}>
              {t('enter')}
            </PlainButton>
          </View>
        </View>
      )}
    </>
  );
}
