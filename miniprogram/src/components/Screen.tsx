import { View } from '@tarojs/components';
import Taro, { useDidShow } from '@tarojs/taro';
import { type ReactNode, useEffect } from 'react';
import { texts } from '../i18n/index.ts';
import { useIsShown } from '../lib/use-ticker.ts';
import { platform } from '../platform/index';
import { brandStore } from '../state/brand.ts';
import { Overlays } from './Overlays.tsx';
import { PersonaPill } from './PersonaPill.tsx';
import { UpdateNotice } from './UpdateNotice.tsx';

type Props = {
  /** Shown in the navigation bar; follows the language. */
  title: string;
  /** Leaves room for a bar at the bottom. */
  bar?: boolean;
  /** A page of the tab bar, whose names follow the language too. */
  tab?: boolean;
  /** For people at work: rows stand closer. */
  staff?: boolean;
  /** On a tablet or a computer it takes the width that there is; others keep a phone's. */
  wide?: boolean;
  children: ReactNode;
};

/** Every page stands in one: it sets the title and can ask for consent. */
export function Screen({ title, bar = false, tab = false, staff = false, wide = false, children }: Props) {
  const { t } = texts.use();
  const shown = useIsShown();
  const { variables } = brandStore.use();
  useDidShow(() => {
    void platform.syncClock();
  });
  useEffect(() => {
    if (!shown) return;
    void Taro.setNavigationBarTitle({ title });
  }, [title, shown]);
  useEffect(() => {
    if (!shown || !tab) return;
    const tabs = [t('tabStore'), t('tabCart'), t('tabOrders'), t('tabMember')];
    tabs.forEach((text, index) => {
      void Promise.resolve(Taro.setTabBarItem({ index, text })).catch(() => undefined);
    });
  }, [t, tab, shown]);
  return (
    <View
      className={`screen ${bar ? 'screen--bar' : ''} ${staff ? 'screen--staff' : ''} ${wide ? 'screen--wide' : ''}`}
      style={variables}
      ariaRole="main"
      ariaLabel={title}
    >
      <PersonaPill />
      {shown ? <UpdateNotice /> : null}
      {children}
      {shown ? <Overlays /> : null}
    </View>
  );
}
