/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { codeKinds, type MadeCode } from '@jindian/shared/contract/selling/codes';
import { codeBodyOf, plainCode } from '@jindian/shared/printed-code';
import type { Hono } from 'hono';
import type { FormRegistry } from '../../forms/form.tsx';
import { pickedId } from '../../forms/picked.ts';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import {
  Card,
  Chip,
  type Column,
  Empty,
  Facts,
  Notice,
  Pager,
  Qr,
  Row,
  Table,
  Time,
} from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, type HqEnvironment, mayAct, mayOpen, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';
import { SearchForm } from '../places/locations.tsx';
import { codeText, type NamesOfCodes, partsNamed } from './code-names.ts';
import { HowPrinted } from './posters.tsx';

const onAPage = 20;
const path = '/hq/codes';
const kindIn = (text: string | undefined) => codeKinds.find((kind) => kind === text);

/** All codes that were made, one of them with its QR, and making and revoking one. */
export function codePages(hq: Hono<HqEnvironment>, deps: NamesOfCodes, forms: FormRegistry): void {
  hq.get('/codes', async (c) => {
    const wanted = (c.req.query('code') ?? '').trim().slice(0, 80);
    return codeBodyOf(wanted) ? c.redirect(`${path}/${plainCode(wanted)}`, 303) : list(c, wanted);
  });

  async function list(c: HqContext, wanted: string, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const kind = kindIn(c.req.query('kind')) ?? 'seller';
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const { items, nextCursor } = await deps.codes.list({ kind }, { limit: onAPage, cursor });
    const here = `${path}?kind=${kind}`;
    return page(
      c,
      {
        title: t('codesTitle'),
        place: 'codes',
        status: fault?.status ?? 200,
        tools: (
          <>
            <a class="button is-small is-plain" href="/hq/scenes">
              {t('scenesTitle')}
            </a>
            {mayOpen(c, '/hq/posters') ? (
              <a class="button is-small is-plain" href="/hq/posters">
                {t('postersTitle')}
              </a>
            ) : null}
          </>
        ),
      },
      <>
        <p class="page-lead">{t('codesLead')}</p>
        <SearchForm visit={visit} action={path} text={wanted} label={t('codesFind')} name="code" />
        {wanted === '' ? null : <Notice kind="bad">{t('codesNotOurs', { code: wanted })}</Notice>}
        <Card id="codes" title={t('codesMade')} flush>
          <nav class="chips is-in-card" aria-label={t('codesKind')}>
            {codeKinds.map((one) => (
              <a
                class={`button is-small ${one === kind ? '' : 'is-plain'}`}
                aria-current={one === kind ? 'true' : undefined}
                href={`${path}?kind=${one}`}
              >
                {visit.code('codeKind', one)}
              </a>
            ))}
          </nav>
          {items.length === 0 ? (
            <Empty text={t('codesNone')} />
          ) : (
            <CodeTable visit={visit} items={items} parts={await partsOf(visit, items)} />
          )}
          <Pager
            next={
              nextCursor
                ? { href: `${here}&after=${encodeURIComponent(nextCursor)}`, text: t('nextPage') }
                : null
            }
            first={cursor ? { href: here, text: t('firstPage') } : null}
          />
        </Card>
        {mayAct(c, path) ? <MakeCode c={c} fault={fault} scenes={await deps.codes.scenes.all()} /> : null}
      </>,
    );
  }

  const partsOf = (visit: Visit, items: readonly MadeCode[]) =>
    partsNamed(
      deps,
      visit,
      items.map(({ meaning }) => meaning),
    );

  hq.get('/codes/:code', (c) => one(c));

  async function one(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const found = await deps.codes.find(c.req.param('code') ?? '');
    if (!found.ok) return problemPage(c, found.code);
    const { code, url, meaning, madeAtMs, revoked } = found.value;
    const [parts = []] = await partsOf(visit, [found.value]);
    return page(
      c,
      {
        title: visit.code('codeKind', meaning.kind),
        place: 'codes',
        backTo: { href: `${path}?kind=${meaning.kind}`, text: t('codesTitle') },
        status: fault?.status ?? 200,
      },
      <>
        {revoked ? <Notice kind="bad">{t('codeIsRevoked')}</Notice> : null}
        <Card id="code">
          <div class="code-shown">
            {revoked ? null : (
              <a class="code-qr" href={url} aria-label={t('codeOpen')}>
                <Qr text={url} label={codeText(code)} />
              </a>
            )}
            <Facts
              rows={[
                [t('codeText'), <code>{codeText(code)}</code>],
                [t('codeLink'), revoked ? <s>{url}</s> : <code class="breaks">{url}</code>],
                ...parts,
                [t('codeMade'), madeAtMs === null ? t('codeMadeBefore') : <Time atMs={madeAtMs} />],
                ...(revoked
                  ? ([
                      [
                        t('codeRevokedBy'),
                        <>
                          {revoked.byName} <Time atMs={revoked.atMs} />
                        </>,
                      ],
                      [t('codeReason'), revoked.reason],
                    ] as const)
                  : []),
              ]}
            />
          </div>
        </Card>
        {revoked || !mayAct(c, '/hq/posters') ? null : (
          <Card id="poster" title={t('posterOfCode')} lead={t('postersLead')}>
            <PostForm c={c} action="/hq/posters" act="codes">
              <input type="hidden" name="code" value={code} />
              <HowPrinted c={c} fault={null} size={meaning.kind === 'shelf' ? 'shelf_label' : 'a4'} />
            </PostForm>
          </Card>
        )}
        {revoked || !mayAct(c, `${path}/${code}`) ? null : (
          <Card id="revoke" title={t('codeRevoke')} lead={t('codeRevokeLead')}>
            <PostForm c={c} action={`${path}/${code}`} fault={fault}>
              <label class="field">
                <span>{t('codeReason')}</span>
                <input name="reason" maxlength={200} required value={typed(fault, 'reason', '')} />
              </label>
              <button class="button is-danger" type="submit">
                {t('codeRevoke')}
              </button>
            </PostForm>
          </Card>
        )}
      </>,
    );
  }

  forms.on('/codes', {
    endpoint: endpoints.hqMakeCode,
    body(_, fields) {
      const said = (name: string, read: (text: string) => string = (text) => text.trim()) => {
        const text = read(fields.text(name));
        return text === '' ? {} : { [name]: text };
      };
      const scene = fields.text('scene');
      return {
        ...said('sellerId', pickedId),
        ...said('productId', pickedId),
        ...said('locationId', pickedId),
        ...said('table'),
        ...(scene === '' ? {} : { [scene.startsWith('c:') ? 'campaignId' : 'sceneId']: scene.slice(2) }),
      };
    },
    words: {
      sellerId: 'codeBadSeller',
      productId: 'codeBadProduct',
      locationId: 'codeBadPlace',
      table: 'codeBadTable',
    },
    codes: { not_found: 'codeBadParts' },
    next: ({ code }) => `${path}/${code}`,
    again: (c, fault) => list(c, '', fault),
  });
  forms.on('/codes/:code', {
    endpoint: endpoints.hqRevokeCode,
    words: { reason: 'codeBadReason' },
    next: ({ code }) => `${path}/${code}`,
    again: one,
  });
}

export function CodeTable(props: {
  visit: Visit;
  items: readonly MadeCode[];
  parts: readonly (readonly [string, string][])[];
}) {
  const { visit, items, parts } = props;
  const { t } = visit;
  const columns: Column[] = [
    { label: t('codeText'), kind: 'main' },
    { label: t('codeOf') },
    { label: t('codeMade') },
    { label: t('codeState') },
  ];
  return (
    <Table caption={t('codesMade')} columns={columns}>
      {items.map(({ code, madeAtMs, revoked }, at) => (
        <Row
          columns={columns}
          rowKey={code}
          whole
          cells={[
            <a href={`${path}/${code}`}>
              <code>{codeText(code)}</code>
            </a>,
            <>
              {parts[at]?.[0]?.[1] ?? ''}
              {(parts[at]?.length ?? 0) > 1 ? (
                <span class="sub">
                  {parts[at]
                    ?.slice(1)
                    .map(([, name]) => name)
                    .join(' · ')}
                </span>
              ) : null}
            </>,
            madeAtMs === null ? '' : <Time atMs={madeAtMs} />,
            <Chip kind={revoked ? 'voided' : 'posted'}>{t(revoked ? 'codeIsRevoked' : 'codeInUse')}</Chip>,
          ]}
        />
      ))}
    </Table>
  );
}

function MakeCode(props: {
  c: HqContext;
  fault: FormFault | null;
  scenes: Awaited<ReturnType<NamesOfCodes['codes']['scenes']['all']>>;
}) {
  const { c, scenes } = props;
  const { t, language, code } = c.get('visit');
  const fault = ofForm(props.fault, path);
  const chosen = typed(fault, 'scene', '');
  return (
    <Card id="make" title={t('codeMake')} lead={t('codeMakeLead')}>
      <PostForm c={c} action={path} fault={props.fault}>
        <div class="field-pair">
          <Picker
            name="sellerId"
            of="people"
            label={t('codeOfSeller')}
            value={typed(fault, 'sellerId', '')}
          />
          <Picker
            name="productId"
            of="kinds"
            label={t('codeOfProduct')}
            value={typed(fault, 'productId', '')}
          />
        </div>
        <div class="field-pair">
          <Picker
            name="locationId"
            of="places"
            label={t('codeOfPlace')}
            value={typed(fault, 'locationId', '')}
          />
          <label class="field">
            <span>{t('codeOfTable')}</span>
            <input name="table" maxlength={12} autocomplete="off" value={typed(fault, 'table', '')} />
          </label>
        </div>
        <label class="field">
          <span>{t('codeOfSceneOrCampaign')}</span>
          <select name="scene">
            <option value="">{t('codeNoScene')}</option>
            {scenes.map(({ id, kind, name }) => {
              const value = `${kind === 'campaign' ? 'c:' : 's:'}${id}`;
              return (
                <option value={value} selected={value === chosen}>
                  {`${name[language]} · ${code('sceneKind', kind)}`}
                </option>
              );
            })}
          </select>
        </label>
        <button class="button" type="submit">
          {t('codeMake')}
        </button>
      </PostForm>
    </Card>
  );
}
