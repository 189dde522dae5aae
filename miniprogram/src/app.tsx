import { useLaunch } from '@tarojs/taro';
import type { PropsWithChildren } from 'react';
import { texts } from './i18n/index.ts';
import { platform } from './platform/index';
import { askForPrivacy } from './state/privacy.ts';
import { notice } from './state/questions.ts';
import './app.scss';

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    platform.onPrivacyQuestion(askForPrivacy);
    platform.onLostPage(() => notice(texts.now()('pageLost')));
    void platform.syncClock();
  });
  return children;
}
