/** @jsxImportSource hono/jsx */
import { ownerIdSchema } from '@jindian/shared/contract/common';
import { type OwnerContract, saleCases, saleSellers } from '@jindian/shared/contract/goods/contracts';
import { merchantIdSchema } from '@jindian/shared/contract/money/differences';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { policyActions } from '../../policies/actions.tsx';
import {
  DraftHead,
  HistoryCard,
  PolicyNotices,
  PublishCard,
  RestoreCard,
  Seen,
  versionText,
} from '../../policies/parts.tsx';
import { type PolicyFault, readRevision } from '../../policies/read.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Facts } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { readPercent } from './owner-prices.tsx';

const versionsOnPage = 10;
const pattern = '/owners/:ownerId/contract';

type Typed = {
  legalName: string;
  merchant: string;
  terms: Record<string, { seller: string; share: string }>;
};

function typedOf(contract: OwnerContract): Typed {
  return {
    legalName: contract.legalName,
    merchant: contract.merchant ?? '',
    terms: Object.fromEntries(
      saleCases.map((saleCase) => {
        const { seller, ownerBasisPoints } = contract[saleCase];
        return [saleCase, { seller, share: ownerBasisPoints === null ? '' : String(ownerBasisPoints / 100) }];
      }),
    ),
  };
}

/** Null: a percentage or a merchant number that is none. */
export function readContract({ legalName, merchant, terms }: Typed): OwnerContract | null {
  const number = merchant.trim() === '' ? null : merchantIdSchema.safeParse(merchant.trim()).data;
  if (number === undefined || legalName.trim().length > 100) return null;
  const read = (saleCase: (typeof saleCases)[number]) => {
    const typed = terms[saleCase];
    const seller = saleSellers.find((name) => name === typed?.seller);
    const share = typed?.share.trim() ?? '';
    const ownerBasisPoints = share === '' ? null : readPercent(share);
    return seller === undefined || (share !== '' && ownerBasisPoints === null)
      ? null
      : { seller, ownerBasisPoints };
  };
  const [ownOwn, ownHq, hqOwn] = saleCases.map(read);
  if (!ownOwn || !ownHq || !hqOwn) return null;
  return {
    legalName: legalName.trim(),
    merchant: number,
    own_goods_own_customer: ownOwn,
    own_goods_hq_customer: ownHq,
    hq_goods_own_shop: hqOwn,
  };
}

/** Who sells, and for what share: the contract with one dealer as a draft, published now or at a time. */
export function ownerContractPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'contracts' | 'ids' | 'clock'>,
): void {
  async function found(c: HqContext) {
    const ownerId = ownerIdSchema.safeParse(c.req.param('ownerId')).data;
    if (ownerId === undefined || !(await deps.contracts.knows(ownerId))) return null;
    return { ownerId, document: deps.contracts.of(ownerId), base: `/hq/owners/${ownerId}/contract` };
  }

  async function show(
    c: HqContext,
    fault?: PolicyFault,
    more: { typed?: Typed; publish?: { note: string; at: string } } = {},
  ): Promise<Response> {
    const visit = c.get('visit');
    const { t } = visit;
    const contract = await found(c);
    if (!contract) return notFoundPage(c);
    const { ownerId, document, base } = contract;
    const before = c.req.query('before');
    const [view, history] = await Promise.all([
      document.view(),
      document.versions(
        versionsOnPage,
        before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined,
      ),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const csrf = signedIn(c).csrfToken;
    const edited = more.typed ?? typedOf(view.draft?.content ?? view.inForce.content);
    return page(
      c,
      {
        title: t('contractTitle', { id: ownerId }),
        place: 'stock',
        backTo: { href: `/hq/owners/${ownerId}`, text: t('ownerTitle', { id: ownerId }) },
        status: fault === undefined ? 200 : fault === 'stale' ? 409 : 400,
      },
      <>
        <PolicyNotices visit={visit} view={view} fault={fault} done={c.req.query('done')} />
        <p class="page-lead">{t('contractLead')}</p>
        <div class="columns">
          <div class="column is-wide">
            <Card
              id="contract"
              title={t('contractTitle', { id: ownerId })}
              lead={<DraftHead visit={visit} view={view} csrf={csrf} base={base} />}
            >
              <form class="form" method="post" action={base}>
                <Seen csrf={csrf} revision={view.revision} />
                <label class="field">
                  <span>{t('contractLegalName')}</span>
                  <input name="legalName" maxlength={100} value={edited.legalName} autocomplete="off" />
                </label>
                <label class="field">
                  <span>{t('contractMerchant')}</span>
                  <input name="merchant" maxlength={65} value={edited.merchant} autocomplete="off" />
                  <small class="hint">{t('contractMerchantHint')}</small>
                </label>
                {saleCases.map((saleCase) => (
                  <fieldset class="fieldset">
                    <legend>{visit.code('saleCase', saleCase)}</legend>
                    <label class="field">
                      <span>{t('contractSeller')}</span>
                      <select name={`${saleCase}.seller`}>
                        {saleSellers.map((seller) => (
                          <option value={seller} selected={seller === edited.terms[saleCase]?.seller}>
                            {visit.code('saleSeller', seller)}
                          </option>
                        ))}
                      </select>
                    </label>
                    <label class="field">
                      <span>{t('contractShare')}</span>
                      <input
                        name={`${saleCase}.share`}
                        inputmode="decimal"
                        maxlength={6}
                        value={edited.terms[saleCase]?.share ?? ''}
                      />
                      <small class="hint">{t('contractShareHint')}</small>
                    </label>
                  </fieldset>
                ))}
                <button class="button" type="submit">
                  {t('settingsSave')}
                </button>
              </form>
            </Card>
          </div>
          <div class="column is-form-first">
            <PublishCard
              visit={visit}
              view={view}
              csrf={csrf}
              base={base}
              formKey={deps.ids.next()}
              typed={more.publish}
              lead={t('contractPublishLead')}
            />
            <HistoryCard
              visit={visit}
              view={view}
              base={base}
              history={history.value}
              paged={before !== undefined}
            />
          </div>
        </div>
      </>,
    );
  }

  hq.get(pattern, (c) => show(c));

  hq.post(pattern, async (c) => {
    const contract = await found(c);
    if (!contract) return notFoundPage(c);
    const field = await readForm(c);
    const revision = readRevision(field('revision'));
    if (revision === null) return problemPage(c, 'invalid_request', { detail: 'revision' });
    const typed: Typed = {
      legalName: field('legalName'),
      merchant: field('merchant'),
      terms: Object.fromEntries(
        saleCases.map((saleCase) => [
          saleCase,
          { seller: field(`${saleCase}.seller`), share: field(`${saleCase}.share`) },
        ]),
      ),
    };
    const content = readContract(typed);
    if (!content) return show(c, { text: c.get('visit').t('contractBad') }, { typed });
    const done = await contract.document.saveDraft(content, { revision, by: signedIn(c).memberId });
    if (done.ok) return c.redirect(`${contract.base}?done=saved`, 303);
    if (done.code === 'stale_revision') return show(c, 'stale', { typed });
    return problemPage(c, done.code, done.params);
  });

  hq.get(`${pattern}/versions/:number{[0-9]{1,6}}`, async (c) => {
    const contract = await found(c);
    if (!contract) return notFoundPage(c);
    const { ownerId, document, base } = contract;
    const [view, version] = await Promise.all([
      document.view(),
      document.version(Number(c.req.param('number'))),
    ]);
    if (!version.ok) return notFoundPage(c);
    const visit = c.get('visit');
    const { number, note, content } = version.value;
    const title = visit.t('contractTitle', { id: ownerId });
    return page(
      c,
      {
        title: `${title} · ${versionText(visit, number)}`,
        place: 'stock',
        backTo: { href: base, text: title },
      },
      <div class="columns">
        <div class="column is-wide">
          <Card id="version" title={versionText(visit, number)} lead={note}>
            <Facts rows={rowsOf(visit, content)} />
          </Card>
        </div>
        <div class="column is-form-first">
          <RestoreCard
            visit={visit}
            view={view}
            csrf={signedIn(c).csrfToken}
            base={base}
            formKey={deps.ids.next()}
            number={number}
          />
        </div>
      </div>,
    );
  });

  policyActions(hq, pattern, deps, async (c) => {
    const contract = await found(c);
    return (
      contract && {
        document: contract.document,
        base: contract.base,
        show: (again, fault, publish) => show(again, fault, publish ? { publish } : {}),
      }
    );
  });
}

function rowsOf(visit: Visit, contract: OwnerContract): [string, string][] {
  const { legalName, merchant, terms } = typedOf(contract);
  return [
    [visit.t('contractLegalName'), legalName || '-'],
    [visit.t('contractMerchant'), merchant || '-'],
    ...saleCases.map((saleCase): [string, string] => {
      const { seller = '', share = '' } = terms[saleCase] ?? {};
      const sold = visit.code('saleSeller', seller);
      return [visit.code('saleCase', saleCase), share ? `${sold} · ${share} %` : sold];
    }),
  ];
}
