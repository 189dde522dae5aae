/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { differenceForms } from '@jindian/shared/contract/endpoints/money/differences';
import type { ProblemCode, ProblemParams } from '@jindian/shared/contract/errors';
import {
  type DifferenceView,
  differenceIdSchema,
  type ReconciliationView,
  settlements,
} from '@jindian/shared/contract/money/differences';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import {
  Card,
  Chip,
  type Column,
  Empty,
  Facts,
  Money,
  Notice,
  Pager,
  Row,
  Table,
  Time,
} from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';

const pageLimit = 20;
const shownRuns = 14;
const runs = '/hq/differences/reconcile';

type Outcome = { ok: true } | { ok: false; code: ProblemCode; params?: ProblemParams };

/** Money of which WeChat Pay says one thing and we another, what HQ may do about it, and the daily comparison. */
export function differencePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'differences' | 'reconciliation' | 'memberOf'>,
): void {
  const { differences, reconciliation, memberOf } = deps;

  async function namesOf(items: readonly DifferenceView[]): Promise<Map<string, string>> {
    const ids = new Set(
      items.flatMap(({ history }) => history.flatMap(({ byMemberId }) => byMemberId ?? [])),
    );
    const named = [...ids].map(
      async (id) => [id, (await memberOf(id))?.displayName ?? id.slice(-6)] as const,
    );
    return new Map(await Promise.all(named));
  }

  hq.get('/differences', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const state = c.req.query('state') === 'settled' ? 'settled' : 'open';
    const cursor = cursorSchema.safeParse(c.req.query('before')).data;
    const [found, compared] = await Promise.all([
      differences.list({ state, limit: pageLimit, cursor }),
      reconciliation.list(shownRuns),
    ]);
    if (!found.ok) return problemPage(c, found.code, found.params);
    const { items, nextCursor } = found.value;
    const names = await namesOf(items);
    const sends = maySend(signedIn(c).principal, '/differences/x/note');
    const csrf = signedIn(c).csrfToken;
    const list = `/hq/differences?state=${state}`;
    return page(
      c,
      { title: t('differencesTitle'), place: 'differences' },
      <>
        <DoneNotice visit={visit} done={c.req.query('done')} />
        <p class="page-lead">{t('differencesLead')}</p>
        <nav class="tabs" aria-label={t('differencesTitle')}>
          {(['open', 'settled'] as const).map((one) => (
            <a href={`/hq/differences?state=${one}`} aria-current={one === state ? 'page' : undefined}>
              {t(one === 'open' ? 'differencesOpen' : 'differencesSettled')}
            </a>
          ))}
        </nav>
        <div class="columns">
          <div class="column is-wide">
            {items.length === 0 ? (
              <Empty text={t(state === 'open' ? 'differencesNone' : 'differencesNoneSettled')} />
            ) : (
              items.map((difference) => (
                <DifferenceCard
                  visit={visit}
                  difference={difference}
                  names={names}
                  csrf={sends ? csrf : null}
                />
              ))
            )}
            <Pager
              next={
                nextCursor === null
                  ? null
                  : { href: `${list}&before=${encodeURIComponent(nextCursor)}`, text: t('olderPage') }
              }
              first={cursor === undefined ? null : { href: list, text: t('newestPage') }}
            />
          </div>
          <div class="column">
            {sends ? <ReconcileCard visit={visit} csrf={csrf} /> : null}
            <RunsCard visit={visit} runs={compared} />
          </div>
        </div>
      </>,
    );
  });

  hq.post('/differences/reconcile', async (c) => {
    const body = differenceForms.reconcile.safeParse({ billDate: (await readForm(c))('billDate') });
    if (!body.success) return problemPage(c, 'invalid_request', { detail: 'billDate' });
    const started = await reconciliation.start(body.data.billDate);
    if (!started.ok) return problemPage(c, started.code);
    return c.redirect('/hq/differences?done=reconcile', 303);
  });

  /** The revision in the form says what was seen: of two who act on one difference, the second is told. */
  hq.post('/differences/:differenceId/:act', async (c) => {
    const id = differenceIdSchema.safeParse(c.req.param('differenceId'));
    if (!id.success) return notFoundPage(c);
    const done = await act(c, id.data, c.req.param('act'), await readForm(c));
    if (done === null) return notFoundPage(c);
    return done.ok ? c.redirect('/hq/differences?done=act', 303) : problemPage(c, done.code, done.params);
  });

  async function act(
    c: HqContext,
    differenceId: string,
    name: string,
    field: (name: string) => string,
  ): Promise<Outcome | null> {
    const { memberId } = signedIn(c);
    const invalid: Outcome = { ok: false, code: 'invalid_request', params: { detail: 'why' } };
    const revision = Number(field('revision'));
    if (name === 'note') {
      const assignee = field('assignee').trim();
      const form = { revision, note: field('why'), ...(assignee === '' ? {} : { assignee }) };
      const body = differenceForms.note.safeParse(form);
      return body.success ? differences.note({ differenceId, ...body.data }, memberId) : invalid;
    }
    if (name === 'refund') {
      const body = differenceForms.refund.safeParse({ revision, why: field('why') });
      return body.success ? differences.sendBack({ differenceId, ...body.data }, memberId) : invalid;
    }
    if (name === 'settlement') {
      const form = { revision, why: field('why'), settlement: field('settlement') };
      const body = differenceForms.settlement.safeParse(form);
      return body.success ? differences.settle({ differenceId, ...body.data }, memberId) : invalid;
    }
    return null;
  }
}

function DoneNotice({ visit, done }: { visit: Visit; done: string | undefined }) {
  if (done === undefined) return null;
  return <Notice kind="good">{visit.t(done === 'reconcile' ? 'reconcileStarted' : 'differenceDone')}</Notice>;
}

/** Another currency is told in its smallest unit, as it came. */
function amountText(visit: Visit, amount: number | null, currency: string): string {
  if (amount === null) return visit.t('differenceNothing');
  return currency === 'CNY' ? formatYuan(amount) : `${amount} ${currency}`;
}

function factsOf(visit: Visit, difference: DifferenceView) {
  const { t } = visit;
  const { outRefundNo, transactionId, assignee, heldFen, billDate } = difference;
  return [
    [t('differenceTheirs'), amountText(visit, difference.theirAmount, difference.currency)],
    [t('differenceOurs'), amountText(visit, difference.ourAmountFen, 'CNY')],
    ...(heldFen > 0 ? [[t('differenceHeld'), <Money fen={heldFen} />] as const] : []),
    [t('differenceNumber'), difference.outTradeNo],
    ...(outRefundNo === null ? [] : [[t('differenceRefund'), outRefundNo] as const]),
    ...(transactionId === null ? [] : [[t('differenceTransaction'), transactionId] as const]),
    [t('differenceMerchant'), difference.merchantId],
    [
      t('differenceFound'),
      <>
        <Time atMs={difference.foundAtMs} />{' '}
        {`${visit.code('differenceSource', difference.source)}${billDate === null ? '' : ` ${billDate}`}`}
      </>,
    ],
    ...(assignee === null ? [] : [[t('differenceAssignee'), assignee] as const]),
  ] as const;
}

function DifferenceCard({
  visit,
  difference,
  names,
  csrf,
}: {
  visit: Visit;
  difference: DifferenceView;
  names: Map<string, string>;
  csrf: string | null;
}) {
  const { t } = visit;
  return (
    <Card
      id={`difference-${difference.id}`}
      title={visit.code('difference', difference.kind)}
      tools={<Chip kind={difference.state}>{visit.code('differenceState', difference.state)}</Chip>}
    >
      <Facts rows={factsOf(visit, difference)} />
      <details>
        <summary>{t('differenceHistory')}</summary>
        <Facts
          rows={difference.history.map(({ atMs, act, byMemberId, note }) => [
            visit.code('differenceAct', act),
            <>
              <Time atMs={atMs} />{' '}
              {byMemberId === null ? t('differenceBySelf') : (names.get(byMemberId) ?? '')}
              {note === '' ? null : <span class="sub">{note}</span>}
            </>,
          ])}
        />
      </details>
      {csrf === null || difference.state === 'settled' ? null : (
        <Acts visit={visit} difference={difference} csrf={csrf} />
      )}
    </Card>
  );
}

function Acts({ visit, difference, csrf }: { visit: Visit; difference: DifferenceView; csrf: string }) {
  const { t } = visit;
  const { id, revision, state, heldFen, canSendBack } = difference;
  const hidden = (
    <>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="revision" value={String(revision)} />
    </>
  );
  const why = (label: 'differenceNote' | 'differenceWhy') => (
    <label class="field">
      <span>{t(label)}</span>
      <input name="why" autocomplete="off" required maxlength={200} />
    </label>
  );
  return (
    <>
      <details>
        <summary>{t('differenceAddNote')}</summary>
        <form class="form" method="post" action={`/hq/differences/${id}/note`}>
          {hidden}
          {why('differenceNote')}
          <label class="field">
            <span>{t('differenceAssignee')}</span>
            <input name="assignee" autocomplete="off" maxlength={40} value={difference.assignee ?? ''} />
          </label>
          <button class="button" type="submit">
            {t('differenceAddNote')}
          </button>
        </form>
      </details>
      {canSendBack ? (
        <details>
          <summary>{t('differenceSendBack')}</summary>
          <form class="form" method="post" action={`/hq/differences/${id}/refund`}>
            {hidden}
            <p>{t('differenceSendBackLead', { amount: formatYuan(difference.theirAmount ?? 0) })}</p>
            {why('differenceWhy')}
            <button class="button" type="submit">
              {t('differenceSendBack')}
            </button>
          </form>
        </details>
      ) : null}
      {state === 'open' ? (
        <details>
          <summary>{t('differenceSettle')}</summary>
          <form class="form" method="post" action={`/hq/differences/${id}/settlement`}>
            {hidden}
            <label class="field">
              <span>{t('differenceSettlement')}</span>
              <select name="settlement" required>
                {settlements
                  .filter((settlement) => heldFen === 0 || settlement !== 'explained')
                  .map((settlement) => (
                    <option value={settlement}>{visit.code('differenceAct', settlement)}</option>
                  ))}
              </select>
            </label>
            {why('differenceWhy')}
            <button class="button" type="submit">
              {t('differenceSettle')}
            </button>
          </form>
        </details>
      ) : null}
    </>
  );
}

function ReconcileCard({ visit, csrf }: { visit: Visit; csrf: string }) {
  const { t } = visit;
  return (
    <Card id="reconcile" title={t('reconcileTitle')}>
      <form class="form" method="post" action={runs}>
        <input type="hidden" name="csrf" value={csrf} />
        <p>{t('reconcileLead')}</p>
        <label class="field">
          <span>{t('reconciliationDay')}</span>
          <input type="date" name="billDate" required />
        </label>
        <button class="button" type="submit">
          {t('reconcileSubmit')}
        </button>
      </form>
    </Card>
  );
}

function RunsCard({ visit, runs: compared }: { visit: Visit; runs: readonly ReconciliationView[] }) {
  const { t } = visit;
  const columns: Column[] = [
    { label: t('reconciliationDay'), kind: 'main' },
    { label: t('reconciliationLines'), kind: 'number' },
    { label: t('reconciliationRecovered'), kind: 'number' },
    { label: t('reconciliationFound'), kind: 'number' },
  ];
  return (
    <Card id="reconciliations" title={t('reconciliationsTitle')} flush>
      {compared.length === 0 ? (
        <Empty text={t('reconciliationsNone')} />
      ) : (
        <Table caption={t('reconciliationsTitle')} columns={columns}>
          {compared.map((run) => (
            <Row
              columns={columns}
              cells={[
                <>
                  {run.billDate}
                  <span class="sub">{`${run.mchid} ${visit.code('reconciliationState', run.state)}`}</span>
                </>,
                String(run.lines),
                String(run.recovered),
                String(run.differences),
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}
