/** @jsxImportSource hono/jsx */
import { conditionKinds, rfmGroups, type SegmentCondition } from '@jindian/shared/contract/selling/segments';
import type { Child } from 'hono/jsx';
import type { FormFields } from '../../forms/fields.ts';
import type { Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import type { NamesInSegments } from './segment-text.ts';

type Kind = SegmentCondition['kind'];
/** What can be said beside "whichever", and the words for it. */
const choices: Partial<Record<Kind, { group: string; of: readonly string[]; always?: true }>> = {
  last_bought: { group: 'segmentTime', of: ['within', 'not_within'] },
  joined: { group: 'segmentTime', of: ['within', 'not_within'] },
  bought: { group: 'segmentIn', of: ['any', 'none'], always: true },
  bought_at: { group: 'segmentIn', of: ['any', 'none'], always: true },
  tier: { group: 'segmentIn', of: ['any', 'none'] },
  guide: { group: 'segmentIn', of: ['any', 'none'] },
  tags: { group: 'segmentIn', of: ['any', 'all', 'none'], always: true },
};
const ranged: readonly Kind[] = ['orders', 'spent'];
const lately: readonly Kind[] = ['orders', 'spent', 'bought', 'bought_at'];
const shownCategories = 8;

/** Every kind of condition once; what is not filled in is none. */
export function SegmentFields({
  visit,
  names,
  fields,
}: {
  visit: Visit;
  names: NamesInSegments;
  fields: Pick<FormFields, 'text' | 'all'>;
}) {
  const { t, language } = visit;
  const field = (name: string, label: Word, inputmode?: 'numeric' | 'decimal', maxlength = 8) => (
    <label class="field">
      <span>{t(label)}</span>
      <input
        name={name}
        inputmode={inputmode}
        maxlength={maxlength}
        autocomplete="off"
        value={fields.text(name)}
      />
    </label>
  );
  const boxes = (name: string, legend: string, of: readonly (readonly [value: string, text: string])[]) => (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {of.map(([value, text]) => (
        <label>
          <input type="checkbox" name={name} value={value} checked={fields.all(name).includes(value)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
  function choice(kind: Kind): Child {
    const given = choices[kind];
    if (!given) return null;
    const chosen = fields.text(`${kind}.is`);
    return (
      <label class="field">
        <span>{t('segmentIs')}</span>
        <select name={`${kind}.is`}>
          {given.always ? null : <option value="">{t('segmentAny')}</option>}
          {given.of.map((one) => (
            <option value={one} selected={chosen === one}>
              {visit.code(given.group, one)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  function own(kind: Kind): Child {
    switch (kind) {
      case 'rfm':
        return boxes(
          'rfm.groups',
          t('rfmGroup'),
          rfmGroups.map((group) => [group, visit.code('rfmGroup', group)]),
        );
      case 'never_bought':
        return boxes('never_bought.is', t('segmentIs'), [['yes', t('segmentIsTrue')]]);
      case 'bought':
        return (
          <label class="field">
            <span>{t('segmentCategories')}</span>
            <select
              name="bought.categoryIds"
              multiple
              size={Math.min(shownCategories, Math.max(2, names.categories.size))}
            >
              {[...names.categories].map(([id, name]) => (
                <option value={id} selected={fields.all('bought.categoryIds').includes(id)}>
                  {name[language]}
                </option>
              ))}
            </select>
          </label>
        );
      case 'bought_at':
        return field('bought_at.locationIds', 'segmentIds', undefined, 700);
      case 'tier':
        return names.tiers.size === 0
          ? null
          : boxes(
              'tier.tierIds',
              t('segmentTiers'),
              [...names.tiers].map(([id, name]) => [id, name[language]]),
            );
      case 'guide':
        return field('guide.sellerIds', 'segmentSellers', undefined, 1_100);
      case 'tags':
        return field('tags.tags', 'segmentTags', undefined, 1_000);
      default:
        return null;
    }
  }
  const isRanged = (kind: Kind) => ranged.includes(kind);
  return (
    <div class="segment-parts">
      {conditionKinds.map((kind) => (
        <fieldset class="block setting-group">
          <legend>{visit.code('segmentKind', kind)}</legend>
          {choice(kind)}
          {own(kind)}
          {isRanged(kind) ? (
            <div class="field-pair">
              {field(`${kind}.from`, kind === 'spent' ? 'segmentFromYuan' : 'segmentFrom', 'decimal', 12)}
              {field(`${kind}.to`, kind === 'spent' ? 'segmentToYuan' : 'segmentTo', 'decimal', 12)}
            </div>
          ) : null}
          {lately.includes(kind) ? field(`${kind}.days`, 'segmentDaysAny', 'numeric', 4) : null}
          {kind === 'last_bought' || kind === 'joined'
            ? field(`${kind}.days`, 'segmentDays', 'numeric', 4)
            : null}
        </fieldset>
      ))}
    </div>
  );
}
