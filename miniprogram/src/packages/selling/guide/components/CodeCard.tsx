import type { SellerCode } from '@jindian/shared/contract/selling/seller';
import { Text, View } from '@tarojs/components';
import { useShareAppMessage } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { QrImage } from '../../../../components/QrImage.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { saveOwnPoster, saveQrPicture } from '../../../../lib/save-picture.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { components, platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import './code-card.scss';

const { ShareButton } = components;
const entryPath = (code: string) => `/pages/selling/entry/index?code=${code}`;

/** The page's own card in a chat is the code, too. */
export function useOwnCard(seller: SellerCode | null): string {
  const { t, pick } = guideTexts.use();
  const { name = '', branchName = null } = seller ?? {};
  const title = branchName
    ? t('shareTitle', { name, branch: pick(branchName) })
    : t('shareTitleAlone', { name });
  useShareAppMessage(() => ({
    title,
    path: seller ? entryPath(seller.code) : '/pages/goods/store/index',
  }));
  return title;
}

/** The own code of whoever sells, to be scanned off the phone, printed or sent. */
export function CodeCard({ seller, shareTitle }: { seller: SellerCode; shareTitle: string }) {
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
