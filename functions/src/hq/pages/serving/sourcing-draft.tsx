/** @jsxImportSource hono/jsx */
import type { PolicyDraft } from '@jindian/shared/contract/serving/sourcing';
import { maxSimulatedDays } from '@jindian/shared/contract/serving/sourcing';
import type { PolicyBook, SourcingRule } from '@jindian/shared/contract/serving/sourcing-policy';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { idempotencyKeySchema } from '../../../platform/http/mount.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import { readDay, shiftDay } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import { sourcingWords } from '../../words/serving/sourcing.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import {
  chainOf,
  changedRules,
  faultOf,
  moved,
  newRule,
  newScope,
  ruleActs,
  standardScope,
  withChain,
} from './draft-parts.ts';
import { readNote, type SourcingHqDeps, versionText } from './sourcing.tsx';
import { Chain, MoneyCard } from './sourcing-chain.tsx';
import { scopeText } from './sourcing-text.ts';

const defaultDays = 7;

/** The draft: its chains rule by rule with what can be done to each, a simulation, and the way to publish it. */
export function sourcingDraftPages(hq: Hono<HqEnvironment>, deps: SourcingHqDeps): void {
  const { sourcingPolicies: policies, simulations, ids, clock } = deps;

  async function show(
    c: HqContext,
    draft: PolicyDraft,
    more: { scopeId?: string; fault?: string; key?: string } = {},
  ) {
    const visit = c.get('visit');
    const { t } = visit;
    const scopeId = more.scopeId ?? c.req.query('scope') ?? standardScope;
    const chain = chainOf(draft.book, scopeId);
    if (!chain) return notFoundPage(c);
    const csrf = signedIn(c).csrfToken;
    const today = brandDay(clock.nowMs());
    return page(
      c,
      {
        title: t('draftTitle'),
        place: 'sourcing',
        backTo: { href: '/hq/sourcing', text: t('sourcingTitle') },
        status: more.fault ? 400 : 200,
      },
      <>
        {more.fault ? <Notice kind="bad">{more.fault}</Notice> : null}
        {c.req.query('saved') !== undefined && !more.fault ? (
          <Notice kind="good">{t('draftSaved')}</Notice>
        ) : null}
        <p class="page-lead">
          {t('draftLead')} {visit.language === 'zh' ? '' : '· '}
          {draft.basedOn === 0 ? versionText(visit, 0) : t('draftBasedOn', { number: draft.basedOn })}
        </p>
        <div class="columns">
          <div class="column is-wide">
            <Scopes visit={visit} book={draft.book} scopeId={scopeId} csrf={csrf} revision={draft.revision} />
            <Card
              id="chain"
              title={
                scopeId === standardScope
                  ? t('policyChainStandard')
                  : (draft.book.scopes.find(({ id }) => id === scopeId)?.name[visit.language] ?? '')
              }
            >
              <Chain
                visit={visit}
                chain={chain}
                toolsOf={(rule, index) => (
                  <RuleTools
                    visit={visit}
                    rule={rule}
                    scopeId={scopeId}
                    csrf={csrf}
                    revision={draft.revision}
                    isFirst={index === 0}
                    isLast={index === chain.rules.length - 1}
                  />
                )}
              />
              <form class="actions" method="post" action="/hq/sourcing/draft/change">
                <Hidden csrf={csrf} revision={draft.revision} scopeId={scopeId} />
                <button class="button is-plain" type="submit" name="act" value="add">
                  {t('ruleAdd')}
                </button>
                <span class="hint">{t('ruleAddLead')}</span>
              </form>
            </Card>
            <MoneyCard
              visit={visit}
              chain={chain}
              tools={
                <a class="button is-plain is-small" href={`/hq/sourcing/draft/fees?scope=${scopeId}`}>
                  {t('ruleEdit')}
                </a>
              }
            />
          </div>
          <div class="column">
            <Card id="simulate" title={t('draftSimulate')} lead={t('draftSimulateLead')}>
              <form class="form" method="post" action="/hq/sourcing/draft/simulate">
                <Hidden csrf={csrf} revision={draft.revision} scopeId={scopeId} />
                <div class="field-pair">
                  <label class="field">
                    <span>{t('dayFrom')}</span>
                    <input type="date" name="fromDay" value={shiftDay(today, 1 - defaultDays)} required />
                  </label>
                  <label class="field">
                    <span>{t('dayTo')}</span>
                    <input type="date" name="toDay" value={today} required />
                  </label>
                </div>
                <button class="button is-plain" type="submit">
                  {t('draftSimulate')}
                </button>
              </form>
            </Card>
            <Card id="publish" title={t('draftPublish')} lead={t('draftPublishLead')}>
              <form class="form" method="post" action="/hq/sourcing/draft/publish">
                <Hidden csrf={csrf} revision={draft.revision} scopeId={scopeId} />
                <input type="hidden" name="key" value={more.key ?? ids.next()} />
                <label class="field">
                  <span>{t('draftNote')}</span>
                  <input name="note" maxlength={200} required autocomplete="off" />
                </label>
                <button class="button" type="submit">
                  {t('draftPublish')}
                </button>
              </form>
              <form class="actions" method="post" action="/hq/sourcing/draft/discard">
                <Hidden csrf={csrf} revision={draft.revision} scopeId={scopeId} />
                <button class="quiet" type="submit">
                  {t('draftDiscard')}
                </button>
              </form>
            </Card>
          </div>
        </div>
      </>,
    );
  }

  /** The draft, if it is still the one that the form was made for. */
  async function seenDraft(
    c: HqContext,
  ): Promise<{ draft: PolicyDraft; field: (name: string) => string } | null> {
    const field = await readForm(c);
    const { draft } = await policies.view();
    return draft && String(draft.revision) === field('revision') ? { draft, field } : null;
  }

  async function keep(c: HqContext, draft: PolicyDraft, book: PolicyBook, scopeId: string) {
    const fault = faultOf(book);
    if (fault) return show(c, draft, { scopeId, fault: c.get('visit').t('draftFaults', { detail: fault }) });
    const saved = await policies.saveDraft(book, draft.revision, signedIn(c).memberId);
    if (!saved.ok) return problemPage(c, saved.code, saved.params);
    return c.redirect(`/hq/sourcing/draft?scope=${scopeId}&saved`, 303);
  }

  hq.post('/sourcing/draft/start', async (c) => {
    const { inForce, draft } = await policies.view();
    if (!draft) {
      const saved = await policies.saveDraft(inForce.book, 0, signedIn(c).memberId);
      if (!saved.ok) return problemPage(c, saved.code, saved.params);
    }
    return c.redirect('/hq/sourcing/draft', 303);
  });

  hq.get('/sourcing/draft', async (c) => {
    const { draft } = await policies.view();
    return draft ? show(c, draft) : c.redirect('/hq/sourcing', 303);
  });

  hq.post('/sourcing/draft/change', async (c) => {
    const seen = await seenDraft(c);
    if (!seen) return problemPage(c, 'draft_changed');
    const { draft, field } = seen;
    const { book } = draft;
    const scopeId = field('scope') || standardScope;
    const chain = chainOf(book, scopeId);
    if (!chain) return notFoundPage(c);
    const act = field('act');
    if (act === 'add') {
      const rules = [...chain.rules, newRule(chain, texts('ruleNew'))];
      return keep(c, draft, withChain(book, scopeId, { ...chain, rules }), scopeId);
    }
    if (act === 'scope_add') {
      const scope = newScope(book, texts('scopeNew'));
      return keep(c, draft, { ...book, scopes: [...book.scopes, scope] }, scope.id);
    }
    if (act === 'scope_remove') {
      const scopes = book.scopes.filter(({ id }) => id !== scopeId);
      return keep(c, draft, { ...book, scopes }, standardScope);
    }
    if (act === 'scope_up') {
      const index = book.scopes.findIndex(({ id }) => id === scopeId);
      return keep(c, draft, { ...book, scopes: moved(book.scopes, index, -1) ?? book.scopes }, scopeId);
    }
    const ruleAct = ruleActs.find((known) => known === act);
    const rules = ruleAct && changedRules(chain.rules, field('rule'), ruleAct);
    if (!rules) return show(c, draft, { scopeId });
    return keep(c, draft, withChain(book, scopeId, { ...chain, rules }), scopeId);
  });

  hq.post('/sourcing/draft/publish', async (c) => {
    const visit = c.get('visit');
    const field = await readForm(c);
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    const note = readNote(field('note'));
    if (key === undefined) return problemPage(c, 'idempotency_key_required');
    const { draft } = await policies.view();
    if (note === null)
      return draft
        ? show(c, draft, { scopeId: field('scope'), fault: visit.t('draftNoteBad'), key })
        : problemPage(c, 'draft_changed');
    const { memberId } = signedIn(c);
    const revision = Number(field('revision'));
    const command = commandClaim(memberId, 'hqPublishSourcingPolicy', key, {
      params: {},
      body: { revision, note },
    });
    const done = await policies.publish(revision, note, memberId, command);
    if (!done.ok) return problemPage(c, done.code, done.params);
    return c.redirect(`/hq/sourcing?done=${done.value.number}`, 303);
  });

  hq.post('/sourcing/draft/discard', async (c) => {
    const field = await readForm(c);
    const done = await policies.discardDraft(Number(field('revision')));
    if (!done.ok) return problemPage(c, done.code, done.params);
    return c.redirect('/hq/sourcing', 303);
  });

  hq.post('/sourcing/draft/simulate', async (c) => {
    const visit = c.get('visit');
    const seen = await seenDraft(c);
    if (!seen) return problemPage(c, 'draft_changed');
    const { draft, field } = seen;
    const [fromDay, toDay] = [readDay(field('fromDay')), readDay(field('toDay'))];
    const tooLong = fromDay && toDay && shiftDay(fromDay, maxSimulatedDays) <= toDay;
    if (!fromDay || !toDay || toDay < fromDay || tooLong)
      return show(c, draft, { scopeId: field('scope'), fault: visit.t('draftBadPeriod') });
    const started = await simulations.start({ fromDay, toDay }, draft.revision, signedIn(c).memberId);
    if (!started.ok) return problemPage(c, started.code, started.params);
    return c.redirect(`/hq/sourcing/simulations/${started.value.id}`, 303);
  });
}

function texts(word: 'ruleNew' | 'scopeNew') {
  return { zh: sourcingWords[word].zh, en: sourcingWords[word].en };
}

function Hidden({ csrf, revision, scopeId }: { csrf: string; revision: number; scopeId: string }) {
  return (
    <>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="revision" value={String(revision)} />
      <input type="hidden" name="scope" value={scopeId} />
    </>
  );
}

function RuleTools({
  visit,
  rule,
  scopeId,
  csrf,
  revision,
  isFirst,
  isLast,
}: {
  visit: Visit;
  rule: SourcingRule;
  scopeId: string;
  csrf: string;
  revision: number;
  isFirst: boolean;
  isLast: boolean;
}) {
  const { t } = visit;
  const button = (act: string, text: string, disabled = false) => (
    <button
      class="quiet"
      type="submit"
      name="act"
      value={act}
      disabled={disabled}
      aria-label={`${text} ${rule.name[visit.language]}`}
    >
      {text}
    </button>
  );
  return (
    <form method="post" action="/hq/sourcing/draft/change">
      <Hidden csrf={csrf} revision={revision} scopeId={scopeId} />
      <input type="hidden" name="rule" value={rule.id} />
      <a
        class="button is-plain is-small"
        href={`/hq/sourcing/draft/rules/${rule.id}?scope=${scopeId}`}
        aria-label={`${t('ruleEdit')} ${rule.name[visit.language]}`}
      >
        {t('ruleEdit')}
      </a>
      {button('toggle', t(rule.enabled ? 'ruleDisable' : 'ruleEnable'))}
      {button('up', t('ruleUp'), isFirst)}
      {button('down', t('ruleDown'), isLast)}
      {button('remove', t('ruleRemove'), isFirst && isLast)}
    </form>
  );
}

function Scopes({
  visit,
  book,
  scopeId,
  csrf,
  revision,
}: {
  visit: Visit;
  book: PolicyBook;
  scopeId: string;
  csrf: string;
  revision: number;
}) {
  const { t } = visit;
  const isScope = scopeId !== standardScope;
  return (
    <Card id="scopes" title={t('policyScopes')} lead={t('policyScopesLead')}>
      <ol class="scope-list">
        {book.scopes.map((scope) => (
          <li aria-current={scope.id === scopeId ? 'true' : undefined}>
            <a href={`/hq/sourcing/draft?scope=${scope.id}`}>{scope.name[visit.language]}</a>
            <span class="sub">{scopeText(visit, scope)}</span>
          </li>
        ))}
        <li aria-current={isScope ? undefined : 'true'}>
          <a href="/hq/sourcing/draft">{t('policyChainStandard')}</a>
          <span class="sub">{t('policyScopeAll')}</span>
        </li>
      </ol>
      <form class="actions" method="post" action="/hq/sourcing/draft/change">
        <Hidden csrf={csrf} revision={revision} scopeId={scopeId} />
        {isScope ? (
          <>
            <a class="button is-plain is-small" href={`/hq/sourcing/draft/scopes/${scopeId}`}>
              {t('scopeEdit')}
            </a>
            <button class="quiet" type="submit" name="act" value="scope_up">
              {t('ruleUp')}
            </button>
            <button class="quiet" type="submit" name="act" value="scope_remove">
              {t('ruleRemove')}
            </button>
          </>
        ) : (
          <>
            <button class="button is-plain is-small" type="submit" name="act" value="scope_add">
              {t('scopeAdd')}
            </button>
            <span class="hint">{t('scopeAddLead')}</span>
          </>
        )}
      </form>
    </Card>
  );
}
