import { call, endpoints } from '../../../../api/client.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { stationTexts } from '../../../../i18n/selling/station.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { CodeCard, useOwnCard } from '../../guide/components/CodeCard.tsx';

/** To be put up in the shop. */
export default function StationCodePage() {
  const { t } = stationTexts.use();
  const seller = useRemote(() => call(endpoints.getSellerCode, {}), 'code');
  const shareTitle = useOwnCard(seller.data);
  return (
    <Screen title={t('code')} staff>
      {seller.data ? (
        <CodeCard seller={seller.data} shareTitle={shareTitle} />
      ) : seller.error ? (
        <ErrorState error={seller.error} onRetry={() => void seller.reload()} />
      ) : (
        <Skeleton kind="product" />
      )}
    </Screen>
  );
}
