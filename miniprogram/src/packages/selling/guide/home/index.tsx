import type { SellerCode } from '@jindian/shared/contract/selling/seller';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, useShareAppMessage } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { QrImage } from '../../../../components/QrImage.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { saveOwnPoster, saveQrPicture } from '../../../../lib/save-picture.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { components, platform } from '../../../../platform/index';
import { useModule } from '../../../../state/brand.ts';
import { notice } from '../../../../state/questions.ts';
import { Cockpit } from '../components/Cockpit.tsx';
import { EarningsHead } from '../components/EarningsHead.tsx';
import { Ranking } from '../components/Ranking.tsx';
import './index.scss';

const { ShareButton } = components;
const go = (page: string) => () => void Taro.navigateTo({ url: `/packages/selling/guide/${page}/index` });
const entryPath = (code: string) => `/pages/selling/entry/index?code=${code}`;

/** A guide's own QR, to be scanned off the phone, printed or sent, and what it has brought. */
export default function GuideHomePage() {
  const { t, pick } = guideTexts.use();
  const onWeCom = useModule('wecom');
  const seller = useRemote(() => call(endpoints.getSellerCode, {}), 'code');
  const earnings = useRemote(() => call(endpoints.getEarnings, { query: { limit: 1 } }), 'earnings');
  const cockpit = useRemote(() => call(endpoints.getSellerCockpit, { query: {} }), 'cockpit');
  const ranking = useRemote(() => call(endpoints.getSellerRanking, {}), 'ranking');
  const [shownBefore, setShownBefore] = useState(false);
  useDidShow(() => {
    if (shownBefore) void Promise.all([earnings.reload(), cockpit.reload(), ranking.reload()]);
    setShownBefore(true);
  });
  const { name = '', branchName = null } = seller.data ?? {};
  const shareTitle = branchName
    ? t('shareTitle', { name, branch: pick(branchName) })
    : t('shareTitleAlone', { name });
  useShareAppMessage(() => ({
    title: shareTitle,
    path: seller.data ? entryPath(seller.data.code) : '/pages/goods/store/index',
  }));

  return (
    <Screen title={t('codeTitle')} staff>
      {seller.data ? (
        <>
          <CodeCard seller={seller.data} shareTitle={shareTitle} />
          {cockpit.data ? <Cockpit cockpit={cockpit.data} /> : null}
          <View className="card">
            <Row
              id="open-products"
              title={t('cardsTitle')}
              note={t('cardsNote')}
              end={<Icon name="chevron" size={30} color="textFaint" />}
              onTap={go('products')}
            />
            {onWeCom ? (
              <Row
                id="open-contact"
                title={t('contactTitle')}
                note={t('contactNote')}
                end={<Icon name="chevron" size={30} color="textFaint" />}
                onTap={() => Taro.navigateTo({ url: '/packages/selling/wecom/code/index' })}
              />
            ) : null}
            <Row
              id="open-shares"
              title={t('sharesTitle')}
              note={t('sharesNote')}
              end={<Icon name="chevron" size={30} color="textFaint" />}
              onTap={() => Taro.navigateTo({ url: '/packages/selling/share/mine/index' })}
            />
            <Row
              id="open-customers"
              title={t('customersTitle')}
              note={t('customersNote')}
              end={<Icon name="chevron" size={30} color="textFaint" />}
              onTap={go('customers')}
            />
            <Row
              id="open-touches"
              title={t('touchesTitle')}
              note={t('touchesNote')}
              end={<Icon name="chevron" size={30} color="textFaint" />}
              onTap={go('touches')}
            />
          </View>
          {ranking.data?.ranked ? <Ranking ranked={ranking.data.ranked} /> : null}
          {earnings.data ? (
            <View
              id="open-earnings"
              className="card guide-home__earnings"
              ariaRole="button"
              onClick={() => Taro.navigateTo({ url: '/packages/selling/guide/earnings/index' })}
            >
              <View className="guide-home__earnings-top">
                <Text className="guide-home__heading">{t('earningsTitle')}</Text>
                <Text className="guide-home__more">{t('earningsSee')}</Text>
                <Icon name="chevron" size={30} color="textFaint" />
              </View>
              <EarningsHead earnings={earnings.data} />
            </View>
          ) : null}
        </>
      ) : seller.error ? (
        <ErrorState error={seller.error} onRetry={() => void seller.reload()} />
      ) : (
        <Skeleton kind="product" />
      )}
    </Screen>
  );
}

function CodeCard({ seller, shareTitle }: { seller: SellerCode; shareTitle: string }) {
  const { t, pick } = guideTexts.use();
  const bound = useRemote(() => call(endpoints.getSettings, {}), 'settings').data;
  const [drawing, setDrawing] = useState(false);
  const poster = async () => {
    if (drawing) return;
    setDrawing(true);
    const isSaved = await saveOwnPoster(`${seller.name}-poster`);
    setDrawing(false);
    if (!isSaved) notice(t('posterLater'));
  };
  const copy = async () => {
    await platform.copyText(seller.url);
    notice(t('codeCopied'));
  };
  return (
    <View className="card guide-code">
      <View className="guide-code__person">
        <View className="guide-code__portrait">
          <Text>{seller.name.slice(0, 1)}</Text>
        </View>
        <View className="guide-code__words">
          <Text id="guide-name" className="guide-code__name">
            {seller.name}
          </Text>
          {seller.branchName ? <Text className="guide-code__branch">{pick(seller.branchName)}</Text> : null}
        </View>
      </View>
      <View className="guide-code__picture">
        <QrImage
          id="guide-qr"
          className="guide-code__qr"
          text={seller.url}
          label={t('codeLabel', { name: seller.name })}
        />
      </View>
      <Text className="guide-code__hint">
        {bound === undefined || bound === null
          ? ''
          : bound.bindingEnds === 'never'
            ? t('codeHintForGood')
            : t('codeHint', { days: bound.bindingDays })}
      </Text>
      <View className="guide-code__actions">
        <PlainButton
          id="save-code"
          kind="primary"
          grow
          onTap={() => void saveQrPicture(seller.url, seller.name)}
        >
          {t('codeSave')}
        </PlainButton>
        <View className="guide-code__share">
          <ShareButton id="share-code" title={shareTitle} path={entryPath(seller.code)}>
            <View className="button">
              <Text>{t('codeShare')}</Text>
            </View>
          </ShareButton>
        </View>
      </View>
      <View className="guide-code__links">
        <View id="save-poster" className="guide-code__copy" ariaRole="button" onClick={() => void poster()}>
          <Text>{t(drawing ? 'posterDrawing' : 'posterSave')}</Text>
        </View>
        <View id="copy-code" className="guide-code__copy" ariaRole="button" onClick={() => void copy()}>
          <Text>{t('codeCopy')}</Text>
        </View>
      </View>
    </View>
  );
}
