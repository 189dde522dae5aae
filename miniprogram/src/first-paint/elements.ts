import { createElement } from './react.ts';

type Props = { className?: string; value?: string; placeholder?: string };

/** Taro's field: an element around the one that one types into. */
export const Input = ({ className = '', value = '', placeholder = '' }: Props) =>
  createElement(
    'div',
    { className },
    createElement('input', { className: 'weui-input', value, placeholder }),
  );
export const Textarea = Input;
