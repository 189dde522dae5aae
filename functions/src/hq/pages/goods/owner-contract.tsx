/** @jsxImportSource hono/jsx */
import { ownerIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type OwnerContract,
  ownerContractSchema,
  saleCases,
  saleSellers,
} from '@jindian/shared/contract/goods/contracts';
import { formatYuan, readYuan, typedYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { readPercent, valueFrom } from '../../forms/coerce.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, ofForm, typed } from '../../forms/post-form.tsx';
import { policyActions } from '../../policies/actions.tsx';
import {
  DraftHead,
  HistoryCard,
  PolicyNotices,
  PublishCard,
  RestoreCard,
  SeenForm,
  versionText,
} from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Facts } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { OwnerPricesCard } from './own-prices.tsx';

const versionsOnPage = 10;
const pattern = '/owners/:ownerId/contract';

/** A share is typed in percent, under a name that a person can read. */
const names = Object.fromEntries(
  saleCases.map((saleCase) => [`${saleCase}.ownerBasisPoints`, `${saleCase}.share`]),
);

/** What is in the form for this contract. */
function textsOf(contract: OwnerContract): Record<string, string> {
  return {
    legalName: contract.legalName,
    merchant: contract.merchant ?? '',
    validUntil: contract.validUntil ?? '',
    below: contract.priceBand ? String(contract.priceBand.belowBasisPoints / 100) : '',
    above: contract.priceBand ? String(contract.priceBand.aboveBasisPoints / 100) : '',
    perMonth: contract.fees ? typedYuan(contract.fees.perMonthFen) : '',
    perOrder: contract.fees ? typedYuan(contract.fees.perOrderFen) : '',
    ...Object.fromEntries(
      saleCases.flatMap((saleCase) => {
        const { seller, ownerBasisPoints } = contract[saleCase];
        return [
          [`${saleCase}.seller`, seller],
          [`${saleCase}.share`, ownerBasisPoints === null ? '' : String(ownerBasisPoints / 100)],
        ];
      }),
    ),
  };
}

/** Null: a percentage, a merchant number or an amount that is none. */
export function readContract(fields: FormFields): OwnerContract | null {
  const {
    priceBand: _,
    validUntil: __,
    fees: ___,
    ...rest
  } = valueFrom(ownerContractSchema, fields, { names }) as Record<string, unknown>;
  const [below, above, until, perMonth, perOrder] = [
    'below',
    'above',
    'validUntil',
    'perMonth',
    'perOrder',
  ].map((name) => fields.text(name).trim());
  // Both left empty: branches have no prices of their own.
  const points = (text: string | undefined) => (text ? readPercent(text) : 0);
  const band =
    below || above ? { belowBasisPoints: points(below), aboveBasisPoints: points(above) } : undefined;
  const fen = (text: string | undefined) => (text ? readYuan(text) : 0);
  const fees = perMonth || perOrder ? { perMonthFen: fen(perMonth), perOrderFen: fen(perOrder) } : undefined;
  return (
    ownerContractSchema.safeParse({
      ...rest,
      ...(band ? { priceBand: band } : {}),
      ...(fees ? { fees } : {}),
      ...(until ? { validUntil: until } : {}),
    }).data ?? null
  );
}

/** Who sells, and for what share: the contract with one dealer as a draft, published now or at a time. */
export function ownerContractPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'contracts' | 'clock' | 'network'>,
  forms: FormRegistry,
): void {
  async function found(c: HqContext) {
    const ownerId = ownerIdSchema.safeParse(c.req.param('ownerId')).data;
    if (ownerId === undefined || !(await deps.contracts.knows(ownerId))) return null;
    return { ownerId, document: deps.contracts.of(ownerId), base: `/hq/owners/${ownerId}/contract` };
  }

  async function show(c: HqContext, fault: FormFault | null = null): Promise<Response> {
    const visit = c.get('visit');
    const { t } = visit;
    const contract = await found(c);
    if (!contract) return notFoundPage(c);
    const { ownerId, document, base } = contract;
    const before = c.req.query('before');
    const [{ locations }, view, history] = await Promise.all([
      deps.network.current(),
      document.view(),
      document.versions(
        versionsOnPage,
        before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined,
      ),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const present = textsOf(view.draft?.content ?? view.inForce.content);
    const own = ofForm(fault, base);
    const edited = (name: string) => typed(own, name, present[name] ?? '');
    return page(
      c,
      {
        title: t('contractTitle', { id: ownerId }),
        place: 'stock',
        backTo: { href: `/hq/owners/${ownerId}`, text: t('ownerTitle', { id: ownerId }) },
        status: fault?.status ?? 200,
      },
      <>
        <PolicyNotices c={c} view={view} fault={fault} />
        <p class="page-lead">{t('contractLead')}</p>
        <div class="columns">
          <div class="column is-wide">
            <Card
              id="contract"
              title={t('contractTitle', { id: ownerId })}
              lead={<DraftHead c={c} view={view} base={base} />}
            >
              <SeenForm c={c} action={base} revision={view.revision}>
                <label class="field">
                  <span>{t('contractLegalName')}</span>
                  <input name="legalName" maxlength={100} value={edited('legalName')} autocomplete="off" />
                </label>
                <label class="field">
                  <span>{t('contractMerchant')}</span>
                  <input name="merchant" maxlength={65} value={edited('merchant')} autocomplete="off" />
                  <small class="hint">{t('contractMerchantHint')}</small>
                </label>
                {saleCases.map((saleCase) => (
                  <fieldset class="block setting-group">
                    <legend>{visit.code('saleCase', saleCase)}</legend>
                    <label class="field">
                      <span>{t('contractSeller')}</span>
                      <select name={`${saleCase}.seller`}>
                        {saleSellers.map((seller) => (
                          <option value={seller} selected={seller === edited(`${saleCase}.seller`)}>
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
                        value={edited(`${saleCase}.share`)}
                      />
                      <small class="hint">{t('contractShareHint')}</small>
                    </label>
                  </fieldset>
                ))}
                <fieldset class="block setting-group">
                  <legend>{t('contractBand')}</legend>
                  <p class="hint">{t('contractBandHint')}</p>
                  {(['below', 'above'] as const).map((name) => (
                    <label class="field">
                      <span>{t(name === 'below' ? 'contractBelow' : 'contractAbove')}</span>
                      <input name={name} inputmode="decimal" maxlength={6} value={edited(name)} />
                    </label>
                  ))}
                </fieldset>
                <fieldset class="block setting-group">
                  <legend>{t('contractFees')}</legend>
                  <p class="hint">{t('contractFeesHint')}</p>
                  {(['perMonth', 'perOrder'] as const).map((name) => (
                    <label class="field">
                      <span>{t(name === 'perMonth' ? 'contractPerMonth' : 'contractPerOrder')}</span>
                      <input name={name} inputmode="decimal" maxlength={12} value={edited(name)} />
                    </label>
                  ))}
                </fieldset>
                <label class="field">
                  <span>{t('contractUntil')}</span>
                  <input name="validUntil" type="date" value={edited('validUntil')} />
                  <small class="hint">{t('contractUntilHint')}</small>
                </label>
                <button class="button" type="submit">
                  {t('settingsSave')}
                </button>
              </SeenForm>
            </Card>
          </div>
          <div class="column">
            <PublishCard c={c} view={view} base={base} fault={fault} lead={t('contractPublishLead')} />
            <OwnerPricesCard
              c={c}
              branches={locations.filter((one) => one.kind === 'branch' && one.ownerId === ownerId)}
            />
            <HistoryCard c={c} view={view} base={base} history={history.value} paged={before !== undefined} />
          </div>
        </div>
      </>,
    );
  }

  hq.get(pattern, (c) => show(c));

  const about = {
    params: () => ({ name: deps.contracts.name }),
    query: (c: HqContext) => ({ subject: c.req.param('ownerId') }),
  };
  forms.on(pattern, {
    endpoint: endpoints.hqSavePolicyDraft,
    ...about,
    body({ revision }, fields, c) {
      const content = readContract(fields);
      return content ? { revision, content } : new NotAsked(c.get('visit').t('contractBad'));
    },
    next: (_, c) => `${c.req.path}?done=saved`,
    again: show,
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
          <RestoreCard c={c} view={view} base={base} number={number} />
        </div>
      </div>,
    );
  });

  policyActions(forms, pattern, deps, (c) => {
    const subject = c.req.param('ownerId') ?? '';
    return { name: deps.contracts.name, subject, base: `/hq/owners/${subject}/contract`, show };
  });
}

function rowsOf(visit: Visit, contract: OwnerContract): [string, string][] {
  const texts = textsOf(contract);
  return [
    [visit.t('contractLegalName'), texts.legalName || '-'],
    [visit.t('contractMerchant'), texts.merchant || '-'],
    ...saleCases.map((saleCase): [string, string] => {
      const share = texts[`${saleCase}.share`];
      const sold = visit.code('saleSeller', contract[saleCase].seller);
      return [visit.code('saleCase', saleCase), share ? `${sold} · ${share} %` : sold];
    }),
    [
      visit.t('contractBand'),
      contract.priceBand ? `−${texts.below} % – +${texts.above} %` : visit.t('contractNoBand'),
    ],
    [
      visit.t('contractFees'),
      contract.fees
        ? visit.t('contractFeesSaid', {
            month: formatYuan(contract.fees.perMonthFen),
            order: formatYuan(contract.fees.perOrderFen),
          })
        : visit.t('none'),
    ],
    [visit.t('contractUntil'), texts.validUntil || visit.t('contractNoEnd')],
  ];
}
