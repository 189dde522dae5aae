/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { PolicyDraft } from '@jindian/shared/contract/serving/sourcing';
import type { PolicyBook, SourcingRule } from '@jindian/shared/contract/serving/sourcing-policy';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { shiftDay } from '../../format.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Notice } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { sourcingWords } from '../../words/serving/sourcing.ts';
import { faultPage, notFoundPage } from '../errors.tsx';
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
import { type SourcingHqDeps, versionText } from './sourcing.tsx';
import { Chain, MoneyCard } from './sourcing-chain.tsx';
import { scopeText } from './sourcing-text.ts';

const defaultDays = 7;

/** The draft: its chains rule by rule with what can be done to each, a simulation, and the way to publish it. */
export function sourcingDraftPages(hq: Hono<HqEnvironment>, deps: SourcingHqDeps, forms: FormRegistry): void {
  const { sourcingPolicies: policies, clock } = deps;

  async function show(c: HqContext, draft: PolicyDraft, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const asked = fault?.fields.text('scope') || c.req.query('scope') || standardScope;
    // A scope that somebody else removed meanwhile: the chain for everything is still there.
    const scopeId = fault && !chainOf(draft.book, asked) ? standardScope : asked;
    const chain = chainOf(draft.book, scopeId);
    if (!chain) return notFoundPage(c);
    const form = { c, revision: draft.revision, scopeId };
    const [simulate, publish] = ['simulate', 'publish'].map((what) =>
      ofForm(fault, `/hq/sourcing/draft/${what}`),
    ) as [FormFault | null, FormFault | null];
    const today = brandDay(clock.nowMs());
    return page(
      c,
      {
        title: t('draftTitle'),
        place: 'sourcing',
        backTo: { href: '/hq/sourcing', text: t('sourcingTitle') },
        status: fault?.status ?? 200,
      },
      <>
        {fault && !simulate && !publish ? <Notice kind="bad">{fault.text}</Notice> : null}
        {c.req.query('saved') !== undefined && !fault ? <Notice kind="good">{t('draftSaved')}</Notice> : null}
        <p class="page-lead">
          {t('draftLead')} {visit.language === 'zh' ? '' : '· '}
          {draft.basedOn === 0 ? versionText(visit, 0) : t('draftBasedOn', { number: draft.basedOn })}
        </p>
        <div class="columns">
          <div class="column is-wide">
            <Scopes form={form} book={draft.book} />
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
              <DraftForm {...form} action="simulate" fault={simulate}>
                <div class="field-pair">
                  <label class="field">
                    <span>{t('dayFrom')}</span>
                    <input
                      type="date"
                      name="fromDay"
                      value={typed(simulate, 'fromDay', shiftDay(today, 1 - defaultDays))}
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
            <Card id="publish" title={t('draftPublish')} lead={t('draftPublishLead')}>
              <DraftForm {...form} action="publish" fault={publish}>
                <label class="field">
                  <span>{t('draftNote')}</span>
                  <input
                    name="note"
                    value={typed(publish, 'note', '')}
                    maxlength={200}
                    required
                    autocomplete="off"
                  />
                </label>
                <button class="button" type="submit">
                  {t('draftPublish')}
                </button>
              </DraftForm>
              <DraftForm {...form} layout="actions" action="discard">
                <button class="quiet" type="submit">
                  {t('draftDiscard')}
                </button>
              </DraftForm>
            </Card>
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
    const { draft, inForce } = await policies.view();
    if (!draft || draft.revision !== revision) return { book: draft?.book ?? inForce.book, revision };
    const book = change(draft.book);
    const { t } = c.get('visit');
    if (!book) return new NotAsked(t('draftFaults', { detail: 'act' }));
    const fault = faultOf(book);
    return fault ? new NotAsked(t('draftFaults', { detail: fault })) : { book, revision };
  }

  async function again(c: HqContext, fault: FormFault) {
    const { draft } = await policies.view();
    return draft ? show(c, draft, fault) : faultPage(c, fault.status, fault.text);
  }

  forms.on('/sourcing/draft/start', {
    endpoint: endpoints.hqSaveSourcingDraft,
    body: async () => ({ book: (await policies.view()).inForce.book, revision: 0 }),
    // Somebody began one already: that is the draft.
    before: async (c) => ((await policies.view()).draft ? c.redirect('/hq/sourcing/draft', 303) : null),
    next: () => '/hq/sourcing/draft',
  });

  hq.get('/sourcing/draft', async (c) => {
    const { draft } = await policies.view();
    return draft ? show(c, draft) : c.redirect('/hq/sourcing', 303);
  });

  forms.on('/sourcing/draft/change', {
    endpoint: endpoints.hqSaveSourcingDraft,
    body: (body, fields, c) => changed(body, c, (book) => changedBook(book, fields)),
    async next({ book }, _, fields) {
      const scopeId = fields.text('scope');
      const shown = fields.text('act') === 'scope_add' ? book.scopes.at(-1)?.id : scopeId;
      return `/hq/sourcing/draft?scope=${chainOf(book, shown ?? '') ? shown : standardScope}&saved`;
    },
    again,
  });
  forms.on('/sourcing/draft/publish', {
    endpoint: endpoints.hqPublishSourcingPolicy,
    words: { note: 'draftNoteBad' },
    next: ({ number }) => `/hq/sourcing?done=${number}`,
    again,
  });
  forms.on('/sourcing/draft/discard', {
    endpoint: endpoints.hqDiscardSourcingDraft,
    next: () => '/hq/sourcing',
    again,
  });
  forms.on('/sourcing/draft/simulate', {
    endpoint: endpoints.hqSimulateSourcing,
    codes: { invalid_request: 'draftBadPeriod' },
    next: ({ id }) => `/hq/sourcing/simulations/${id}`,
    again,
  });
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
    <PostForm c={c} layout={layout} action={`/hq/sourcing/draft/${action}`} fault={fault}>
      <input type="hidden" name="revision" value={String(revision)} />
      <input type="hidden" name="scope" value={scopeId} />
      {children}
    </PostForm>
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

function Scopes({ form, book }: { form: OfDraft; book: PolicyBook }) {
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
            <span class="sub">{scopeText(visit, scope)}</span>
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
