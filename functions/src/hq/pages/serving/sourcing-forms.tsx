/** @jsxImportSource hono/jsx */

import { tradeSchema } from '@jindian/shared/contract/places/network';
import { orderChannels } from '@jindian/shared/contract/serving/sourcing-policy';
import type { Child } from 'hono/jsx';
import { Card } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import {
  actionTypes,
  costKinds,
  type Fields,
  maxFormCostBands,
  maxFormFeeBands,
  maxFormSorts,
  plainFilters,
  sortBys,
} from './sourcing-form.ts';
import { Block, Check, Choice, Select, Text } from './sourcing-inputs.tsx';

/** The fields of a rule, of which orders a chain is for, of what is paid. */

const trades = tradeSchema.options;

export function RuleForm({ visit, fields }: { visit: Visit; fields: Fields }) {
  const { t } = visit;
  const at = (name: string) => fields[name] ?? '';
  return (
    <>
      <Card>
        <div class="field-pair">
          <Text label={t('formNameZh')} name="nameZh" value={at('nameZh')} required />
          <Text label={t('formNameEn')} name="nameEn" value={at('nameEn')} required />
        </div>
        <Check label={t('formEnabled')} name="enabled" on={at('enabled') === 'yes'} />
      </Card>
      <Card title={t('formWho')}>
        <Choice
          name="from"
          chosen={at('from') === 'none' ? 'nearest' : at('from')}
          options={(['own_grid', 'nearest'] as const).map((from) => [from, visit.code('candidates', from)])}
        />
        <Block legend={t('formKinds')}>
          {costKinds.map((kind) => (
            <Check
              label={visit.code('locationKind', kind)}
              name={`kind_${kind}`}
              on={at(`kind_${kind}`) === 'yes'}
            />
          ))}
        </Block>
        <div class="field-pair">
          <Text label={t('formWithin')} name="withinKm" value={at('withinKm')} mode="decimal" />
          <Text label={t('formLimit')} name="limit" value={at('limit')} mode="numeric" />
        </div>
      </Card>
      <Card title={t('formFilters')}>
        <Block>
          {plainFilters.map((type) => (
            <Check
              label={visit.code('filter', type)}
              name={`filter_${type}`}
              on={at(`filter_${type}`) === 'yes'}
            />
          ))}
          <Check
            label={visit.code('filter', 'weight')}
            name="filter_weight"
            on={at('filter_weight') === 'yes'}
          />
        </Block>
        <div class="field-grid">
          <Text label={t('formMaxDistance')} name="maxKm" value={at('maxKm')} mode="decimal" />
          <Text label={t('formMaxKilograms')} name="maxKg" value={at('maxKg')} mode="decimal" />
          <Text label={t('formOpenAfter')} name="openAfter" value={at('openAfter')} mode="numeric" />
          <Text label={t('formKeepPieces')} name="keepPieces" value={at('keepPieces')} mode="numeric" />
          <Text label={t('formProvinces')} name="provinces" value={at('provinces')} />
        </div>
      </Card>
      <Card title={t('formSort')} lead={t('formSortLead')}>
        <div class="sort-rows">
          {Array.from({ length: maxFormSorts }, (_, index) => (
            <div class="field-pair">
              <Select
                label={t('formSortKey', { number: index + 1 })}
                name={`sort_${index}`}
                chosen={at(`sort_${index}`)}
                options={[
                  ['', t('formSortNone')],
                  ...sortBys.map((by) => [by, visit.code('sort', by)] as const),
                ]}
              />
              <Text
                label={t('formSortBand')}
                name={`band_${index}`}
                value={at(`band_${index}`)}
                mode="decimal"
              />
            </div>
          ))}
        </div>
      </Card>
      <Card title={t('formAction')}>
        <Choice
          name="action"
          chosen={at('action')}
          options={actionTypes.map((type) => [type, visit.code('action', type)])}
        />
        <ActionFields visit={visit} at={at} />
        <Select
          label={t('formOtherwise')}
          name="otherwise"
          chosen={at('otherwise')}
          options={(['next', 'hand_to_hq'] as const).map((each) => [each, visit.code('otherwise', each)])}
        />
      </Card>
    </>
  );
}

/** What each action needs to know, told apart by its name; what does not belong to the chosen one is not read. */
function ActionFields({ visit, at }: { visit: Visit; at: (name: string) => string }) {
  const { t, code } = visit;
  const group = (types: readonly (typeof actionTypes)[number][], content: Child) => (
    <Block forActions={types} legend={types.map((type) => code('action', type)).join(' · ')}>
      <div class="field-grid">{content}</div>
    </Block>
  );
  const number = (word: Word, name: string) => (
    <Text label={t(word)} name={name} value={at(name)} mode="numeric" />
  );
  return (
    <>
      {group(['offer', 'grab', 'wait', 'split'], number('formMinutes', 'withinMinutes'))}
      {group(
        ['offer'],
        <>
          {number('formUntilRefusals', 'untilRefusals')}
          <Check label={t('formAutoHq')} name="autoHq" on={at('autoHq') === 'yes'} />
        </>,
      )}
      {group(
        ['grab'],
        <>
          {number('formMinEligible', 'minEligible')}
          {number('formMaxEligible', 'maxEligible')}
        </>,
      )}
      {group(
        ['wait'],
        <>
          {number('formWaitTimes', 'maxTimes')}
          <Check
            label={t('formEvenWithoutStock')}
            name="evenWithoutStock"
            on={at('evenWithoutStock') === 'yes'}
          />
        </>,
      )}
      {group(
        ['split'],
        <>
          <Text label={t('formSplitValue')} name="minYuan" value={at('minYuan')} mode="decimal" />
          {number('formSplitParts', 'parts')}
          <Check label={t('formSplitOffer')} name="splitOffer" on={at('splitOffer') === 'yes'} />
        </>,
      )}
    </>
  );
}

export function ScopeForm({ visit, fields }: { visit: Visit; fields: Fields }) {
  const { t } = visit;
  const at = (name: string) => fields[name] ?? '';
  return (
    <Card title={t('scopeEdit')} lead={t('scopeFitsAll')}>
      <div class="field-pair">
        <Text label={t('formNameZh')} name="nameZh" value={at('nameZh')} required />
        <Text label={t('formNameEn')} name="nameEn" value={at('nameEn')} required />
      </div>
      <div class="field-grid">
        <Text label={t('scopeProvinces')} name="provinces" value={at('provinces')} />
        <Text label={t('scopeCities')} name="cities" value={at('cities')} />
        <Text label={t('scopeCategories')} name="categoryIds" value={at('categoryIds')} />
      </div>
      <Block legend={t('scopeTrades')}>
        {trades.map((trade) => (
          <Check
            label={visit.code('trade', trade)}
            name={`trade_${trade}`}
            on={at(`trade_${trade}`) === 'yes'}
          />
        ))}
      </Block>
      <Block legend={t('scopeChannels')}>
        {orderChannels.map((channel) => (
          <Check
            label={visit.code('channel', channel)}
            name={`channel_${channel}`}
            on={at(`channel_${channel}`) === 'yes'}
          />
        ))}
      </Block>
    </Card>
  );
}

/** Those there are, and two to fill. */
function shownFeeBands(fields: Fields): number {
  const filled = Array.from({ length: maxFormFeeBands }, (_, index) => fields[`fee_yuan_${index}`] ?? '');
  return Math.min(maxFormFeeBands, filled.findLastIndex((amount) => amount !== '') + 3);
}

export function FeesForm({ visit, fields }: { visit: Visit; fields: Fields }) {
  const { t } = visit;
  const at = (name: string) => fields[name] ?? '';
  return (
    <>
      <Card title={t('formFeeBands')} lead={t('formFeeBandLead')}>
        {Array.from({ length: shownFeeBands(fields) }, (_, index) => (
          <div class="band-row">
            <Select
              label={t('formFeeOwnership')}
              name={`fee_who_${index}`}
              chosen={at(`fee_who_${index}`)}
              options={[
                ['', t('feeAnybody')],
                ['hq', visit.code('ownership', 'hq')],
                ['dealer', visit.code('ownership', 'dealer')],
              ]}
            />
            <Text
              label={t('formFeeProvinces')}
              name={`fee_where_${index}`}
              value={at(`fee_where_${index}`)}
            />
            <Text
              label={t('formFeeUpTo')}
              name={`fee_km_${index}`}
              value={at(`fee_km_${index}`)}
              mode="decimal"
            />
            <Text
              label={t('formFeeAmount')}
              name={`fee_yuan_${index}`}
              value={at(`fee_yuan_${index}`)}
              mode="decimal"
            />
          </div>
        ))}
        <div class="field-pair">
          <Text label={t('formFeeRaise')} name="raise" value={at('raise')} mode="decimal" />
          <Text label={t('formFeeMax')} name="max" value={at('max')} mode="decimal" />
        </div>
      </Card>
      <Card title={t('formCosts')} lead={t('formCostsLead')}>
        {costKinds.map((kind) => (
          <Block legend={visit.code('locationKind', kind)}>
            {Array.from({ length: maxFormCostBands }, (_, index) => (
              <div class="band-row">
                <Text
                  label={t('formFeeUpTo')}
                  name={`cost_km_${kind}_${index}`}
                  value={at(`cost_km_${kind}_${index}`)}
                  mode="decimal"
                />
                <Text
                  label={t('formCostGrams')}
                  name={`cost_grams_${kind}_${index}`}
                  value={at(`cost_grams_${kind}_${index}`)}
                  mode="numeric"
                />
                <Text
                  label={t('formCostFirst')}
                  name={`cost_first_${kind}_${index}`}
                  value={at(`cost_first_${kind}_${index}`)}
                  mode="decimal"
                />
                <Text
                  label={t('formCostMore')}
                  name={`cost_more_${kind}_${index}`}
                  value={at(`cost_more_${kind}_${index}`)}
                  mode="decimal"
                />
              </div>
            ))}
          </Block>
        ))}
      </Card>
    </>
  );
}
