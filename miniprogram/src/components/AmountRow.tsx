import { Text, View } from '@tarojs/components';
import { PriceText } from './PriceText.tsx';
import './order-lines.scss';

type Props = { name: string; amountFen: number; zero?: string; strong?: boolean };

export function AmountRow({ name, amountFen, zero, strong = false }: Props) {
  return (
    <View className={`amount-row ${strong ? 'amount-row--strong' : ''}`}>
      <Text>{name}</Text>
      {amountFen === 0 && zero ? (
        <Text className="amount-row__zero">{zero}</Text>
      ) : (
        <PriceText amountFen={amountFen} size={strong ? 'normal' : 'small'} muted={!strong} />
      )}
    </View>
  );
}
