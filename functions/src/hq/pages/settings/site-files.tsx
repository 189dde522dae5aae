/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayAct } from '../../visit.ts';

const path = '/hq/site-files';
const words = { name: 'siteFileBad', content: 'siteFileBad' } as const;

/** What WeChat looks for on the brand's domain before it opens the app from a printed code. */
export function siteFilePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'siteFiles' | 'config'>,
  forms: FormRegistry,
): void {
  const base = deps.config.publicBaseUrl.replace(/\/$/, '');

  hq.get('/site-files', (c) => show(c));

  async function show(c: HqContext, fault: FormFault | null = null) {
    const { t } = c.get('visit');
    const files = await deps.siteFiles.list();
    const done = c.req.query('done');
    const mayManage = mayAct(c, path);
    return page(
      c,
      {
        title: t('siteFilesTitle'),
        place: 'settings',
        backTo: { href: '/hq/settings/brand', text: t('settingsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        {done === 'put' ? <Notice kind="good">{t('siteFileDone')}</Notice> : null}
        {done === 'removed' ? <Notice kind="good">{t('siteFileGone')}</Notice> : null}
        <p class="page-lead">{t('siteFilesLead')}</p>
        {mayManage ? (
          <Card id="upload" title={t('siteFileAdd')}>
            <PostForm c={c} action={path} fault={fault} withFile>
              <label class="field">
                <span>{t('siteFileChoose')}</span>
                <input type="file" name="file.line" accept=".txt,text/plain" required />
              </label>
              <button class="button" type="submit">
                {t('siteFileAdd')}
              </button>
            </PostForm>
          </Card>
        ) : null}
        <Card id="files" title={t('siteFilesTitle')}>
          {files.length === 0 ? <Empty text={t('siteFilesNone')} /> : null}
          <ul class="site-files">
            {files.map(({ name, content, addedAtMs }) => (
              <li>
                <strong>{name}</strong>
                <span class="sub">{content}</span>
                <span class="sub">
                  {[`${base}/${name}`, `${base}/q/${name}`].map((address) => (
                    <a class="is-broken-anywhere" href={address}>
                      {address}
                    </a>
                  ))}
                </span>
                <span class="sub">
                  {t('siteFileAdded')} {formatBrandTime(addedAtMs)}
                </span>
                {mayManage ? (
                  <PostForm c={c} action={`${path}/${name}/remove`} layout="inline-form" fault={fault}>
                    <button class="button is-plain is-small" type="submit">
                      {t('siteFileRemove')}
                    </button>
                  </PostForm>
                ) : null}
              </li>
            ))}
          </ul>
        </Card>
      </>,
    );
  }

  forms.on('/site-files', {
    endpoint: endpoints.hqPutSiteFile,
    body: (_, fields) => ({ name: fields.text('file.name'), content: fields.text('file.line') }),
    words,
    next: () => `${path}?done=put`,
    again: show,
  });
  forms.on('/site-files/:siteFileId/remove', {
    endpoint: endpoints.hqRemoveSiteFile,
    next: () => `${path}?done=removed`,
    again: show,
  });
}
