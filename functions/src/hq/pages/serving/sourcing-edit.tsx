/** @jsxImportSource hono/jsx */
import { type Trade, tradeSchema } from '@jindian/shared/contract/places/network';
import type { PolicyDraft } from '@jindian/shared/contract/serving/sourcing';
import { orderChannels, type PolicyBook } from '@jindian/shared/contract/serving/sourcing-policy';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { page } from '../../ui/layout.tsx';
import { Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { chainOf, faultOf, standardScope, withChain } from './draft-parts.ts';
import type { SourcingHqDeps } from './sourcing.tsx';
import {
  type Field,
  type Fields,
  feeFields,
  type Read,
  readFees,
  readRule,
  readScope,
  ruleFields,
  scopeFields,
} from './sourcing-form.ts';
import { FeesForm, RuleForm, ScopeForm } from './sourcing-forms.tsx';

const trades: readonly Trade[] = tradeSchema.options;

type Target = {
  /** Where the form is posted to. */
  action: string;
  title: string;
  fields: Fields;
  form(fields: Fields): Child;
  read(field: Field): Read<PolicyBook>;
};

/** The forms of a draft: a rule, which orders a chain is for, its fees and costs. */
export function sourcingEditPages(hq: Hono<HqEnvironment>, deps: SourcingHqDeps): void {
  const { sourcingPolicies: policies } = deps;

  function show(c: HqContext, draft: PolicyDraft, scopeId: string, target: Target, fault: string | null) {
    const visit = c.get('visit');
    return page(
      c,
      {
        title: target.title,
        place: 'sourcing',
        backTo: { href: `/hq/sourcing/draft?scope=${scopeId}`, text: visit.t('draftTitle') },
        status: fault ? 400 : 200,
      },
      <form class="form policy-form" method="post" action={target.action}>
        <input type="hidden" name="csrf" value={signedIn(c).csrfToken} />
        <input type="hidden" name="revision" value={String(draft.revision)} />
        {fault ? <Notice kind="bad">{fault}</Notice> : null}
        {target.form(target.fields)}
        <div class="actions">
          <button class="button" type="submit">
            {visit.t('formSave')}
          </button>
          <a class="button is-plain" href={`/hq/sourcing/draft?scope=${scopeId}`}>
            {visit.t('cancel')}
          </a>
        </div>
      </form>,
    );
  }

  async function handle(
    c: HqContext,
    scopeId: string,
    targetOf: (visit: Visit, book: PolicyBook) => Target | null,
  ) {
    const visit = c.get('visit');
    const { draft } = await policies.view();
    if (!draft) return problemPage(c, 'draft_changed');
    const target = targetOf(visit, draft.book);
    if (!target) return notFoundPage(c);
    if (c.req.method === 'GET') return show(c, draft, scopeId, target, null);
    const field = await readForm(c);
    if (field('revision') !== String(draft.revision)) return problemPage(c, 'draft_changed');
    const again = (fault: string) =>
      show(c, draft, scopeId, { ...target, fields: asTyped(target.fields, field) }, fault);
    const read = target.read(field);
    if ('fault' in read) return again(visit.t('formBad', { field: visit.t(read.fault) }));
    const fault = faultOf(read.value);
    if (fault) return again(visit.t('draftFaults', { detail: fault }));
    const saved = await policies.saveDraft(read.value, draft.revision, signedIn(c).memberId);
    if (!saved.ok) return problemPage(c, saved.code, saved.params);
    return c.redirect(`/hq/sourcing/draft?scope=${scopeId}&saved`, 303);
  }

  hq.on(['GET', 'POST'], '/sourcing/draft/rules/:ruleId', (c) => {
    const scopeId = c.req.query('scope') ?? standardScope;
    const ruleId = c.req.param('ruleId');
    return handle(c, scopeId, (visit, book) => {
      const chain = chainOf(book, scopeId);
      const rule = chain?.rules.find(({ id }) => id === ruleId);
      if (!chain || !rule) return null;
      return {
        action: `/hq/sourcing/draft/rules/${ruleId}?scope=${scopeId}`,
        title: rule.name[visit.language],
        fields: ruleFields(rule),
        form: (fields) => <RuleForm visit={visit} fields={fields} />,
        read(field) {
          const read = readRule(field, ruleId);
          if ('fault' in read) return read;
          const rules = chain.rules.map((each) => (each.id === ruleId ? read.value : each));
          return { value: withChain(book, scopeId, { ...chain, rules }) };
        },
      };
    });
  });

  hq.on(['GET', 'POST'], '/sourcing/draft/scopes/:scopeId', (c) => {
    const scopeId = c.req.param('scopeId');
    return handle(c, scopeId, (visit, book) => {
      const scope = book.scopes.find(({ id }) => id === scopeId);
      if (!scope) return null;
      return {
        action: `/hq/sourcing/draft/scopes/${scopeId}`,
        title: `${scope.name[visit.language]} · ${visit.t('scopeEdit')}`,
        fields: scopeFields(scope),
        form: (fields) => <ScopeForm visit={visit} fields={fields} />,
        read(field) {
          const read = readScope(field, scope, { trades, channels: orderChannels });
          if ('fault' in read) return read;
          const scopes = book.scopes.map((each) => (each.id === scopeId ? read.value : each));
          return { value: { ...book, scopes } };
        },
      };
    });
  });

  hq.on(['GET', 'POST'], '/sourcing/draft/fees', (c) => {
    const scopeId = c.req.query('scope') ?? standardScope;
    return handle(c, scopeId, (visit, book) => {
      const chain = chainOf(book, scopeId);
      if (!chain) return null;
      return {
        action: `/hq/sourcing/draft/fees?scope=${scopeId}`,
        title: visit.t('policyFees'),
        fields: feeFields(chain.serviceFees, chain.deliveryCosts),
        form: (fields) => <FeesForm visit={visit} fields={fields} />,
        read(field) {
          const read = readFees(field);
          if ('fault' in read) return read;
          const { fees: serviceFees, costs: deliveryCosts } = read.value;
          return { value: withChain(book, scopeId, { ...chain, serviceFees, deliveryCosts }) };
        },
      };
    });
  });
}

/** The form as the person left it: boxes that are not ticked are not sent. */
function asTyped(fields: Fields, field: Field): Fields {
  const typed: Fields = {};
  for (const name of Object.keys(fields)) typed[name] = field(name);
  return new Proxy(typed, { get: (known, name) => known[String(name)] ?? field(String(name)) });
}
