/** @jsxImportSource hono/jsx */
import { promotionOfAdjustment } from '@jindian/shared/contract/selling/promotions';
import { Card, type Column, Money, Row, Table } from '../../ui/parts.tsx';
import type { OrderView } from './order-view.ts';

/** What was bought, and of each line why it costs what it does: the price, what is off and by what, and who bears it. */
export function LinesCard({ visit, hqOrder }: OrderView) {
  const { t, code, language } = visit;
  const { order } = hqOrder;
  const names = new Map(order.promotions?.map(({ id, name }) => [id, name[language]]));
  const nameOf = (kind: string) => names.get(promotionOfAdjustment(kind) ?? '') ?? kind;
  const reduced = (order.promotions ?? []).filter(
    ({ amountFen, deliveryFen }) => amountFen > 0 || deliveryFen,
  );
  const columns: Column[] = [
    { label: t('columnProduct'), kind: 'main' },
    { label: t('columnQuantity'), kind: 'number' },
    { label: t('columnLineAmount'), kind: 'number' },
  ];
  return (
    <Card id="lines" title={t('lines')} flush>
      <Table caption={t('lines')} columns={columns}>
        {order.lines.map((line) => (
          <Row
            columns={columns}
            cells={[
              <>
                {line.title[language]}
                <span class="sub">
                  {line.skuName[language]} · {line.skuId}
                </span>
                {line.adjustments.map(({ kind, amountFen, bearer }) => (
                  <span class="sub">
                    {nameOf(kind)} <Money fen={amountFen} /> · {t('priceWhyBearer')}{' '}
                    {code('promotionBearer', bearer)}
                  </span>
                ))}
              </>,
              <>
                {line.quantity} × <Money fen={line.unitPriceFen} />
              </>,
              <>
                <Money fen={line.netFen} />
                {line.netFen === line.amountFen ? null : (
                  <span class="sub">
                    {t('priceWhyFrom')} <Money fen={line.amountFen} />
                  </span>
                )}
              </>,
            ]}
          />
        ))}
      </Table>
      <dl class="sums">
        {reduced.map(({ name, amountFen, deliveryFen = 0 }) => (
          <div>
            <dt>{name[language]}</dt>
            <dd>
              <Money fen={0 - amountFen - deliveryFen} />
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('goods')}</dt>
          <dd>
            <Money fen={order.goodsFen} />
          </dd>
        </div>
        <div>
          <dt>{t('deliveryFee')}</dt>
          <dd>
            <Money fen={order.deliveryFeeFen} />
          </dd>
        </div>
        <div class="is-total">
          <dt>{t('total')}</dt>
          <dd>
            <Money fen={order.totalFen} />
          </dd>
        </div>
      </dl>
    </Card>
  );
}
