import { Text, View } from '@tarojs/components';
import { texts } from '../i18n/index.ts';
import { Icon } from './Icon.tsx';
import './stepper.scss';

type Props = { id: string; value: number; min?: number; max: number; onChange: (value: number) => void };

export function Stepper({ id, value, min = 1, max, onChange }: Props) {
  const { t } = texts.use();
  const set = (next: number) => {
    const bounded = Math.max(min, Math.min(max, next));
    if (bounded !== value) onChange(bounded);
  };
  return (
    <View className="stepper">
      <View
        id={`${id}-less`}
        className={`stepper__button ${value <= min ? 'stepper__button--off' : ''}`}
        ariaRole="button"
        ariaLabel={t('quantityLess')}
        onClick={(event) => {
          event.stopPropagation();
          set(value - 1);
        }}
      >
        <Icon name="minus" size={32} />
      </View>
      <Text id={`${id}-value`} className="stepper__value">
        {value}
      </Text>
      <View
        id={`${id}-more`}
        className={`stepper__button ${value >= max ? 'stepper__button--off' : ''}`}
        ariaRole="button"
        ariaLabel={t('quantityMore')}
        onClick={(event) => {
          event.stopPropagation();
          set(value + 1);
        }}
      >
        <Icon name="plus" size={32} />
      </View>
    </View>
  );
}
