/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { MadeCode } from '@jindian/shared/contract/selling/codes';
import type { Earning } from '@jindian/shared/contract/selling/seller';
import {
  actsWithReason,
  type BroughtFriend,
  type HandoverView,
  handoverTargets,
  type SellerPage,
} from '@jindian/shared/contract/selling/sellers';
import { touchSaysAtHq, touchWayWords } from '@jindian/shared/contract/selling/touch-words';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { pickedId } from '../../forms/picked.ts';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import {
  Card,
  Chip,
  type Column,
  Empty,
  Facts,
  Figure,
  Money,
  Notice,
  Row,
  Table,
  Time,
} from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, type HqEnvironment, mayAct, mayOpen, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';
import { codeText } from './code-names.ts';
import { standingChips } from './sellers.tsx';

const list = '/hq/sellers';
const latest = 10;
type Deps = Pick<HqDeps, 'sellers' | 'commission' | 'codes'>;
type Met = Awaited<ReturnType<HqDeps['sellers']['touches']>>['items'];

/** A seller with everything about them, and what may be done. */
export function sellerPages(hq: Hono<HqEnvironment>, deps: Deps, forms: FormRegistry): void {
  hq.get('/sellers/:sellerId', (c) => show(c));

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const sellerId = c.req.param('sellerId') ?? '';
    const found = ulidSchema.safeParse(sellerId).success
      ? await deps.sellers.show(sellerId, { masksPhone: !mayAct(c, `${list}/x`) })
      : null;
    if (!found?.ok) return problemPage(c, 'not_found');
    const seller = found.value;
    const [touches, earned, friends, codes] = await Promise.all([
      deps.sellers.touches(sellerId, { limit: latest }),
      deps.commission.earnings(sellerId, { limit: latest }),
      deps.sellers.brought(sellerId, { limit: 50 }),
      deps.codes.list({ sellerId }, { limit: latest }),
    ]);
    const here = `${list}/${sellerId}`;
    const isPromoter = seller.rows.some(({ kind }) => kind === 'promoter');
    return page(
      c,
      {
        title: seller.rows.find(({ station }) => station)?.station?.name ?? seller.name,
        place: 'sellers',
        backTo: { href: `${list}?kind=${seller.rows[0]?.kind ?? 'guide'}`, text: t('sellersTitle') },
        status: fault?.status ?? 200,
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('sellerDone')}</Notice> : null}
        <div class="figures">
          <Figure label={t('sellerCustomers')} value={seller.customers.toLocaleString('en-US')} />
          <Figure label={t('sellerPending')} value={<Money fen={seller.pendingFen} />} />
          <Figure label={t('sellerAvailable')} value={<Money fen={seller.availableFen} />} />
        </div>
        {seller.rows.map((row, nth) => (
          <RoleCard c={c} seller={seller} row={row} nth={nth} here={here} fault={fault} />
        ))}
        <CodeCard c={c} items={codes.items} />
        <TouchCard visit={visit} items={touches.items} />
        <EarningCard visit={visit} items={earned.ok ? earned.value.items : []} />
        {isPromoter ? <FriendCard visit={visit} seller={seller} items={friends.items} /> : null}
        <MovesCard c={c} here={here} moves={seller.handovers} fault={fault} />
      </>,
    );
  }

  const params = (_: unknown, __: FormFields, c: HqContext) => ({ sellerId: c.req.param('sellerId') ?? '' });
  const next = ({ sellerId }: { sellerId: string }) => `${list}/${sellerId}?done=1`;
  forms.acts('/sellers/:sellerId', {
    standing: form({
      endpoint: endpoints.hqActOnSeller,
      params,
      body: (_, fields) => ({
        kind: fields.text('kind'),
        locationId: fields.text('locationId') || null,
        act: fields.text('what'),
        reason: fields.text('reason').trim(),
      }),
      words: { reason: 'sellerBadReason' },
      next,
      again: show,
    }),
    move: form({
      endpoint: endpoints.hqMoveCustomers,
      params,
      body: (_, fields) => {
        const to = fields.text('to');
        const who = pickedId(fields.text('toSellerId'));
        return {
          to,
          ...(to === 'seller' ? { toSellerId: who } : {}),
          reason: fields.text('reason').trim(),
        };
      },
      words: { toSellerId: 'sellerMoveBad', reason: 'sellerBadReason' },
      next: (_, c) => `${list}/${c.req.param('sellerId')}?done=1#moves`,
      again: show,
    }),
  });
}

function RoleCard(props: {
  c: HqContext;
  seller: SellerPage;
  row: SellerPage['rows'][number];
  nth: number;
  here: string;
  fault: FormFault | null;
}) {
  const { c, seller, row, nth, here } = props;
  const { t, code, language } = c.get('visit');
  const fault = ofForm(props.fault, here, 'standing');
  const isIt =
    fault?.fields.text('kind') === row.kind && fault?.fields.text('locationId') === (row.locationId ?? '');
  return (
    <Card
      id={`role-${nth}`}
      title={code('sellerKind', row.kind)}
      tools={<Chip kind={standingChips[row.standing]}>{code('sellerStanding', row.standing)}</Chip>}
    >
      <Facts
        rows={[
          ...(row.locationId === null
            ? []
            : ([
                [
                  t('sellersBranch'),
                  <a href={`/hq/locations/${row.locationId}`}>
                    {row.locationName?.[language] ?? row.locationId}
                  </a>,
                ],
              ] as const)),
          ...(row.station
            ? ([
                [t('sellerStation'), `${row.station.name} · ${row.station.address}`],
                ...(row.station.trade === undefined
                  ? []
                  : [[t('sellerTrade'), code('stationTrade', row.station.trade)] as const]),
                ...(row.station.phone === undefined ? [] : [[t('sellerPhone'), row.station.phone] as const]),
              ] as const)
            : []),
          ...(row.standing === 'applied' && row.kind === 'station' && mayOpen(c, '/hq/people/find')
            ? ([
                [
                  t('sellerPapers'),
                  <a href={`/hq/people?member=${seller.sellerId}#grant`}>{t('sellerPapersOpen')}</a>,
                ],
              ] as const)
            : []),
          ...(row.declinedBecause === null
            ? []
            : ([[t('sellerDeclinedBecause'), row.declinedBecause]] as const)),
          ...(row.sinceMs === null ? [] : ([[t('sellersSince'), <Time atMs={row.sinceMs} />]] as const)),
          ...(row.rulesVersion === null ? [] : ([[t('sellerRules'), row.rulesVersion]] as const)),
          ...(row.kind === 'promoter' && seller.broughtBy
            ? ([
                [
                  t('sellerBroughtBy'),
                  <a href={`${list}/${seller.broughtBy.sellerId}`}>{seller.broughtBy.name}</a>,
                ],
              ] as const)
            : []),
          ...(row.history.length === 0
            ? []
            : ([
                [
                  t('sellerHistory'),
                  <ul class="plain-list">
                    {row.history.map(({ standing, atMs }) => (
                      <li>
                        {code('sellerStanding', standing)} <Time atMs={atMs} />
                      </li>
                    ))}
                  </ul>,
                ],
              ] as const)),
        ]}
      />
      {row.acts.length === 0 || !mayAct(c, here) ? null : (
        <>
          {row.acts.includes('decline') ? <p class="hint">{t('sellerReasonIsRead')}</p> : null}
          <PostForm c={c} action={here} act="standing" layout="form is-row" fault={isIt ? props.fault : null}>
            <input type="hidden" name="kind" value={row.kind} />
            <input type="hidden" name="locationId" value={row.locationId ?? ''} />
            <Reason t={t} value={isIt ? typed(fault, 'reason', '') : ''} />
            {row.acts.map((act) => (
              <button
                class={`button is-small ${act === 'approve' || act === 'resume' ? '' : 'is-danger'}`}
                type="submit"
                formnovalidate={!actsWithReason.includes(act)}
                name="what"
                value={act}
              >
                {code('sellerAct', act)}
              </button>
            ))}
          </PostForm>
        </>
      )}
    </Card>
  );
}

function CodeCard({ c, items }: { c: HqContext; items: readonly MadeCode[] }) {
  const { t } = c.get('visit');
  const isLinked = mayOpen(c, '/hq/codes');
  return items.length === 0 ? null : (
    <Card id="codes" title={t('sellerCodes')}>
      <p class="chips">
        {items.map(({ code, revoked }) => {
          const text = <code>{codeText(code)}</code>;
          const said = revoked ? <s>{text}</s> : text;
          return isLinked ? <a href={`/hq/codes/${code}`}>{said}</a> : said;
        })}
      </p>
    </Card>
  );
}

function TouchCard({ visit, items }: { visit: Visit; items: Met }) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('sellerTouchBy'), kind: 'main' },
    { label: t('sellerWhen') },
    { label: t('sellerTouchWay') },
    { label: t('sellerTouchWhy') },
  ];
  return (
    <Card id="touches" title={t('sellerTouches')} flush>
      {items.length === 0 ? (
        <Empty text={t('sellerTouchesNone')} />
      ) : (
        <Table caption={t('sellerTouches')} columns={columns}>
          {items.map((touch) => (
            <Row
              columns={columns}
              rowKey={touch.touchId}
              cells={[
                touch.name ?? '—',
                <Time atMs={touch.atMs} />,
                touchWayWords[touch.way][language],
                touchSaysAtHq(touch, language),
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}

function EarningCard({ visit, items }: { visit: Visit; items: readonly Earning[] }) {
  const { t, code } = visit;
  const columns: Column[] = [
    { label: t('sellerOrder'), kind: 'main' },
    { label: t('sellerWhen') },
    { label: t('sellersStanding') },
    { label: t('sellerAmount'), kind: 'number' },
  ];
  return (
    <Card id="earnings" title={t('sellerEarnings')} flush>
      {items.length === 0 ? (
        <Empty text={t('sellerEarningsNone')} />
      ) : (
        <Table caption={t('sellerEarnings')} columns={columns}>
          {items.map(({ id, orderId, orderNumber, atMs, state, amountFen }) => (
            <Row
              columns={columns}
              rowKey={id}
              cells={[
                <a href={`/hq/orders/${orderId}`}>{orderNumber}</a>,
                <Time atMs={atMs} />,
                <Chip kind={state}>{code('posting', state)}</Chip>,
                <Money fen={amountFen} signed />,
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}

function FriendCard(props: {
  visit: Visit;
  seller: SellerPage;
  items: readonly (BroughtFriend & { sellerId: string })[];
}) {
  const { visit, items } = props;
  const { t, code } = visit;
  const columns: Column[] = [
    { label: t('sellersName'), kind: 'main' },
    { label: t('sellersSince') },
    { label: t('sellersStanding') },
  ];
  return (
    <Card id="friends" title={t('sellerFriends')} flush>
      {items.length === 0 ? (
        <Empty text={t('sellerFriendsNone')} />
      ) : (
        <Table caption={t('sellerFriends')} columns={columns}>
          {items.map(({ sellerId, name, sinceMs, standing }) => (
            <Row
              columns={columns}
              rowKey={sellerId}
              cells={[
                <a href={`${list}/${sellerId}`}>{name}</a>,
                sinceMs === null ? '—' : <Time atMs={sinceMs} />,
                <Chip kind={standingChips[standing]}>{code('sellerStanding', standing)}</Chip>,
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}

function MovesCard(props: {
  c: HqContext;
  here: string;
  moves: readonly HandoverView[];
  fault: FormFault | null;
}) {
  const { c, here, moves } = props;
  const { t, code } = c.get('visit');
  const fault = ofForm(props.fault, here, 'move');
  const chosen = typed(fault, 'to', 'seller');
  return (
    <Card id="moves" title={t('sellerMove')} lead={t('sellerMoveLead')}>
      {moves.length === 0 ? null : (
        <ul class="plain-list">
          {moves.map((move) => (
            <li>
              <Chip kind={move.state === 'done' ? 'fulfilled' : 'refunding'}>
                {code('handoverState', move.state)}
              </Chip>{' '}
              {code('handoverCause', move.cause)} · {code('handoverTo', move.to)}
              {move.toName ? ` · ${move.toName}` : ''} · {t('sellerMoved', { count: move.moved })}{' '}
              <Time atMs={move.atMs} />
            </li>
          ))}
        </ul>
      )}
      {mayAct(c, here) ? (
        <PostForm c={c} action={here} act="move" fault={props.fault}>
          <label class="field">
            <span>{t('sellerMoveTo')}</span>
            <select name="to">
              {handoverTargets.map((one) => (
                <option value={one} selected={one === chosen}>
                  {code('handoverTo', one)}
                </option>
              ))}
            </select>
          </label>
          <Picker
            name="toSellerId"
            of="people"
            label={t('sellerMoveWho')}
            value={typed(fault, 'toSellerId', '')}
          />
          <Reason t={t} value={typed(fault, 'reason', '')} />
          <button class="button" type="submit">
            {t('sellerMove')}
          </button>
        </PostForm>
      ) : null}
    </Card>
  );
}

const Reason = ({ t, value }: { t: Visit['t']; value: string }) => (
  <label class="field">
    <span>{t('sellerReason')}</span>
    <input name="reason" required minlength={2} maxlength={200} autocomplete="off" value={value} />
  </label>
);
