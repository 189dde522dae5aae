/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type DifferenceView,
  type ReconciliationView,
  settlements,
} from '@jindian/shared/contract/money/differences';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { SeenForm } from '../../policies/parts.tsx';
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
import { type HqContext, type HqEnvironment, signedIn, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';

const pageLimit = 20;
const shownRuns = 14;

/** Money of which WeChat Pay says one thing and we another, what HQ may do about it, and the daily comparison. */
export function differencePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'differences' | 'reconciliation' | 'memberOf'>,
  forms: FormRegistry,
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
                <DifferenceCard c={c} difference={difference} names={names} sends={sends} />
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
