/** @jsxImportSource hono/jsx */
import type { LocalizedText } from '@jindian/shared/contract/common';
import { type Category, provinces } from '@jindian/shared/contract/goods/catalog';
import { isRoleOff } from '@jindian/shared/contract/modules/off';
import { commissionParts } from '@jindian/shared/contract/selling/commission-parts';
import type { Scene } from '@jindian/shared/contract/selling/scenes';
import { type SellerKind, sellerKinds } from '@jindian/shared/contract/selling/seller-kinds';
import { orderChannels } from '@jindian/shared/contract/serving/sourcing-policy';
import type { Child } from 'hono/jsx';
import type { FormFields } from '../../forms/fields.ts';
import { FieldFault } from '../../forms/post-form.tsx';
import { Card } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, partsOn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { Check, Select } from '../serving/sourcing-inputs.tsx';
import type { ListCondition } from './rate-rule-form.ts';

type Goods = {
  categories: readonly Category[];
  brandLines: readonly LocalizedText[];
};
type Props = {
  c: HqContext;
  fields: FormFields;
  faults: ReadonlyMap<string, string>;
  goods: Goods;
  scenes: readonly Pick<Scene, 'id' | 'kind' | 'name'>[];
};

/** Rows to fill in beside those that are filled in. */
const moreRows = 2;

export function RuleFields(props: Props) {
  const { c, fields, faults } = props;
  const { t } = c.get('visit');
  const name = (field: 'zh' | 'en', label: Word, required: boolean) => (
    <label class="field">
      <span>{t(label)}</span>
      <input
        name={`name.${field}`}
        value={fields.text(`name.${field}`)}
        maxlength={60}
        autocomplete="off"
        required={required}
      />
      <FieldFault text={faults.get(`name.${field}`) ?? null} />
    </label>
  );
  return (
    <>
      <Card title={t('rateBasics')}>
        <div class="field-pair">
          {name('zh', 'rateNameZh', true)}
          {name('en', 'rateNameEn', false)}
        </div>
        <Check label={t('rateEnabled')} name="enabled" on={fields.text('enabled') === 'yes'} />
      </Card>
      <Card title={t('rateWhen')} lead={t('rateWhenLead')}>
        <Conditions {...props} />
      </Card>
      <Card title={t('ratePays')} lead={t('ratePaysLead')}>
        {faults.has('pays') ? <FieldFault text={faults.get('pays') ?? null} /> : null}
        <div class="rate-pays">
          {commissionParts
            .filter((part) => isPartShown(c, fields, part))
            .map((part) => (
              <Pay c={c} fields={fields} faults={faults} part={part} />
            ))}
        </div>
      </Card>
    </>
  );
}

/** What a rule says already is shown, whatever has been switched off since. */
const isKindOn = (c: HqContext, kind: SellerKind) => kind === 'branch' || !isRoleOff(c.get('off'), kind);
const isPartShown = (c: HqContext, fields: FormFields, part: string) =>
  part !== 'second_level' ||
  !c.get('off').includes('secondLevel') ||
  !['', 'none'].includes(fields.text(`pays.${part}.by`));

function Conditions({ c, fields, faults, goods, scenes }: Props) {
  const visit = c.get('visit');
  const { t, code, language } = visit;
  const given = (list: ListCondition) => fields.all(`when.${list}`).filter((text) => text.trim() !== '');
  const condition = (list: ListCondition, label: Word, content: Child, isSet = given(list).length > 0) => (
    <Condition
      label={t(label)}
      only={
        fields.text(`only.${list}`) === 'yes' || isSet ? { name: `only.${list}`, text: t('rateOnly') } : null
      }
      none={t('rateNoLimit')}
      fault={faults.get(`when.${list}`) ?? null}
      isOnly={fields.text(`only.${list}`) === 'yes'}
      isSet={isSet}
    >
      {content}
    </Condition>
  );
  /** What is there to tick, and what was named and is there no more: nobody loses a condition by saving. */
  const ticks = (list: ListCondition, options: readonly (readonly [string, string])[]) => {
    const chosen = given(list);
    const gone = chosen.filter((value) => !options.some(([known]) => known === value));
    return (
      <div class="checks">
        {[...options, ...gone.map((id) => [id, t('rateGone', { id })] as const)].map(([value, label]) => (
          <Check label={label} name={`when.${list}`} value={value} on={chosen.includes(value)} />
        ))}
      </div>
    );
  };
  const pickers = (list: ListCondition, of: 'products' | 'people' | 'places', label: Word) => {
    const rows = [...given(list), ...Array.from({ length: moreRows }, () => '')];
    return (
      <div class="field-grid">
        {rows.map((value, nth) => (
          <Picker
            name={`when.${list}`}
            of={of}
            label={t(label)}
            unseenLabel
            placeholder={t('ratePick')}
            value={value}
            nth={nth}
          />
        ))}
      </div>
    );
  };
  const ownership = partsOn(c, 'ownership', ['hq', 'dealer']);
  const unused = given('branchOwnership').filter((kind) => !ownership.includes(kind as 'hq'));
  return (
    <div class="rate-conditions">
      {condition('categoryIds', 'rateCategories', <CategoryTree {...{ c, fields, goods }} />)}
      {condition('productIds', 'rateProducts', pickers('productIds', 'products', 'rateProducts'))}
      {goods.brandLines.length + given('brandLines').length === 0
        ? null
        : condition(
            'brandLines',
            'rateBrandLines',
            ticks(
              'brandLines',
              goods.brandLines.map((line) => [line.zh, line[language]]),
            ),
          )}
      {condition(
        'sellerKinds',
        'rateSellerKinds',
        ticks(
          'sellerKinds',
          sellerKinds
            .filter((kind) => given('sellerKinds').includes(kind) || isKindOn(c, kind))
            .map((kind) => [kind, code('sellerKindMany', kind)]),
        ),
      )}
      {condition('sellerIds', 'rateSellerIds', pickers('sellerIds', 'people', 'rateSellerIds'))}
      {condition('branchIds', 'rateBranches', pickers('branchIds', 'places', 'rateBranches'))}
      {ownership.length < 2
        ? unused.map((kind) => <input type="hidden" name="when.branchOwnership" value={kind} />)
        : condition(
            'branchOwnership',
            'rateOwnership',
            ticks(
              'branchOwnership',
              ownership.map((kind) => [kind, code('ownership', kind)]),
            ),
          )}
      {condition('areas', 'rateAreasField', <Areas {...{ c, fields }} />, areaRows(fields).length > 0)}
      {scenes.length + given('sceneIds').length === 0
        ? null
        : condition(
            'sceneIds',
            'rateSceneIds',
            ticks(
              'sceneIds',
              scenes.map(({ id, kind, name }) => [id, `${name[language]} · ${code('sceneKind', kind)}`]),
            ),
          )}
      {condition(
        'channels',
        'rateChannels',
        ticks(
          'channels',
          orderChannels.map((channel) => [channel, code('channel', channel)]),
        ),
      )}
      <OrderConditions c={c} fields={fields} faults={faults} />
    </div>
  );
}

/** When it is placed, how much it is, and by whom: one value each. */
function OrderConditions({ c, fields, faults }: Omit<Props, 'goods' | 'scenes'>) {
  const { t, code } = c.get('visit');
  const fault = (field: string) => <FieldFault text={faults.get(`when.${field}`) ?? null} />;
  const time = (field: 'fromMs' | 'beforeMs', label: Word) => (
    <label class="field">
      <span>{t(label)}</span>
      <input type="datetime-local" name={`when.${field}`} value={fields.text(`when.${field}`)} />
      {fault(field)}
    </label>
  );
  return (
    <>
      <fieldset class="rate-condition is-plain">
        <legend>{t('rateTimes')}</legend>
        <div class="field-pair">
          {time('fromMs', 'rateFromAt')}
          {time('beforeMs', 'rateBeforeAt')}
        </div>
      </fieldset>
      <div class="field-pair">
        <label class="field">
          <span>{t('rateOrderFrom')}</span>
          <input
            name="when.orderFromFen"
            inputmode="decimal"
            maxlength={9}
            autocomplete="off"
            value={fields.text('when.orderFromFen')}
          />
          {fault('orderFromFen')}
        </label>
        <Select
          label={t('rateBuyers')}
          name="when.buyers"
          chosen={fields.text('when.buyers')}
          options={[
            ['', t('rateNoLimit')],
            ...(['new', 'returning'] as const).map((kind) => [kind, code('buyers', kind)] as const),
          ]}
        />
      </div>
    </>
  );
}

function Condition({
  label,
  none,
  only,
  isOnly,
  isSet,
  fault,
  children,
}: {
  label: string;
  none: string;
  /** Ticked where it was set before: taking out what it names is not enough to have it for any. */
  only: { name: string; text: string } | null;
  isOnly: boolean;
  isSet: boolean;
  fault: string | null;
  children?: Child;
}) {
  return (
    <details class="rate-condition" open={isSet || isOnly || fault !== null}>
      <summary>
        {label}
        {isSet || isOnly ? null : <span class="sub">{none}</span>}
      </summary>
      {only ? <Check label={only.text} name={only.name} on={isOnly} /> : null}
      <fieldset class="block">
        <legend class="unseen">{label}</legend>
        {children}
      </fieldset>
      <FieldFault text={fault} />
    </details>
  );
}

/** The tree, each category below the one it belongs to. */
function CategoryTree({ c, fields, goods }: Pick<Props, 'c' | 'fields' | 'goods'>) {
  const { t, language } = c.get('visit');
  const { categories } = goods;
  const chosen = fields.all('when.categoryIds');
  const known = new Set(categories.map(({ id }) => id));
  const gone = chosen.filter((id) => id !== '' && !known.has(id));
  const tick = (id: string, label: string) => (
    <Check label={label} name="when.categoryIds" value={id} on={chosen.includes(id)} />
  );
  const below = (parentId: string | null): Child => {
    const children = categories.filter((category) => category.parentId === parentId);
    return children.length === 0 ? null : (
      <ul>
        {children.map(({ id, name }) => (
          <li>
            {tick(id, name[language])}
            {below(id)}
          </li>
        ))}
      </ul>
    );
  };
  return (
    <div class="rate-tree">
      {below(null)}
      {gone.length === 0 ? null : (
        <ul>
          {gone.map((id) => (
            <li>{tick(id, t('rateGone', { id }))}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function areaRows(fields: FormFields): { province: string; city: string }[] {
  const found: { province: string; city: string }[] = [];
  for (let row = 0; row < 200; row += 1) {
    const [province, city] = [
      fields.text(`when.areas.${row}.province`),
      fields.text(`when.areas.${row}.city`),
    ];
    if (province !== '' || city !== '') found.push({ province, city });
  }
  return found;
}

function Areas({ c, fields }: Pick<Props, 'c' | 'fields'>) {
  const { t } = c.get('visit');
  const rows = [...areaRows(fields), ...Array.from({ length: moreRows }, () => ({ province: '', city: '' }))];
  return (
    <div class="rate-areas">
      {rows.map(({ province, city }, row) => (
        <div class="field-pair">
          <Select
            label={t('rateProvince')}
            name={`when.areas.${row}.province`}
            chosen={province}
            options={[
              ['', '–'],
              ...[...new Set([...provinces, ...(province ? [province] : [])])].map(
                (one) => [one, one] as const,
              ),
            ]}
          />
          <label class="field">
            <span>{t('rateCity')}</span>
            <input name={`when.areas.${row}.city`} value={city} maxlength={40} autocomplete="off" />
          </label>
        </div>
      ))}
    </div>
  );
}

function Pay({
  c,
  fields,
  faults,
  part,
}: Omit<Props, 'goods' | 'scenes'> & { part: (typeof commissionParts)[number] }) {
  const { t, code } = c.get('visit');
  const input = (
    field: 'percent' | 'pieceFen' | 'floorFen' | 'capFen',
    label: Word,
    only?: 'percent' | 'piece',
  ) => {
    const name = `pays.${part}.${field}`;
    const fault = faults.get(name) ?? null;
    return (
      <label class="field" data-pay={only ?? 'percent piece'}>
        <span>{t(label)}</span>
        <input
          name={name}
          inputmode="decimal"
          maxlength={9}
          autocomplete="off"
          aria-invalid={fault ? 'true' : undefined}
          value={fields.text(name)}
        />
        <FieldFault text={fault} />
      </label>
    );
  };
  return (
    <fieldset class="rate-pay">
      <legend>{code('commissionPart', part)}</legend>
      <div class="rate-pay-row">
        <Select
          label={t('ratePayBy')}
          name={`pays.${part}.by`}
          chosen={fields.text(`pays.${part}.by`) || 'none'}
          options={(['none', 'percent', 'piece'] as const).map((by) => [by, code('ratePay', by)])}
        />
        {input('percent', 'ratePayPercent', 'percent')}
        {input('pieceFen', 'ratePayPiece', 'piece')}
        {input('floorFen', 'ratePayFloor')}
        {input('capFen', 'ratePayCap')}
      </div>
      <FieldFault text={faults.get(`pays.${part}`) ?? null} />
    </fieldset>
  );
}
