/** @jsxImportSource hono/jsx */
import type { MemberTags } from '@jindian/shared/contract/selling/segments';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { Card } from '../../ui/parts.tsx';
import { type HqContext, mayAct } from '../../visit.ts';

/** The words on a member, and where whoever may changes them. */
export function TagsCard({
  c,
  memberId,
  tags: { tags, revision },
  fault,
}: {
  c: HqContext;
  memberId: string;
  tags: MemberTags;
  fault: FormFault | null;
}) {
  const { t } = c.get('visit');
  const action = `/hq/members/${memberId}/tags`;
  const own = ofForm(fault, action);
  return (
    <Card id="tags" title={t('memberTagsTitle')} lead={t('memberTagsLead')}>
      {mayAct(c, action) ? (
        <PostForm c={c} action={action} fault={fault}>
          <input type="hidden" name="revision" value={revision} />
          <label class="field">
            <span>{t('memberTagsTitle')}</span>
            <input
              name="tags"
              maxlength={800}
              autocomplete="off"
              value={typed(own, 'tags', tags.join('，'))}
            />
          </label>
          <button class="button is-plain" type="submit">
            {t('segmentSave')}
          </button>
        </PostForm>
      ) : (
        <p>{tags.length === 0 ? '–' : tags.join(t('segmentOr'))}</p>
      )}
    </Card>
  );
}
