/** @jsxImportSource hono/jsx */
import { cursorSchema, ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type BankFile, bankFormats } from '@jindian/shared/contract/selling/settlement';
import { csvOf } from '@jindian/shared/csv';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { rowsOfTable } from '../../../goods/imports/reading/table.ts';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Money, Notice, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn } from '../../visit.ts';
import { faultPage, notFoundPage, problemPage } from '../errors.tsx';
import { SettlementTabs, settlementPath } from './settlement-parts.tsx';

const path = '/hq/settlement/files';
const onAPage = 20;
const formatWords = { generic: 'fileGeneric', generic_gbk: 'fileGbk', icbc: 'fileIcbc' } as const;

/** Files for the bank and for payroll: made, fetched, and what came back. */
export function payoutFilePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'settlement'>,
  forms: FormRegistry,
): void {
  const { files } = deps.settlement;

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const { items, nextCursor } = await files.page({ limit: onAPage, cursor });
    const may = maySend(signedIn(c).principal, '/settlement/files');
    const heard = (['paid', 'failed', 'missing', 'problems'] as const).map(
      (name) => [name, Number(c.req.query(name) ?? Number.NaN)] as const,
    );
    const columns: Column[] = [
      { label: t('fileMade'), kind: 'main' },
      { label: t('payeeRoute') },
      { label: t('columnAmount'), kind: 'number' },
      { label: t('fileWages') },
      ...(may ? [{ label: t('peopleActs') }] : []),
    ];
    return page(
      c,
      {
        title: t('settlementFiles'),
        place: 'fund-pool',
        status: fault?.status ?? 200,
        backTo: { href: settlementPath, text: t('settlementTitle') },
      },
      <>
        <SettlementTabs c={c} here="/files" />
        {heard.every(([, count]) => Number.isSafeInteger(count)) && fault === null ? (
          <Notice kind={heard.some(([name, count]) => name === 'problems' && count > 0) ? 'bad' : 'good'}>
            {t('fileHeard', Object.fromEntries(heard) as Record<(typeof heard)[number][0], number>)}
          </Notice>
        ) : null}
        {may
          ? (['bank', 'wages'] as const).map((route) => (
              <PostForm c={c} layout="inline-form" action={path} act={route} fault={fault}>
                <input type="hidden" name="route" value={route} />
                <button class="button is-small" type="submit">
                  {t(route === 'bank' ? 'fileMakeBank' : 'fileMakeWages')}
                </button>
              </PostForm>
            ))
          : null}
        <Card id="files" title={t('settlementFiles')} flush>
          {items.length === 0 ? (
            <Empty text={t('fileNone')} />
          ) : (
            <Table caption={t('settlementFiles')} columns={columns}>
              {items.map((file) => (
                <Row
                  columns={columns}
                  rowKey={file.id}
                  cells={[
                    <>
                      <Time atMs={file.madeAtMs} />
                      <span class="sub">{file.madeBy}</span>
                    </>,
                    <>
                      {visit.code('payeeRoute', file.route)}
                      <span class="sub">{t('fileCount', { count: file.count, ended: file.ended })}</span>
                    </>,
                    <Money fen={file.sumFen} />,
                    <Downloads c={c} file={file} />,
                    ...(may ? [<Acts c={c} file={file} fault={fault} />] : []),
                  ]}
                />
              ))}
            </Table>
          )}
          <Pager
            next={nextCursor ? { href: `${path}?after=${nextCursor}`, text: t('nextPage') } : null}
            first={null}
          />
        </Card>
      </>,
    );
  }

  hq.get('/settlement/files', (c) => show(c));
  hq.get('/settlement/files/:payoutFileId/:format', async (c) => {
    const { t, code } = c.get('visit');
    const id = ulidSchema.safeParse(c.req.param('payoutFileId')).data;
    const format = bankFormats.find((one) => one === c.req.param('format'));
    const made = id && format ? await files.fileOf(id, format) : null;
    if (!made) return notFoundPage(c);
    if (!made.ok) return problemPage(c, made.code, made.params);
    if ('problems' in made.value) {
      const said = made.value.problems
        .slice(0, 20)
        .map(({ paymentNo, field, character }) =>
          [paymentNo ?? '', code('bankField', field), character ?? ''].filter(Boolean).join(' '),
        );
      return faultPage(c, 409, `${t('fileCannot')} ${said.join(t('listComma'))}`);
    }
    if ('rows' in made.value) {
      c.header('content-disposition', `attachment; filename="wages-${id}.csv"`);
      c.header('content-type', 'text/csv; charset=utf-8');
      return c.body(csvOf(made.value.rows));
    }
    const { fileName, contentType, bytes } = made.value.file;
    c.header('content-disposition', `attachment; filename="${fileName}"`);
    c.header('content-type', contentType);
    return c.body(bytes.slice().buffer as ArrayBuffer);
  });

  const make = { endpoint: endpoints.hqMakePayoutFile, next: () => path, again: show };
  forms.acts('/settlement/files', { bank: make, wages: make });
  forms.on('/settlement/files/:payoutFileId/returned', {
    endpoint: endpoints.hqReturnPayoutFile,
    async body(_, fields, c) {
      const file = fields.file('result');
      const rows = file && file.size > 0 ? rowsOfTable(new Uint8Array(await file.arrayBuffer())) : null;
      const { t } = c.get('visit');
      return rows ? { rows } : new NotAsked(t('fileBad'), 'fileBad', 'result');
    },
    words: { rows: 'fileBad' },
    next: ({ paid, failed, missing, problems }) =>
      `${path}?paid=${paid}&failed=${failed}&missing=${missing}&problems=${problems.length}`,
    again: show,
  });
  forms.on('/settlement/files/:payoutFileId/handed-over', {
    endpoint: endpoints.hqHandOverPayoutFile,
    next: () => path,
    again: show,
  });
}

function Downloads({ c, file }: { c: HqContext; file: BankFile }) {
  const { t } = c.get('visit');
  const formats = file.route === 'bank' ? bankFormats : (['generic'] as const);
  return (
    <>
      {formats.map((format) => (
        <a class="button is-small is-plain" href={`${path}/${file.id}/${format}`}>
          {file.route === 'bank' ? t(formatWords[format]) : `CSV ${brandDay(file.madeAtMs)}`}
        </a>
      ))}
    </>
  );
}

function Acts({ c, file, fault }: { c: HqContext; file: BankFile; fault: FormFault | null }) {
  const { t } = c.get('visit');
  if (file.ended >= file.count) return null;
  return file.route === 'bank' ? (
    <PostForm c={c} layout="search" action={`${path}/${file.id}/returned`} fault={fault} withFile>
      <input type="file" name="result" required aria-label={t('fileResult')} accept=".csv,.txt,.xlsx" />
      <button class="button is-small" type="submit">
        {t('fileSend')}
      </button>
    </PostForm>
  ) : (
    <PostForm c={c} layout="inline-form" action={`${path}/${file.id}/handed-over`} fault={fault}>
      <button class="button is-small" type="submit">
        {t('fileHandOver')}
      </button>
    </PostForm>
  );
}
