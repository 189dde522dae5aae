/** @jsxImportSource hono/jsx */
import type { FailureParams, ProblemCode } from '@jindian/shared/contract/problems/problem';
import type { Child } from 'hono/jsx';
import { randomToken } from '../../platform/ids.ts';
import { Notice } from '../ui/parts.tsx';
import { type HqContext, signedIn } from '../visit.ts';
import type { Word } from '../words/say.ts';
import type { FormFields } from './fields.ts';

/** A form that was refused: why, in the person's language, and everything that was typed. */
export type FormFault = {
  /** Where it was sent, and its act where several are sent there. */
  action: string;
  act: string;
  code: ProblemCode;
  params: FailureParams | undefined;
  /** The page's own word for it, where it has one. */
  word: Word | null;
  text: string;
  /** The value that is wrong, by its path in the endpoint's schema or its field; null when it is not one value. */
  path: string | null;
  fields: FormFields;
  /** The same again: the form was not carried out. */
  key: string;
  status: 200 | 400 | 403 | 404 | 409 | 429 | 503;
};

/** Pressed for more rows to fill in: the form comes back with all that was typed, and nothing is done. */
export const moreAsked = 'more';

/** The form again where more rows were asked for; null where it was meant to be carried out. */
export function askedForMore(action: string, act: string, fields: FormFields): FormFault | null {
  if (fields.text(moreAsked) === '') return null;
  return {
    action,
    act,
    code: 'invalid_request',
    params: undefined,
    word: null,
    text: '',
    path: null,
    fields,
    key: fields.text('key'),
    status: 200,
  };
}

/** A form with what every form carries: the session's token, a key that makes a repeat harmless, and what was wrong. */
export function PostForm({
  c,
  action,
  act,
  fault = null,
  layout = 'form',
  withFile = false,
  children,
}: {
  c: HqContext;
  action: string;
  act?: string;
  fault?: FormFault | null;
  layout?: string;
  withFile?: boolean;
  children?: Child;
}) {
  const own = ofForm(fault, action, act);
  return (
    <form class={layout} method="post" action={action} enctype={withFile ? 'multipart/form-data' : undefined}>
      <input type="hidden" name="csrf" value={signedIn(c).csrfToken} />
      <input type="hidden" name="key" value={own?.key || randomToken(12)} />
      {act === undefined ? null : <input type="hidden" name="act" value={act} />}
      {own?.text ? <Notice kind="bad">{own.text}</Notice> : null}
      {children}
    </form>
  );
}

/** The fault, if it is of this form. */
export function ofForm(fault: FormFault | null, action: string, act = ''): FormFault | null {
  return fault !== null && fault.action === action && fault.act === act ? fault : null;
}

/** What is wrong with one field, at the field. */
export function FieldFault({ text }: { text: string | null }) {
  return text === null ? null : (
    <small class="field-fault" role="alert">
      {text}
    </small>
  );
}

/** What was typed into a field that was refused; else what it begins with. */
export function typed(fault: FormFault | null, name: string, otherwise: string): string {
  return fault === null ? otherwise : fault.fields.text(name);
}
