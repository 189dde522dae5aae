/** @jsxImportSource hono/jsx */
import type { LocalizedText } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { PolicyView } from '@jindian/shared/contract/policies';
import type { PolicyBook, SourcingRule } from '@jindian/shared/contract/serving/sourcing-policy';
import { brandDay, dayAfter } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, ofForm, typed } from '../../forms/post-form.tsx';
import { policyActions } from '../../policies/actions.tsx';
import { DraftHead, PolicyNotices, PublishCard, SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { sourcingWords } from '../../words/serving/sourcing.ts';
import { notFoundPage } from '../errors.tsx';
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
import { type SourcingHqDeps, showPolicy, sourcingBase } from './sourcing.tsx';
import { Chain, MoneyCard } from './sourcing-chain.tsx';
import { scopeText } from './sourcing-text.ts';

const defaultDays = 7;

/** The draft: its chains rule by rule with what can be done to each, a simulation, and the way to publish it. */
export function sourcingDraftPages(hq: Hono<HqEnvironment>, deps: SourcingHqDeps, forms: FormRegistry): void {
  const { sourcingPolicies: policies, clock } = deps;

  async function show(c: HqContext, view: PolicyView<PolicyBook>, fault: FormFault | null = null) {
    const book = view.draft?.content ?? view.inForce.content;
    const visit = c.get('visit');
    const { t } = visit;
    const asked = fault?.fields.text('scope') || c.req.query('scope') || standardScope;
    // A scope that somebody else removed meanwhile: the chain for everything is still there.
    const scopeId = fault && !chainOf(book, asked) ? standardScope : asked;
    const chain = chainOf(book, scopeId);
    if (!chain) return notFoundPage(c);
    const form = { c, revision: view.revision, scopeId };
    const simulate = ofForm(fault, `${sourcingBase}/draft/simulate`);
    const today = brandDay(clock.nowMs());
    const categories = await deps.categoryNames();
    return page(
      c,
      {
        title: t('draftTitle'),
        place: 'sourcing',
        backTo: { href: '/hq/sourcing', text: t('sourcingTitle') },
        status: fault?.status ?? 200,
      },
      <>
        <PolicyNotices c={c} view={view} fault={simulate ? null : fault} />
        <p class="page-lead">{t('draftLead')}</p>
        <div class="columns">
          <div class="column is-wide">
            <Scopes form={form} book={book} categories={categories} />
            <Card
              id="chain"
              title={
                scopeId === standardScope
                  ? t('policyChainStandard')
                  : (book.scopes.find(({ id }) => id === scopeId)?.name[visit.language] ?? '')
              }
            >
              <Chain
                c={c}
                chain={chain}
                toolsOf={(rule, index) => (
                  <RuleTools
                    form={form}
                    rule={rule}
                    isFirst={index === 0}
                    isLast={index === chain.rules.length - 1}
                  />
                )}
              />
              <DraftForm {...form} layout="actions" action="change">
                <button class="button is-plain" type="submit" name="act" value="add">
                  {t('ruleAdd')}
                </button>
                <span class="hint">{t('ruleAddLead')}</span>
              </DraftForm>
            </Card>
            <MoneyCard
              c={c}
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
              <DraftForm {...form} action="simulate" fault={simulate}>
                <div class="field-pair">
                  <label class="field">
                    <span>{t('dayFrom')}</span>
                    <input
                      type="date"
                      name="fromDay"
                      value={typed(simulate, 'fromDay', dayAfter(today, 1 - defaultDays))}
                      required
                    />
                  </label>
                  <label class="field">
                    <span>{t('dayTo')}</span>
                    <input type="date" name="toDay" value={typed(simulate, 'toDay', today)} required />
                  </label>
                </div>
                <button class="button is-plain" type="submit">
                  {t('draftSimulate')}
                </button>
              </DraftForm>
            </Card>
            <PublishCard
              c={c}
              view={view}
              base={sourcingBase}
              fault={fault}
              lead={
                <>
                  <p>{t('draftPublishLead')}</p>
                  <DraftHead c={c} view={view} base={sourcingBase} />
                </>
              }
            />
          </div>
        </div>
      </>,
    );
  }

  /** A change of the draft that the form was made for; of any other it is refused by its revision. */
  async function changed(
    { revision }: Record<string, unknown>,
    c: HqContext,
    change: (book: PolicyBook) => PolicyBook | null,
  ) {
    const view = await policies.view();
    const present = view.draft?.content ?? view.inForce.content;
    if (!view.draft || view.revision !== revision) return { content: present, revision };
    const content = change(present);
    const { t } = c.get('visit');
    if (!content) return new NotAsked(t('draftFaults', { detail: 'act' }));
    const fault = faultOf(content);
    return fault ? new NotAsked(t('draftFaults', { detail: fault })) : { content, revision };
  }

  /** The draft again; without one, what is in force. */
  async function again(c: HqContext, fault: FormFault): Promise<Response> {
    const view = await policies.view();
    return view.draft ? show(c, view, fault) : showPolicy(c, deps, fault);
  }

  const save = { endpoint: endpoints.hqSavePolicyDraft, params: () => ({ name: policies.name }) };
  forms.on('/sourcing/draft/start', {
    ...save,
    body: async ({ revision }) => ({ content: (await policies.view()).inForce.content, revision }),
    // Somebody began one already: that is the draft.
    before: async (c) => ((await policies.view()).draft ? c.redirect('/hq/sourcing/draft', 303) : null),
    next: () => '/hq/sourcing/draft',
    again,
  });

  hq.get('/sourcing/draft', async (c) => {
    const view = await policies.view();
    return view.draft ? show(c, view) : c.redirect(sourcingBase, 303);
  });

  forms.on('/sourcing/draft/change', {
    ...save,
    body: (body, fields, c) => changed(body, c, (book) => changedBook(book, fields)),
    async next(_, __, fields) {
      const { draft, inForce } = await policies.view();
      const book = draft?.content ?? inForce.content;
      const scopeId = fields.text('scope');
      const shown = fields.text('act') === 'scope_add' ? book.scopes.at(-1)?.id : scopeId;
      return `/hq/sourcing/draft?scope=${chainOf(book, shown ?? '') ? shown : standardScope}&done=saved`;
    },
    again,
  });
  forms.on('/sourcing/draft/simulate', {
    endpoint: endpoints.hqSimulateSourcing,
    codes: { invalid_request: 'draftBadPeriod' },
    next: ({ id }) => `/hq/sourcing/simulations/${id}`,
    again,
  });
  policyActions(forms, '/sourcing', deps, () => ({ name: policies.name, base: sourcingBase, show: again }));
}

/** The book with what was tapped done to it; null where that cannot be done. */
function changedBook(book: PolicyBook, fields: FormFields): PolicyBook | null {
  const scopeId = fields.text('scope') || standardScope;
  const chain = chainOf(book, scopeId);
  if (!chain) return null;
  const act = fields.text('act');
  switch (act) {
    case 'add':
      return withChain(book, scopeId, {
        ...chain,
        rules: [...chain.rules, newRule(chain, texts('ruleNew'))],
      });
    case 'scope_add':
      return { ...book, scopes: [...book.scopes, newScope(book, texts('scopeNew'))] };
    case 'scope_remove':
      return { ...book, scopes: book.scopes.filter(({ id }) => id !== scopeId) };
    case 'scope_up': {
      const index = book.scopes.findIndex(({ id }) => id === scopeId);
      return { ...book, scopes: moved(book.scopes, index, -1) ?? book.scopes };
    }
    default: {
      const ruleAct = ruleActs.find((known) => known === act);
      const rules = ruleAct && changedRules(chain.rules, fields.text('rule'), ruleAct);
      return rules ? withChain(book, scopeId, { ...chain, rules }) : null;
    }
  }
}

function texts(word: 'ruleNew' | 'scopeNew') {
  return { zh: sourcingWords[word].zh, en: sourcingWords[word].en };
}

type OfDraft = { c: HqContext; revision: number; scopeId: string };

/** A form about the draft as it was shown. */
function DraftForm({
  c,
  revision,
  scopeId,
  action,
  layout = 'form',
  fault = null,
  children,
}: OfDraft & { action: string; layout?: string; fault?: FormFault | null; children?: Child }) {
  return (
    <SeenForm
      c={c}
      layout={layout}
      action={`${sourcingBase}/draft/${action}`}
      revision={revision}
      fault={fault}
    >
      <input type="hidden" name="scope" value={scopeId} />
      {children}
    </SeenForm>
  );
}

function RuleTools({
  form,
  rule,
  isFirst,
  isLast,
}: {
  form: OfDraft;
  rule: SourcingRule;
  isFirst: boolean;
  isLast: boolean;
}) {
  const visit = form.c.get('visit');
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
    <DraftForm {...form} layout="" action="change">
      <input type="hidden" name="rule" value={rule.id} />
      <a
        class="button is-plain is-small"
        href={`/hq/sourcing/draft/rules/${rule.id}?scope=${form.scopeId}`}
        aria-label={`${t('ruleEdit')} ${rule.name[visit.language]}`}
      >
        {t('ruleEdit')}
      </a>
      {button('toggle', t(rule.enabled ? 'ruleDisable' : 'ruleEnable'))}
      {button('up', t('ruleUp'), isFirst)}
      {button('down', t('ruleDown'), isLast)}
      {button('remove', t('ruleRemove'), isFirst && isLast)}
    </DraftForm>
  );
}

function Scopes({
  form,
  book,
  categories,
}: {
  form: OfDraft;
  book: PolicyBook;
  categories: ReadonlyMap<string, LocalizedText>;
}) {
  const visit = form.c.get('visit');
  const { t } = visit;
  const { scopeId } = form;
  const isScope = scopeId !== standardScope;
  return (
    <Card id="scopes" title={t('policyScopes')} lead={t('policyScopesLead')}>
      <ol class="scope-list">
        {book.scopes.map((scope) => (
          <li aria-current={scope.id === scopeId ? 'true' : undefined}>
            <a href={`/hq/sourcing/draft?scope=${scope.id}`}>{scope.name[visit.language]}</a>
            <span class="sub">{scopeText(visit, scope, categories)}</span>
          </li>
        ))}
        <li aria-current={isScope ? undefined : 'true'}>
          <a href="/hq/sourcing/draft">{t('policyChainStandard')}</a>
          <span class="sub">{t('policyScopeAll')}</span>
        </li>
      </ol>
      <DraftForm {...form} layout="actions" action="change">
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
      </DraftForm>
    </Card>
  );
}
