import type { Tone } from '@jindian/shared/design/tokens';
import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import type { IconName } from './icons.ts';
import './status-header.scss';

type Props = {
  id?: string;
  icon: IconName;
  tone: Tone;
  title: string;
  note?: string;
  steps?: readonly string[];
  /** How many of the steps are done, and at which one it stands. Without it no steps are drawn. */
  progress?: { done: number; now: number } | null;
  children?: ReactNode;
};

/** What state something is in, said first and large, and how far it has come. */
export function StatusHeader({ id, icon, tone, title, note, steps, progress = null, children }: Props) {
  return (
    <View className={`status status--${tone}`} {...(id ? { id } : {})}>
      <View className="status__top">
        <View className="status__icon">
          <Icon name={icon} size={52} color="onTone" />
        </View>
        <View className="status__words">
          <Text className="status__title">{title}</Text>
          {note ? <Text className="status__note">{note}</Text> : null}
        </View>
      </View>
      {steps && progress ? <Steps steps={steps} {...progress} /> : null}
      {children}
    </View>
  );
}

export function Steps({ steps, done, now }: { steps: readonly string[]; done: number; now: number }) {
  return (
    <View className="status__steps">
      {steps.map((step, index) => (
        <View
          key={step}
          className={`status__step ${index < done ? 'status__step--done' : ''} ${index === now ? 'status__step--now' : ''}`}
        >
          <View className="status__track" />
          <Text className="status__label">{step}</Text>
        </View>
      ))}
    </View>
  );
}
