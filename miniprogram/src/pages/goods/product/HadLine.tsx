import type { ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import { formatDistance } from '@jindian/shared/geo';
import { Text, View } from '@tarojs/components';
import { AvailabilityChip } from '../../../components/AvailabilityChip.tsx';
import { Chip } from '../../../components/Chip.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { useDayText, waysTexts } from '../../../i18n/goods/ways.ts';
import { texts } from '../../../i18n/index.ts';
import type { Had } from '../../../lib/sku-ways.ts';
import { useFar } from '../../../lib/use-far.ts';
import './options.scss';

/** How many a shopper is told exactly; above it, "plenty". The server counts no further than 99. */
const plenty = 20;

type Props = {
  view: ProductAtBranch;
  had: Had;
  /** As of when the days are counted. */
  today: string;
  failed: boolean;
  onRetry: () => void;
};

/** How the chosen SKU can be had: here, from whom and when, where else, or not at all. */
export function HadLine({ view, had, today, failed, onRetry }: Props) {
  const { t, pick } = texts.use();
  const ways = waysTexts.use();
  const dayText = useDayText(today);
  const { here, farTo } = useFar();
  if (view.previewUntilMs !== undefined)
    return (
      <View className="product__stock">
        <Text id="stock" className="product__stock-text">
          {t('previewStock')}
        </Text>
      </View>
    );
  const branch = pick(view.branch.name);
  // Measured by the server from where the shopper stands; else from this branch, which is nobody's way.
  const far = (meters: number) => (here ? ` · ${formatDistance(meters, ways.language)}` : '');
  const said = (): { chip: string | null; text: string } => {
    switch (had.by) {
      case 'here':
        return {
          chip: null,
          text:
            had.pieces > plenty
              ? t('productStockMany', { branch })
              : t('productStock', { branch, count: had.pieces }),
        };
      case 'delivery': {
        const { name, distanceMeters, earliestDay, locationId } = had.from;
        const day = dayText(earliestDay);
        if (locationId === view.branch.id)
          return { chip: ways.t('deliveredHere'), text: ways.t('earliest', { day }) };
        return {
          chip: ways.t(view.product.onlineOnly ? 'onlineOnly' : 'deliverable'),
          text: ways.t('delivery', { place: pick(name), distance: far(distanceMeters), day }),
        };
      }
      case 'pickup':
        return {
          chip: ways.t('collectable'),
          text: ways.t('pickup', {
            place: pick(had.at.branch.name),
            distance: farTo(had.at.branch) && ` · ${farTo(had.at.branch)}`,
          }),
        };
      case 'nobody':
        return { chip: null, text: ways.t('nobody') };
      case 'unknown':
        return { chip: null, text: ways.t(failed ? 'askFailed' : 'asking') };
    }
  };
  const { chip, text } = said();
  return (
    <View className="product__stock">
      {had.by === 'here' ? <AvailabilityChip availability={had.availability} /> : null}
      {had.by === 'nobody' ? <AvailabilityChip availability="none" /> : null}
      <View className="product__stock-text">
        {chip === null ? null : <Chip tone="progress">{chip}</Chip>}
        <Text id="stock" className="product__way">
          {text}
        </Text>
      </View>
      {had.by === 'unknown' && failed ? (
        <PlainButton id="ways-retry" size="small" onTap={onRetry}>
          {t('retry')}
        </PlainButton>
      ) : null}
    </View>
  );
}
