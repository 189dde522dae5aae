/** @jsxImportSource hono/jsx */
import {
  type PosterTemplates,
  posterGrounds,
  posterKinds,
  posterPlaceholders,
  posterTemplatesSchema,
} from '@jindian/shared/contract/selling/posters';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { typed } from '../../forms/post-form.tsx';
import { documentPages } from '../../policies/document-page.tsx';
import { Facts } from '../../ui/parts.tsx';
import type { HqEnvironment } from '../../visit.ts';

const texts = ['title', 'line', 'foot'] as const;
const placeholders = posterPlaceholders.map((name) => `{${name}}`).join(' ');
const switches = ['withLogo', 'withPicture'] as const;

/** What posters say and look like: a draft, published now or at a time, for those that are asked for from then on. */
export function posterTemplatePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'posterTemplates' | 'clock'>,
  forms: FormRegistry,
): void {
  documentPages<PosterTemplates>(hq, forms, deps, '/poster-templates', (c) => {
    const { t, code } = c.get('visit');
    return {
      document: deps.posterTemplates,
      base: '/hq/poster-templates',
      options: {
        title: t('posterTemplatesTitle'),
        place: 'codes',
        backTo: { href: '/hq/posters', text: t('postersTitle') },
      },
      lead: <p class="page-lead">{t('posterTemplatesLead', { names: placeholders })}</p>,
      card: { id: 'templates', title: () => t('posterTemplatesTitle') },
      fields: ({ edited, fault }) => (
        <>
          {posterKinds.map((kind) => (
            <fieldset class="poster-kind">
              <legend>{code('posterKind', kind)}</legend>
              {texts.map((text) => (
                <div class="field-pair is-texts">
                  {(['zh', 'en'] as const).map((language) => {
                    const name = `${kind}.${text}.${language}`;
                    return (
                      <label class="field">
                        <span>{`${code('posterText', text)} · ${code('posterLanguage', language)}`}</span>
                        <input
                          name={name}
                          value={typed(fault, name, edited[kind][text][language])}
                          maxlength={90}
                          autocomplete="off"
                        />
                      </label>
                    );
                  })}
                </div>
              ))}
              <label class="field">
                <span>{t('posterGround')}</span>
                <select name={`${kind}.ground`}>
                  {posterGrounds.map((ground) => (
                    <option
                      value={ground}
                      selected={ground === typed(fault, `${kind}.ground`, edited[kind].ground)}
                    >
                      {code('posterGround', ground)}
                    </option>
                  ))}
                </select>
              </label>
              {switches.map((name) => (
                <label class="check">
                  <input
                    type="checkbox"
                    name={`${kind}.${name}`}
                    value="yes"
                    checked={typed(fault, `${kind}.${name}`, edited[kind][name] ? 'yes' : '') === 'yes'}
                  />
                  <span>{code('posterWith', name)}</span>
                </label>
              ))}
            </fieldset>
          ))}
        </>
      ),
      shown: (_, content) => (
        <Facts
          rows={posterKinds.flatMap((kind) =>
            texts.map(
              (text) =>
                [
                  `${code('posterKind', kind)} · ${code('posterText', text)}`,
                  `${content[kind][text].zh} / ${content[kind][text].en}`,
                ] as const,
            ),
          )}
        />
      ),
      read(_, fields) {
        const content = Object.fromEntries(
          posterKinds.map((kind) => [
            kind,
            {
              ...Object.fromEntries(
                texts.map((text) => [
                  text,
                  { zh: fields.text(`${kind}.${text}.zh`), en: fields.text(`${kind}.${text}.en`) },
                ]),
              ),
              ground: fields.text(`${kind}.ground`),
              ...Object.fromEntries(switches.map((name) => [name, fields.text(`${kind}.${name}`) === 'yes'])),
            },
          ]),
        );
        const read = posterTemplatesSchema.safeParse(content);
        return read.success ? { content: read.data } : new NotAsked(t('posterTemplatesBad'));
      },
    };
  });
}
