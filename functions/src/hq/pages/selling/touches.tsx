/** @jsxImportSource hono/jsx */
import { cursorSchema, ulidSchema } from '@jindian/shared/contract/common';
import type { TouchView } from '@jindian/shared/contract/selling/attribution';
import { touchSaysAtHq, touchWayWords } from '@jindian/shared/contract/selling/touch-words';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';

const onAPage = 20;
const pathOf = (memberId: string) => `/hq/touches/${memberId}`;

/** All that one member met of sellers, and why they are whose customer. */
export function touchPages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'attribution'>): void {
  hq.get('/touches/:memberId', async (c) => {
    const { t } = c.get('visit');
    const memberId = ulidSchema.safeParse(c.req.param('memberId')).data;
    if (!memberId) return notFoundPage(c);
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const found = await deps.attribution.touchesOf(memberId, { limit: onAPage, cursor });
    if (!found.ok) return problemPage(c, found.code);
    const { items, nextCursor } = found.value;
    return page(
      c,
      { title: t('touchesTitle'), place: 'today', backTo: { href: '/hq', text: t('ordersOfDay') } },
      <>
        <p class="page-lead">{t('touchesLead')}</p>
        <Card id="touches" flush>
          {items.length === 0 ? (
            <Empty text={t('touchesNone')} />
          ) : (
            <TouchTable visit={c.get('visit')} caption={t('touchesTitle')} touches={items} withRules />
          )}
          <Pager
            next={
              nextCursor === null
                ? null
                : { href: `${pathOf(memberId)}?after=${encodeURIComponent(nextCursor)}`, text: t('nextPage') }
            }
            first={cursor === undefined ? null : { href: pathOf(memberId), text: t('firstPage') }}
          />
        </Card>
      </>,
    );
  });
}

/** The touches that an order keeps, and the way to all others of its customer. */
export function OrderTouchesCard({
  c,
  memberId,
  touches,
}: {
  c: HqContext;
  memberId: string;
  touches: readonly TouchView[];
}) {
  const visit = c.get('visit');
  const { t } = visit;
  const all = mayOpen(c, pathOf(memberId)) ? pathOf(memberId) : null;
  if (touches.length === 0 && all === null) return null;
  return (
    <Card
      id="touches"
      title={t('touchesOfOrder')}
      lead={t('touchesOfOrderLead')}
      tools={
        all === null ? undefined : (
          <a class="button is-plain is-small" href={all}>
            {t('touchesAll')}
          </a>
        )
      }
      flush
    >
      {touches.length === 0 ? (
        <Empty text={t('touchesNone')} />
      ) : (
        <TouchTable visit={visit} caption={t('touchesOfOrder')} touches={touches} />
      )}
    </Card>
  );
}

function TouchTable({
  visit,
  caption,
  touches,
  withRules = false,
}: {
  visit: Visit;
  caption: string;
  touches: readonly TouchView[];
  withRules?: boolean;
}) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('touchWhat'), kind: 'main' },
    ...(withRules ? [{ label: t('touchWay') }, { label: t('touchSeller') }, { label: t('touchAfter') }] : []),
    { label: t('touchWhen') },
    ...(withRules ? [{ label: t('touchRules') }] : []),
  ];
  return (
    <Table caption={caption} columns={columns}>
      {touches.map((touch) => {
        const way = touchWayWords[touch.way][language];
        return (
          <Row
            columns={columns}
            rowKey={touch.touchId}
            cells={[
              <>
                {touchSaysAtHq(touch, language)}
                {withRules ? null : (
                  <span class="sub">{[way, touch.sellerName].filter(Boolean).join(' · ')}</span>
                )}
              </>,
              ...(withRules
                ? [
                    way,
                    touch.sellerName === null ? (
                      t('touchNobody')
                    ) : (
                      <>
                        {touch.sellerName}
                        {touch.sellerKind === null ? null : (
                          <span class="sub">{visit.code('sellerKind', touch.sellerKind)}</span>
                        )}
                      </>
                    ),
                    touch.afterName ?? t('touchNobody'),
                  ]
                : []),
              <Time atMs={touch.atMs} />,
              ...(withRules ? [rulesText(visit, touch.policyVersion)] : []),
            ]}
          />
        );
      })}
    </Table>
  );
}

function rulesText({ t }: Visit, version: number | null): string {
  if (version === null) return '—';
  return version === 0 ? t('touchStandard') : t('touchVersion', { version });
}
