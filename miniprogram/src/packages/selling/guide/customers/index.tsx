import { notSeenDays, type SellerCustomer, type SellerTasks } from '@jindian/shared/contract/selling/seller';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useReachBottom } from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { usePaged, useRemote } from '../../../../lib/use-remote.ts';
import './index.scss';

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
  const { t } = guideTexts.use();
  const paged = usePaged(
    (cursor) => call(endpoints.getSellerCustomers, { query: cursor ? { cursor } : {} }),
    'customers',
  );
  useReachBottom(() => void paged.more());
  const customers = together(paged.items);
  const tasks = useRemote(() => call(endpoints.getSellerTasks, {}), 'tasks').data;
  return (
    <Screen title={t('customersTitle')} staff>
      {tasks && tasks.afterSales.length > 0 ? (
        <View id="after-sales" className="card">
          <Text className="guide-customers__heading">{t('afterSales')}</Text>
          {tasks.afterSales.map((one) => (
            <MatterRow key={one.orderId} of={one} />
          ))}
        </View>
      ) : null}
      {tasks && tasks.notSeen.length > 0 ? (
        <View id="not-seen" className="card">
          <Text className="guide-customers__heading">{t('notSeen', { days: notSeenDays })}</Text>
          {tasks.notSeen.map((customer) => (
            <CustomerRow key={customer.id} customer={customer} where="not-seen" />
          ))}
        </View>
      ) : null}
      {customers.length > 0 ? (
        <View id="customer-list" className="card">
          {customers.map((customer) => (
            <CustomerRow key={customer.id} customer={customer} where="customer" />
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

function MatterRow({ of }: { of: SellerTasks['afterSales'][number] }) {
  const { t, pick } = guideTexts.use();
  const { orderId, orderNumber, customer, product, matter, sinceMs } = of;
  const who = customer.name ?? t('someCustomer');
  return (
    <Row
      id={`matter-${orderId}`}
      title={product ? `${who} · ${pick(product.name)}` : who}
      note={t('orderNumber', { number: orderNumber })}
      {...(product ? { imagePath: product.imagePath } : {})}
    >
      <View className="guide-customers__matter">
        <Chip tone={matter === 'refunding' ? 'progress' : 'wait'}>{t(`matter_${matter}`)}</Chip>
        <Text>{t('matterSince', { time: formatBrandTime(sinceMs).slice(5) })}</Text>
      </View>
    </Row>
  );
}

function CustomerRow({ customer, where }: { customer: SellerCustomer; where: string }) {
  const { t, pick } = guideTexts.use();
  const { id, name, lastAtMs, orders, product } = customer;
  return (
    <Row
      id={`${where}-${id}`}
      title={name ?? t('someCustomer')}
      note={t('boughtLast', {
        product: product ? pick(product.name) : t('otherCategory'),
        time: formatBrandTime(lastAtMs).slice(5),
      })}
      {...(product ? { imagePath: product.imagePath } : {})}
      end={<Text>{t('ordersCount', { count: orders })}</Text>}
    />
  );
}
