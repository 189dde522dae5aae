/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { maxTagLength, type OrderNote } from '@jindian/shared/contract/serving/order-notes';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { Card, Time } from '../../ui/parts.tsx';
import type { HqContext } from '../../visit.ts';

/** What colleagues left on an order, and the forms to leave more; for who may act on it, to take it off again. */
export function OrderNotesCard(props: {
  c: HqContext;
  orderId: string;
  notes: readonly OrderNote[];
  mayWrite: boolean;
}) {
  const { c, orderId, notes, mayWrite } = props;
  const { t } = c.get('visit');
  const tags = notes.filter(({ kind }) => kind === 'tag');
  const texts = notes.filter(({ kind }) => kind === 'note');
  if (notes.length === 0 && !mayWrite) return null;
  return (
    <Card id="notes" title={t('orderNotes')} lead={t('orderNotesLead')}>
      {tags.length > 0 ? (
        <p class="order-tags">
          {tags.map((tag) => (
            <span class="saved-view">
              <span class="order-tag">
                {tag.text}{' '}
                <span class="muted">
                  · {tag.byName} <Time atMs={tag.atMs} />
                </span>
              </span>
              {mayWrite ? <RemoveForm c={c} orderId={orderId} note={tag} /> : null}
            </span>
          ))}
        </p>
      ) : null}
      <ul class="order-notes">
        {texts.map((note) => (
          <li>
            <span class="quote">{note.text}</span>
            <span class="sub">
              {note.byName} · <Time atMs={note.atMs} />
            </span>
            {mayWrite ? <RemoveForm c={c} orderId={orderId} note={note} /> : null}
          </li>
        ))}
      </ul>
      {mayWrite ? (
        <>
          <AddForm c={c} orderId={orderId} kind="note" maxLength={300} />
          <AddForm c={c} orderId={orderId} kind="tag" maxLength={maxTagLength} />
        </>
      ) : null}
    </Card>
  );
}

function AddForm(props: { c: HqContext; orderId: string; kind: OrderNote['kind']; maxLength: number }) {
  const { c, orderId, kind, maxLength } = props;
  const { t } = c.get('visit');
  const label = t(kind === 'tag' ? 'orderTag' : 'orderNote');
  return (
    <PostForm c={c} layout="search" action={`/hq/orders/${orderId}/notes`} act="add">
      <input type="hidden" name="kind" value={kind} />
      <input
        name="text"
        required
        maxlength={maxLength}
        autocomplete="off"
        aria-label={label}
        placeholder={label}
      />
      <button class="button is-small is-plain" type="submit">
        {t(kind === 'tag' ? 'orderTagAdd' : 'orderNoteAdd')}
      </button>
    </PostForm>
  );
}

function RemoveForm({ c, orderId, note }: { c: HqContext; orderId: string; note: OrderNote }) {
  return (
    <PostForm c={c} layout="" action={`/hq/orders/${orderId}/notes`} act="remove">
      <input type="hidden" name="noteId" value={note.id} />
      <button
        class="icon-button is-small"
        type="submit"
        aria-label={c.get('visit').t('orderNoteRemove', { text: note.text })}
      >
        ×
      </button>
    </PostForm>
  );
}

export function orderNoteForms(forms: FormRegistry): void {
  const back = (_: unknown, c: HqContext) => `/hq/orders/${c.req.param('orderId')}#notes`;
  forms.acts('/orders/:orderId/notes', {
    add: form({
      endpoint: endpoints.hqAddOrderNote,
      body: (_, fields) => ({ kind: fields.text('kind'), text: fields.text('text') }),
      next: back,
    }),
    remove: form({
      endpoint: endpoints.hqRemoveOrderNote,
      params: (_, fields, c) => ({ orderId: c.req.param('orderId'), noteId: fields.text('noteId') }),
      next: back,
    }),
  });
}
