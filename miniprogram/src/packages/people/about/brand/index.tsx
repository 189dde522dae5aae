import { Image, Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { assetUrl } from '../../../../config.ts';
import { texts } from '../../../../i18n/index.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { components, platform } from '../../../../platform/index';
import './index.scss';

/** Where the ministry lists the numbers of web pages in China. */
const icpPage = 'https://beian.miit.gov.cn/';

/** Whose shop this is: how to reach them, the company behind it, and what one has agreed to. */
export default function AboutPage() {
  const { t, language } = texts.use();
  const { data, error, reload } = useRemote(() => call(endpoints.getSettings, {}), 'settings');
  const { ServiceButton } = components;
  const toText = (document: string) => () =>
    void Taro.navigateTo({ url: `/pages/people/privacy/index?document=${document}` });
  return (
    <Screen title={t('memberAbout')}>
      {data ? (
        <>
          <View id="about-brand" className="about__head">
            {data.logo ? <Image className="about__logo" src={assetUrl(data.logo)} mode="aspectFill" /> : null}
            <Text className="about__name">{language === 'zh' ? data.nameZh : data.nameEn}</Text>
            {data.serviceHours ? <Text className="about__line">{data.serviceHours}</Text> : null}
            <ServiceButton id="about-service" text={t('customerService')} phone={data.servicePhone} />
          </View>
          {data.companyName || data.companyLine || data.licenceLine || data.returnAddress ? (
            <View id="about-company" className="card">
              {[
                data.companyName,
                data.companyLine,
                data.licenceLine,
                data.returnAddress && t('aboutReturns', { address: data.returnAddress }),
              ]
                .filter((line) => line !== '')
                .map((line) => (
                  <Text key={line} className="about__line">
                    {line}
                  </Text>
                ))}
            </View>
          ) : null}
          <View className="card">
            <Row id="open-privacy" title={t('privacyTitle')} onTap={toText('privacy')} />
            <Row id="open-terms" title={t('termsTitle')} onTap={toText('terms')} />
          </View>
          {data.icpNumber ? (
            <Text
              id="about-icp"
              className="about__icp"
              ariaRole="link"
              onClick={() =>
                platform.name === 'h5' ? platform.openWebPage(icpPage) : void platform.copyText(icpPage)
              }
            >
              {data.icpNumber}
            </Text>
          ) : null}
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void reload()} />
      ) : (
        <Skeleton kind="page" />
      )}
    </Screen>
  );
}
