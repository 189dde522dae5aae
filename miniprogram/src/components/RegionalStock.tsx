import { type ProductAvailability, regionScopes } from '@jindian/shared/contract/goods/availability';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { call, endpoints } from '../api/client.ts';
import { regionalTexts } from '../i18n/goods/regional.ts';
import { metersFrom, useFar } from '../lib/use-far.ts';
import { useRemote } from '../lib/use-remote.ts';
import { Chip } from './Chip.tsx';
import { Icon } from './Icon.tsx';
import './regional-stock.scss';

type Props = { productId: string; skuId: string; locationId: string; soldOut: boolean };
type Item = ProductAvailability['items'][number];

/** The nearest region that has it, and how well. */
function nearestOf(item: Item) {
  for (const scope of regionScopes) {
    const availability = item[scope];
    if (availability !== 'none') return `${scope}_${availability}` as const;
  }
  return 'none' as const;
}

/** Beside this branch's own stock: how well the SKU is to be had around; where else, when it is not to be had here. */
export function RegionalStock({ productId, skuId, locationId, soldOut }: Props) {
  const { t } = regionalTexts.use();
  const remote = useRemote(
    soldOut
      ? null
      : () => call(endpoints.getProductAvailability, { params: { productId }, query: { locationId } }),
    `${locationId} ${productId}`,
  );
  if (soldOut) return <Nearby productId={productId} skuId={skuId} locationId={locationId} />;
  const item = remote.data?.items.find((one) => one.skuId === skuId);
  // Its line is there before its words are, so that nothing below it moves when they come.
  return (
    <View className="regional">
      {item ? (
        <>
          <Icon name="globe" size={32} color="textFaint" />
          <Text id="regional-stock">{t(nearestOf(item))}</Text>
        </>
      ) : (
        <Text>{'\u00a0'}</Text>
      )}
    </View>
  );
}

function Nearby({ productId, skuId, locationId }: Omit<Props, 'soldOut'>) {
  const { t, pick } = regionalTexts.use();
  const { here, farTo } = useFar();
  const remote = useRemote(
    () =>
      call(endpoints.listBranchesWithStock, {
        params: { productId },
        query: { skuId, locationId, limit: 4 },
      }),
    `${locationId} ${skuId}`,
  );
  // What comes beside the page does not put an error over it.
  if (!remote.data) return null;
  const items = [...remote.data.items].sort(
    (a, b) => (metersFrom(here, a.branch) ?? 0) - (metersFrom(here, b.branch) ?? 0),
  );
  if (items.length === 0) return null;
  return (
    <View id="nearby-branches" className="nearby">
      <Text className="nearby__title">{t('nearby')}</Text>
      {items.map(({ branch, availability }) => (
        <View
          key={branch.id}
          id={`nearby-${branch.id}`}
          className="nearby__branch"
          ariaRole="button"
          onClick={() =>
            void Taro.redirectTo({
              url: `/pages/goods/product/index?productId=${productId}&locationId=${branch.id}`,
            })
          }
        >
          <View className="nearby__words">
            <Text className="nearby__name">{pick(branch.name)}</Text>
            <Text className="nearby__where">
              {farTo(branch) && `${farTo(branch)} · `}
              {pick(branch.address)}
            </Text>
          </View>
          {availability === 'few' ? <Chip tone="wait">{t('few')}</Chip> : null}
          <Icon name="chevron" size={32} color="textFaint" />
        </View>
      ))}
    </View>
  );
}
