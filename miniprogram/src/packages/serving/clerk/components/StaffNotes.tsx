import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { OrderNote } from '@jindian/shared/contract/serving/order-notes';
import { formatBrandTime } from '@jindian/shared/time';
import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import './staff-notes.scss';

/** What colleagues at HQ and here left on an order: tags and notes are read on the row, and one is added in what opens below it. */
export function StaffNotes({ item, open }: { item: WorkItem; open: boolean }) {
  const { t } = clerkTexts.use();
  const [added, setAdded] = useState<OrderNote[] | null>(null);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const read = item.staffNotes ?? [];
  // What was read again since has whatever was added, too.
  const notes = added && added.length > read.length ? added : read;
  const add = async () => {
    const words = text.trim();
    if (!words || busy) return;
    setBusy(true);
    try {
      const { items } = await call(endpoints.addWorkNote, {
        params: { orderId: item.orderId, fulfilmentId: item.id },
        body: { kind: 'note', text: words },
      });
      setAdded(items);
      setText('');
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  if (notes.length === 0 && !open) return null;
  const tags = notes.filter(({ kind }) => kind === 'tag');
  return (
    <View id={`notes-${item.orderNumber}`} className="staff-notes">
      {tags.length > 0 ? (
        <View className="staff-notes__tags">
          {tags.map(({ id, text: tag }) => (
            <Chip key={id} tone="progress">
              {tag}
            </Chip>
          ))}
        </View>
      ) : null}
      {notes
        .filter(({ kind }) => kind === 'note')
        .map(({ id, text: note, byName, atMs }) => (
          <View key={id} className="staff-notes__note">
            <Text>{note}</Text>
            <Text className="staff-notes__by">{`${byName} ${formatBrandTime(atMs).slice(5)}`}</Text>
          </View>
        ))}
      {open ? (
        <View className="staff-notes__add">
          <Input
            id={`note-${item.orderNumber}`}
            className="staff-notes__input"
            value={text}
            maxlength={300}
            placeholder={t('staffNoteAsk')}
            placeholderClass="placeholder"
            onInput={(event) => setText(event.detail.value)}
            onConfirm={() => void add()}
          />
          <PlainButton
            id={`add-note-${item.orderNumber}`}
            size="small"
            busy={busy}
            disabled={text.trim() === ''}
            onTap={() => void add()}
          >
            {t('staffNoteAdd')}
          </PlainButton>
        </View>
      ) : null}
    </View>
  );
}
