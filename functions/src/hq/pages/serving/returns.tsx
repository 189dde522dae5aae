/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type DeskReturn,
  type ReturnListState,
  returnListStates,
} from '@jindian/shared/contract/serving/returns';
import { pictureAddress } from '@jindian/shared/picture-address';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Money, Notice, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import type { ChipKind } from '../../ui/tones.ts';
import { type HqContext, type HqEnvironment, mayAct, mayOpen, reachOn, signedIn } from '../../visit.ts';

const path = '/returns';
const losePath = '/returns/lose';
const onAPage = 20;

const chipOf: Record<DeskReturn['state'], ChipKind> = {
  asked: 'waiting',
  approved: 'ready',
  sent: 'dispatched',
  arrived: 'dispatched',
  received: 'refunding',
  lost: 'refunding',
  refunded: 'completed',
  kept: 'failed',
  declined: 'closed',
  cancelled: 'closed',
  expired: 'closed',
};

/** Goods that come back: what waits for a decision, what is under way, and whose money is late. */
export function returnPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'returns'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const state = returnListStates.find((one) => one === c.req.query('state')) ?? 'to_decide';
    const [reach, powersOf] = [
      reachOn(c, 'returns.read'),
      await deps.returns.powersIn(signedIn(c).principal),
    ];
    const found = await deps.returns.finding.inState(
      { state, limit: onAPage, ...(cursor ? { cursor } : {}) },
      (made) => powersOf(made, reach),
    );
    const here = `/hq${path}?state=${state}`;
    return page(
      c,
      {
        title: t('returnsTitle'),
        place: 'queue',
        status: fault?.status ?? 200,
        backTo: { href: '/hq/queue', text: t('queueTitle') },
        tools: mayOpen(c, '/hq/returns-policy') ? (
          <a class="button is-plain is-small" href="/hq/returns-policy">
            {t('returnsPolicyTitle')}
          </a>
        ) : null,
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('returnsDone')}</Notice> : null}
        <p class="page-lead">{t('returnsLead')}</p>
        <nav class="tabs" aria-label={t('returnsTitle')}>
          {returnListStates.map((one) => (
            <a href={`/hq${path}?state=${one}`} aria-current={one === state ? 'page' : undefined}>
              {visit.code('returnList', one)}
            </a>
          ))}
        </nav>
        <Card id="returns" flush>
          {found.items.length === 0 ? (
            <Empty text={t('returnsNone')} />
          ) : (
            <ReturnTable c={c} state={state} items={found.items} fault={fault} />
          )}
          <Pager
            next={
              found.nextCursor === null
                ? null
                : { href: `${here}&after=${encodeURIComponent(found.nextCursor)}`, text: t('nextPage') }
            }
            first={cursor === undefined ? null : { href: here, text: t('firstPage') }}
          />
        </Card>
      </>,
    );
  }

  hq.get(path, (c) => show(c));
  const params = (_: unknown, fields: { text(name: string): string }) => ({
    orderId: fields.text('orderId'),
    returnId: fields.text('returnId'),
  });
  const next = () => `/hq${path}?done=1`;
  forms.on(
    path,
    form({
      endpoint: endpoints.decideReturn,
      params,
      body: (_, fields) => ({
        approve: fields.text('decision') === 'approve',
        reason: fields.text('reason'),
      }),
      words: { reason: 'returnsWhyNot' },
      next,
      again: (c: HqContext, fault: FormFault) => show(c, fault),
    }),
  );
  forms.on(
    losePath,
    form({
      endpoint: endpoints.loseReturnParcel,
      params,
      body: (_, fields) => ({ reason: fields.text('reason') }),
      words: { reason: 'returnsWhyLost' },
      next,
      again: (c: HqContext, fault: FormFault) => show(c, fault),
    }),
  );
}

function ReturnTable(props: {
  c: HqContext;
  state: ReturnListState;
  items: readonly DeskReturn[];
  fault: FormFault | null;
}) {
  const { c, items, fault } = props;
  const { t, language, code } = c.get('visit');
  const acts = items.some(({ may }) => may.decide || may.lose);
  const columns: Column[] = [
    { label: t('columnOrder'), kind: 'main' },
    { label: t('returnsGoods') },
    { label: t('columnAmount'), kind: 'number' },
    { label: t('columnState') },
    ...(acts ? [{ label: t('returnsActs') }] : []),
  ];
  return (
    <Table caption={t('returnsTitle')} columns={columns}>
      {items.map((made) => (
        <Row
          columns={columns}
          rowKey={made.id}
          whole
          cells={[
            <>
              <a class="order-number" href={`/hq/orders/${made.orderId}`}>
                {made.orderNumber}
              </a>
              <span class="sub">
                <Time atMs={made.history[0]?.atMs ?? 0} /> · {made.desk.name[language]}
              </span>
            </>,
            <ReturnGoods c={c} made={made} />,
            <>
              <Money fen={made.amountFen} />
              {made.feeFen > 0 ? (
                <span class="sub">
                  {t('returnsFee')} <Money fen={made.feeFen} />
                </span>
              ) : null}
            </>,
            <>
              <Chip kind={chipOf[made.state]}>{code('returnState', made.state)}</Chip>
              {made.receivedAt ? <span class="sub">{made.receivedAt.name[language]}</span> : null}
              {made.state === 'received' && made.refundByMs !== null ? (
                <span class="sub">
                  {t('returnsBy')} <Time atMs={made.refundByMs} />
                </span>
              ) : null}
              {made.declined ? <span class="sub">{made.declined}</span> : null}
              {made.suspicions.map((one) => (
                <span class="sub">
                  <Chip kind="failed">{code('returnSuspicion', one)}</Chip>
                </span>
              ))}
            </>,
            ...(acts ? [<ReturnActs c={c} made={made} fault={fault} />] : []),
          ]}
        />
      ))}
    </Table>
  );
}

function ReturnGoods({ c, made }: { c: HqContext; made: DeskReturn }) {
  const { t, code, language } = c.get('visit');
  return (
    <>
      {made.lines
        .map(({ title, skuName, quantity }) => `${title[language]} ${skuName[language]} × ${quantity}`)
        .join(' · ')}
      <span class="sub">
        {code('returnReason', made.reason)} · {code('returnWay', made.way)}
        {made.parcel ? ` · ${made.parcel.carrier} ${made.parcel.number}` : ''}
      </span>
      {made.note ? <span class="sub quote">{made.note}</span> : null}
      {made.imagePaths.map((imagePath) => (
        <a href={imagePath} class="given-picture">
          <img src={pictureAddress(imagePath, 200)} alt={t('ratingsPicture')} loading="lazy" />
        </a>
      ))}
    </>
  );
}

function ReturnActs({ c, made, fault }: { c: HqContext; made: DeskReturn; fault: FormFault | null }) {
  const { t } = c.get('visit');
  const own = fault?.fields.text('returnId') === made.id ? fault : null;
  const key = (
    <>
      <input type="hidden" name="orderId" value={made.orderId} />
      <input type="hidden" name="returnId" value={made.id} />
    </>
  );
  const reason = (label: string) => (
    <input
      name="reason"
      maxlength={200}
      autocomplete="off"
      placeholder={label}
      aria-label={label}
      value={typed(own, 'reason', '')}
    />
  );
  if (made.may.decide && mayAct(c, `/hq${path}`))
    return (
      <PostForm c={c} layout="search" action={`/hq${path}`} fault={own}>
        {key}
        {reason(t('returnsWhyNot'))}
        <button class="button is-small" type="submit" name="decision" value="approve">
          {t('returnsApprove')}
        </button>
        <button class="button is-small is-danger" type="submit" name="decision" value="decline">
          {t('returnsDecline')}
        </button>
      </PostForm>
    );
  if (made.may.lose && mayAct(c, `/hq${losePath}`))
    return (
      <PostForm c={c} layout="search" action={`/hq${losePath}`} fault={own}>
        {key}
        {reason(t('returnsWhyLost'))}
        <button class="button is-small is-plain" type="submit">
          {t('returnsLose')}
        </button>
      </PostForm>
    );
  return null;
}

/** On an order's own page: what of it came back. */
export function OrderReturnsCard({ c, items }: { c: HqContext; items: readonly DeskReturn[] }) {
  const { t, code, language } = c.get('visit');
  if (items.length === 0) return null;
  return (
    <Card id="order-returns" title={t('returnsTitle')} flush>
      {items.map((made) => (
        <section class="serving-part" data-return={made.id}>
          <p class="refund-what">
            <Chip kind={chipOf[made.state]}>{code('returnState', made.state)}</Chip>{' '}
            <Money fen={made.amountFen} />
          </p>
          <ReturnGoods c={c} made={made} />
          {made.receivedAt ? <span class="sub">{made.receivedAt.name[language]}</span> : null}
          {made.declined ? <span class="sub quote">{made.declined}</span> : null}
          <span class="sub">
            <Time atMs={made.history.at(-1)?.atMs ?? 0} />
          </span>
        </section>
      ))}
    </Card>
  );
}
