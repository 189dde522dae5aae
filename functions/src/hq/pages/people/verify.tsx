/** @jsxImportSource hono/jsx */
import {
  identityDocuments,
  type KeptVerification,
  type VerificationKind,
} from '@jindian/shared/contract/people/verification';
import type { FormFields } from '../../forms/fields.ts';
import { FieldFault, type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { Chip, Facts, Time } from '../../ui/parts.tsx';
import type { HqContext } from '../../visit.ts';
import type { Word } from '../../words/say.ts';

/** What is wrong with a field of it, at the field. */
export const verifyWords = {
  companyName: 'verifyBadName',
  creditCode: 'verifyBadCode',
  legalRepresentative: 'verifyBadName',
  realName: 'verifyBadName',
  numberTail: 'verifyBadTail',
  validUntil: 'verifyBadDay',
} as const satisfies Record<string, Word>;

/** A licence whose day is left empty is one without an end. */
export function verifyBody(body: Record<string, unknown>, fields: FormFields): unknown {
  const validUntil = fields.text('validUntil').trim();
  return { ...body, ...(body.kind === 'business_licence' ? { validUntil: validUntil || null } : {}) };
}

function Field(props: {
  c: HqContext;
  fault: FormFault | null;
  name: keyof typeof verifyWords;
  label: Word;
  hint?: Word;
  type?: string;
  max?: number;
  required?: boolean;
}) {
  const { c, fault, name, label, hint, type = 'text', max = 40, required = true } = props;
  const { t } = c.get('visit');
  const wrong = fault?.path === name ? fault.text : null;
  return (
    <label class="field">
      <span>{t(label)}</span>
      <input
        name={name}
        type={type}
        required={required}
        maxlength={max}
        autocomplete="off"
        value={typed(fault, name, '')}
        aria-invalid={wrong ? 'true' : undefined}
      />
      <FieldFault text={wrong} />
      {hint ? <small class="hint">{t(hint)}</small> : null}
    </label>
  );
}

/** What was seen of somebody's papers, typed by who saw them. */
export function VerifyForm(props: {
  c: HqContext;
  action: string;
  kind: VerificationKind;
  hidden: Readonly<Record<string, string>>;
  fault: FormFault | null;
}) {
  const { c, action, kind, hidden } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const own = ofForm(props.fault, action, 'verify');
  const fault = own?.fields.text('kind') === kind ? own : null;
  return (
    <PostForm c={c} action={action} act="verify" fault={fault}>
      {Object.entries({ ...hidden, kind }).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <p class="hint">{t(kind === 'real_name' ? 'verifyRealLead' : 'verifyLicenceLead')}</p>
      {kind === 'business_licence' ? (
        <>
          <Field c={c} fault={fault} name="companyName" label="verifyCompany" max={60} />
          <Field c={c} fault={fault} name="creditCode" label="verifyCreditCode" hint="verifyCreditCodeHint" />
          <Field c={c} fault={fault} name="legalRepresentative" label="verifyRepresentative" />
          <Field
            c={c}
            fault={fault}
            name="validUntil"
            label="verifyValidUntil"
            hint="verifyValidUntilHint"
            type="date"
            required={false}
          />
        </>
      ) : (
        <>
          <Field c={c} fault={fault} name="realName" label="verifyRealName" />
          <label class="field">
            <span>{t('verifyDocument')}</span>
            <select name="document">
              {identityDocuments.map((one) => (
                <option value={one} selected={typed(fault, 'document', '') === one}>
                  {visit.code('identityDocument', one)}
                </option>
              ))}
            </select>
          </label>
          <Field c={c} fault={fault} name="numberTail" label="verifyTail" hint="verifyTailHint" max={4} />
        </>
      )}
      <button class="button" type="submit">
        {t('verifySubmit')}
      </button>
    </PostForm>
  );
}

/** What was seen, by whom and when; a licence that has run out says so. */
export function Verified({ c, kept }: { c: HqContext; kept: readonly KeptVerification[] }) {
  const visit = c.get('visit');
  const { t } = visit;
  return (
    <>
      {kept.map(({ seen, verifiedByName, verifiedAtMs, isValid }) => (
        <Facts
          rows={[
            [
              t('verifyKind'),
              <>
                {visit.code('verificationKind', seen.kind)}{' '}
                {isValid ? null : <Chip kind="cancelled">{t('verifyRanOut')}</Chip>}
              </>,
            ],
            ...(seen.kind === 'business_licence'
              ? ([
                  [t('verifyCompany'), seen.companyName],
                  [t('verifyCreditCode'), <code>{seen.creditCode}</code>],
                  [t('verifyRepresentative'), seen.legalRepresentative],
                  [t('verifyValidUntil'), seen.validUntil ?? t('verifyNoEnd')],
                ] as const)
              : ([
                  [t('verifyRealName'), seen.realName],
                  [
                    t('verifyDocument'),
                    `${visit.code('identityDocument', seen.document)} · ····${seen.numberTail}`,
                  ],
                ] as const)),
            [
              t('verifyBy'),
              <>
                {verifiedByName} · <Time atMs={verifiedAtMs} />
              </>,
            ],
          ]}
        />
      ))}
    </>
  );
}
