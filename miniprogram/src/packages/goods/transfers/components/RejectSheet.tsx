import { Popup } from '@nutui/nutui-react-taro';
import { Text, Textarea, View } from '@tarojs/components';
import { useState } from 'react';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import './count-sheet.scss';

type Props = { busy: boolean; onDone: (reason: string) => void; onClose: () => void };

/** Why a request is declined: the other branch reads it. */
export function RejectSheet({ busy, onDone, onClose }: Props) {
  const { t } = transfersTexts.use();
  const [reason, setReason] = useState('');
  return (
    <Popup visible position="bottom" round lockScroll onClose={onClose}>
      <View id="reject-sheet" className="count-sheet">
        <Text className="count-sheet__title">{t('rejectTitle')}</Text>
        <Textarea
          id="reject-reason"
          className="count-sheet__text"
          value={reason}
          maxlength={120}
          autoHeight
          placeholder={t('rejectPlaceholder')}
          placeholderClass="placeholder"
          onInput={(event) => setReason(event.detail.value)}
        />
        <View className="count-sheet__actions">
          <PlainButton id="reject-close" disabled={busy} onTap={onClose}>
            {t('no')}
          </PlainButton>
          <PlainButton
            id="reject-confirm"
            kind="danger"
            grow
            busy={busy}
            disabled={reason.trim() === ''}
            onTap={() => onDone(reason.trim())}
          >
            {t('rejectConfirm')}
          </PlainButton>
        </View>
      </View>
    </Popup>
  );
}
