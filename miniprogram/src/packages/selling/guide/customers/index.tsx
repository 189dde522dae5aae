import type { SellerCustomer } from '@jindian/shared/contract/selling/seller';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useReachBottom } from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { usePaged } from '../../../../lib/use-remote.ts';

/** One customer may be on several pages: the first of them tells what was bought last. */
function together(rows: readonly SellerCustomer[]): SellerCustomer[] {
  const found = new Map<string, SellerCustomer>();
  for (const row of rows) {
    const known = found.get(row.id);
    found.set(row.id, known ? { ...known, orders: known.orders + row.orders } : row);
  }
  return [...found.values()];
}

/** Who bought through this guide, and what they bought last. */
export default function GuideCustomersPage() {
  const { t, pick } = guideTexts.use();
  const paged = usePaged(
    (cursor) => call(endpoints.getSellerCustomers, { query: cursor ? { cursor } : {} }),
    'customers',
  );
  useReachBottom(() => void paged.more());
  const customers = together(paged.items);
  return (
    <Screen title={t('customersTitle')} staff>
      {customers.length > 0 ? (
        <View id="customer-list" className="card">
          {customers.map(({ id, name, lastAtMs, orders, product }) => (
            <Row
              key={id}
              id={`customer-${id}`}
              title={name ?? t('someCustomer')}
              note={t('boughtLast', {
                product: product ? pick(product.name) : t('otherCategory'),
                time: formatBrandTime(lastAtMs).slice(5),
              })}
              {...(product ? { imagePath: product.imagePath } : {})}
              end={<Text>{t('ordersCount', { count: orders })}</Text>}
            />
          ))}
        </View>
      ) : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : paged.head ? (
        <Empty id="no-customers" picture="bag" title={t('customersEmpty')} note={t('earningsEmptyNote')}>
          <PlainButton
            id="show-code"
            kind="primary"
            onTap={() => Taro.redirectTo({ url: '/packages/selling/guide/home/index' })}
          >
            {t('showMyCode')}
          </PlainButton>
        </Empty>
      ) : (
        <Skeleton kind="rows" />
      )}
    </Screen>
  );
}
