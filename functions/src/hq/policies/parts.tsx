/** @jsxImportSource hono/jsx */
import type { Page } from '@jindian/shared/contract/common';
import type { PolicyVersion, PolicyView } from '@jindian/shared/contract/policies';
import { formatBrandTime } from '@jindian/shared/time';
import type { Child } from 'hono/jsx';
import { type FormFault, ofForm, PostForm, typed } from '../forms/post-form.tsx';
import { Card, type Column, Notice, Pager, Row, Table, Time } from '../ui/parts.tsx';
import type { HqContext, Visit } from '../visit.ts';
import { maxNoteLength } from './read.ts';

type Facts = { c: HqContext; view: PolicyView<unknown> };

/** A form about a document: it says which state of it was seen, so that of two editors one is told who was quicker. */
export function SeenForm({
  c,
  revision,
  action,
  act,
  layout = 'form',
  fault = null,
  children,
}: {
  c: HqContext;
  revision: number;
  action: string;
  act?: string;
  layout?: string;
  fault?: FormFault | null;
  children?: Child;
}) {
  return (
    <PostForm c={c} action={action} layout={layout} fault={fault} {...(act === undefined ? {} : { act })}>
      <input type="hidden" name="revision" value={String(revision)} />
      {children}
    </PostForm>
  );
}

export function versionText(visit: Visit, number: number): string {
  return number === 0 ? visit.t('docVersionZero') : visit.t('docVersion', { number });
}

/** What was just done, what went wrong, and what anybody who edits has to know first. */
export function PolicyNotices({ c, view, fault }: Facts & { fault: FormFault | null }) {
  const visit = c.get('visit');
  const { t } = visit;
  const done = c.req.query('done');
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
      {fault?.text ? <Notice kind="bad">{faultText(visit, view, fault)}</Notice> : null}
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

function faultText(visit: Visit, view: PolicyView<unknown>, fault: FormFault): string {
  if (fault.code !== 'stale_revision') return fault.text;
  const last = view.lastChange;
  return visit.t('docStale', {
    name: last?.byName ?? '',
    time: last ? formatBrandTime(last.atMs) : '',
    act: visit.code('docAct', last?.act ?? 'saved'),
  });
}

/** Whose draft it is and since when; a plan that waits, with the way to call it off. */
export function DraftHead({ c, view, base }: Facts & { base: string }) {
  const { t } = c.get('visit');
  const { draft, planned, revision } = view;
  return (
    <>
      {planned ? (
        <SeenForm c={c} layout="inline-form" action={`${base}/cancel`} revision={revision}>
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
        </SeenForm>
      ) : null}
      {draft ? (
        <SeenForm c={c} layout="inline-form" action={`${base}/discard`} revision={revision}>
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
        </SeenForm>
      ) : (
        <p class="muted">{t('docNoDraft')}</p>
      )}
    </>
  );
}

/** Why, and from when on. */
function WhyAndWhen({ visit, fault }: { visit: Visit; fault: FormFault | null }) {
  const { t } = visit;
  return (
    <>
      <label class="field">
        <span>{t('docNote')}</span>
        <input
          name="note"
          value={typed(fault, 'note', '')}
          maxlength={maxNoteLength}
          autocomplete="off"
          required
        />
      </label>
      <label class="field">
        <span>{t('docPublishAt')}</span>
        <input name="at" type="datetime-local" value={typed(fault, 'at', '')} />
      </label>
    </>
  );
}

export function PublishCard({
  c,
  view,
  base,
  fault,
  lead,
}: Facts & { base: string; fault: FormFault | null; lead?: Child }) {
  const visit = c.get('visit');
  const { t } = visit;
  if (!view.draft) return null;
  return (
    <Card id="publish" title={t('docPublish')} lead={lead ?? t('docPublishLead')}>
      <SeenForm c={c} action={`${base}/publish`} revision={view.revision}>
        {view.planned ? <p class="muted">{t('docReplaces')}</p> : null}
        <WhyAndWhen visit={visit} fault={ofForm(fault, `${base}/publish`)} />
        <button class="button" type="submit">
          {t('docPublish')}
        </button>
      </SeenForm>
    </Card>
  );
}

export function HistoryCard({
  c,
  view,
  base,
  history,
  paged,
}: Facts & { base: string; history: Page<PolicyVersion>; paged: boolean }) {
  const visit = c.get('visit');
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
export function RestoreCard({ c, view, base, number }: Facts & { base: string; number: number }) {
  const visit = c.get('visit');
  const { t } = visit;
  return (
    <Card id="restore" title={t('docRestore')} lead={t('docRestoreLead')}>
      <SeenForm c={c} action={`${base}/versions/${number}`} revision={view.revision}>
        <WhyAndWhen visit={visit} fault={null} />
        <button class="button" type="submit">
          {t('docRestore')}
        </button>
      </SeenForm>
    </Card>
  );
}
