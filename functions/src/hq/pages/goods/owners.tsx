/** @jsxImportSource hono/jsx */
import { cursorSchema, ownerIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { sharingModes } from '@jindian/shared/contract/goods/ownership';
import type { Hono } from 'hono';
import { dealerPayee } from '../../../selling/settlement/payees/accounts.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, ofForm, typed } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Owners } from '../../ui/owners.tsx';
import { Card, type Column, Empty, Figure, Money, Notice, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { SearchForm } from '../places/locations.tsx';
import { maxSearchLength } from '../places/place-list.ts';
import { OwnerSettlements } from '../selling/owner-settlements.tsx';
import { KnownOwnerCard, ownerKnownForms } from './owner-known.tsx';
import { StockTools } from './transfers.tsx';

const pageLimit = 30;

/** Dealers: what they share, and what HQ owes them. */
export function ownerPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'ownership' | 'categoryNames' | 'settlement'>,
  forms: FormRegistry,
): void {
  const { ownership } = deps;

  async function showOwners(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const text = (c.req.query('text') ?? '').trim().slice(0, maxSearchLength);
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const found = await ownership.dealers({ text, limit: pageLimit, cursor });
    const here = `/hq/owners?text=${encodeURIComponent(text)}`;
    const columns: Column[] = [
      { label: t('columnDealer'), kind: 'main' },
      { label: t('columnPlace') },
      { label: t('columnShares') },
      { label: t('columnOwed'), kind: 'number' },
    ];
    return page(
      c,
      {
        title: t('ownersTitle'),
        place: 'stock',
        tools: <StockTools c={c} />,
        status: fault?.status ?? 200,
      },
      <>
        <p class="page-lead">{t('ownersLead')}</p>
        <SearchForm visit={visit} action="/hq/owners" text={text} label={t('ownersSearch')} />
        <div class="columns">
          <div class="column is-wide">
            <Card id="owners" title={t('ownersTitle')} flush>
              {found.items.length === 0 ? (
                <Empty text={t('ownersNone')} />
              ) : (
                <Table caption={t('ownersTitle')} columns={columns}>
                  {found.items.map(({ ownerId, branches, branchName, mode, balanceFen }) => (
                    <Row
                      columns={columns}
                      rowKey={ownerId}
                      whole
                      cells={[
                        <>
                          <a href={`/hq/owners/${ownerId}`}>
                            <Owners c={c} ids={[ownerId]} />
                          </a>
                          <span class="sub">{ownerId}</span>
                        </>,
                        branches === 0
                          ? t('ownerNoPlace')
                          : branches === 1
                            ? branchName[language]
                            : t('ownerBranches', { name: branchName[language], count: branches }),
                        visit.code('sharing', mode),
                        <Money fen={balanceFen} />,
                      ]}
                    />
                  ))}
                </Table>
              )}
              <Pager
                next={
                  found.nextCursor === null
                    ? null
                    : { href: `${here}&after=${encodeURIComponent(found.nextCursor)}`, text: t('nextPage') }
                }
                first={cursor === undefined ? null : { href: here, text: t('firstPage') }}
              />
            </Card>
          </div>
          <div class="column is-form-first">
            <KnownOwnerCard c={c} ownerId={null} known={null} fault={ofForm(fault, '/hq/owners/new')} />
            <Card id="between" title={t('betweenTitle')} lead={t('betweenLead')}>
              <a class="button is-plain" href="/hq/transfer-prices">
                {t('betweenOpen')}
              </a>
            </Card>
          </div>
        </div>
      </>,
    );
  }
  hq.get('/owners', (c) => showOwners(c));

  /** What was sent while somebody else was quicker stands beside what they said. */
  async function showOwner(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const ownerId = ownerIdSchema.safeParse(c.req.param('ownerId')).data;
    const cursor = cursorSchema.safeParse(c.req.query('before')).data;
    if (!ownerId) return notFoundPage(c);
    const [found, sharing, names, known, settled] = await Promise.all([
      ownership.statement(ownerId, { limit: pageLimit, cursor }),
      ownership.sharingView(ownerId),
      c.get('ownerNames')([ownerId]),
      ownership.owners.read(ownerId),
      deps.settlement.statements.ofPayee(dealerPayee(ownerId), { limit: 12 }),
    ]);
    if (!found.ok) return problemPage(c, found.code, found.params);
    const statement = found.value;
    const here = `/hq/owners/${ownerId}`;
    const columns: Column[] = [
      { label: t('columnKind'), kind: 'main' },
      { label: t('columnTime') },
      { label: t('columnSubject') },
      { label: t('columnAmount'), kind: 'number' },
    ];
    return page(
      c,
      {
        title: t('ownerTitle', { id: names.get(ownerId)?.[visit.language] ?? ownerId }),
        place: 'stock',
        backTo: { href: '/hq/owners', text: t('ownerOthers') },
        status: fault?.status ?? 200,
      },
      <>
        {c.req.query('saved') === '1' ? <Notice kind="good">{t('ownerSaved')}</Notice> : null}
        <dl class="figures">
          <Figure
            label={t(statement.balanceFen < 0 ? 'ownerBalanceNegative' : 'ownerBalance')}
            value={<Money fen={Math.abs(statement.balanceFen)} />}
          />
        </dl>
        <div class="columns">
          <div class="column is-wide">
            <Card id="statement" title={t('ownerStatement')} flush>
              {statement.items.length === 0 ? (
                <Empty text={t('ownerStatementNone')} />
              ) : (
                <Table caption={t('ownerStatement')} columns={columns}>
                  {statement.items.map(({ kind, atMs, subject, amountFen }) => (
                    <Row
                      columns={columns}
                      cells={[
                        visit.code('kind', kind),
                        <Time atMs={atMs} />,
                        <a href={hrefOf(kind, subject)}>{subject.slice(-6)}</a>,
                        <Money fen={amountFen} signed />,
                      ]}
                    />
                  ))}
                </Table>
              )}
              <Pager
                next={
                  statement.nextCursor === null
                    ? null
                    : {
                        href: `${here}?before=${encodeURIComponent(statement.nextCursor)}`,
                        text: t('olderPage'),
                      }
                }
                first={cursor === undefined ? null : { href: here, text: t('newestPage') }}
              />
            </Card>
          </div>
          <div class="column is-form-first">
            <OwnerSettlements visit={visit} ownerId={ownerId} items={settled.items} />
            <KnownOwnerCard c={c} ownerId={ownerId} known={known} fault={ofForm(fault, `${here}/known`)} />
            <Card id="contract" title={t('contractTitle', { id: ownerId })}>
              <a class="button is-plain" href={`${here}/contract`}>
                {t('contractOpen')}
              </a>
            </Card>
            <Card id="sharing" title={t('ownerSharing')}>
              <SeenForm c={c} action={here} revision={sharing.revision} fault={ofForm(fault, here)}>
                <label class="field">
                  <span>{t('columnShares')}</span>
                  <select name="mode">
                    {sharingModes.map((mode) => (
                      <option value={mode} selected={mode === typed(fault, 'mode', sharing.mode)}>
                        {visit.code('sharing', mode)}
                      </option>
                    ))}
                  </select>
                </label>
                <label class="field">
                  <span>{t('ownerSharingSkus')}</span>
                  <textarea name="skuIds" rows={4}>
                    {typed(fault, 'skuIds', sharing.skuIds.join(' '))}
                  </textarea>
                  {fault?.code === 'stale_revision' ? (
                    <small class="hint">
                      {t('settingsInForce', {
                        value: [visit.code('sharing', sharing.mode), ...sharing.skuIds].join(' '),
                      })}
                    </small>
                  ) : null}
                </label>
                <button class="button" type="submit">
                  {t('ownerSave')}
                </button>
              </SeenForm>
            </Card>
          </div>
        </div>
      </>,
    );
  }

  hq.get('/owners/:ownerId', (c) => showOwner(c));

  ownerKnownForms(forms, { list: showOwners, owner: showOwner });
  forms.on('/owners/:ownerId', {
    endpoint: endpoints.setSharing,
    words: { mode: 'ownerBadSkus', skuIds: 'ownerBadSkus' },
    codes: { product_not_offered: 'ownerBadSkus' },
    next: ({ ownerId }) => `/hq/owners/${ownerId}?saved=1`,
    again: showOwner,
  });
}

function hrefOf(kind: string, subject: string): string {
  return kind === 'title.moved' || kind.startsWith('transfer.')
    ? `/hq/transfers/${subject}`
    : `/hq/orders/${subject}`;
}
