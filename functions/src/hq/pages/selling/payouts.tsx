/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type PayeeRoute,
  type Payout,
  type PayoutState,
  payeeRoutes,
  payoutStates,
} from '@jindian/shared/contract/selling/settlement';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Money, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn } from '../../visit.ts';
import { payoutChips, SettlementTabs, settlementPath } from './settlement-parts.tsx';

const path = '/hq/settlement/payouts';
const onAPage = 20;
/** Of several ways or states together. */
const mostShown = 50;
const everyRoute = 'every';
const unfinished = 'unfinished';
const unfinishedStates = payoutStates.filter((state) => state !== 'paid' && state !== 'returned');

/** Payouts by the way they go and where they stand, and what headquarters do about one. */
export function payoutPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'settlement'>,
  forms: FormRegistry,
): void {
  const { payouts } = deps.settlement;

  /** One list of one way and state; of several the latest of each, as they are to be done. */
  async function found(
    c: HqContext,
    route: PayeeRoute | typeof everyRoute,
    state: PayoutState | typeof unfinished,
  ) {
    if (route !== everyRoute && state !== unfinished) {
      const cursor = cursorSchema.safeParse(c.req.query('after')).data;
      return { ...(await payouts.page(route, state, { limit: onAPage, cursor })), isCut: false };
    }
    const routes = route === everyRoute ? payeeRoutes : [route];
    const states = state === unfinished ? unfinishedStates : [state];
    const pages = await Promise.all(
      routes.flatMap((way) => states.map((one) => payouts.page(way, one, { limit: mostShown }))),
    );
    const items = pages.flatMap((one) => one.items).sort((a, b) => b.stateAtMs - a.stateAtMs);
    const isCut = items.length > mostShown || pages.some(({ nextCursor }) => nextCursor !== null);
    return { items: items.slice(0, mostShown), nextCursor: null, isCut };
  }

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, code } = visit;
    const route = payeeRoutes.find((one) => one === c.req.query('route')) ?? everyRoute;
    const state = payoutStates.find((one) => one === c.req.query('state')) ?? unfinished;
    const { items, nextCursor, isCut } = await found(c, route, state);
    const may = maySend(signedIn(c).principal, '/settlement/payouts/:payoutId/release');
    const choice = (name: string, group: string, now: string, options: readonly string[]) => (
      <label class="field">
        <span>{name === 'route' ? t('payeeRoute') : t('payoutState')}</span>
        <select name={name}>
          {options.map((option) => (
            <option
              value={option === everyRoute || option === unfinished ? '' : option}
              selected={option === now}
            >
              {code(group, option)}
            </option>
          ))}
        </select>
      </label>
    );
    const columns: Column[] = [
      { label: t('statementPayee'), kind: 'main' },
      { label: t('statementNet'), kind: 'number' },
      { label: t('payoutState') },
      ...(may ? [{ label: t('peopleActs') }] : []),
    ];
    return page(
      c,
      {
        title: t('settlementPayouts'),
        place: 'fund-pool',
        status: fault?.status ?? 200,
        backTo: { href: settlementPath, text: t('settlementTitle') },
      },
      <>
        <SettlementTabs c={c} here="/payouts" />
        <form class="form is-row" method="get" action={path}>
          {choice('route', 'payeeRoute', route, [everyRoute, ...payeeRoutes])}
          {choice('state', 'payoutState', state, [unfinished, ...payoutStates])}
          <button class="button is-plain" type="submit">
            {t('payoutShow')}
          </button>
        </form>
        <Card id="payouts" title={code('payoutState', state)} flush>
          {items.length === 0 ? (
            <Empty text={t('payoutNone')} />
          ) : (
            <Table caption={t('settlementPayouts')} columns={columns}>
              {items.map((one) => (
                <Row
                  columns={columns}
                  rowKey={one.id}
                  cells={[
                    <>
                      <a href={`${settlementPath}/runs/${one.runId}/${one.payeeId}`}>{one.payeeName}</a>
                      {route === everyRoute ? <span class="sub">{code('payeeRoute', one.route)}</span> : null}
                      <span class="sub is-broken-anywhere">{one.id}</span>
                    </>,
                    <Money fen={one.netFen} />,
                    <>
                      <Chip kind={payoutChips[one.state]}>{code('payoutState', one.state)}</Chip>
                      <span class="sub">
                        <Time atMs={one.stateAtMs} />
                      </span>
                      {one.problem ? <span class="sub">{code('payoutProblem', one.problem)}</span> : null}
                    </>,
                    ...(may ? [<Acts c={c} payout={one} fault={fault} />] : []),
                  ]}
                />
              ))}
            </Table>
          )}
          {isCut ? <p class="hint is-in-card">{t('payoutCut', { count: mostShown })}</p> : null}
          <Pager
            next={
              nextCursor
                ? {
                    href: `${path}?route=${route}&state=${state}&after=${encodeURIComponent(nextCursor)}`,
                    text: t('nextPage'),
                  }
                : null
            }
            first={null}
          />
        </Card>
      </>,
    );
  }

  hq.get('/settlement/payouts', (c) => show(c));
  const next = ({ route, state }: Payout) => `${path}?route=${route}&state=${state}`;
  forms.on('/settlement/payouts/:payoutId/invoice', {
    endpoint: endpoints.hqInvoicePayout,
    words: { invoiceNo: 'payoutInvoiceNo' },
    next,
    again: show,
  });
  forms.on('/settlement/payouts/:payoutId/release', {
    endpoint: endpoints.hqReleasePayout,
    next,
    again: show,
  });
  forms.on('/settlement/payouts/:payoutId/give-back', {
    endpoint: endpoints.hqGiveBackPayout,
    next,
    again: show,
  });
}

const mayGiveBack: readonly PayoutState[] = ['due', 'invoice', 'held'];

function Acts({ c, payout, fault }: { c: HqContext; payout: Payout; fault: FormFault | null }) {
  const { t } = c.get('visit');
  const action = (name: string) => `${path}/${payout.id}/${name}`;
  return (
    <>
      {payout.state === 'invoice' ? (
        <PostForm c={c} layout="search" action={action('invoice')} fault={fault}>
          <input
            name="invoiceNo"
            required
            minlength={4}
            maxlength={30}
            autocomplete="off"
            placeholder={t('payoutInvoiceNo')}
            aria-label={t('payoutInvoiceNo')}
          />
          <button class="button is-small" type="submit">
            {t('payoutInvoice')}
          </button>
        </PostForm>
      ) : null}
      {payout.state === 'held' ? (
        <PostForm c={c} layout="inline-form" action={action('release')} fault={fault}>
          <button class="button is-small" type="submit">
            {t('payoutRelease')}
          </button>
        </PostForm>
      ) : null}
      {mayGiveBack.includes(payout.state) ? (
        <PostForm c={c} layout="inline-form" action={action('give-back')} fault={fault}>
          <button class="button is-small is-plain" type="submit">
            {t('payoutGiveBack')}
          </button>
        </PostForm>
      ) : null}
    </>
  );
}
