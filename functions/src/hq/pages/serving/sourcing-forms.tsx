/** @jsxImportSource hono/jsx */

import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  maxFeeBands as maxBands,
  maxCostBands,
  maxSortKeys,
  orderChannels,
  type SourcingFilter,
} from '@jindian/shared/contract/serving/sourcing-policy';
import type { Child } from 'hono/jsx';
import { Card } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import {
  actionTypes,
  costKinds,
  type Fields,
  filterField,
  plainFilters,
  rowsOf,
  sortBys,
} from './sourcing-form.ts';
import { Block, Check, Choice, Select, Text } from './sourcing-inputs.tsx';

/** The fields of a rule, of which orders a chain is for, of what is paid. */

/** What is ticked of a list. */
const listed = (text: string) => text.split('、');

export function RuleForm({ visit, fields }: { visit: Visit; fields: Fields }) {
  const { t } = visit;
  const at = (name: string) => fields[name] ?? '';
  /** A filter with a value; which one it is stands beside it, but for the weight, which is ticked. */
  const valued = (word: Word, type: SourcingFilter['type'], part: string, mode?: 'numeric' | 'decimal') => (
    <>
      {type === 'weight' ? null : <input type="hidden" name={filterField(type)} value={type} />}
      <Text
        label={t(word)}
        name={filterField(type, part)}
        value={at(filterField(type, part))}
        {...(mode ? { mode } : {})}
      />
    </>
  );
  return (
    <>
      <Card>
        <div class="field-pair">
          <Text label={t('formNameZh')} name="name.zh" value={at('name.zh')} required />
          <Text label={t('formNameEn')} name="name.en" value={at('name.en')} required />
        </div>
        <Check label={t('formEnabled')} name="enabled" on={at('enabled') === 'yes'} />
      </Card>
      <Card title={t('formWho')}>
        <Choice
          name="candidates.from"
          chosen={at('candidates.from') === 'none' ? 'nearest' : at('candidates.from')}
          options={(['own_grid', 'nearest'] as const).map((from) => [from, visit.code('candidates', from)])}
        />
        <Block legend={t('formKinds')}>
          {costKinds.map((kind) => (
            <Check
              label={visit.code('locationKind', kind)}
              name="candidates.kinds"
              value={kind}
              on={listed(at('candidates.kinds')).includes(kind)}
            />
          ))}
        </Block>
        <div class="field-pair">
          <Text
            label={t('formWithin')}
            name="candidates.withinMeters"
            value={at('candidates.withinMeters')}
            mode="decimal"
          />
          <Text
            label={t('formLimit')}
            name="candidates.limit"
            value={at('candidates.limit')}
            mode="numeric"
          />
        </div>
      </Card>
      <Card title={t('formFilters')} lead={t('formFiltersAlways')}>
        <Block>
          {plainFilters.map((type) => (
            <Check
              label={visit.code('filter', type)}
              name={filterField(type)}
              value={type}
              on={at(filterField(type)) === type}
            />
          ))}
          <Check
            label={visit.code('filter', 'weight')}
            name={filterField('weight')}
            value="weight"
            on={at(filterField('weight')) === 'weight'}
          />
        </Block>
        <div class="field-grid">
          {valued('formMaxDistance', 'max_distance', 'meters', 'decimal')}
          {valued('formMaxKilograms', 'weight', 'maxGrams', 'decimal')}
          {valued('formOpenAfter', 'open', 'afterMinutes', 'numeric')}
          <Text label={t('formKeepPieces')} name="keepPieces" value={at('keepPieces')} mode="numeric" />
          {valued('formProvinces', 'provinces', 'provinces')}
        </div>
      </Card>
      <Card title={t('formSort')} lead={t('formSortLead')}>
        <div class="sort-rows">
          {Array.from({ length: Math.max(3, rowsOf(fields, 'sort', 1, maxSortKeys)) }, (_, index) => (
            <div class="field-pair">
              <Select
                label={t('formSortKey', { number: index + 1 })}
                name={`sort.${index}.by`}
                chosen={at(`sort.${index}.by`)}
                options={[
                  ['', t('formSortNone')],
                  ...sortBys.map((by) => [by, visit.code('sort', by)] as const),
                ]}
              />
              <Text
                label={t('formSortBand')}
                name={`sort.${index}.band`}
                value={at(`sort.${index}.band`)}
                mode="decimal"
              />
            </div>
          ))}
        </div>
      </Card>
      <Card title={t('formAction')}>
        <Choice
          name="action.type"
          chosen={at('action.type')}
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
      {group(['offer', 'grab', 'wait', 'split'], number('formMinutes', 'action.withinMinutes'))}
      {group(
        ['offer'],
        <>
          {number('formUntilRefusals', 'action.untilRefusals')}
          <Check
            label={t('formAutoHq')}
            name="action.autoAcceptHqOwned"
            on={at('action.autoAcceptHqOwned') === 'yes'}
          />
        </>,
      )}
      {group(
        ['grab'],
        <>
          {number('formMinEligible', 'action.minEligible')}
          {number('formMaxEligible', 'action.maxEligible')}
        </>,
      )}
      {group(
        ['wait'],
        <>
          {number('formWaitTimes', 'action.maxTimes')}
          <Check
            label={t('formEvenWithoutStock')}
            name="action.evenWithoutStock"
            on={at('action.evenWithoutStock') === 'yes'}
          />
        </>,
      )}
      {group(
        ['split'],
        <>
          <Text
            label={t('formSplitValue')}
            name="action.minValueFen"
            value={at('action.minValueFen')}
            mode="decimal"
          />
          {number('formSplitParts', 'action.maxFulfilments')}
          <Check label={t('formSplitOffer')} name="action.offer" on={at('action.offer') === 'yes'} />
        </>,
      )}
    </>
  );
}

export function ScopeForm({
  visit,
  fields,
  categories,
}: {
  visit: Visit;
  fields: Fields;
  categories: ReadonlyMap<string, LocalizedText>;
}) {
  const { t } = visit;
  const at = (name: string) => fields[name] ?? '';
  return (
    <Card title={t('scopeEdit')} lead={t('scopeFitsAll')}>
      <div class="field-pair">
        <Text label={t('formNameZh')} name="name.zh" value={at('name.zh')} required />
        <Text label={t('formNameEn')} name="name.en" value={at('name.en')} required />
      </div>
      <div class="field-grid">
        <Text label={t('scopeProvinces')} name="provinces" value={at('provinces')} />
        <Text label={t('scopeCities')} name="cities" value={at('cities')} />
      </div>
      <Block legend={t('scopeCategories')}>
        {[...categories].map(([id, name]) => (
          <Check
            label={name[visit.language]}
            name="categoryIds"
            value={id}
            on={listed(at('categoryIds')).includes(id)}
          />
        ))}
      </Block>
      <Block legend={t('scopeChannels')}>
        {orderChannels.map((channel) => (
          <Check
            label={visit.code('channel', channel)}
            name="channels"
            value={channel}
            on={listed(at('channels')).includes(channel)}
          />
        ))}
      </Block>
    </Card>
  );
}

export function FeesForm({ visit, fields }: { visit: Visit; fields: Fields }) {
  const { t } = visit;
  const at = (name: string) => fields[name] ?? '';
  return (
    <>
      <Card title={t('formFeeBands')} lead={t('formFeeBandLead')}>
        {Array.from({ length: rowsOf(fields, 'serviceFees.bands', 2, maxBands) }, (_, index) => (
          <div class="band-row">
            <Select
              label={t('formFeeOwnership')}
              name={`serviceFees.bands.${index}.ownership`}
              chosen={at(`serviceFees.bands.${index}.ownership`)}
              options={[
                ['', t('feeAnybody')],
                ['hq', visit.code('ownership', 'hq')],
                ['dealer', visit.code('ownership', 'dealer')],
              ]}
            />
            <Text
              label={t('formFeeProvinces')}
              name={`serviceFees.bands.${index}.provinces`}
              value={at(`serviceFees.bands.${index}.provinces`)}
            />
            <Text
              label={t('formFeeUpTo')}
              name={`serviceFees.bands.${index}.upToMeters`}
              value={at(`serviceFees.bands.${index}.upToMeters`)}
              mode="decimal"
            />
            <Text
              label={t('formFeeAmount')}
              name={`serviceFees.bands.${index}.feeFen`}
              value={at(`serviceFees.bands.${index}.feeFen`)}
              mode="decimal"
            />
          </div>
        ))}
        <div class="field-pair">
          <Text
            label={t('formFeeRaise')}
            name="serviceFees.raisePerRefusalFen"
            value={at('serviceFees.raisePerRefusalFen')}
            mode="decimal"
          />
          <Text
            label={t('formFeeMax')}
            name="serviceFees.maxFen"
            value={at('serviceFees.maxFen')}
            mode="decimal"
          />
        </div>
      </Card>
      <Card title={t('formCosts')} lead={t('formCostsLead')}>
        {costKinds.map((kind) => (
          <Block legend={visit.code('locationKind', kind)}>
            {Array.from(
              { length: Math.max(3, rowsOf(fields, `deliveryCosts.${kind}`, 1, maxCostBands)) },
              (_, index) => (
                <div class="band-row">
                  <Text
                    label={t('formFeeUpTo')}
                    name={`deliveryCosts.${kind}.${index}.upToMeters`}
                    value={at(`deliveryCosts.${kind}.${index}.upToMeters`)}
                    mode="decimal"
                  />
                  <Text
                    label={t('formCostGrams')}
                    name={`deliveryCosts.${kind}.${index}.firstGrams`}
                    value={at(`deliveryCosts.${kind}.${index}.firstGrams`)}
                    mode="numeric"
                  />
                  <Text
                    label={t('formCostFirst')}
                    name={`deliveryCosts.${kind}.${index}.firstFen`}
                    value={at(`deliveryCosts.${kind}.${index}.firstFen`)}
                    mode="decimal"
                  />
                  <Text
                    label={t('formCostMore')}
                    name={`deliveryCosts.${kind}.${index}.perKilogramFen`}
                    value={at(`deliveryCosts.${kind}.${index}.perKilogramFen`)}
                    mode="decimal"
                  />
                </div>
              ),
            )}
          </Block>
        ))}
      </Card>
    </>
  );
}
