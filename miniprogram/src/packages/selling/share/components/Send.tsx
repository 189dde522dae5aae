import type { ShareView } from '@jindian/shared/contract/selling/shares';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { shareTexts } from '../../../../i18n/selling/share.ts';
import { saveSharePoster } from '../../../../lib/save-picture.ts';
import { components } from '../../../../platform/index';
import { openSharePath } from '../../../../state/came-by.ts';
import { notice } from '../../../../state/questions.ts';
import { cardOf } from '../lib/sharing.ts';
import './send.scss';

const { ShareButton } = components;

/** The ways in which a share that is made goes out: as a card in a chat, or as a picture with its code. */
export function Send({ share }: { share: ShareView }) {
  const { t } = shareTexts.use();
  const [drawing, setDrawing] = useState(false);
  const poster = async () => {
    setDrawing(true);
    const isSaved = await saveSharePoster(share.shareId);
    setDrawing(false);
    if (!isSaved) notice(t('posterLater'));
  };
  return (
    <View className="share-send">
      <View className="share-send__card">
        <ShareButton id="share-send" title={cardOf(share).title} path={openSharePath(share.shareId)}>
          <View className="button button--primary">
            <Text>{t('send')}</Text>
          </View>
        </ShareButton>
      </View>
      <PlainButton id="share-poster" grow busy={drawing} onTap={() => void poster()}>
        {t(drawing ? 'posterDrawing' : 'poster')}
      </PlainButton>
    </View>
  );
}
