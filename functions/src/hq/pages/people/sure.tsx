/** @jsxImportSource hono/jsx */
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { roleNames } from '@jindian/shared/contract/people/permissions';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import type { HqContext } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { notFoundPage } from '../errors.tsx';
import { scopeNames, scopeText, scopeWords } from './scopes.ts';

const wordsOf = {
  revoke: { title: 'peopleRevokeSure', becomes: 'peopleRevokeBecomes', submit: 'peopleRevoke' },
  suspend: { title: 'peopleSuspendSure', becomes: 'peopleSuspendBecomes', submit: 'peopleSuspend' },
  remove: { title: 'peopleRemoveSure', becomes: 'peopleRemoveBecomes', submit: 'peopleRemove' },
} as const satisfies Record<string, Record<string, Word>>;

/** In between, for what takes somebody's work away: who it is, which roles are meant, and what becomes of them. */
export function sureFirst(
  deps: Pick<HqDeps, 'staff' | 'network' | 'ownerNames'>,
  what: keyof typeof wordsOf,
) {
  return async (c: HqContext, _asked: unknown, fields: FormFields): Promise<Response | null> => {
    if (fields.text('confirmed') === 'yes') return null;
    const visit = c.get('visit');
    const { t } = visit;
    const memberId = fields.text('memberId').trim();
    const person = await deps.staff.person(memberId);
    if (!person) return notFoundPage(c);
    const role = roleNames.find((name) => name === fields.text('role'));
    const isMeant = (grant: RoleGrant) =>
      what !== 'revoke' || (grant.role === role && scopeText(grant.scope) === fields.text('scope'));
    const grants = [...person.roles, ...(what === 'suspend' ? [] : person.suspended)].filter(isMeant);
    const names = await scopeNames(
      visit,
      deps,
      grants.map(({ scope }) => scope),
    );
    const words = wordsOf[what];
    const back = `/hq/people?member=${encodeURIComponent(memberId)}#grant`;
    const params = { name: person.name };
    return page(
      c,
      { title: t(words.title, params), place: 'people', backTo: { href: back, text: t('peopleTitle') } },
      <Card id="sure">
        <ul>
          {grants.map((grant) => (
            <li>
              {visit.code('role', grant.role)} · {scopeWords(visit, grant.scope, names)}
            </li>
          ))}
        </ul>
        <p>{t(words.becomes, params)}</p>
        <PostForm
          c={c}
          layout="actions"
          action={what === 'revoke' ? '/hq/people/revoke' : '/hq/people/standing'}
          {...(what === 'revoke' ? {} : { act: what })}
        >
          <input type="hidden" name="confirmed" value="yes" />
          {['memberId', 'role', 'scope', 'reason'].map((name) =>
            fields.text(name) === '' ? null : <input type="hidden" name={name} value={fields.text(name)} />,
          )}
          <button class="button is-danger" type="submit">
            {t(words.submit)}
          </button>
          <a class="button is-plain" href={back}>
            {t('cancel')}
          </a>
        </PostForm>
      </Card>,
    );
  };
}
