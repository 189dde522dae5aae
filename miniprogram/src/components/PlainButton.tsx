import { Button, Text } from '@tarojs/components';
import type { ReactNode } from 'react';

type Props = {
  id: string;
  onTap: () => void;
  /** `primary`: the one action of a page. `danger`: what cannot be taken back. */
  kind?: 'plain' | 'primary' | 'dark' | 'danger';
  size?: 'normal' | 'small';
  grow?: boolean;
  disabled?: boolean;
  /** While what it started is under way: it looks busy and takes no second tap. */
  busy?: boolean;
  children: ReactNode;
};

/** The app's button. A disabled one still looks like a button and says nothing when tapped. */
export function PlainButton({
  id,
  onTap,
  kind = 'plain',
  size = 'normal',
  grow = false,
  disabled = false,
  busy = false,
  children,
}: Props) {
  const off = disabled || busy;
  const classes = ['button'];
  if (kind !== 'plain' && !disabled) classes.push(`button--${kind}`);
  if (size === 'small') classes.push('button--small');
  if (grow) classes.push('button--grow');
  if (disabled) classes.push('button--off');
  return (
    <Button
      id={id}
      className={classes.join(' ')}
      hoverClass="button--held"
      // Left out rather than false: a browser takes any value of the attribute for a yes.
      {...(off ? { disabled: true } : {})}
      {...(busy ? { loading: true } : {})}
      onClick={() => {
        if (!off) onTap();
      }}
    >
      {/* An element, not bare text: a changing text would tear out what Taro's button keeps beside it in a browser. */}
      <Text>{children}</Text>
    </Button>
  );
}
