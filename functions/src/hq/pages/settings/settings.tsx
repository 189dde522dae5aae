/** @jsxImportSource hono/jsx */

import type { Language } from '@jindian/shared/contract/common';
import type { PolicyView } from '@jindian/shared/contract/policies';
import {
  choicesOf,
  isTextField,
  type SettingField,
  type SettingsArea,
  type SettingValue,
  textForms,
  unitOf,
} from '@jindian/shared/contract/settings/fields';
import {
  type SettingsAreaName,
  settingsAreaNames,
  settingsAreas,
} from '@jindian/shared/contract/settings/index';
import { readCalendar } from '@jindian/shared/hours';
import { readYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { type DocumentPage, documentPages } from '../../policies/document-page.tsx';
import { DayRows, daysTyped, spansText } from '../../ui/days.tsx';
import { Facts } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, partsOn, type Visit } from '../../visit.ts';
import { PictureBox } from '../goods/pictures.tsx';
import { ToolLink } from '../goods/transfers.tsx';
import { BrandLook } from './brand-look.tsx';

type Values = Record<string, SettingValue>;

/** One page for the settings of any area: its fields are data, and so is everything that is said about them. */
export function settingsPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'settings' | 'clock'>,
  forms: FormRegistry,
): void {
  const baseOf = (name: SettingsAreaName) => `/hq/settings/${name}`;

  hq.get('/settings', (c) => c.redirect(baseOf('serving'), 302));
  documentPages<Values>(hq, forms, deps, '/settings/:area', (c) => {
    const name = settingsAreaNames.find((each) => each === c.req.param('area'));
    if (!name) return null;
    const visit = c.get('visit');
    const { t, language } = visit;
    const area: SettingsArea = settingsAreas[name];
    return {
      document: deps.settings[name] as unknown as DocumentPage<Values>['document'],
      base: baseOf(name),
      options: {
        title: t('settingsTitle'),
        place: 'settings',
        tools:
          name === 'brand' ? (
            <>
              <ToolLink c={c} href="/hq/legal/privacy" word="legalTitle" />
              <ToolLink c={c} href="/hq/site-files" word="siteFilesTitle" />
              <ToolLink c={c} href="/hq/stops" word="stopsTitle" />
            </>
          ) : (
            <>
              <ToolLink c={c} href="/hq/commission-rates" word="ratesTitle" />
              <ToolLink c={c} href="/hq/withholding" word="withholdingTitle" />
              <ToolLink c={c} href="/hq/points" word="pointsTitle" />
              <ToolLink c={c} href="/hq/tiers" word="tiersTitle" />
              <ToolLink c={c} href="/hq/returns-policy" word="returnsPolicyTitle" />
              <ToolLink c={c} href="/hq/stops" word="stopsTitle" />
            </>
          ),
      },
      versionTitle: area.title[language],
      lead: (
        <>
          <p class="page-lead">
            {t(name === 'modules' ? 'modulesLead' : 'settingsLead')}
            {mayOpen(c, '/hq/setup') ? (
              <>
                {' '}
                <a href="/hq/setup">{t('setupTitle')}</a>
              </>
            ) : null}
          </p>
          <nav class="tabs" aria-label={t('settingsTitle')}>
            {settingsAreaNames.map((each) => (
              <a href={baseOf(each)} aria-current={each === name ? 'page' : undefined}>
                {settingsAreas[each].title[language]}
              </a>
            ))}
          </nav>
        </>
      ),
      card: {
        id: 'settings',
        title: () => area.title[language],
        lead: name === 'brand' ? <p class="page-lead">{t('brandFixed')}</p> : null,
      },
      fields: ({ view, fault }) => <SettingFieldsets c={c} area={area} view={view} fault={fault} />,
      shown: (_, values) => (
        <>
          <InWords c={c} area={area} values={values} />
          <Facts
            rows={partsOn(c, 'setting', Object.keys(area.fields)).map((id) => {
              const each = fieldOf(area, id);
              return [each.name[language], valueText(visit, id, each, values[id] ?? each.standard)];
            })}
          />
        </>
      ),
      read(_, fields) {
        const read = readSettings(area, fields);
        if ('bad' in read) {
          const bad = read.bad.map((each) => fieldOf(area, each).name[language]).join(', ');
          return new NotAsked(t('settingsBad', { fields: bad }));
        }
        const failing = area.checks?.find(({ holds }) => !holds(read.values));
        return failing ? new NotAsked(failing.text[language]) : { content: read.values };
      },
    };
  });
}

function fieldOf(area: SettingsArea, id: string): SettingField {
  return area.fields[id] as SettingField;
}

/** As it is typed: money in yuan, every other number in its unit. */
function typedText(id: string, value: SettingValue): string {
  return typeof value === 'number' && unitOf(id) === 'Fen' ? String(value / 100) : String(value);
}

/** What stands behind a number; a text has no unit. */
function unitText(visit: Visit, id: string, field: SettingField): string {
  return isTextField(field) ? '' : visit.code('unit', unitOf(id));
}

function valueText(visit: Visit, id: string, field: SettingField, value: SettingValue): string {
  return `${shownText(visit, id, field, value) || '—'} ${unitText(visit, id, field)}`.trim();
}

/** As it is read: what was chosen by its name. */
function shownText(visit: Visit, id: string, field: SettingField, value: SettingValue): string {
  const { language } = visit;
  if (isTextField(field) && field.form === 'calendar')
    return spansText(visit, readCalendar(String(value)) ?? []);
  const choice = isTextField(field) ? choicesOf[field.form]?.[String(value)] : undefined;
  return choice ? choice[language] : typedText(id, value);
}

/** What was typed, read as the field is; null where it is nothing of the kind. */
function readSetting(id: string, field: SettingField, text: string): SettingValue | null {
  if (isTextField(field)) {
    const read = field.form === 'colour' ? text.toLowerCase() : text;
    return textForms[field.form].pattern.test(read) ? read : null;
  }
  const value = unitOf(id) === 'Fen' ? readYuan(text) : /^\d{1,9}$/.test(text) ? Number(text) : null;
  return value === null || value < field.min || value > field.max ? null : value;
}

/** What was typed, or the fields that hold nothing within their bounds. */
export function readSettings(
  area: SettingsArea,
  typed: Pick<FormFields, 'text' | 'all'>,
): { values: Values } | { bad: string[] } {
  const values: Values = {};
  const bad: string[] = [];
  for (const [id, field] of Object.entries(area.fields)) {
    const days = isTextField(field) && field.form === 'calendar' ? daysTyped(typed, id) : null;
    const value = readSetting(id, field, days ?? typed.text(id).trim());
    if (value === null) bad.push(id);
    else values[id] = value;
  }
  return bad.length > 0 ? { bad } : { values };
}

const inputId = (id: string) => `setting-${id}`;

function SettingInput({
  id,
  field,
  value,
  language,
}: {
  id: string;
  field: SettingField;
  value: string;
  language: Language;
}) {
  const shared = { id: inputId(id), name: id, value, autocomplete: 'off' } as const;
  if (!isTextField(field)) return <input {...shared} inputmode="decimal" maxlength={12} required />;
  if (field.form === 'colour') return <input {...shared} type="color" required />;
  const { maxLength } = textForms[field.form];
  const choices = choicesOf[field.form];
  if (choices)
    return (
      <select id={inputId(id)} name={id}>
        {Object.entries(choices).map(([choice, words]) => (
          <option value={choice} selected={choice === value}>
            {words[language]}
          </option>
        ))}
      </select>
    );
  if (field.form === 'day') return <input {...shared} type="date" />;
  if (field.form === 'phone') return <input {...shared} type="tel" maxlength={maxLength} />;
  return <input {...shared} class="is-long" type="text" maxlength={maxLength} />;
}

/** What the fields come to together, where there is more to it than each says by itself. */
function InWords({ c, area, values }: { c: HqContext; area: SettingsArea; values: Values }) {
  const said = area.inWords;
  if (!said || partsOn(c, 'setting', [said.field]).length === 0) return null;
  const standard = Object.fromEntries(Object.entries(area.fields).map(([id, each]) => [id, each.standard]));
  return <p class="page-lead in-words">{said.say({ ...standard, ...values })[c.get('visit').language]}</p>;
}

/** Where somebody else was quicker, their figure stands beside what was typed. */
function SettingFieldsets({
  c,
  area,
  view,
  fault,
}: {
  c: HqContext;
  area: SettingsArea;
  view: PolicyView<Values>;
  fault: FormFault | null;
}) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const edited = view.draft?.content ?? view.inForce.content;
  const inUse = partsOn(c, 'setting', Object.keys(area.fields));
  const groups = Object.entries(area.groups).filter(([group]) =>
    inUse.some((id) => area.fields[id]?.group === group),
  );
  return (
    <>
      {/* What is not in use is not shown, and stays as it is. */}
      {Object.entries(area.fields)
        .filter(([id]) => !inUse.includes(id))
        .map(([id, each]) => (
          <input type="hidden" name={id} value={typedText(id, edited[id] ?? each.standard)} />
        ))}
      <InWords c={c} area={area} values={edited} />
      {groups.map(([group, title]) => (
        <fieldset class="block setting-group">
          <legend>{title[language]}</legend>
          {Object.entries(area.fields)
            .filter(([id, each]) => each.group === group && inUse.includes(id))
            .map(([id, each]) => {
              const present = edited[id] ?? each.standard;
              const inForce = view.inForce.content[id] ?? each.standard;
              const value = typed(fault, id, typedText(id, present));
              const isStale = fault?.code === 'stale_revision';
              const theirs = isStale && value.trim() !== typedText(id, present) ? present : null;
              const said = (one: SettingValue) => shownText(visit, id, each, one) || '—';
              const hint = (
                <small class="hint">
                  {each.explanation[language]}{' '}
                  {isTextField(each)
                    ? each.standard &&
                      !choicesOf[each.form] &&
                      t('settingsStandard', { standard: said(each.standard) })
                    : t('settingsRange', {
                        min: typedText(id, each.min),
                        max: typedText(id, each.max),
                        standard: typedText(id, each.standard),
                      })}
                  {present === inForce ? '' : ` · ${t('settingsInForce', { value: said(inForce) })}`}
                  {theirs === null ? '' : ` · ${t('settingsTheirs', { value: said(theirs) })}`}
                </small>
              );
              if (isTextField(each) && each.form === 'calendar') {
                return (
                  <DayRows
                    visit={visit}
                    name={id}
                    legend={each.name[language]}
                    hint={each.explanation[language]}
                    days={readCalendar(String(present)) ?? []}
                    fault={fault}
                    wrong={Boolean(fault?.text) && readCalendar(daysTyped(fault!.fields, id) ?? '') === null}
                  />
                );
              }
              if (isTextField(each) && each.form === 'picture') {
                return (
                  <PictureBox
                    c={c}
                    name={id}
                    legend={each.name[language]}
                    label={each.name[language]}
                    hint={each.explanation[language]}
                    lines={value}
                    max={1}
                  />
                );
              }
              return (
                <label class="field" for={inputId(id)}>
                  <span>{[each.name[language], unitText(visit, id, each)].filter(Boolean).join(' · ')}</span>
                  <SettingInput id={id} field={each} value={value} language={language} />
                  {isTextField(each) && each.form === 'colour' ? (
                    <BrandLook visit={visit} colour={value} />
                  ) : null}
                  {hint}
                </label>
              );
            })}
        </fieldset>
      ))}
    </>
  );
}
