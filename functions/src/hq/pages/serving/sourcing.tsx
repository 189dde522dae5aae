/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { PolicyVersion, SourcingPolicyView } from '@jindian/shared/contract/serving/sourcing';
import type { PolicyBook } from '@jindian/shared/contract/serving/sourcing-policy';
import { formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Notice, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { Chain, MoneyCard } from './sourcing-chain.tsx';
import { scopeText } from './sourcing-text.ts';

const versionsOnPage = 10;
const maxNoteLength = 200;

export type SourcingHqDeps = Pick<HqDeps, 'sourcingPolicies' | 'simulations' | 'ids' | 'clock'>;

export function versionText(visit: Visit, number: number): string {
  return number === 0 ? visit.t('policyVersionZero') : visit.t('policyVersionNumber', { number });
}

/** What is in force, in words, and what was before; earlier versions can be put in force again. */
export function sourcingPages(hq: Hono<HqEnvironment>, deps: SourcingHqDeps, forms: FormRegistry): void {
  const { sourcingPolicies: policies } = deps;

  hq.get('/sourcing', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const before = c.req.query('before');
    const [view, history] = await Promise.all([
      policies.view(),
      policies.versions(
        versionsOnPage,
        before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined,
      ),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const done = Number(c.req.query('done'));
    const { items, nextCursor } = history.value;
    return page(
      c,
      { title: t('sourcingTitle'), place: 'sourcing', tools: <DraftButton c={c} view={view} /> },
      <>
        {Number.isInteger(done) && done > 0 ? (
          <Notice kind="good">{t('policyDone', { number: done })}</Notice>
        ) : null}
        <p class="page-lead">{t('sourcingLead')}</p>
        {view.draft ? (
          <Notice kind="good">
            {t('draftThere', { name: view.draft.savedBy, time: formatBrandTime(view.draft.savedAtMs) })}
          </Notice>
        ) : null}
        <div class="columns">
          <div class="column is-wide">
            <BookCards visit={visit} book={view.inForce.book} version={view.inForce} />
          </div>
          <div class="column">
            <HistoryCard visit={visit} items={items} nextCursor={nextCursor} paged={before !== undefined} />
          </div>
        </div>
      </>,
    );
  });

  hq.get('/sourcing/versions/:number', async (c) => {
    const number = Number(c.req.param('number'));
    const found = /^\d{1,6}$/.test(c.req.param('number')) ? await policies.version(number) : null;
    return found?.ok ? showVersion(c, found.value, null) : notFoundPage(c);
  });

  forms.on('/sourcing/versions/:number', {
    endpoint: endpoints.hqRestoreSourcingVersion,
    words: { note: 'draftNoteBad' },
    next: ({ number }) => `/hq/sourcing?done=${number}`,
    async again(c, fault) {
      const number = c.req.param('number') ?? '';
      const found = /^\d{1,6}$/.test(number) ? await policies.version(Number(number)) : null;
      return found?.ok ? showVersion(c, found.value, fault) : notFoundPage(c);
    },
  });
}

function DraftButton({ c, view }: { c: HqContext; view: SourcingPolicyView }) {
  const { t } = c.get('visit');
  if (view.draft)
    return (
      <a class="button" href="/hq/sourcing/draft">
        {t('draftOpen')}
      </a>
    );
  return (
    <PostForm c={c} layout="" action="/hq/sourcing/draft/start">
      <button class="button" type="submit">
        {t('draftStart')}
      </button>
    </PostForm>
  );
}

function BookCards({ visit, book, version }: { visit: Visit; book: PolicyBook; version: PolicyVersion }) {
  const { t } = visit;
  return (
    <>
      {book.scopes.map((scope) => (
        <Card id={`scope-${scope.id}`} title={scope.name[visit.language]} lead={scopeText(visit, scope)}>
          <Chain visit={visit} chain={scope.chain} />
        </Card>
      ))}
      <Card
        id="standard"
        title={t('policyChainStandard')}
        lead={<VersionLine visit={visit} version={version} />}
      >
        <Chain visit={visit} chain={book.standard} />
      </Card>
      <MoneyCard visit={visit} chain={book.standard} />
    </>
  );
}

function VersionLine({ visit, version }: { visit: Visit; version: PolicyVersion }) {
  return (
    <>
      {versionText(visit, version.number)}
      {version.publishedAtMs === null ? null : (
        <>
          {' · '}
          <Time atMs={version.publishedAtMs} />
          {' · '}
          {visit.t('policyPublishedBy', { name: version.publishedBy ?? '' })}
        </>
      )}
    </>
  );
}

function HistoryCard({
  visit,
  items,
  nextCursor,
  paged,
}: {
  visit: Visit;
  items: readonly PolicyVersion[];
  nextCursor: string | null;
  paged: boolean;
}) {
  const { t } = visit;
  const columns: Column[] = [{ label: t('policyHistory'), kind: 'main' }, { label: t('draftNote') }];
  return (
    <Card id="history" title={t('policyHistory')} flush>
      <Table caption={t('policyHistory')} columns={columns}>
        {items.map((version, index) => (
          <Row
            columns={columns}
            cells={[
              <>
                <a href={`/hq/sourcing/versions/${version.number}`}>{versionText(visit, version.number)}</a>
                {!paged && index === 0 ? <span class="sub">{t('policyInForce')}</span> : null}
                {version.publishedAtMs === null ? null : (
                  <span class="sub">
                    <Time atMs={version.publishedAtMs} />
                  </span>
                )}
              </>,
              <>
                {version.note}
                <span class="sub">
                  {[
                    version.publishedBy ?? '',
                    version.restoredFrom === null
                      ? ''
                      : t('policyRestoredFrom', { number: version.restoredFrom }),
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
          nextCursor === null ? null : { href: `/hq/sourcing?before=${nextCursor}`, text: t('policyOlder') }
        }
        first={paged ? { href: '/hq/sourcing', text: t('policyInForce') } : null}
      />
    </Card>
  );
}

function showVersion(c: HqContext, version: PolicyVersion & { book: PolicyBook }, fault: FormFault | null) {
  const visit = c.get('visit');
  const { t } = visit;
  return page(
    c,
    {
      title: versionText(visit, version.number),
      place: 'sourcing',
      backTo: { href: '/hq/sourcing', text: t('sourcingTitle') },
      status: fault?.status ?? 200,
    },
    <div class="columns">
      <div class="column is-wide">
        <BookCards visit={visit} book={version.book} version={version} />
      </div>
      <div class="column is-form-first">
        <Card id="restore" title={t('policyRestore')} lead={t('policyRestoreLead')}>
          <PostForm c={c} action={`/hq/sourcing/versions/${version.number}`} fault={fault}>
            <label class="field">
              <span>{t('draftNote')}</span>
              <input
                name="note"
                value={typed(fault, 'note', '')}
                maxlength={maxNoteLength}
                required
                autocomplete="off"
              />
            </label>
            <button class="button" type="submit">
              {t('policyRestore')}
            </button>
          </PostForm>
        </Card>
      </div>
    </div>,
  );
}
