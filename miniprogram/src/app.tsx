import { useLaunch } from '@tarojs/taro';
import type { PropsWithChildren } from 'react';
import { platform } from './platform/index';
import { askForPrivacy } from './state/privacy.ts';
import './app.scss';

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    platform.onPrivacyQuestion(askForPrivacy);
    void platform.syncClock();
  });
  return children;
}
