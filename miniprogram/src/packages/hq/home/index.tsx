import { readScannedText } from '@jindian/shared/qr-text';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { Empty, ErrorState } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import type { IconName } from '../../../components/icons.ts';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { hqTexts } from '../../../i18n/hq.ts';
import { notice, noticeProblem } from '../../../lib/scan.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { platform } from '../../../platform/index';
import { refreshMember } from '../../../state/member.ts';
import { passScanned } from '../../../state/scanned.ts';
import './index.scss';

/** The two doors to HQ's web view: here on the phone, or on a computer that shows a QR. */
export default function HqHomePage() {
  const { t } = hqTexts.use();
  const me = useRemote(refreshMember, 'me');
  const [opening, setOpening] = useState(false);

  const open = async () => {
    if (opening) return;
    setOpening(true);
    try {
      const { url } = await call(endpoints.createHqWebTicket, {});
      platform.openWebPage(url);
    } catch (error) {
      noticeProblem(error);
    } finally {
      setOpening(false);
    }
  };
  const scan = async () => {
    const scanned = await platform.scan();
    if (scanned === null) return;
    if (readScannedText(scanned).kind !== 'hq_sign_in') {
      notice(t('notSignIn'));
      return;
    }
    passScanned(scanned);
    await Taro.navigateTo({ url: '/packages/hq/sign-in/index' });
  };

  return (
    <Screen title={t('homeTitle')}>
      {me.data ? (
        me.data.roles.some(({ role }) => role === 'hq') ? (
          <View className="hq-home">
            <Door
              id="open-hq"
              icon="building"
              busy={opening}
              title={t('homeOpen')}
              note={t('homeOpenNote')}
              onTap={() => void open()}
            />
            <Door
              id="scan-hq"
              icon="scan"
              title={t('homeScan')}
              note={t('homeScanNote')}
              onTap={() => void scan()}
            />
          </View>
        ) : (
          <Empty id="no-hq" picture="shop" title={t('noRole')} note={t('noRoleNote')} />
        )
      ) : me.error ? (
        <ErrorState error={me.error} onRetry={() => void me.reload()} />
      ) : (
        <Skeleton kind="rows" count={2} />
      )}
    </Screen>
  );
}

function Door(props: {
  id: string;
  icon: IconName;
  title: string;
  note: string;
  busy?: boolean;
  onTap: () => void;
}) {
  return (
    <View
      id={props.id}
      className={`card hq-home__door ${props.busy ? 'hq-home__door--busy' : ''}`}
      ariaRole="button"
      onClick={props.onTap}
    >
      <View className="hq-home__icon">
        <Icon name={props.icon} size={56} color="#B9321B" />
      </View>
      <View className="hq-home__words">
        <Text className="hq-home__title">{props.title}</Text>
        <Text className="hq-home__note">{props.note}</Text>
      </View>
      <Icon name="chevron" size={36} color="#77716A" />
    </View>
  );
}
