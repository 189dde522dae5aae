/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { PolicyView } from '@jindian/shared/contract/policies';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { Clock } from '../../platform/clock.ts';
import type { PolicyEditor } from '../../platform/policy-document/types.ts';
import type { FormFields } from '../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../forms/form.tsx';
import { type FormFault, ofForm } from '../forms/post-form.tsx';
import { notFoundPage, problemPage } from '../pages/errors.tsx';
import { type PageOptions, page } from '../ui/layout.tsx';
import { Card } from '../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../visit.ts';
import { policyActions } from './actions.tsx';
import {
  DraftHead,
  HistoryCard,
  PolicyNotices,
  PublishCard,
  RestoreCard,
  SeenForm,
  versionText,
} from './parts.tsx';

const versionsOnPage = 10;

export type Edited<Content> = {
  c: HqContext;
  view: PolicyView<Content>;
  /** The draft, or what is in force where there is none. */
  edited: Content;
  /** Of this form: what went wrong, and what was typed. */
  fault: FormFault | null;
};

/** A document that is edited on a page of its own: what is its own beside the head, the publication and the history. */
export type DocumentPage<Content> = {
  document: Pick<PolicyEditor<Content>, 'name' | 'view' | 'versions' | 'version'>;
  /** `/hq/settings/serving` */
  base: string;
  options: Pick<PageOptions, 'title' | 'place' | 'backTo' | 'tools'>;
  /** Above the columns. */
  lead: Child;
  /** `hasHead`: whose draft it is stands there, unless it stands above. */
  card: { id: string; title(view: PolicyView<Content>): string; lead?: Child; hasHead?: false };
  /** In front of that card. */
  above?(about: Edited<Content>): Child | Promise<Child>;
  /** What a version is called after; the page's title where nothing else is said. */
  versionTitle?: string;
  fields(about: Edited<Content>): Child | Promise<Child>;
  /** In front of its publication. */
  beside?(about: Edited<Content>): Child | Promise<Child>;
  /** Below the form, as it stands in the draft. */
  below?(about: Edited<Content>): Child | Promise<Child>;
  /** A version as it was. */
  shown(c: HqContext, content: Content): Child | Promise<Child>;
  /** What the fields say; or, in the person's words, why they say nothing. */
  read(
    c: HqContext,
    fields: FormFields,
  ): { content: unknown } | NotAsked | Promise<{ content: unknown } | NotAsked>;
};

/** Pages of documents of one kind: the draft, its publication, the history, each version, and what is sent by them; gives the page, for other forms on it. */
export function documentPages<Content>(
  hq: Hono<HqEnvironment>,
  forms: FormRegistry,
  deps: { clock: Clock },
  pattern: string,
  pageOf: (c: HqContext) => DocumentPage<Content> | null,
): { show(c: HqContext, fault?: FormFault | null): Promise<Response> } {
  hq.get(pattern, (c) => show(c));

  async function show(c: HqContext, fault: FormFault | null = null): Promise<Response> {
    const own = pageOf(c);
    if (!own) return notFoundPage(c);
    const { t } = c.get('visit');
    const { document, base, card } = own;
    const before = c.req.query('before');
    const [view, history] = await Promise.all([
      document.view(),
      document.versions(
        versionsOnPage,
        before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined,
      ),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const about = {
      c,
      view,
      edited: view.draft?.content ?? view.inForce.content,
      fault: ofForm(fault, base),
    };
    const [above, fields, below, beside] = await Promise.all([
      own.above?.(about),
      own.fields(about),
      own.below?.(about),
      own.beside?.({ ...about, fault }),
    ]);
    return page(
      c,
      { ...own.options, status: fault?.status ?? 200 },
      <>
        <PolicyNotices c={c} view={view} fault={fault} />
        {own.lead}
        <div class="columns">
          <div class="column is-wide">
            {above}
            {card.lead}
            <Card
              id={card.id}
              title={card.title(view)}
              lead={card.hasHead === false ? null : <DraftHead c={c} view={view} base={base} />}
            >
              <SeenForm c={c} action={base} revision={view.revision}>
                {fields}
                <button class="button" type="submit">
                  {t('settingsSave')}
                </button>
              </SeenForm>
            </Card>
            {below}
          </div>
          <div class="column">
            {beside}
            <PublishCard c={c} view={view} base={base} fault={fault} />
            <HistoryCard c={c} view={view} base={base} history={history.value} paged={before !== undefined} />
          </div>
        </div>
      </>,
    );
  }

  forms.on(pattern, {
    endpoint: endpoints.hqSavePolicyDraft,
    params: (_, __, c) => ({ name: pageOf(c)?.document.name ?? '' }),
    async body({ revision }, fields, c) {
      const read = (await pageOf(c)?.read(c, fields)) ?? {};
      return read instanceof NotAsked ? read : { revision, ...read };
    },
    next: (_, c) => `${c.req.path}?done=saved`,
    again: show,
  });

  hq.get(`${pattern}/versions/:number{[0-9]{1,6}}`, async (c) => {
    const own = pageOf(c);
    if (!own) return notFoundPage(c);
    const { document, base, options } = own;
    const [view, found] = await Promise.all([
      document.view(),
      document.version(Number(c.req.param('number'))),
    ]);
    if (!found.ok) return notFoundPage(c);
    const { number, note, content } = found.value;
    const version = versionText(c.get('visit'), number);
    return page(
      c,
      {
        title: `${own.versionTitle ?? options.title} · ${version}`,
        place: options.place,
        backTo: { href: base, text: options.title },
      },
      <div class="columns">
        <div class="column is-wide">
          <Card id="version" title={version} lead={note}>
            {await own.shown(c, content)}
          </Card>
        </div>
        <div class="column is-form-first">
          <RestoreCard c={c} view={view} base={base} number={number} />
        </div>
      </div>,
    );
  });

  policyActions(forms, pattern, deps, (c) => {
    const own = pageOf(c);
    return own && { name: own.document.name, base: own.base, show };
  });
  return { show };
}
