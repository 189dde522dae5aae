import { useLaunch } from '@tarojs/taro';
import type { PropsWithChildren } from 'react';
import { call, endpoints } from './api/client.ts';
import { texts } from './i18n/index.ts';
import { platform } from './platform/index';
import { brandStore, wearBrand } from './state/brand.ts';
import { recordAgreement } from './state/member.ts';
import { askForPrivacy, onAgreed } from './state/privacy.ts';
import { notice } from './state/questions.ts';
import { heedVersions, watchForUpdates } from './state/update.ts';
import './app.scss';

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    platform.onPrivacyQuestion(askForPrivacy);
    onAgreed(() => void recordAgreement());
    platform.onLostPage(() => notice(texts.now()('pageLost')));
    watchForUpdates();
    void platform.syncClock();
    platform.paint(brandStore.get());
    brandStore.subscribe(() => platform.paint(brandStore.get()));
    // Out of reach: the brand as it was last time stays.
    call(endpoints.getSettings, {}).then(
      (settings) => {
        wearBrand(settings);
        heedVersions(settings.askedVersion, settings.oldestVersion, settings.oldVersionsUntil);
      },
      () => undefined,
    );
  });
  return children;
}
