import { imagePathOf } from '@jindian/shared/contract/goods/catalog';
import { Image, Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { PriceText } from '../../../../components/PriceText.tsx';
import { QrImage } from '../../../../components/QrImage.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { assetUrl } from '../../../../config.ts';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { saveQrPicture } from '../../../../lib/save-picture.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

async function loadLabel(locationId: string, productId: string) {
  const [code, { product, branch, skus }] = await Promise.all([
    call(endpoints.createShelfCode, { params: { locationId }, body: { productId } }),
    call(endpoints.getProductAtBranch, { params: { locationId, productId } }),
  ]);
  const prices = skus.map(({ priceFen }) => priceFen);
  return { code, product, branch, fromPriceFen: prices.length === 0 ? null : Math.min(...prices) };
}

/** The label for a shelf: what the shopper scans to see, pay for and collect the product. */
export default function ShelfCodePage() {
  const { t, pick } = clerkTexts.use();
  const { locationId = '', productId = '' } = useRouter().params;
  const label = useRemote(() => loadLabel(locationId, productId), `${locationId} ${productId}`);
  const data = label.data;
  const copy = async (url: string) => {
    await platform.copyText(url);
    notice(t('copied'));
  };
  return (
    <Screen title={t('shelfCodeTitle')} bar={data !== null}>
      {data ? (
        <>
          <View className="card shelf-code">
            <View className="shelf-code__product">
              <Image
                className="shelf-code__picture"
                src={assetUrl(imagePathOf(data.product))}
                mode="aspectFit"
              />
              <View className="shelf-code__words">
                <Text id="shelf-product" className="shelf-code__title">
                  {pick(data.product.title)}
                </Text>
                <Text className="shelf-code__subtitle">{pick(data.product.subtitle)}</Text>
                {data.fromPriceFen === null ? null : <PriceText amountFen={data.fromPriceFen} size="large" />}
              </View>
            </View>
            <View className="shelf-code__frame">
              <QrImage
                id="shelf-qr"
                text={data.code.url}
                label={t('shelfLabel', { title: pick(data.product.title) })}
                className="shelf-code__qr"
              />
            </View>
            <Text className="shelf-code__scan">{t('shelfScan')}</Text>
            <Text className="shelf-code__note">{t('shelfScanNote')}</Text>
            <Text className="shelf-code__branch">{pick(data.branch.name)}</Text>
          </View>
          <Text className="shelf-code__hint">{t('shelfCodeHint')}</Text>
          <BottomBar>
            <PlainButton id="copy-shelf-link" onTap={() => void copy(data.code.url)}>
              {t('shelfCopy')}
            </PlainButton>
            <PlainButton
              id="save-shelf-code"
              kind="primary"
              grow
              onTap={() => void saveQrPicture(data.code.url, `${data.branch.id}-${data.product.id}`)}
            >
              {t('shelfSave')}
            </PlainButton>
          </BottomBar>
        </>
      ) : label.error ? (
        <ErrorState error={label.error} onRetry={() => void label.reload()} />
      ) : (
        <Skeleton kind="product" />
      )}
    </Screen>
  );
}
