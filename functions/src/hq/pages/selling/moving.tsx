/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Move, MovedMember } from '@jindian/shared/contract/selling/moving';
import { type SignedTotal, signedTotalWords } from '@jindian/shared/import-table';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, Empty, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, signedIn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';

const path = '/moving';
const onAPage = 20;
const chipOf = { proposed: 'waiting', booking: 'refunding', done: 'accepted', refused: 'closed' } as const;
const movedChipOf = { waiting: 'waiting', refused: 'failed', claimed: 'accepted' } as const;
const kindWords = {
  members: 'importMembers',
  balances: 'importBalances',
  dealer_balances: 'importDealerBalances',
  old_codes: 'importOldCodes',
} as const satisfies Record<Move['kind'], Word>;

/** What moves in from another system: files to be signed, and members whom nobody is yet. */
export function movingPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'moving'>,
  forms: FormRegistry,
): void {
  async function show(
    c: HqContext,
    { found = null, fault = null }: { found?: readonly MovedMember[] | null; fault?: FormFault | null },
  ) {
    const visit = c.get('visit');
    const { t } = visit;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const [moves, misses] = await Promise.all([
      deps.moving.listMoves({ limit: onAPage, cursor }),
      deps.moving.missesOfLately(),
    ]);
    return page(
      c,
      {
        title: t('movingTitle'),
        place: 'people',
        status: fault?.status ?? 200,
        backTo: { href: '/hq/people', text: t('toPeople') },
        tools: mayOpen(c, '/hq/import') ? (
          <a class="button is-small" href="/hq/import?kind=members">
            {t('movingBring')}
          </a>
        ) : undefined,
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('movingDone')}</Notice> : null}
        {fault && fault.action !== `/hq${path}/desk` ? <Notice kind="bad">{fault.text}</Notice> : null}
        <p class="page-lead">{t('movingLead')}</p>
        <Card id="files" title={t('movingFiles')} flush>
          {moves.items.length === 0 ? <Empty text={t('none')} /> : <MoveTable c={c} items={moves.items} />}
          {moves.nextCursor ? (
            <p class="pager">
              <a
                class="button is-small is-plain"
                href={`/hq${path}?after=${encodeURIComponent(moves.nextCursor)}`}
              >
                {t('nextPage')}
              </a>
            </p>
          ) : null}
        </Card>
        {mayOpen(c, `/hq${path}/desk`) ? <DeskCard c={c} found={found} fault={fault} /> : null}
        {misses.length === 0 ? null : <MissesCard visit={visit} misses={misses} />}
      </>,
    );
  }

  hq.get(path, (c) => show(c, {}));

  const again = { again: (c: HqContext, fault: FormFault) => show(c, { fault }) };
  forms.acts(path, {
    sign: form({ endpoint: endpoints.hqSignMove, next: () => `/hq${path}?done=1`, params: idOf, ...again }),
    refuse: form({
      endpoint: endpoints.hqRefuseMove,
      next: () => `/hq${path}?done=1`,
      params: idOf,
      words: { reason: 'movingReason' },
      ...again,
    }),
  });
  forms.acts(`${path}/desk`, {
    // Who is found is the answer to the form: what was typed stands in no address.
    find: form({
      endpoint: endpoints.hqFindMoved,
      next: ({ items }, c) => show(c, { found: items }),
      ...again,
    }),
    give: form({
      endpoint: endpoints.hqGiveMoved,
      params: (_, fields) => ({ memberNumber: fields.text('memberNumber') }),
      codes: { not_found: 'peopleNobody' },
      words: { memberId: 'peopleNobody', reason: 'movingGiveReason' },
      next: (given, c) => show(c, { found: [given] }),
      ...again,
    }),
  });
}

const idOf = (_: unknown, fields: { text(name: string): string }) => ({ importId: fields.text('importId') });

function MoveTable({ c, items }: { c: HqContext; items: readonly Move[] }) {
  const visit = c.get('visit');
  const { t } = visit;
  const own = signedIn(c).principal.memberId;
  const maySign = mayOpen(c, `/hq${path}/sign`);
  const columns = [
    { label: t('movingKind'), kind: 'main' as const },
    { label: t('movingTotals') },
    { label: t('movingBy') },
    { label: t('movingSigned') },
    { label: t('movingState') },
    ...(maySign ? [{ label: t('peopleActs') }] : []),
  ];
  return (
    <Table caption={t('movingFiles')} columns={columns}>
      {items.map((move) => (
        <Row
          columns={columns}
          rowKey={move.importId}
          cells={[
            t(kindWords[move.kind]),
            <Totals visit={visit} totals={move.totals} />,
            <>
              {move.byName}
              <span class="sub">
                <Time atMs={move.atMs} />
              </span>
            </>,
            move.signedByName === null ? (
              '—'
            ) : (
              <>
                {move.signedByName}
                {move.signedAtMs === null ? null : (
                  <span class="sub">
                    <Time atMs={move.signedAtMs} />
                  </span>
                )}
                {move.reason ? <span class="sub">{move.reason}</span> : null}
              </>
            ),
            <>
              <Chip kind={chipOf[move.state]}>{visit.code('moveState', move.state)}</Chip>
              {move.state === 'booking' || move.state === 'done' ? (
                <span class="sub">{t('movingBooked', { booked: move.booked, rows: move.rows })}</span>
              ) : null}
              {move.conflicts > 0 ? (
                <span class="sub">{t('movingConflicts', { count: move.conflicts })}</span>
              ) : null}
            </>,
            ...(maySign
              ? [
                  move.state === 'proposed' ? (
                    <div class="row-acts">
                      {move.by === own ? (
                        <span class="sub">{t('movingOwn')}</span>
                      ) : (
                        <PostForm c={c} layout="" action={`/hq${path}`} act="sign">
                          <input type="hidden" name="importId" value={move.importId} />
                          <button class="button is-small" type="submit">
                            {t('movingSign')}
                          </button>
                        </PostForm>
                      )}
                      <PostForm c={c} layout="search" action={`/hq${path}`} act="refuse">
                        <input type="hidden" name="importId" value={move.importId} />
                        <input
                          name="reason"
                          required
                          minlength={2}
                          maxlength={120}
                          autocomplete="off"
                          placeholder={t('movingReason')}
                          aria-label={t('movingReason')}
                        />
                        <button class="button is-small is-danger" type="submit">
                          {t('movingRefuse')}
                        </button>
                      </PostForm>
                    </div>
                  ) : null,
                ]
              : []),
          ]}
        />
      ))}
    </Table>
  );
}

function Totals({ visit, totals }: { visit: Visit; totals: Move['totals'] }) {
  return (
    <>
      {Object.entries(totals).map(([name, value]) => (
        <span class="sub">
          {signedTotalWords[name as SignedTotal]?.[visit.language] ?? name}{' '}
          {name.endsWith('Fen') ? formatYuan(value) : value.toLocaleString('en-US')}
        </span>
      ))}
    </>
  );
}

function DeskCard(props: { c: HqContext; found: readonly MovedMember[] | null; fault: FormFault | null }) {
  const { c, found, fault } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const columns = [
    { label: t('peopleName'), kind: 'main' as const },
    { label: t('movingState') },
    { label: t('movingTotals') },
    { label: t('peopleActs') },
  ];
  return (
    <Card id="desk" title={t('movingDesk')} lead={t('movingDeskLead')}>
      <PostForm c={c} layout="search" action={`/hq${path}/desk`} act="find" fault={fault}>
        <input
          name="text"
          maxlength={64}
          autocomplete="off"
          placeholder={t('movingFind')}
          aria-label={t('movingFind')}
          value={typed(fault, 'text', '')}
        />
        <button class="button is-small" type="submit">
          {t('movingSearch')}
        </button>
      </PostForm>
      {found === null ? null : found.length === 0 ? (
        <Empty text={t('movingNobody')} />
      ) : (
        <Table caption={t('movingDesk')} columns={columns}>
          {found.map((one) => (
            <Row
              columns={columns}
              rowKey={one.memberNumber}
              cells={[
                <>
                  {one.nameMasked ?? '—'} {one.phoneMasked ?? ''}
                  <span class="sub">{t('movedNumber', { number: one.memberNumber })}</span>
                  {one.cardNumber ? (
                    <span class="sub">{t('movedCard', { card: one.cardNumber })}</span>
                  ) : null}
                </>,
                <Chip kind={movedChipOf[one.state]}>{visit.code('movedState', one.state)}</Chip>,
                <>
                  <span class="sub">{t('movingPoints', { points: one.points })}</span>
                  <span class="sub">
                    {t('movingStored', {
                      paid: formatYuan(one.paidFen),
                      granted: formatYuan(one.grantedFen),
                    })}
                  </span>
                </>,
                one.state === 'claimed' ? null : (
                  <PostForm c={c} layout="form" action={`/hq${path}/desk`} act="give">
                    <input type="hidden" name="memberNumber" value={one.memberNumber} />
                    <label class="field">
                      <span>{t('movingGiveTo')}</span>
                      <input name="memberId" required maxlength={26} autocomplete="off" />
                    </label>
                    <label class="field">
                      <span>{t('movingGiveReason')}</span>
                      <input name="reason" required minlength={2} maxlength={120} autocomplete="off" />
                    </label>
                    <button class="button is-small" type="submit">
                      {t('movingGive')}
                    </button>
                  </PostForm>
                ),
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}

function MissesCard(props: { visit: Visit; misses: readonly { day: string; count: number }[] }) {
  const { t } = props.visit;
  const columns = [
    { label: t('movingDay'), kind: 'main' as const },
    { label: t('movingCount'), kind: 'number' as const },
  ];
  return (
    <Card id="misses" title={t('movingMisses')} lead={t('movingMissesLead')} flush>
      <Table caption={t('movingMisses')} columns={columns}>
        {props.misses.map(({ day, count }) => (
          <Row columns={columns} rowKey={day} cells={[day, count]} />
        ))}
      </Table>
    </Card>
  );
}
