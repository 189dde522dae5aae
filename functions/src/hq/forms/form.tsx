/** @jsxImportSource hono/jsx */
import type { Endpoint, ResponseOf } from '@jindian/shared/contract/endpoint';
import { type ProblemCode, problemCatalog, problemText } from '@jindian/shared/contract/problems/problem';
import type { z } from '@jindian/shared/zod';
import type { Hono } from 'hono';
import type { Mount } from '../../platform/http/mount.ts';
import { originOf } from '../../platform/http/origin.ts';
import { type Failure, fail } from '../../platform/result.ts';
import { faultPage, notFoundPage, problemPage } from '../pages/errors.tsx';
import { type HqContext, type HqEnvironment, signedIn } from '../visit.ts';
import type { Word } from '../words/say.ts';
import { type FieldNames, valueFrom } from './coerce.ts';
import { type FormFields, readFields } from './fields.ts';
import { askedForMore, type FormFault } from './post-form.tsx';

/** What a form would send: not checked yet. */
export type Asked = { params: unknown; query: unknown; body: unknown };

/** Said by a hook where no body can be made of what was typed, in words that fit better than the schema's. */
export class NotAsked {
  readonly text: string;
  readonly word: Word | null;
  /** The field that it is said of; null: of no one field. */
  readonly field: string | null;
  constructor(text: string, word: Word | null = null, field: string | null = null) {
    this.text = text;
    this.word = word;
    this.field = field;
  }
}

/** A form of the web view: an endpoint, and how its fields make the body. The endpoint's handler does the rest. */
export type FormDefinition<E extends Endpoint> = {
  endpoint: E;
  names?: FieldNames;
  /** Where fields are not simply values of the schema: given what the schema made of them. */
  body?(body: Record<string, unknown>, fields: FormFields, c: HqContext): unknown;
  params?(params: Record<string, unknown>, fields: FormFields, c: HqContext): unknown;
  query?(c: HqContext): unknown;
  /** What is wrong with a value, by its path (its beginning is enough). */
  words?: Readonly<Record<string, Word>>;
  /** What a code means on this page. */
  codes?: Partial<Readonly<Record<ProblemCode, Word>>>;
  /** A page in between, e.g. one that asks for confirmation; null goes on. */
  before?(c: HqContext, asked: Asked, fields: FormFields): Promise<Response | null>;
  /** Where it goes on: answered with a redirect, so that reloading the page does nothing twice. */
  next(
    value: ResponseOf<E>,
    c: HqContext,
    fields: FormFields,
  ): string | Response | Promise<string | Response>;
  /** The page again, with the fault beside its form; by default a page that says what was wrong. */
  again?(c: HqContext, fault: FormFault): Response | Promise<Response>;
};

// Definitions of many endpoints in one list: which one it is, is known where it is defined.
// biome-ignore lint/suspicious/noExplicitAny: variance of the endpoint's own types
export type AnyForm = FormDefinition<any>;

export function form<E extends Endpoint>(definition: FormDefinition<E>): FormDefinition<E> {
  return definition;
}

/** Forms by the path that they are sent to; more than one there are told apart by the field `act`. */
export type FormRegistry = ReturnType<typeof createForms>;

export function createForms(hq: Hono<HqEnvironment>, call: Mount['call']) {
  const registered: { path: string; act: string; definition: AnyForm }[] = [];

  /** One form of a path. */
  function on<E extends Endpoint>(path: string, definition: FormDefinition<E>): void {
    acts(path, { '': definition });
  }

  /** Several forms of a path, by the field `act`. */
  function acts(path: string, definitions: Readonly<Record<string, AnyForm>>): void {
    const byAct = new Map(Object.entries(definitions));
    for (const [act, definition] of byAct) registered.push({ path, act, definition });
    hq.post(path, async (c) => {
      const fields = await readFields(c);
      const act = byAct.size === 1 && byAct.has('') ? '' : fields.text('act');
      const definition = byAct.get(act);
      return definition
        ? send(c, act, definition, fields)
        : problemPage(c, 'invalid_request', { detail: 'act' });
    });
  }

  async function send(c: HqContext, act: string, definition: AnyForm, fields: FormFields) {
    const more = askedForMore(c.req.path, act, fields);
    if (more && definition.again) return definition.again(c, more);
    const asked = await askedBy(c, definition, fields);
    for (const part of [asked.params, asked.body]) {
      if (!(part instanceof NotAsked)) continue;
      const failure = fail('invalid_request', { detail: part.text });
      return refused(c, definition, {
        ...faultOf(c, act, definition, fields, failure),
        word: part.word,
        text: part.text,
        path: part.field,
      });
    }
    const between = await definition.before?.(c, asked, fields);
    if (between) return between;
    const key = fields.text('key');
    const { principal } = signedIn(c);
    const { language } = c.get('visit');
    const done = await call(definition.endpoint, { ...asked, principal, key, language, origin: originOf(c) });
    if (done.ok) {
      const goesTo = await definition.next(done.value, c, fields);
      return typeof goesTo === 'string' ? c.redirect(goesTo, 303) : goesTo;
    }
    return refused(c, definition, faultOf(c, act, definition, fields, done));
  }

  async function refused(c: HqContext, definition: AnyForm, fault: FormFault) {
    // What is not there has no form to be shown beside.
    if (fault.status === 404 && fault.word === null) return notFoundPage(c);
    const again = await definition.again?.(c, fault);
    // The form may stand on that page no more, or for others only: nothing is refused without a word.
    return again && (await says(again)) ? again : faultPage(c, fault.status, fault.text);
  }

  /** What a script of ours asked for says it in its own way. */
  async function says(page: Response): Promise<boolean> {
    if (!page.headers.get('content-type')?.startsWith('text/html')) return true;
    return (await page.clone().text()).includes('role="alert"');
  }

  return { on, acts, registered: registered as readonly (typeof registered)[number][] };
}

async function askedBy(c: HqContext, definition: AnyForm, fields: FormFields): Promise<Asked> {
  const { endpoint, names } = definition as { endpoint: Endpoint; names?: FieldNames };
  const read = (schema: z.ZodType | undefined) =>
    schema ? (valueFrom(schema, fields, names ? { names } : {}) as Record<string, unknown>) : {};
  const params = { ...read(endpoint.params), ...(endpoint.params ? c.req.param() : {}) };
  const body = read(endpoint.body);
  return {
    params: definition.params ? await definition.params(params, fields, c) : params,
    query: definition.query?.(c) ?? {},
    body: definition.body ? await definition.body(body, fields, c) : body,
  };
}

function faultOf(
  c: HqContext,
  act: string,
  { words = {}, codes = {} }: AnyForm,
  fields: FormFields,
  { code, params }: Failure,
): FormFault {
  const { t, language } = c.get('visit');
  const detail = code === 'invalid_request' ? String(params?.detail ?? '') : '';
  const path = /^[\w.-]+(?=: )/.exec(detail)?.[0] ?? null;
  const known = Object.keys(words).find((one) => path === one || path?.startsWith(`${one}.`));
  const word = known === undefined ? codes[code] : words[known];
  const { status } = problemCatalog[code];
  // What a person named and nobody knows is a slip in the form, where the page has a word for it.
  const shown = word && status === 404 ? 400 : [400, 403, 404, 409, 429].find((one) => one === status);
  return {
    action: c.req.path,
    act,
    code,
    params,
    word: word ?? null,
    text: word ? t(word) : problemText(code, params, language),
    path,
    fields,
    key: code === 'idempotency_key_reused' || code === 'idempotency_key_required' ? '' : fields.text('key'),
    status: (shown ?? (status >= 500 ? 503 : 400)) as FormFault['status'],
  };
}
