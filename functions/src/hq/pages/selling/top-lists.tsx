/** @jsxImportSource hono/jsx */
import { brandDaySchema } from '@jindian/shared/contract/common';
import { brandDay, dayAfter } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Money, Row, Table } from '../../ui/parts.tsx';
import { type HqEnvironment, mayOpen, reachOn, type Visit } from '../../visit.ts';
import type { DayBoards } from '../serving/day-board.ts';
import { boardOfDays, periodOf } from '../serving/order-days.ts';
import { PeriodForm } from './scenes.tsx';
import { type TopKind, type TopRow, topKinds, topLists } from './top-rows.ts';

const path = '/hq/top-lists';
const shown = 20;
const usualDays = 7;
const hrefOf: Record<TopKind, ((id: string) => string) | null> = {
  sellers: (id) => `/hq/sellers/${id}`,
  branches: (id) => `/hq/locations/${id}`,
  regions: null,
};

/** Who sold most: people, branches, regions, and what brought the buyers, of some days. */
export function topListPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'network' | 'codes' | 'clock'>,
  boardOf: DayBoards,
): void {
  hq.get('/top-lists', async (c) => {
    const visit = c.get('visit');
    const { t, language } = visit;
    const today = brandDay(deps.clock.nowMs());
    const dayIn = (name: string) => brandDaySchema.safeParse(c.req.query(name)).data;
    const asked = { from: dayIn('from') ?? dayAfter(today, 1 - usualDays), to: dayIn('to') ?? today };
    const { days, isCut } = periodOf(asked, null, today);
    const period = { fromDay: days.at(-1) as string, toDay: days[0] as string };
    const seesScenes = mayOpen(c, '/hq/scenes');
    const [board, { location }, scenes] = await Promise.all([
      boardOfDays(boardOf, { days, isCut }, reachOn(c, 'orders.read')),
      deps.network.current(),
      seesScenes ? deps.codes.scenes.compare(period, shown, undefined) : null,
    ]);
    const lists = topLists(board.orders, (id) => location(id)?.province, shown);
    const brought = (scenes?.items ?? [])
      .filter(({ orders }) => orders > 0)
      .sort((a, b) => b.salesFen - a.salesFen);
    const linkOf = (kind: TopKind, row: TopRow) => {
      const href = hrefOf[kind]?.(row.id);
      const name = kind === 'branches' ? (location(row.id)?.name[language] ?? row.name) : row.name;
      return href && mayOpen(c, href) ? <a href={href}>{name}</a> : name;
    };
    return page(
      c,
      { title: t('topTitle'), place: 'today', backTo: { href: '/hq', text: t('navToday') } },
      <>
        <p class="page-lead">{t('topLead')}</p>
        <PeriodForm visit={visit} action={path} period={period} />
        {isCut || !board.complete ? (
          <p class="hint">{t('topPartly', { count: board.orders.length, days: days.length })}</p>
        ) : null}
        {topKinds.map((kind) => (
          <Card id={kind} title={visit.code('topKind', kind)} flush>
            {lists[kind].length === 0 ? (
              <Empty text={t('topNone')} />
            ) : (
              <Table caption={visit.code('topKind', kind)} columns={columnsOf(visit, kind)}>
                {lists[kind].map((row) => (
                  <Row
                    columns={columnsOf(visit, kind)}
                    cells={[
                      linkOf(kind, row),
                      row.orders,
                      <Money fen={row.salesFen} />,
                      <Money fen={row.commissionFen} />,
                    ]}
                  />
                ))}
              </Table>
            )}
          </Card>
        ))}
        {scenes === null ? null : (
          <Card id="scenes" title={t('topScenes')} flush>
            {brought.length === 0 ? (
              <Empty text={t('topNone')} action={{ href: '/hq/scenes', text: t('scenesTitle') }} />
            ) : (
              <Table caption={t('topScenes')} columns={sceneColumns(visit)}>
                {brought.map(({ scene, touches, orders, salesFen }) => (
                  <Row
                    columns={sceneColumns(visit)}
                    cells={[
                      <a href={`/hq/scenes/${scene.id}`}>{scene.name[language]}</a>,
                      touches,
                      orders,
                      <Money fen={salesFen} />,
                    ]}
                  />
                ))}
              </Table>
            )}
          </Card>
        )}
      </>,
    );
  });
}

const columnsOf = (visit: Visit, kind: TopKind): Column[] => [
  { label: visit.code('topOf', kind), kind: 'main' },
  { label: visit.t('sceneOrders'), kind: 'number' },
  { label: visit.t('topSales'), kind: 'number' },
  { label: visit.t('topCommission'), kind: 'number' },
];

const sceneColumns = ({ t }: Visit): Column[] => [
  { label: t('sceneName'), kind: 'main' },
  { label: t('sceneTouches'), kind: 'number' },
  { label: t('sceneOrders'), kind: 'number' },
  { label: t('sceneSales'), kind: 'number' },
];
