/** @jsxImportSource hono/jsx */
import type { LocalizedText } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { PolicyBook } from '@jindian/shared/contract/serving/sourcing-policy';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import type { FormFault } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Notice } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { faultPage, notFoundPage } from '../errors.tsx';
import { chainOf, faultOf, standardScope, withChain } from './draft-parts.ts';
import type { SourcingHqDeps } from './sourcing.tsx';
import {
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

type Target = {
  /** Where the form is posted to. */
  action: string;
  title: string;
  fields: Fields;
  form(fields: Fields, categories: ReadonlyMap<string, LocalizedText>): Child;
  read(fields: FormFields): Read<PolicyBook>;
};

type Wanted = { target: Target; scopeId: string };

/** The forms of a draft: a rule, which orders a chain is for, its fees and costs. */
export function sourcingEditPages(hq: Hono<HqEnvironment>, deps: SourcingHqDeps, forms: FormRegistry): void {
  const { sourcingPolicies: policies } = deps;

  async function show(c: HqContext, revision: number, { target, scopeId }: Wanted, fault: FormFault | null) {
    const visit = c.get('visit');
    const fields = fault ? asTyped(fault.fields) : target.fields;
    return page(
      c,
      {
        title: target.title,
        place: 'sourcing',
        backTo: { href: `/hq/sourcing/draft?scope=${scopeId}`, text: visit.t('draftTitle') },
        status: fault?.status ?? 200,
      },
      <SeenForm c={c} layout="form policy-form" action={target.action} revision={revision}>
        {fault ? <Notice kind="bad">{fault.text}</Notice> : null}
        {target.form(fields, await deps.categoryNames())}
        <div class="actions">
          <button class="button" type="submit">
            {visit.t('formSave')}
          </button>
          <a class="button is-plain" href={`/hq/sourcing/draft?scope=${scopeId}`}>
            {visit.t('cancel')}
          </a>
        </div>
      </SeenForm>,
    );
  }

  /** A page of the draft and the form on it. */
  function edits(path: string, wantedOf: (c: HqContext, book: PolicyBook) => Wanted | null): void {
    async function shown(c: HqContext, fault: FormFault | null) {
      const { draft, revision } = await policies.view();
      if (!draft) return fault ? faultPage(c, fault.status, fault.text) : notFoundPage(c);
      const wanted = wantedOf(c, draft.content);
      if (wanted) return show(c, revision, wanted, fault);
      return fault ? faultPage(c, fault.status, fault.text) : notFoundPage(c);
    }
    hq.get(path, (c) => shown(c, null));
    forms.on(path, {
      endpoint: endpoints.hqSavePolicyDraft,
      params: () => ({ name: policies.name }),
      async body({ revision }, fields, c) {
        const { t } = c.get('visit');
        const view = await policies.view();
        const present = view.draft?.content ?? view.inForce.content;
        // Of a draft that changed meanwhile it is refused by its revision.
        if (!view.draft || view.revision !== revision) return { content: present, revision };
        const read = wantedOf(c, present)?.target.read(fields);
        if (!read) return new NotAsked(t('notFoundText'));
        if ('fault' in read) return new NotAsked(t('formBad', { field: t(read.fault) }));
        const fault = faultOf(read.value);
        return fault ? new NotAsked(t('draftFaults', { detail: fault })) : { content: read.value, revision };
      },
      async next(_, c) {
        const { draft, inForce } = await policies.view();
        const scopeId = wantedOf(c, draft?.content ?? inForce.content)?.scopeId ?? standardScope;
        return `/hq/sourcing/draft?scope=${scopeId}&done=saved`;
      },
      again: shown,
    });
  }

  edits('/sourcing/draft/rules/:ruleId', (c, book) => {
    const visit = c.get('visit');
    const scopeId = c.req.query('scope') ?? standardScope;
    const ruleId = c.req.param('ruleId') ?? '';
    const chain = chainOf(book, scopeId);
    const rule = chain?.rules.find(({ id }) => id === ruleId);
    if (!chain || !rule) return null;
    return {
      scopeId,
      target: {
        action: `/hq/sourcing/draft/rules/${ruleId}?scope=${scopeId}`,
        title: rule.name[visit.language],
        fields: ruleFields(rule),
        form: (fields) => <RuleForm visit={visit} fields={fields} />,
        read(typed) {
          const read = readRule(typed, rule);
          if ('fault' in read) return read;
          const rules = chain.rules.map((each) => (each.id === ruleId ? read.value : each));
          return { value: withChain(book, scopeId, { ...chain, rules }) };
        },
      },
    };
  });

  edits('/sourcing/draft/scopes/:scopeId', (c, book) => {
    const visit = c.get('visit');
    const scopeId = c.req.param('scopeId') ?? '';
    const scope = book.scopes.find(({ id }) => id === scopeId);
    if (!scope) return null;
    return {
      scopeId,
      target: {
        action: `/hq/sourcing/draft/scopes/${scopeId}`,
        title: `${scope.name[visit.language]} · ${visit.t('scopeEdit')}`,
        fields: scopeFields(scope),
        form: (fields, categories) => <ScopeForm visit={visit} fields={fields} categories={categories} />,
        read(typed) {
          const read = readScope(typed, scope);
          if ('fault' in read) return read;
          const scopes = book.scopes.map((each) => (each.id === scopeId ? read.value : each));
          return { value: { ...book, scopes } };
        },
      },
    };
  });

  edits('/sourcing/draft/fees', (c, book) => {
    const visit = c.get('visit');
    const scopeId = c.req.query('scope') ?? standardScope;
    const chain = chainOf(book, scopeId);
    if (!chain) return null;
    return {
      scopeId,
      target: {
        action: `/hq/sourcing/draft/fees?scope=${scopeId}`,
        title: visit.t('policyFees'),
        fields: feeFields(chain),
        form: (fields) => <FeesForm visit={visit} fields={fields} />,
        read(typed) {
          const read = readFees(typed);
          if ('fault' in read) return read;
          return { value: withChain(book, scopeId, { ...chain, ...read.value }) };
        },
      },
    };
  });
}

/** The form as the person left it: boxes that are not ticked are not sent. */
function asTyped(fields: FormFields): Fields {
  return Object.fromEntries(fields.names().map((name) => [name, fields.all(name).join('、')]));
}
