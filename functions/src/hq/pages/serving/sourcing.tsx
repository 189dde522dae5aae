/** @jsxImportSource hono/jsx */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { PolicyVersion, PolicyView } from '@jindian/shared/contract/policies';
import type { PolicyBook } from '@jindian/shared/contract/serving/sourcing-policy';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormFault } from '../../forms/post-form.tsx';
import {
  DraftHead,
  HistoryCard,
  PolicyNotices,
  RestoreCard,
  SeenForm,
  versionText,
} from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Time } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { Chain, MoneyCard } from './sourcing-chain.tsx';
import { scopeText } from './sourcing-text.ts';

const versionsOnPage = 10;

export type SourcingHqDeps = Pick<
  HqDeps,
  'sourcingPolicies' | 'simulations' | 'ids' | 'clock' | 'categoryNames'
>;

export const sourcingBase = '/hq/sourcing';

/** What is in force, in words, and what was before; earlier versions can be put in force again. */
export function sourcingPages(hq: Hono<HqEnvironment>, deps: SourcingHqDeps): void {
  const { sourcingPolicies: policies } = deps;

  hq.get('/sourcing', (c) => showPolicy(c, deps, null));

  hq.get('/sourcing/versions/:number{[0-9]{1,6}}', async (c) => {
    const visit = c.get('visit');
    const number = Number(c.req.param('number'));
    const [view, found, categories] = await Promise.all([
      policies.view(),
      policies.version(number),
      deps.categoryNames(),
    ]);
    if (!found.ok) return notFoundPage(c);
    const { content } = found.value;
    return page(
      c,
      {
        title: versionText(visit, number),
        place: 'sourcing',
        backTo: { href: sourcingBase, text: visit.t('sourcingTitle') },
      },
      <div class="columns">
        <div class="column is-wide">
          <BookCards c={c} book={content} version={found.value} categories={categories} />
        </div>
        <div class="column is-form-first">
          <RestoreCard c={c} view={view} base={sourcingBase} number={number} />
        </div>
      </div>,
    );
  });
}

/** The policies in force, and what became of an act on them. */
export async function showPolicy(
  c: HqContext,
  deps: Pick<SourcingHqDeps, 'sourcingPolicies' | 'categoryNames'>,
  fault: FormFault | null,
): Promise<Response> {
  const visit = c.get('visit');
  const { t } = visit;
  const before = c.req.query('before');
  const policies = deps.sourcingPolicies;
  const [view, history, categories] = await Promise.all([
    policies.view(),
    policies.versions(versionsOnPage, before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined),
    deps.categoryNames(),
  ]);
  if (!history.ok) return problemPage(c, history.code, history.params);
  return page(
    c,
    {
      title: t('sourcingTitle'),
      place: 'sourcing',
      tools: <DraftButton c={c} view={view} />,
      status: fault?.status ?? 200,
    },
    <>
      <PolicyNotices c={c} view={view} fault={fault} />
      <p class="page-lead">{t('sourcingLead')}</p>
      <div class="columns">
        <div class="column is-wide">
          <BookCards c={c} book={view.inForce.content} version={view.inForce} categories={categories} />
        </div>
        <div class="column">
          <Card
            id="draft"
            title={t('draftTitle')}
            lead={<DraftHead c={c} view={view} base={sourcingBase} />}
          />
          <HistoryCard
            c={c}
            view={view}
            base={sourcingBase}
            history={history.value}
            paged={before !== undefined}
          />
        </div>
      </div>
    </>,
  );
}

function DraftButton({ c, view }: { c: HqContext; view: PolicyView<PolicyBook> }) {
  const { t } = c.get('visit');
  if (view.draft)
    return (
      <a class="button" href="/hq/sourcing/draft">
        {t('draftOpen')}
      </a>
    );
  return (
    <SeenForm c={c} layout="" action={`${sourcingBase}/draft/start`} revision={view.revision}>
      <button class="button" type="submit">
        {t('draftStart')}
      </button>
    </SeenForm>
  );
}

function BookCards({
  c,
  book,
  version,
  categories,
}: {
  c: HqContext;
  book: PolicyBook;
  version: PolicyVersion;
  categories: ReadonlyMap<string, LocalizedText>;
}) {
  const visit = c.get('visit');
  const { t } = visit;
  return (
    <>
      {book.scopes.map((scope) => (
        <Card
          id={`scope-${scope.id}`}
          title={scope.name[visit.language]}
          lead={scopeText(visit, scope, categories)}
        >
          <Chain c={c} chain={scope.chain} />
        </Card>
      ))}
      <Card
        id="standard"
        title={t('policyChainStandard')}
        lead={<VersionLine visit={visit} version={version} />}
      >
        <Chain c={c} chain={book.standard} />
      </Card>
      <MoneyCard c={c} chain={book.standard} />
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
          {visit.t('policyPublishedBy', { name: version.publishedByName ?? '' })}
        </>
      )}
    </>
  );
}
