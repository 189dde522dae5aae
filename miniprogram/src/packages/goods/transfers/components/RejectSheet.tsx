import { Textarea } from '@tarojs/components';
import { useState } from 'react';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';

type Props = { busy: boolean; onDone: (reason: string) => void; onClose: () => void };

/** Why a request is declined: the other branch reads it. */
export function RejectSheet({ busy, onDone, onClose }: Props) {
  const { t } = transfersTexts.use();
  const [reason, setReason] = useState('');
  return (
    <Sheet
      id="reject-sheet"
      title={t('rejectTitle')}
      onClose={onClose}
      actions={
        <>
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
        </>
      }
    >
      <Textarea
        id="reject-reason"
        className="text-field"
        value={reason}
        maxlength={120}
        autoHeight
        placeholder={t('rejectPlaceholder')}
        placeholderClass="placeholder"
        onInput={(event) => setReason(event.detail.value)}
      />
    </Sheet>
  );
}
