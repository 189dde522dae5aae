import Taro from '@tarojs/taro';
import { Icon } from '../../../../components/Icon.tsx';
import { Row } from '../../../../components/Row.tsx';
import { payoutsTexts } from '../../../../i18n/selling/payouts.ts';

/** The way from a seller's desk to their statements. */
export function OpenStatements() {
  const { t } = payoutsTexts.use();
  return (
    <Row
      id="open-statements"
      title={t('title')}
      note={t('note')}
      end={<Icon name="chevron" size={30} color="textFaint" />}
      onTap={() => Taro.navigateTo({ url: '/packages/selling/payouts/list/index' })}
    />
  );
}
