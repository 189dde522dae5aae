import { Input, Textarea } from '@tarojs/components';
import { useState } from 'react';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';

/** One thing to type: a name, or what is wrong. */
export function WordSheet(props: {
  id: string;
  title: string;
  note: string;
  placeholder: string;
  send: string;
  cancel: string;
  maxLength: number;
  long?: boolean;
  onSend: (text: string) => Promise<void>;
  onClose: () => void;
}) {
  const { id, title, note, placeholder, send, cancel, maxLength, long = false, onSend, onClose } = props;
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const field = {
    id: `${id}-text`,
    className: 'text-field',
    value: text,
    maxlength: maxLength,
    placeholder,
    placeholderClass: 'placeholder',
    onInput: (event: { detail: { value: string } }) => setText(event.detail.value),
  };
  return (
    <Sheet
      id={id}
      title={title}
      note={note}
      onClose={onClose}
      actions={
        <>
          <PlainButton id={`${id}-cancel`} grow onTap={onClose}>
            {cancel}
          </PlainButton>
          <PlainButton
            id={`${id}-send`}
            kind="primary"
            grow
            busy={busy}
            disabled={text.trim().length < 2}
            onTap={async () => {
              setBusy(true);
              await onSend(text.trim());
              setBusy(false);
            }}
          >
            {send}
          </PlainButton>
        </>
      }
    >
      {long ? <Textarea {...field} autoHeight /> : <Input {...field} />}
    </Sheet>
  );
}
