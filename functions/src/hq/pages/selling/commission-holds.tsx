/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type CommissionHold, type HoldState, holdStates } from '@jindian/shared/contract/selling/holds';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, Empty, Money, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { ToolLink } from '../goods/transfers.tsx';

const path = '/commission-holds';
const onAPage = 20;
const chipOf = { waiting: 'waiting', released: 'accepted', refused: 'closed' } as const;
const titleOf = {
  waiting: 'holdsWaiting',
  released: 'holdsReleased',
  refused: 'holdsRefused',
} as const satisfies Record<HoldState, Word>;

/** Commission that is not paid until somebody has looked, and what they decide. */
export function commissionHoldPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'holds'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fault: FormFault | null = null) {
    const { t } = c.get('visit');
    const state = holdStates.find((one) => one === c.req.query('state')) ?? 'waiting';
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const found = await deps.holds.page(state, { limit: onAPage, cursor });
    return page(
      c,
      {
        title: t('holdsTitle'),
        place: 'fund-pool',
        status: fault?.status ?? 200,
        backTo: { href: '/hq/fund-pool', text: t('navFundPool') },
        tools: <ToolLink c={c} href="/hq/settings/selling" word="holdsRules" />,
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('holdsDone')}</Notice> : null}
        <p class="page-lead">{t('holdsLead')}</p>
        <nav class="tabs" aria-label={t('holdsTitle')}>
          {holdStates.map((one) => (
            <a href={`/hq${path}?state=${one}`} aria-current={one === state ? 'page' : undefined}>
              {t(titleOf[one])}
            </a>
          ))}
        </nav>
        <Card id="holds" title={t(titleOf[state])} flush>
          {found.items.length === 0 ? (
            <Empty text={t(state === 'waiting' ? 'holdsNone' : 'none')} />
          ) : (
            <HoldTable c={c} items={found.items} fault={fault} />
          )}
          {found.nextCursor ? (
            <p class="pager">
              <a
                class="button is-small is-plain"
                href={`/hq${path}?state=${state}&after=${encodeURIComponent(found.nextCursor)}`}
              >
                {t('nextPage')}
              </a>
            </p>
          ) : null}
        </Card>
      </>,
    );
  }

  hq.get(path, (c) => show(c));
  forms.on(
    path,
    form({
      endpoint: endpoints.hqDecideCommissionHold,
      params: (_, fields) => ({ orderId: fields.text('orderId') }),
      body: (_, fields) => ({
        release: fields.text('decision') === 'release',
        reason: fields.text('reason'),
      }),
      words: { reason: 'holdsReason' },
      next: () => `/hq${path}?done=1`,
      again: (c: HqContext, fault: FormFault) => show(c, fault),
    }),
  );
}

function evidenceTexts({ t }: Visit, { evidence }: CommissionHold): string[] {
  const { bindsInHour, membersAtAddress } = evidence;
  return [
    ...(bindsInHour === undefined ? [] : [t('holdsBinds', { count: bindsInHour })]),
    ...(membersAtAddress === undefined ? [] : [t('holdsAtAddress', { count: membersAtAddress })]),
  ];
}

function HoldTable(props: { c: HqContext; items: readonly CommissionHold[]; fault: FormFault | null }) {
  const { c, items, fault } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const may = maySend(signedIn(c).principal, path);
  const columns = [
    { label: t('columnOrder'), kind: 'main' as const },
    { label: t('creditSeller') },
    { label: t('holdsWhy') },
    { label: t('columnCommission'), kind: 'number' as const },
    { label: t('columnState') },
    ...(may ? [{ label: t('peopleActs') }] : []),
  ];
  return (
    <Table caption={t('holdsTitle')} columns={columns}>
      {items.map((hold) => (
        <Row
          columns={columns}
          rowKey={hold.orderId}
          cells={[
            <>
              <a href={`/hq/orders/${hold.orderId}`}>{hold.orderNumber}</a>
              <span class="sub">
                <Time atMs={hold.sinceMs} />
              </span>
            </>,
            hold.sellerName,
            <>
              {hold.reasons.map((reason) => visit.code('holdReason', reason)).join(t('listComma'))}
              {evidenceTexts(visit, hold).map((text) => (
                <span class="sub">{text}</span>
              ))}
            </>,
            <Money fen={hold.amountFen} />,
            <>
              <Chip kind={chipOf[hold.state]}>{visit.code('holdState', hold.state)}</Chip>
              {hold.decidedByName === null ? null : (
                <span class="sub">
                  {hold.decidedByName}
                  {hold.decidedAtMs === null ? null : (
                    <>
                      {' '}
                      <Time atMs={hold.decidedAtMs} />
                    </>
                  )}
                </span>
              )}
              {hold.reason ? <span class="sub">{hold.reason}</span> : null}
            </>,
            ...(may
              ? [
                  hold.state === 'waiting' ? (
                    <PostForm
                      c={c}
                      layout="search"
                      action={`/hq${path}`}
                      fault={fault?.fields.text('orderId') === hold.orderId ? fault : null}
                    >
                      <input type="hidden" name="orderId" value={hold.orderId} />
                      <input
                        name="reason"
                        required
                        minlength={2}
                        maxlength={120}
                        autocomplete="off"
                        placeholder={t('holdsReason')}
                        aria-label={t('holdsReason')}
                        value={typed(
                          fault?.fields.text('orderId') === hold.orderId ? fault : null,
                          'reason',
                          '',
                        )}
                      />
                      <button class="button is-small" type="submit" name="decision" value="release">
                        {t('holdsRelease')}
                      </button>
                      <button class="button is-small is-danger" type="submit" name="decision" value="refuse">
                        {t('holdsRefuse')}
                      </button>
                    </PostForm>
                  ) : null,
                ]
              : []),
          ]}
        />
      ))}
    </Table>
  );
}
