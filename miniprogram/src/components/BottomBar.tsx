import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import './bottom-bar.scss';

/** The bar of a page's main action; `onTab`: the page has the tab bar below it. */
export function BottomBar({ children, onTab = false }: { children: ReactNode; onTab?: boolean }) {
  return <View className={`bottom-bar ${onTab ? 'bottom-bar--tab' : ''}`}>{children}</View>;
}
