/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { posterFormats, posterPrints, posterSizeNames } from '@jindian/shared/contract/selling/posters';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { pickedId } from '../../forms/picked.ts';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, Facts, Live } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { problemPage } from '../errors.tsx';

const path = '/hq/posters';
const refreshSeconds = 3;
const chipOf = { working: 'waiting', done: 'accepted', failed: 'failed' } as const;
const kib = (bytes: number) => `${Math.max(1, Math.round(bytes / 1_024)).toLocaleString('en')} KB`;

/** Posters of many codes at once, and how far they are. */
export function posterPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'posters' | 'network'>,
  forms: FormRegistry,
): void {
  hq.get('/posters', (c) => show(c));

  async function show(c: HqContext, fault: FormFault | null = null) {
    const { t } = c.get('visit');
    const { locations } = await deps.network.current();
    const provinces = [...new Set(locations.map(({ province }) => province))].sort();
    const ofShelves = ofForm(fault, path, 'shelves');
    const ofSellers = ofForm(fault, path, 'sellers');
    return page(
      c,
      {
        title: t('postersTitle'),
        place: 'codes',
        backTo: { href: '/hq/codes', text: t('codesTitle') },
        status: fault?.status ?? 200,
        tools: (
          <a class="button is-small is-plain" href="/hq/poster-templates">
            {t('posterTemplatesTitle')}
          </a>
        ),
      },
      <>
        <p class="page-lead">{t('postersLead')}</p>
        <Card id="shelves" title={t('postersShelves')} lead={t('postersShelvesLead')}>
          <PostForm c={c} action={path} act="shelves" fault={fault}>
            <Picker
              name="locationId"
              of="places"
              label={t('codeOfPlace')}
              value={typed(ofShelves, 'locationId', '')}
              required
            />
            <HowPrinted c={c} fault={ofShelves} size="shelf_label" />
          </PostForm>
        </Card>
        <Card id="sellers" title={t('postersSellers')} lead={t('postersSellersLead')}>
          <PostForm c={c} action={path} act="sellers" fault={fault}>
            <label class="field">
              <span>{t('postersProvince')}</span>
              <select name="province" required>
                {provinces.map((province) => (
                  <option value={province} selected={province === typed(ofSellers, 'province', '')}>
                    {province}
                  </option>
                ))}
              </select>
            </label>
            <HowPrinted c={c} fault={ofSellers} size="a6" />
          </PostForm>
        </Card>
      </>,
    );
  }

  hq.get('/posters/:posterJobId', async (c) => {
    const visit = c.get('visit');
    const { t, language } = visit;
    const posterJobId = ulidSchema.safeParse(c.req.param('posterJobId')).data;
    const found = posterJobId ? await deps.posters.status(posterJobId) : null;
    if (!found?.ok) return problemPage(c, 'not_found');
    const { id, name, size, format, state, total, made, files, withoutMiniProgramCode } = found.value;
    const shown = (
      <>
        <Facts
          rows={[
            [t('posterState'), <Chip kind={chipOf[state]}>{visit.code('posterState', state)}</Chip>],
            [t('posterMade'), `${made} / ${total}`],
            [t('posterSize'), visit.code('posterSize', size)],
            [t('posterFormat'), format.toUpperCase()],
          ]}
        />
        {withoutMiniProgramCode === 0 ? null : (
          <p class="sub">{t('posterWithoutCode', { count: withoutMiniProgramCode })}</p>
        )}
        {state === 'working' ? (
          <progress class="wide" max={total} value={made} aria-label={t('posterMade')} />
        ) : null}
        <ul class="choice-list">
          {files.map((file) => (
            <li>
              <a href={`${path}/${id}/files/${file.step}`}>
                <span>{file.name}</span>
                <span class="sub">{`${t('posterCount', { count: file.posters })} · ${kib(file.bytes)}`}</span>
              </a>
            </li>
          ))}
        </ul>
      </>
    );
    return page(
      c,
      { title: name[language], place: 'codes', backTo: { href: path, text: t('postersTitle') } },
      <Card id="job" title={t('posterFiles')} lead={t('posterFilesLead')}>
        {state === 'working' ? (
          <Live visit={visit} id="poster-job" seconds={refreshSeconds}>
            {shown}
          </Live>
        ) : (
          shown
        )}
      </Card>,
    );
  });

  hq.get('/posters/:posterJobId/files/:step', async (c) => {
    const posterJobId = ulidSchema.safeParse(c.req.param('posterJobId')).data;
    const step = Number(c.req.param('step'));
    const found =
      posterJobId && Number.isInteger(step) ? await deps.posters.address(posterJobId, step) : null;
    return found?.ok ? c.redirect(found.value.address, 303) : problemPage(c, 'not_found');
  });

  const asked = {
    endpoint: endpoints.hqMakePosters,
    codes: { not_found: 'codeBadParts' },
    words: { choice: 'codeBadParts' },
    next: ({ id }: { id: string }) => `${path}/${id}`,
  } as const;
  const how = (fields: { text(name: string): string }) => ({
    size: fields.text('size'),
    format: fields.text('format'),
    language: fields.text('language'),
    print: fields.text('print') || undefined,
  });
  forms.acts('/posters', {
    shelves: {
      ...asked,
      again: show,
      body: (_: unknown, fields: { text(name: string): string }) => ({
        choice: { kind: 'shelves', locationId: pickedId(fields.text('locationId')) },
        ...how(fields),
      }),
    },
    sellers: {
      ...asked,
      again: show,
      body: (_: unknown, fields: { text(name: string): string }) => ({
        choice: { kind: 'sellers', province: fields.text('province') },
        ...how(fields),
      }),
    },
    // It stands on the page of its code: what is wrong has a page of its own.
    codes: {
      ...asked,
      body: (_: unknown, fields: { text(name: string): string }) => ({
        choice: { kind: 'codes', codes: [fields.text('code')] },
        ...how(fields),
      }),
    },
  });
}

/** Size, file and language, and the button that has it made. */
export function HowPrinted(props: {
  c: HqContext;
  fault: FormFault | null;
  size: (typeof posterSizeNames)[number];
}) {
  const { c, fault, size } = props;
  const { t, code, language } = c.get('visit');
  return (
    <>
      <div class="field-pair is-texts">
        <label class="field">
          <span>{t('posterSize')}</span>
          <select name="size">
            {posterSizeNames.map((one) => (
              <option value={one} selected={one === typed(fault, 'size', size)}>
                {code('posterSize', one)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t('posterFormat')}</span>
          <select name="format">
            {posterFormats.map((one) => (
              <option value={one} selected={one === typed(fault, 'format', 'pdf')}>
                {code('posterFormat', one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label class="field">
        <span>{t('posterLanguage')}</span>
        <select name="language">
          {(['zh', 'en'] as const).map((one) => (
            <option value={one} selected={one === typed(fault, 'language', language)}>
              {code('posterLanguage', one)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t('posterPrint')}</span>
        <select name="print">
          {posterPrints.map((one) => (
            <option value={one} selected={one === typed(fault, 'print', 'link')}>
              {code('posterPrint', one)}
            </option>
          ))}
        </select>
        <span class="sub">{t('posterPrintNote')}</span>
      </label>
      <button class="button" type="submit">
        {t('posterMake')}
      </button>
    </>
  );
}
