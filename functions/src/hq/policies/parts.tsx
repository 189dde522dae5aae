/** @jsxImportSource hono/jsx */
import type { Page } from '@jindian/shared/contract/common';
import type { PolicyVersion, PolicyView } from '@jindian/shared/contract/policies';
import { formatBrandTime } from '@jindian/shared/time';
import type { Child } from 'hono/jsx';
import { Card, type Column, Notice, Pager, Row, Table, Time } from '../ui/parts.tsx';
import type { Visit } from '../visit.ts';
import { maxNoteLength, type PolicyFault } from './read.ts';

type Facts = { visit: Visit; view: PolicyView<unknown>; csrf: string };

/** What the hidden fields of every form on a document say: who sends it, once, and which state they saw. */
export function Seen({ csrf, revision, formKey }: { csrf: string; revision: number; formKey?: string }) {
  return (
    <>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="revision" value={String(revision)} />
      {formKey === undefined ? null : <input type="hidden" name="key" value={formKey} />}
    </>
  );
}

export function versionText(visit: Visit, number: number): string {
  return number === 0 ? visit.t('docVersionZero') : visit.t('docVersion', { number });
}

/** What was just done, what went wrong, and what anybody who edits has to know first. */
export function PolicyNotices({
  visit,
  view,
  fault,
  done,
}: Omit<Facts, 'csrf'> & { fault?: PolicyFault | undefined; done?: string | undefined }) {
  const { t } = visit;
  const [act, number] = (done ?? '').split('.');
  const good = {
    saved: t('docDraftSaved'),
    discarded: t('docDiscarded'),
    cancelled: t('docCancelled'),
    published: t('docPublished', { number: number ?? '' }),
    planned: t('docPlanned', { number: number ?? '' }),
  };
  const said = !fault && act && Object.hasOwn(good, act) ? good[act as keyof typeof good] : null;
  const problems = view.draft?.problems ?? [];
  return (
    <>
      {said ? <Notice kind="good">{said}</Notice> : null}
      {fault ? <Notice kind="bad">{faultText(visit, view, fault)}</Notice> : null}
      {problems.length > 0 && !fault ? (
        <Notice kind="bad">
          {t('docProblem', {
            problems: problems
              .map((problem) => `${problem.path} ${visit.code('problem', problem.code)}`)
              .join('; '),
          })}
        </Notice>
      ) : null}
    </>
  );
}

function faultText(visit: Visit, view: PolicyView<unknown>, fault: PolicyFault): string {
  if (fault === 'note') return visit.t('docNoteBad');
  if (fault === 'time') return visit.t('docTimeBad');
  if (fault !== 'stale') return fault.text;
  const last = view.lastChange;
  return visit.t('docStale', {
    name: last?.byName ?? '',
    time: last ? formatBrandTime(last.atMs) : '',
    act: visit.code('docAct', last?.act ?? 'saved'),
  });
}

/** Whose draft it is and since when; a plan that waits, with the way to call it off. */
export function DraftHead({ visit, view, csrf, base }: Facts & { base: string }) {
  const { t } = visit;
  const { draft, planned, revision } = view;
  return (
    <>
      {planned ? (
        <form class="inline-form" method="post" action={`${base}/cancel`}>
          <Seen csrf={csrf} revision={revision} />
          <p>
            {t('docPlannedAt', {
              number: planned.number,
              time: formatBrandTime(planned.fromMs ?? 0),
              name: planned.publishedByName ?? '',
              note: planned.note,
            })}
          </p>
          <button class="button is-plain is-small" type="submit">
            {t('docCancel')}
          </button>
        </form>
      ) : null}
      {draft ? (
        <form class="inline-form" method="post" action={`${base}/discard`}>
          <Seen csrf={csrf} revision={revision} />
          <p>
            {t('docDraftBy', {
              name: draft.savedByName,
              time: formatBrandTime(draft.savedAtMs),
              number: draft.basedOn,
            })}
          </p>
          <button class="button is-plain is-small" type="submit">
            {t('docDiscard')}
          </button>
        </form>
      ) : (
        <p class="muted">{t('docNoDraft')}</p>
      )}
    </>
  );
}

/** Why, and from when on. */
export function WhyAndWhen({
  visit,
  typed,
}: {
  visit: Visit;
  typed?: { note: string; at: string } | undefined;
}) {
  const { t } = visit;
  return (
    <>
      <label class="field">
        <span>{t('docNote')}</span>
        <input name="note" value={typed?.note ?? ''} maxlength={maxNoteLength} autocomplete="off" required />
      </label>
      <label class="field">
        <span>{t('docPublishAt')}</span>
        <input name="at" type="datetime-local" value={typed?.at ?? ''} />
      </label>
    </>
  );
}

export function PublishCard({
  visit,
  view,
  csrf,
  base,
  formKey,
  typed,
  lead,
}: Facts & {
  base: string;
  formKey: string;
  typed?: { note: string; at: string } | undefined;
  lead?: Child;
}) {
  const { t } = visit;
  if (!view.draft) return null;
  return (
    <Card id="publish" title={t('docPublish')} lead={lead ?? t('docPublishLead')}>
      <form class="form" method="post" action={`${base}/publish`}>
        <Seen csrf={csrf} revision={view.revision} formKey={formKey} />
        {view.planned ? <p class="muted">{t('docReplaces')}</p> : null}
        <WhyAndWhen visit={visit} typed={typed} />
        <button class="button" type="submit">
          {t('docPublish')}
        </button>
      </form>
    </Card>
  );
}

export function HistoryCard({
  visit,
  view,
  base,
  history,
  paged,
}: Omit<Facts, 'csrf'> & { base: string; history: Page<PolicyVersion>; paged: boolean }) {
  const { t } = visit;
  const columns: Column[] = [{ label: t('docHistory'), kind: 'main' }, { label: t('docNote') }];
  return (
    <Card id="history" title={t('docHistory')} flush>
      <Table caption={t('docHistory')} columns={columns}>
        {history.items.map((version) => (
          <Row
            columns={columns}
            cells={[
              <>
                <a href={`${base}/versions/${version.number}`}>{versionText(visit, version.number)}</a>
                <span class="sub">
                  {version.number === view.inForce.number
                    ? t('docInForce')
                    : version.number === 0
                      ? ''
                      : visit.code('docState', version.state)}
                </span>
                {version.fromMs === null ? null : (
                  <span class="sub">
                    <Time atMs={version.fromMs} />
                  </span>
                )}
              </>,
              <>
                {version.note}
                <span class="sub">
                  {[
                    version.publishedByName ?? '',
                    version.restoredFrom === null
                      ? ''
                      : t('docRestoredFrom', { number: version.restoredFrom }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </>,
            ]}
          />
        ))}
      </Table>
      <Pager
        next={
          history.nextCursor === null
            ? null
            : { href: `${base}?before=${history.nextCursor}`, text: t('docOlder') }
        }
        first={paged ? { href: base, text: t('docNewest') } : null}
      />
    </Card>
  );
}

/** Beside a version as it was: the way to have it again. */
export function RestoreCard({
  visit,
  view,
  csrf,
  base,
  formKey,
  number,
}: Facts & { base: string; formKey: string; number: number }) {
  const { t } = visit;
  return (
    <Card id="restore" title={t('docRestore')} lead={t('docRestoreLead')}>
      <form class="form" method="post" action={`${base}/versions/${number}`}>
        <Seen csrf={csrf} revision={view.revision} formKey={formKey} />
        <WhyAndWhen visit={visit} />
        <button class="button" type="submit">
          {t('docRestore')}
        </button>
      </form>
    </Card>
  );
}
