import { calendarPattern } from '../../hours.ts';
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import type { LocalizedText } from '../common.ts';

/** The last word of a field's name is its unit. */
export const settingUnits = [
  'Fen',
  'Seconds',
  'Minutes',
  'Hours',
  'Days',
  'Count',
  'Times',
  'Percent',
] as const;
export type SettingUnit = (typeof settingUnits)[number];

type Said = {
  readonly group: string;
  readonly name: LocalizedText;
  readonly explanation: LocalizedText;
};
/** One whole number that HQ may set, with everything that a form and a reader of the form need. */
export type CountField = Said & {
  /** What it is until HQ says otherwise. */
  readonly standard: number;
  readonly min: number;
  readonly max: number;
};
/** What a setting that is no number is made of; only a colour, the languages and a switch may not be empty. */
export const textForms = {
  colour: { pattern: /^#[0-9a-f]{6}$/, maxLength: 7 },
  phone: { pattern: /^(\+?\d[\d-]{3,18}\d)?$/, maxLength: 20 },
  name: { pattern: /^([^<>、\s][^<>、]{0,29})?$/u, maxLength: 30 },
  shortName: { pattern: /^[^<>、\s]{0,8}$/u, maxLength: 8 },
  line: { pattern: /^[^<>]{0,120}$/u, maxLength: 120 },
  /** 「沪ICP备12345678号-1」, 「京ICP证030173号」. */
  icp: { pattern: /^([\p{Script=Han}]ICP[备证]\d{6,10}号(-\d{1,3}[A-Z]?)?)?$/u, maxLength: 30 },
  /** A picture that was uploaded. */
  picture: { pattern: /^(\/pictures\/[0-9a-f]{32})?$/, maxLength: 42 },
  /** The one that is met first stands first. */
  switch: { pattern: /^(on|off)$/, maxLength: 3 },
  languages: { pattern: /^(zh|en|zh、en|en、zh)$/, maxLength: 5 },
  /** Of who sells: what decides whose customer somebody is. */
  lastOrFirst: { pattern: /^(last|first)$/, maxLength: 5 },
  kindsFirst: { pattern: /^(none|staff|guide|promoter)$/, maxLength: 8 },
  strongerWins: { pattern: /^(at_once|after_protection)$/, maxLength: 16 },
  renewedBy: { pattern: /^(touch|order|both|nothing)$/, maxLength: 7 },
  boundEnds: { pattern: /^(after_days|never)$/, maxLength: 10 },
  credited: { pattern: /^(none|on_hold|credited)$/, maxLength: 8 },
  sellingArea: { pattern: /^(anywhere|province|city)$/, maxLength: 8 },
  promoterJoining: { pattern: /^(at_once|hq_approves)$/, maxLength: 11 },
  customersOfLeft: { pattern: /^(branch|successor|free)$/, maxLength: 9 },
  holdsReleasedBy: { pattern: /^(hq|branch)$/, maxLength: 6 },
  shownOrNot: { pattern: /^(shown|hidden)$/, maxLength: 6 },
  customersOfMoved: { pattern: /^(along|stay)$/, maxLength: 5 },
  /** How often people are paid what they earned. */
  payCycle: { pattern: /^(daily|half_monthly|monthly)$/, maxLength: 12 },
  /** Of a bank account; empty: none yet. */
  accountNo: { pattern: /^([0-9](?:[0-9-]{4,32})[0-9])?$/, maxLength: 34 },
  /** `1.2.0`; empty: none. */
  version: { pattern: /^(\d{1,4}\.\d{1,4}\.\d{1,4})?$/, maxLength: 14 },
  /** `2026-12-31`; empty: none. */
  day: { pattern: /^(20\d\d-\d\d-\d\d)?$/, maxLength: 10 },
  key: { pattern: /^[A-Za-z0-9-]*$/, maxLength: 64 },
  /** 19 digits, as on invoices. */
  taxCode: { pattern: /^\d{19}$/, maxLength: 19 },
  /** Days of the brand that differ from the usual hours: `2026-10-01~2026-10-03 休息、2026-10-04 10:00-18:00`. */
  calendar: { pattern: calendarPattern, maxLength: 1_000 },
} as const;
export type TextForm = keyof typeof textForms;
/** Forms of which one is chosen, each with what it is called. */
export const choicesOf: Partial<Record<TextForm, Readonly<Record<string, LocalizedText>>>> = {
  switch: { on: { zh: '使用', en: 'In use' }, off: { zh: '不使用', en: 'Switched off' } },
  lastOrFirst: {
    last: { zh: '最近一次扫码或打开分享的', en: 'Whose code or share was met last' },
    first: { zh: '最先绑定的，到期前不变', en: 'Whose came first, until it ends' },
  },
  kindsFirst: {
    none: { zh: '一视同仁', en: 'All alike' },
    staff: { zh: '推广员最后，其余一样', en: 'Promoters last, all others alike' },
    guide: { zh: '导购最先，推广员最后', en: 'Guides first, promoters last' },
    promoter: { zh: '推广员最先，其余一样', en: 'Promoters first, all others alike' },
  },
  strongerWins: {
    at_once: { zh: '立即', en: 'At once' },
    after_protection: { zh: '保护期过后', en: 'After the protection' },
  },
  renewedBy: {
    touch: { zh: '再次扫码或打开分享', en: 'Another scan or opened share' },
    order: { zh: '支付订单', en: 'A paid order' },
    both: { zh: '扫码、打开分享或支付订单', en: 'A scan, an opened share or a paid order' },
    nothing: { zh: '不续期', en: 'Nothing' },
  },
  boundEnds: {
    after_days: { zh: '到期后', en: 'After its days' },
    never: { zh: '长期有效', en: 'Never' },
  },
  credited: {
    none: { zh: '不计佣', en: 'Earns nothing' },
    on_hold: { zh: '计佣但先冻结，待审核', en: 'Earns, on hold until somebody looks' },
    credited: { zh: '照常计佣', en: 'Earns as any other' },
  },
  sellingArea: {
    anywhere: { zh: '不限', en: 'Anywhere' },
    province: { zh: '仅本省', en: 'In its province' },
    city: { zh: '仅本市', en: 'In its city' },
  },
  promoterJoining: {
    hq_approves: { zh: '总部审核后成为推广员', en: 'Headquarters approves each promoter' },
    at_once: { zh: '同意规则后立即成为推广员', en: 'At once, by agreeing to the rules' },
  },
  customersOfLeft: {
    branch: { zh: '归门店', en: 'They become the branch’s' },
    successor: { zh: '等店长选择接手的人', en: 'The manager chooses a successor' },
    free: { zh: '不再属于任何人', en: 'They are nobody’s' },
  },
  customersOfMoved: {
    along: { zh: '带走', en: 'They go along' },
    stay: { zh: '留下，按离开时处理', en: 'They stay, as when somebody leaves' },
  },
  holdsReleasedBy: {
    hq: { zh: '只有总部', en: 'Headquarters alone' },
    branch: { zh: '总部，或门店店长', en: 'Headquarters, or the manager of the branch' },
  },
  shownOrNot: {
    shown: { zh: '展示', en: 'Shown' },
    hidden: { zh: '不展示', en: 'Not shown' },
  },
  payCycle: {
    daily: { zh: '每天（T+N）', en: 'Every day (T+N)' },
    half_monthly: { zh: '半月一结', en: 'Twice a month' },
    monthly: { zh: '每月一结', en: 'Once a month' },
  },
  languages: {
    'zh、en': { zh: '中文，可切换英文', en: 'Chinese, with English' },
    'en、zh': { zh: '英文，可切换中文', en: 'English, with Chinese' },
    zh: { zh: '仅中文', en: 'Chinese only' },
    en: { zh: '仅英文', en: 'English only' },
  },
};
/** One short text that HQ may set. */
export type TextField = Said & { readonly standard: string; readonly form: TextForm };
export type SettingField = CountField | TextField;

export function isTextField(field: SettingField): field is TextField {
  return 'form' in field;
}
export type SettingValue = number | string;
export type SettingFields = Readonly<Record<string, SettingField>>;

export type SettingsArea<Fields extends SettingFields = SettingFields> = {
  readonly title: LocalizedText;
  readonly groups: Readonly<Record<string, LocalizedText>>;
  readonly fields: Fields;
  /** What fields of some groups come to together, in words; said where a field of theirs is in use. */
  readonly inWords?: {
    readonly field: string;
    readonly say: (settings: Readonly<Record<string, SettingValue>>) => LocalizedText;
  };
  /** What must hold between fields, each with its own code. */
  readonly checks?: readonly {
    readonly code: string;
    readonly path: string;
    readonly text: LocalizedText;
    holds(settings: Readonly<Record<string, SettingValue>>): boolean;
  }[];
};

export type SettingsOf<Area extends SettingsArea> = {
  readonly [Name in keyof Area['fields']]: Area['fields'][Name] extends TextField ? string : number;
};

export function settingsArea<const Fields extends SettingFields>(
  area: SettingsArea<Fields>,
): SettingsArea<Fields> {
  return area;
}

/** The words of a setting that holds some. */
export function wordsOf(text: string): string[] {
  return text === '' ? [] : text.split('、');
}

export function unitOf(field: string): SettingUnit {
  const unit = settingUnits.find((each) => field.endsWith(each));
  if (!unit) throw new Error(`${field} does not end in a unit`);
  return unit;
}

function fieldSchema(field: SettingField): z.ZodType {
  if (!isTextField(field)) return z.int().min(field.min).max(field.max).default(field.standard);
  const { pattern, maxLength } = textForms[field.form];
  return words().max(maxLength).regex(pattern).default(field.standard);
}

/** A field that was added after a version was published has its standard value in it. */
export function settingsSchema<Area extends SettingsArea>(area: Area): z.ZodType<SettingsOf<Area>> {
  const shape = Object.fromEntries(
    Object.entries(area.fields).map(([name, field]) => [name, fieldSchema(field)]),
  );
  return z.object(shape).superRefine((settings, context) => {
    for (const { code, path, holds } of area.checks ?? []) {
      if (!holds(settings as Record<string, SettingValue>))
        context.addIssue({ code: 'custom', path: [path], message: code });
    }
  }) as unknown as z.ZodType<SettingsOf<Area>>;
}

export function standardSettings<Area extends SettingsArea>(area: Area): SettingsOf<Area> {
  return Object.fromEntries(
    Object.entries(area.fields).map(([name, { standard }]) => [name, standard]),
  ) as SettingsOf<Area>;
}
