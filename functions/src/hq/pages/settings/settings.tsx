/** @jsxImportSource hono/jsx */
import type { PolicyVersion, PolicyView } from '@jindian/shared/contract/policies';
import { type SettingField, type SettingsArea, unitOf } from '@jindian/shared/contract/settings/fields';
import {
  type SettingsAreaName,
  settingsAreaNames,
  settingsAreas,
} from '@jindian/shared/contract/settings/index';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { readYuan } from '../../format.ts';
import { type PolicyPage, policyActions } from '../../policies/actions.tsx';
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

type Values = Record<string, number>;
type Typed = Record<string, string>;
const versionsOnPage = 10;

/** One page for the settings of any area: its fields are data, and so is everything that is said about them. */
export function settingsPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'settings' | 'ids' | 'clock'>,
): void {
  const areaOf = (c: HqContext): SettingsAreaName | null =>
    settingsAreaNames.find((name) => name === c.req.param('area')) ?? null;
  const baseOf = (name: SettingsAreaName) => `/hq/settings/${name}`;

  hq.get('/settings', (c) => c.redirect(baseOf('serving'), 302));
  hq.get('/settings/:area', (c) => show(c));

  async function show(
    c: HqContext,
    fault?: PolicyFault,
    more: { fields?: Typed; publish?: { note: string; at: string } } = {},
  ): Promise<Response> {
    const name = areaOf(c);
    if (!name) return notFoundPage(c);
    const visit = c.get('visit');
    const area: SettingsArea = settingsAreas[name];
    const before = c.req.query('before');
    const document = deps.settings[name];
    const [view, history] = await Promise.all([
      document.view(),
      document.versions(
        versionsOnPage,
        before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined,
      ),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const csrf = signedIn(c).csrfToken;
    const base = baseOf(name);
    return page(
      c,
      {
        title: visit.t('settingsTitle'),
        place: 'settings',
        status: fault === undefined ? 200 : fault === 'stale' ? 409 : 400,
      },
      <>
        <PolicyNotices visit={visit} view={view} fault={fault} done={c.req.query('done')} />
        <p class="page-lead">{visit.t('settingsLead')}</p>
        <nav class="tabs" aria-label={visit.t('settingsTitle')}>
          {settingsAreaNames.map((each) => (
            <a href={baseOf(each)} aria-current={each === name ? 'page' : undefined}>
              {settingsAreas[each].title[visit.language]}
            </a>
          ))}
        </nav>
        <div class="columns">
          <div class="column is-wide">
            <Card
              id="settings"
              title={area.title[visit.language]}
              lead={<DraftHead visit={visit} view={view} csrf={csrf} base={base} />}
            >
              <form class="form" method="post" action={base}>
                <Seen csrf={csrf} revision={view.revision} />
                <SettingFieldsets visit={visit} area={area} view={view as never} typed={more.fields} />
                <button class="button" type="submit">
                  {visit.t('settingsSave')}
                </button>
              </form>
            </Card>
          </div>
          <div class="column">
            <PublishCard
              visit={visit}
              view={view}
              csrf={csrf}
              base={base}
              formKey={deps.ids.next()}
              typed={more.publish}
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

  hq.post('/settings/:area', async (c) => {
    const name = areaOf(c);
    if (!name) return notFoundPage(c);
    const visit = c.get('visit');
    const area: SettingsArea = settingsAreas[name];
    const field = await readForm(c);
    const revision = readRevision(field('revision'));
    if (revision === null) return problemPage(c, 'invalid_request', { detail: 'revision' });
    const typed: Typed = Object.fromEntries(Object.keys(area.fields).map((each) => [each, field(each)]));
    const read = readSettings(area, typed);
    if ('bad' in read) {
      const fields = read.bad.map((each) => fieldOf(area, each).name[visit.language]).join(', ');
      return show(c, { text: visit.t('settingsBad', { fields }) }, { fields: typed });
    }
    const failing = area.checks?.find(({ holds }) => !holds(read.values));
    if (failing) return show(c, { text: failing.text[visit.language] }, { fields: typed });
    const by = signedIn(c).memberId;
    const done = await deps.settings[name].saveDraft(read.values, { revision, by });
    if (done.ok) return c.redirect(`${baseOf(name)}?done=saved`, 303);
    if (done.code === 'stale_revision') return show(c, 'stale', { fields: typed });
    return problemPage(c, done.code, done.params);
  });

  hq.get('/settings/:area/versions/:number{[0-9]{1,6}}', async (c) => {
    const name = areaOf(c);
    if (!name) return notFoundPage(c);
    const number = Number(c.req.param('number'));
    const [view, found] = await Promise.all([
      deps.settings[name].view(),
      deps.settings[name].version(number),
    ]);
    return found.ok ? showVersion(c, name, view, found.value) : notFoundPage(c);
  });

  function showVersion(
    c: HqContext,
    name: SettingsAreaName,
    view: PolicyView<unknown>,
    version: PolicyVersion & { content: unknown },
  ) {
    const visit = c.get('visit');
    const area: SettingsArea = settingsAreas[name];
    const values = version.content as Values;
    return page(
      c,
      {
        title: `${area.title[visit.language]} · ${versionText(visit, version.number)}`,
        place: 'settings',
        backTo: { href: baseOf(name), text: visit.t('settingsTitle') },
      },
      <div class="columns">
        <div class="column is-wide">
          <Card id="version" title={versionText(visit, version.number)} lead={version.note}>
            <Facts
              rows={Object.entries(area.fields).map(([id, each]) => [
                each.name[visit.language],
                valueText(visit, id, values[id] ?? each.standard),
              ])}
            />
          </Card>
        </div>
        <div class="column is-form-first">
          <RestoreCard
            visit={visit}
            view={view}
            csrf={signedIn(c).csrfToken}
            base={baseOf(name)}
            formKey={deps.ids.next()}
            number={version.number}
          />
        </div>
      </div>,
    );
  }

  policyActions(hq, '/settings/:area', deps, async (c): Promise<PolicyPage | null> => {
    const name = areaOf(c);
    return (
      name && {
        document: deps.settings[name],
        base: baseOf(name),
        show: (at, fault, publish) => show(at, fault, publish ? { publish } : {}),
      }
    );
  });
}

function fieldOf(area: SettingsArea, id: string): SettingField {
  return area.fields[id] as SettingField;
}

/** As it is typed: money in yuan, everything else in its unit. */
function typedText(id: string, value: number): string {
  return unitOf(id) === 'Fen' ? String(value / 100) : String(value);
}

function valueText(visit: Visit, id: string, value: number): string {
  return `${typedText(id, value)} ${visit.code('unit', unitOf(id))}`.trim();
}

/** The numbers that were typed, or the fields that hold none within their bounds. */
export function readSettings(area: SettingsArea, typed: Typed): { values: Values } | { bad: string[] } {
  const values: Values = {};
  const bad: string[] = [];
  for (const [id, { min, max }] of Object.entries(area.fields)) {
    const text = (typed[id] ?? '').trim();
    const value = unitOf(id) === 'Fen' ? readYuan(text) : /^\d{1,9}$/.test(text) ? Number(text) : null;
    if (value === null || value < min || value > max) bad.push(id);
    else values[id] = value;
  }
  return bad.length > 0 ? { bad } : { values };
}

/** Where somebody else was quicker, their figure stands beside what was typed. */
function SettingFieldsets({
  visit,
  area,
  view,
  typed,
}: {
  visit: Visit;
  area: SettingsArea;
  view: PolicyView<Values>;
  typed?: Typed | undefined;
}) {
  const { t, language } = visit;
  const edited = view.draft?.content ?? view.inForce.content;
  return (
    <>
      {Object.entries(area.groups).map(([group, title]) => (
        <fieldset class="block setting-group">
          <legend>{title[language]}</legend>
          {Object.entries(area.fields)
            .filter(([, each]) => each.group === group)
            .map(([id, each]) => {
              const present = edited[id] ?? each.standard;
              const inForce = view.inForce.content[id] ?? each.standard;
              const value = typed?.[id] ?? typedText(id, present);
              const theirs = typed && value.trim() !== typedText(id, present) ? present : null;
              return (
                <label class="field">
                  <span>
                    {[each.name[language], visit.code('unit', unitOf(id))].filter(Boolean).join(' · ')}
                  </span>
                  <input
                    name={id}
                    value={value}
                    inputmode="decimal"
                    maxlength={12}
                    autocomplete="off"
                    required
                  />
                  <small class="hint">
                    {each.explanation[language]}{' '}
                    {t('settingsRange', {
                      min: typedText(id, each.min),
                      max: typedText(id, each.max),
                      standard: typedText(id, each.standard),
                    })}
                    {present === inForce
                      ? ''
                      : ` · ${t('settingsInForce', { value: typedText(id, inForce) })}`}
                    {theirs === null ? '' : ` · ${t('settingsTheirs', { value: typedText(id, theirs) })}`}
                  </small>
                </label>
              );
            })}
        </fieldset>
      ))}
    </>
  );
}
