import { Text, View } from '@tarojs/components';
import { type ReactNode, useEffect, useRef } from 'react';
import { platform } from '../platform/index';
import './sheet.scss';

type Props = {
  id: string;
  title: string;
  note?: string;
  /** Tapping beside it, or Escape. Without it the question has to be answered. */
  onClose?: () => void;
  /** What is wrong with what was filled in, and the id to find it by. */
  fault?: { id: string; text: string } | null;
  /** Buttons, which stay in sight however long the body is. */
  actions?: ReactNode;
  children?: ReactNode;
};

/** From below, over the page: one question, or one choice. */
export function Sheet({ id, title, note, onClose, fault = null, actions, children }: Props) {
  // Made anew with every drawing of the page: taking the focus again would take the caret out of what is typed.
  const close = useRef(onClose);
  close.current = onClose;
  const canClose = onClose !== undefined;
  useEffect(() => platform.holdFocus(id, canClose ? () => close.current?.() : undefined), [id, canClose]);
  return (
    <View className="sheet">
      <View className="sheet__shade" catchMove ariaHidden onClick={() => onClose?.()} />
      <View id={id} className="sheet__panel" ariaRole="dialog" ariaModal ariaLabel={title}>
        <Text className="sheet__title" ariaRole="heading" ariaLevel="2">
          {title}
        </Text>
        {note ? <Text className="sheet__note">{note}</Text> : null}
        <View className="sheet__body">{children}</View>
        {fault ? (
          <View id={fault.id} className="sheet__fault" ariaRole="alert">
            {fault.text}
          </View>
        ) : null}
        {actions ? <View className="sheet__actions">{actions}</View> : null}
      </View>
    </View>
  );
}
