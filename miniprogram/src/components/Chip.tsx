import type { Tone } from '@jindian/shared/design/tokens';
import { Text } from '@tarojs/components';
import type { ReactNode } from 'react';
import './chip.scss';

type Props = { tone: Tone; id?: string; className?: string; children: ReactNode };

/** A state in a word or two. Its colour says whether it is done, under way, waiting for somebody, or in trouble. */
export function Chip({ tone, id, className = '', children }: Props) {
  return (
    <Text {...(id ? { id } : {})} className={`chip chip--${tone} ${className}`.trim()}>
      {children}
    </Text>
  );
}
