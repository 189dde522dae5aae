/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type DifferenceView,
  differenceKinds,
  type ReconciliationView,
  settlements,
} from '@jindian/shared/contract/money/differences';
import { csvOf } from '@jindian/shared/csv';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { dayFields, type ListField, pageOf, readList, withinDays } from '../../ui/list.ts';
import { ListCard } from '../../ui/list-card.tsx';
import { Card, Chip, type Column, Empty, Facts, Money, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { listDownload, lookedThrough, pagesOf, type ReadPage } from '../../ui/whole-list.ts';
import { type HqContext, type HqEnvironment, signedIn, type Visit } from '../../visit.ts';

const differenceSorts = ['newest', 'oldest', 'apart'] as const;
const shownRuns = 14;

/** Money of which WeChat Pay says one thing and we another, what HQ may do about it, and the daily comparison. */
export function differencePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'differences' | 'reconciliation' | 'memberNames' | 'logger' | 'clock'>,
  forms: FormRegistry,
): void {
  const { differences, reconciliation, memberNames } = deps;

  async function namesOf(items: readonly DifferenceView[]): Promise<Map<string, string>> {
    const ids = items.flatMap(({ history }) => history.flatMap(({ byMemberId }) => byMemberId ?? []));
    const names = await memberNames(ids);
    return new Map(ids.map((id) => [id, names.get(id) ?? id.slice(-6)]));
  }

  function asked(c: HqContext) {
    const visit = c.get('visit');
    const { t } = visit;
    const state = c.req.query('state') === 'settled' ? ('settled' as const) : ('open' as const);
    const fields: ListField<'kind' | 'text' | 'period' | 'from' | 'to'>[] = [
      {
        kind: 'choice',
        name: 'kind',
        label: t('columnKind'),
        options: differenceKinds.map((one) => [one, visit.code('difference', one)] as const),
      },
      { kind: 'text', name: 'text', label: t('differenceText') },
      ...dayFields(visit),
    ];
    const query = readList((name) => c.req.query(name), fields, differenceSorts);
    const { kind, text } = query.values;
    const inDays = withinDays(query.values, deps.clock.nowMs());
    const read: ReadPage<DifferenceView> = async (limit, cursor) => {
      const found = await differences.list({ state, limit, cursor });
      if (!found.ok) throw new Error(`differences cannot be read: ${found.code}`);
      return found.value;
    };
    const fits = (one: DifferenceView) =>
      (kind === '' || one.kind === kind) &&
      inDays(one.foundAtMs) &&
      [one.outTradeNo, one.outRefundNo, one.transactionId, one.merchantId, one.assignee].some((said) =>
        (said ?? '').toLowerCase().includes(text.toLowerCase()),
      );
    const apart = (one: DifferenceView) => Math.abs((one.theirAmount ?? 0) - (one.ourAmountFen ?? 0));
    const sorted = (found: DifferenceView[]) => {
      if (query.sort === 'newest') return found;
      return query.sort === 'oldest' ? found.reverse() : found.sort((a, b) => apart(b) - apart(a));
    };
    return { state, fields, query, read, fits, sorted };
  }

  hq.get('/differences.csv', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { state, query, read, fits, sorted } = asked(c);
    return listDownload(c, {
      name: `differences-${state}`,
      head: csvOf([
        [
          t('columnKind'),
          t('columnState'),
          t('differenceNumber'),
          t('differenceRefund'),
          t('differenceTransaction'),
          t('differenceMerchant'),
          t('differenceTheirs'),
          t('differenceOurs'),
          t('differenceFound'),
          t('differenceAssignee'),
        ],
      ]),
      pages: pagesOf(read),
      fits,
      rowOf: (one) => [
        visit.code('difference', one.kind),
        visit.code('differenceState', one.state),
        one.outTradeNo,
        one.outRefundNo ?? '',
        one.transactionId ?? '',
        one.merchantId,
        csvAmount(one.theirAmount, one.currency),
        csvAmount(one.ourAmountFen, 'CNY'),
        formatBrandTime(one.foundAtMs),
        one.assignee ?? '',
      ],
      sorted: query.sort === 'newest' ? undefined : sorted,
      logger: deps.logger,
    });
  });

  hq.get('/differences', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { state, fields, query, read, fits, sorted } = asked(c);
    const [{ found, isCut }, compared] = await Promise.all([
      lookedThrough(read, fits),
      reconciliation.list(shownRuns),
    ]);
    const names = await namesOf(pageOf(found, query));
    const sends = maySend(signedIn(c).principal, '/differences/x/note');
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
            <ListCard
              c={c}
              id="differences"
              title={t(state === 'open' ? 'differencesOpen' : 'differencesSettled')}
              list="differences"
              fields={fields}
              query={query}
              sorts={[
                ['newest', visit.code('orderSort', 'newest')],
                ['oldest', visit.code('orderSort', 'oldest')],
                ['apart', visit.code('listSort', 'apart')],
              ]}
              keep={{ state }}
              found={sorted(found)}
              isCut={isCut}
              none={t(state === 'open' ? 'differencesNone' : 'differencesNoneSettled')}
            >
              {(shown) => (
                <div class="card-list">
                  {shown.map((difference) => (
                    <DifferenceCard c={c} difference={difference} names={names} sends={sends} />
                  ))}
                </div>
              )}
            </ListCard>
          </div>
          <div class="column">
            {sends ? <ReconcileCard c={c} /> : null}
            <RunsCard visit={visit} runs={compared} />
          </div>
        </div>
      </>,
    );
  });

  forms.on('/differences/reconcile', {
    endpoint: endpoints.hqReconcile,
    next: () => '/hq/differences?done=reconcile',
  });
  // The revision in each form says what was seen: of two who act on one difference, the second is told.
  const next = () => '/hq/differences?done=act';
  forms.on('/differences/:differenceId/note', {
    endpoint: endpoints.hqNoteMoneyDifference,
    names: { note: 'why' },
    next,
  });
  forms.on('/differences/:differenceId/refund', { endpoint: endpoints.hqSendMoneyBack, next });
  forms.on('/differences/:differenceId/settlement', { endpoint: endpoints.hqSettleMoneyDifference, next });
}

function DoneNotice({ visit, done }: { visit: Visit; done: string | undefined }) {
  if (done === undefined) return null;
  return <Notice kind="good">{visit.t(done === 'reconcile' ? 'reconcileStarted' : 'differenceDone')}</Notice>;
}

/** For a spreadsheet to add up: yuan; another currency in its smallest unit, with its name. */
function csvAmount(amount: number | null, currency: string): string {
  if (amount === null) return '';
  return currency === 'CNY' ? (amount / 100).toFixed(2) : `${amount} ${currency}`;
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
  c,
  difference,
  names,
  sends,
}: {
  c: HqContext;
  difference: DifferenceView;
  names: Map<string, string>;
  sends: boolean;
}) {
  const visit = c.get('visit');
  const { t } = visit;
  return (
    <Card
      id={`difference-${difference.id}`}
      title={visit.code('difference', difference.kind)}
      tools={
        <Chip kind={difference.state === 'open' ? 'unsettled' : difference.state}>
          {visit.code('differenceState', difference.state)}
        </Chip>
      }
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
      {!sends || difference.state === 'settled' ? null : <Acts c={c} difference={difference} />}
    </Card>
  );
}

function Acts({ c, difference }: { c: HqContext; difference: DifferenceView }) {
  const visit = c.get('visit');
  const { t } = visit;
  const { id, revision, state, heldFen, canSendBack } = difference;
  const isStuck = state === 'stuck';
  const amount = formatYuan(difference.theirAmount ?? 0);
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
        <SeenForm c={c} revision={revision} action={`/hq/differences/${id}/note`}>
          {why('differenceNote')}
          <label class="field">
            <span>{t('differenceAssignee')}</span>
            <input name="assignee" autocomplete="off" maxlength={40} value={difference.assignee ?? ''} />
          </label>
          <button class="button" type="submit">
            {t('differenceAddNote')}
          </button>
        </SeenForm>
      </details>
      {canSendBack ? (
        <details>
          <summary>{t(isStuck ? 'differenceAskAgain' : 'differenceSendBack')}</summary>
          <SeenForm c={c} revision={revision} action={`/hq/differences/${id}/refund`}>
            <p>
              {isStuck
                ? t('differenceStuckLead', { amount, number: difference.refundNo ?? '' })
                : t('differenceSendBackLead', { amount })}
            </p>
            {why('differenceWhy')}
            <button class="button" type="submit">
              {t(isStuck ? 'differenceAskAgain' : 'differenceSendBack')}
            </button>
          </SeenForm>
        </details>
      ) : null}
      {state === 'open' || isStuck ? (
        <details>
          <summary>{t('differenceSettle')}</summary>
          <SeenForm c={c} revision={revision} action={`/hq/differences/${id}/settlement`}>
            <label class="field">
              <span>{t('differenceSettlement')}</span>
              <select name="settlement" required>
                {settlements
                  .filter((settlement) =>
                    isStuck
                      ? settlement === 'returned_elsewhere'
                      : heldFen === 0 || settlement !== 'explained',
                  )
                  .map((settlement) => (
                    <option value={settlement}>{visit.code('differenceAct', settlement)}</option>
                  ))}
              </select>
            </label>
            {why('differenceWhy')}
            <button class="button" type="submit">
              {t('differenceSettle')}
            </button>
          </SeenForm>
        </details>
      ) : null}
    </>
  );
}

function ReconcileCard({ c }: { c: HqContext }) {
  const { t } = c.get('visit');
  return (
    <Card id="reconcile" title={t('reconcileTitle')}>
      <PostForm c={c} action="/hq/differences/reconcile">
        <p>{t('reconcileLead')}</p>
        <label class="field">
          <span>{t('reconciliationDay')}</span>
          <input type="date" name="billDate" required />
        </label>
        <button class="button" type="submit">
          {t('reconcileSubmit')}
        </button>
      </PostForm>
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
