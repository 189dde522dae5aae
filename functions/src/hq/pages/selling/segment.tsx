/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type CountedSegment,
  rfmGroups,
  type Segment,
  type SegmentMembers,
} from '@jindian/shared/contract/selling/segments';
import { csvOf } from '@jindian/shared/csv';
import { typedYuan } from '@jindian/shared/money';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { csvDownload, csvMore } from '../../csv-download.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Money, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayAct } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { SegmentFields } from './segment-fields.tsx';
import { conditionsFrom, fieldsFrom } from './segment-form.ts';
import { conditionsText, namesInSegments } from './segment-text.ts';
import { FactsAge, lookAgain, shareText } from './segments.tsx';

const list = '/hq/segments';
const emptyFields = { text: () => '', all: () => [] };

/** One segment: who is in it, how many they are, and who they are for those who may know. */
export function segmentPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'segments' | 'categoryNames' | 'tiersPolicy' | 'network' | 'logger'>,
  forms: FormRegistry,
): void {
  const { segments } = deps;

  /** `asked`: what was filled in, and how many that is. */
  async function show(
    c: HqContext,
    fault: FormFault | null = null,
    asked: { fields: FormFields; counted: CountedSegment } | null = null,
  ) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const id = ulidSchema.safeParse(c.req.param('segmentId')).data;
    if (!id) return notFoundPage(c);
    const here = `${list}/${id}`;
    const [segment, names] = await Promise.all([segments.read(id), namesInSegments(deps)]);
    const mayManage = mayAct(c, here);
    if (!segment && !mayManage) return notFoundPage(c);
    const counted = asked?.counted ?? (segment && (await segments.count(segment.conditions)));
    // What was typed and is not kept yet is not thrown away for it.
    if (!asked && fault === null) lookAgain(c, counted?.factsAtMs);
    const own = ofForm(fault, here) ?? ofForm(fault, `${here}/counted`);
    const fields = own?.fields ?? asked?.fields ?? keptFields(c, segment);
    return page(
      c,
      {
        title: segment?.name[language] ?? t('segmentNew'),
        place: 'segments',
        backTo: { href: list, text: t('segmentsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('segmentSaved')}</Notice> : null}
        {segment ? <p class="page-lead">{conditionsText(visit, names, segment.conditions)}</p> : null}
        {counted ? <Counted c={c} counted={counted} /> : null}
        {fields === null ? (
          <p class="hint">{t('segmentByApi')}</p>
        ) : mayManage ? (
          <Card id="edit" title={t('segmentConditions')} lead={t('segmentConditionsLead')}>
            <PostForm c={c} action={here} fault={own && { ...own, action: here, act: '' }}>
              <input type="hidden" name="revision" value={segment?.revision ?? 0} />
              <div class="field-pair">
                <label class="field">
                  <span>{t('segmentNameZh')}</span>
                  <input name="name.zh" maxlength={40} value={saidName('zh')} autocomplete="off" />
                </label>
                <label class="field">
                  <span>{t('segmentNameEn')}</span>
                  <input name="name.en" maxlength={60} value={saidName('en')} autocomplete="off" />
                </label>
              </div>
              <SegmentFields visit={visit} names={names} fields={fields} />
              <div class="segment-facts">
                <button class="button" type="submit">
                  {t('segmentSave')}
                </button>
                <button class="button is-plain" type="submit" formaction={`${here}/counted`}>
                  {t('segmentCountNow')}
                </button>
              </div>
            </PostForm>
          </Card>
        ) : null}
        {segment && mayAct(c, `${here}/members`) ? <MembersCard c={c} here={here} /> : null}
        {segment && mayAct(c, `${here}/removed`) ? (
          <Card id="remove" title={t('segmentRemove')}>
            <PostForm c={c} action={`${here}/removed`} fault={fault}>
              <p class="hint">{t('segmentRemoveLead')}</p>
              <button class="button is-plain" type="submit">
                {t('segmentRemove')}
              </button>
            </PostForm>
          </Card>
        ) : null}
      </>,
    );

    function saidName(of: 'zh' | 'en'): string {
      const said = own?.fields ?? asked?.fields;
      return said ? said.text(`name.${of}`) : (segment?.name[of] ?? '');
    }
  }

  hq.get('/segments/:segmentId', (c) => show(c));

  const params = (_: unknown, __: unknown, c: HqContext) => ({ segmentId: c.req.param('segmentId') ?? '' });
  const words = { conditions: 'segmentBad', name: 'segmentBadName' } as const;
  const readConditions = (fields: FormFields, c: HqContext) => {
    const conditions = conditionsFrom(fields);
    return conditions.length > 0
      ? conditions
      : new NotAsked(c.get('visit').t('segmentNoCondition'), 'segmentNoCondition', 'conditions');
  };
  forms.on('/segments/:segmentId', {
    endpoint: endpoints.hqSaveSegment,
    params,
    body(_, fields, c) {
      const conditions = readConditions(fields, c);
      if (conditions instanceof NotAsked) return conditions;
      const zh = fields.text('name.zh').trim();
      const name = { zh, en: fields.text('name.en').trim() || zh };
      return { name, conditions, revision: Number(fields.text('revision')) };
    },
    words,
    next: ({ id }) => `${list}/${id}?done=1`,
    again: show,
  });
  forms.on('/segments/:segmentId/counted', {
    endpoint: endpoints.hqCountSegment,
    body(_, fields, c) {
      const conditions = readConditions(fields, c);
      return conditions instanceof NotAsked ? conditions : { conditions };
    },
    words,
    next: async (counted, c, fields) => show(c, null, { fields, counted }),
    again: show,
  });
  forms.on('/segments/:segmentId/removed', {
    endpoint: endpoints.hqRemoveSegment,
    params,
    next: () => list,
    again: show,
  });

  /** Which of the two was pressed, the endpoint does not know: each is a look that is on record. */
  forms.on('/segments/:segmentId/members', {
    endpoint: endpoints.hqListSegmentMembers,
    params,
    body: (_, fields) => (fields.text('cursor') === '' ? {} : { cursor: fields.text('cursor') }),
    next: async (found, c, fields) => (fields.text('as') === 'csv' ? download(c) : membersPage(c, found)),
    again: show,
  });

  async function membersPage(c: HqContext, found: SegmentMembers) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const id = c.req.param('segmentId') ?? '';
    const segment = await segments.read(id);
    const here = `${list}/${id}`;
    const columns: Column[] = [
      { label: t('segmentMember'), kind: 'main' },
      { label: t('rfmOrders'), kind: 'number' },
      { label: t('rfmSpent'), kind: 'number' },
      { label: t('segmentLastBought') },
      { label: t('segmentTagsColumn') },
    ];
    return page(
      c,
      {
        title: t('segmentMembersTitle'),
        place: 'segments',
        backTo: { href: here, text: segment?.name[language] ?? t('segmentsTitle') },
      },
      <>
        <p class="page-lead">{t('segmentMembersLead')}</p>
        <Card id="members" title={t('segmentMembersTitle')} flush>
          {found.items.length === 0 ? (
            <Empty text={found.factsAtMs === null ? t('segmentsGathering') : t('segmentNobody')} />
          ) : (
            <Table caption={t('segmentMembersTitle')} columns={columns}>
              {found.items.map(({ memberId, displayName, orders, spentFen, lastBoughtAtMs, tags }) => (
                <Row
                  columns={columns}
                  rowKey={memberId}
                  cells={[
                    <a href={`/hq/members/${memberId}`}>{displayName}</a>,
                    orders,
                    <Money fen={spentFen} />,
                    lastBoughtAtMs === null ? (
                      '–'
                    ) : (
                      <Time atMs={lastBoughtAtMs} text={brandDay(lastBoughtAtMs)} />
                    ),
                    tags.join(t('segmentOr')),
                  ]}
                />
              ))}
            </Table>
          )}
        </Card>
        {found.nextCursor === null ? null : (
          <PostForm c={c} action={`${here}/members`} layout="pager">
            <input type="hidden" name="cursor" value={found.nextCursor} />
            <button class="button is-plain" type="submit">
              {t('segmentMembersMore')}
            </button>
          </PostForm>
        )}
      </>,
    );
  }

  /** All of them, whatever page was asked for. */
  function download(c: HqContext): Promise<Response> {
    const { t } = c.get('visit');
    const id = c.req.param('segmentId') ?? '';
    const head = csvOf([
      [
        t('segmentMemberId'),
        t('segmentMember'),
        t('rfmOrders'),
        t('rfmSpent'),
        t('segmentLastBought'),
        t('segmentTagsColumn'),
      ],
    ]);
    async function* parts() {
      for await (const rows of segments.everyMember(id))
        yield csvMore(
          rows.map(({ memberId, displayName, orders, spentFen, lastBoughtAtMs, tags }) => [
            memberId,
            displayName,
            orders,
            typedYuan(spentFen),
            lastBoughtAtMs === null ? '' : brandDay(lastBoughtAtMs),
            tags.join(' '),
          ]),
        );
    }
    return csvDownload(c, { name: 'segment-members', head, parts: parts(), logger: deps.logger });
  }
}

/** As it was kept; a new one begins with the group that was chosen. Null: the form has no room for it. */
function keptFields(c: HqContext, segment: Segment | null): Pick<FormFields, 'text' | 'all'> | null {
  if (segment) return fieldsFrom(segment.conditions);
  const group = rfmGroups.find((one) => one === c.req.query('group'));
  return group ? fieldsFrom([{ kind: 'rfm', groups: [group] }]) : emptyFields;
}

function Counted({ c, counted }: { c: HqContext; counted: CountedSegment }) {
  const { t } = c.get('visit');
  const { members, of, factsAtMs } = counted;
  return (
    <Card id="counted">
      {factsAtMs === null ? null : (
        <p class="segment-counted" role="status">
          <strong>{t('segmentOf', { count: members, of, share: shareText(members, of) })}</strong>
        </p>
      )}
      <FactsAge c={c} factsAtMs={factsAtMs} />
    </Card>
  );
}

function MembersCard({ c, here }: { c: HqContext; here: string }) {
  const { t } = c.get('visit');
  return (
    <Card id="members" title={t('segmentMembersTitle')} lead={t('segmentMembersLead')}>
      <PostForm c={c} action={`${here}/members`} layout="inline-form">
        <button class="button is-plain" type="submit" name="as" value="page">
          {t('segmentMembersShow')}
        </button>
        <button class="button is-plain" type="submit" name="as" value="csv">
          {t('segmentMembersCsv')}
        </button>
      </PostForm>
    </Card>
  );
}
