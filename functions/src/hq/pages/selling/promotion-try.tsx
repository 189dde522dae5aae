/** @jsxImportSource hono/jsx */
import { promotionChannels } from '@jindian/shared/contract/selling/promotions';
import { formatYuan } from '@jindian/shared/money';
import { brandDateTime, brandTimeOf } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { bringsOf } from '../../../selling/promotions/words.ts';
import type { HqDeps } from '../../deps.ts';
import { fieldsOf } from '../../forms/fields.ts';
import { pickedId } from '../../forms/picked.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Money, Row, Table } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { Select } from '../serving/sourcing-inputs.tsx';

const base = '/hq/promotions';
const rows = 5;

type Deps = Pick<HqDeps, 'promotions' | 'promotionsPolicy' | 'tiersPolicy' | 'skuTitle' | 'clock'>;

/** A basket by hand, at the draft's prices or, without one, at those in force: what is off, and why the rest is not. */
export function promotionTryPages(hq: Hono<HqEnvironment>, deps: Deps): void {
  hq.get('/promotions/try', async (c) => {
    const visit = c.get('visit');
    const { t, code, language } = visit;
    const fields = fieldsOf(Object.entries(c.req.query()));
    const { tiers } = await deps.tiersPolicy.current();
    const tiersOn = tiers.length > 0 && !c.get('off').includes('tiers');
    const isAsked = fields.text('locationId').trim() !== '';
    return page(
      c,
      {
        title: t('promotionTryTitle'),
        place: 'promotions',
        backTo: { href: base, text: t('promotionsTitle') },
      },
      <div class="columns">
        <div class="column is-wide">{isAsked ? await tried(c, deps) : null}</div>
        <div class="column is-form-first">
          <Card id="basket" title={t('promotionTryBasket')} lead={t('promotionsTryLead')}>
            <form class="form" method="get" action={`${base}/try`}>
              <Picker
                name="locationId"
                of="places"
                label={t('promotionTryPlace')}
                placeholder={t('ratePick')}
                value={fields.text('locationId')}
                required
              />
              {Array.from({ length: rows }, (_, row) => (
                <div class="field-pair">
                  <Picker
                    name={`sku${row}`}
                    of="goods"
                    label={t('promotionSku')}
                    placeholder={t('ratePick')}
                    value={fields.text(`sku${row}`)}
                  />
                  <label class="field">
                    <span>{t('promotionQuantity')}</span>
                    <input
                      name={`quantity${row}`}
                      inputmode="numeric"
                      maxlength={2}
                      autocomplete="off"
                      value={fields.text(`quantity${row}`) || '1'}
                    />
                  </label>
                </div>
              ))}
              <Select
                label={t('promotionTryChannel')}
                name="channel"
                chosen={fields.text('channel')}
                options={promotionChannels.map((channel) => [
                  channel,
                  channel === 'api' ? 'API' : code('channel', channel),
                ])}
              />
              {tiersOn ? (
                <Select
                  label={t('promotionTryTier')}
                  name="tierId"
                  chosen={fields.text('tierId')}
                  options={[
                    ['', t('promotionTryNoTier')],
                    ...tiers.map(({ id, name }) => [id, name[language]] as const),
                  ]}
                />
              ) : null}
              <label class="field">
                <span>{t('promotionTryAt')}</span>
                <input type="datetime-local" name="at" value={fields.text('at')} />
              </label>
              <button class="button" type="submit">
                {t('promotionTryRun')}
              </button>
            </form>
          </Card>
        </div>
      </div>,
    );
  });
}

async function tried(c: HqContext, deps: Deps) {
  const { t, code, language } = c.get('visit');
  const text = (name: string) => (c.req.query(name) ?? '').trim();
  const lines = Array.from({ length: rows }, (_, row) => ({
    skuId: pickedId(text(`sku${row}`)),
    quantity: /^[1-9]\d?$/.test(text(`quantity${row}`)) ? Number(text(`quantity${row}`)) : 1,
  })).filter(({ skuId }) => skuId !== '');
  const view = await deps.promotionsPolicy.view();
  const atMs = brandTimeOf(text('at')) ?? deps.clock.nowMs();
  const found = await deps.promotions.tryOn(view.draft?.content ?? view.inForce.content, {
    locationId: pickedId(text('locationId')),
    channel: text('channel') || 'api',
    tierId: text('tierId') || null,
    atMs,
    lines,
  });
  if (!found || found.priced.lines.length === 0)
    return (
      <Card id="result" title={t('promotionTryResult')}>
        <Empty text={t('promotionTryEmpty')} />
      </Card>
    );
  const { priced, basket, titles } = found;
  const nameOf = new Map(priced.applied.map(({ promotion }) => [promotion.id, promotion.name[language]]));
  const columns: Column[] = [
    { label: t('promotionTryLine'), kind: 'main' },
    { label: t('promotionTryGross'), kind: 'number' },
    { label: t('promotionTryOff') },
    { label: t('promotionTryPays'), kind: 'number' },
  ];
  const gifts = await Promise.all(
    priced.gifts.map(
      async ({ skuId, quantity }) => `${(await deps.skuTitle(skuId))[language]} × ${quantity}`,
    ),
  );
  const beside = [
    ...(gifts.length > 0 ? [t('promotionTryGift', { names: gifts.join('、') })] : []),
    ...priced.applied.flatMap(({ promotion: { does, name } }) =>
      does.kind === 'free_delivery' ? [name[language]] : [],
    ),
  ];
  return (
    <>
      <Card
        id="result"
        title={`${t('promotionTryResult')} · ${brandDateTime(atMs).replace('T', ' ')}`}
        lead={beside.length > 0 ? beside.join(t('rateSeparator')) : null}
        flush
      >
        <Table caption={t('promotionTryResult')} columns={columns}>
          {priced.lines.map(({ id, netFen, allocations }, at) => {
            const line = basket[at] as (typeof basket)[number];
            return (
              <Row
                columns={columns}
                cells={[
                  `${titles.get(id)?.[language] ?? line.skuId} × ${line.quantity}`,
                  <Money fen={line.unitPriceFen * line.quantity} />,
                  allocations.length === 0
                    ? '–'
                    : allocations
                        .map(
                          ({ promotionId, amountFen, bearer }) =>
                            `${nameOf.get(promotionId)} −${formatYuan(amountFen)}（${code('promotionBearer', bearer)}）`,
                        )
                        .join('；'),
                  <Money fen={netFen} />,
                ]}
              />
            );
          })}
          <Row
            columns={columns}
            cells={[
              <strong>{t('promotionTrySum')}</strong>,
              <Money fen={priced.goodsFen + priced.discountFen} />,
              priced.discountFen > 0 ? `−${formatYuan(priced.discountFen)}` : t('promotionTryNothing'),
              <Money fen={priced.goodsFen} />,
            ]}
          />
        </Table>
      </Card>
      {priced.lacking.length + priced.refused.length > 0 ? (
        <Card id="why" title={t('promotionTryWhy')}>
          <ul class="plain-list">
            {priced.lacking.map(({ promotion, measure, lacks, step }) => (
              <li>
                {promotion.name[language]}
                {'：'}
                {t('promotionTryMissing', {
                  lacks: measure === 'fen' ? formatYuan(lacks) : t('promotionTryPieces', { count: lacks }),
                  brings: bringsOf(promotion.does, step)[language],
                })}
              </li>
            ))}
            {priced.refused
              .filter(
                ({ promotion, why }) =>
                  why !== 'too_little' || !priced.lacking.some((one) => one.promotion === promotion),
              )
              .map(({ promotion, why }) => (
                <li>
                  {promotion.name[language]}
                  {'：'}
                  {code('promotionWhy', why)}
                </li>
              ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
}
