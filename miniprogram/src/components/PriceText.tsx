import { formatYuan } from '@jindian/shared/money';
import { Text } from '@tarojs/components';
import './price-text.scss';

type Props = {
  amountFen: number;
  size?: 'small' | 'normal' | 'large' | 'huge';
  muted?: boolean;
  id?: string;
};

/** Yuan large, ¥ and fen small: what the eye compares is the whole number. */
export function PriceText({ amountFen, size = 'normal', muted = false, id }: Props) {
  const text = formatYuan(amountFen);
  const dot = text.lastIndexOf('.');
  const fen = text.slice(dot);
  const sign = text.startsWith('-') ? '-¥' : '¥';
  return (
    <Text {...(id ? { id } : {})} className={`price price--${size} ${muted ? 'price--muted' : ''}`}>
      <Text className="price__sign">{sign}</Text>
      <Text className="price__yuan">{text.slice(sign.length, dot)}</Text>
      {fen === '.00' && size !== 'huge' ? null : <Text className="price__fen">{fen}</Text>}
    </Text>
  );
}
