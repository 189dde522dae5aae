/** @jsxImportSource hono/jsx */
import type { LocalizedText } from '@jindian/shared/contract/common';
import { type FormFault, typed } from '../forms/post-form.tsx';
import type { Visit } from '../visit.ts';

/** A share by default, and another for some categories. */
type Percents = { defaultBasisPoints: number; basisPointsByCategory: Record<string, number> };
type Names = ReadonlyMap<string, LocalizedText>;

export const percentNames = { defaultBasisPoints: 'default', basisPointsByCategory: 'category' };

function percent(basisPoints: number): string {
  return String(basisPoints / 100);
}

export function PercentFields({
  visit,
  edited,
  names,
  fault,
}: {
  visit: Visit;
  edited: Percents;
  names: Names;
  fault: FormFault | null;
}) {
  const { t, language } = visit;
  const field = (name: string, label: string, present: string, required: boolean) => {
    const value = typed(fault, name, present);
    return (
      <label class="field">
        <span>{label}</span>
        <input name={name} inputmode="decimal" required={required} maxlength={6} value={value} />
        {/* Where somebody else was quicker, their figure stands beside what was typed. */}
        {fault === null || value.trim() === present ? null : (
          <small class="hint">{t('settingsTheirs', { value: present || '-' })}</small>
        )}
      </label>
    );
  };
  return (
    <>
      {field('default', t('percentDefault'), percent(edited.defaultBasisPoints), true)}
      <details>
        <summary>{t('percentByCategory')}</summary>
        {[...names].map(([id, name]) => {
          const set = Object.hasOwn(edited.basisPointsByCategory, id)
            ? edited.basisPointsByCategory[id]
            : undefined;
          return field(`category.${id}`, name[language], set === undefined ? '' : percent(set), false);
        })}
      </details>
    </>
  );
}

export function percentRows(visit: Visit, content: Percents, names: Names): [string, string][] {
  return [
    [visit.t('percentDefault'), percent(content.defaultBasisPoints)],
    ...Object.entries(content.basisPointsByCategory).map(([id, basisPoints]): [string, string] => [
      names.get(id)?.[visit.language] ?? id,
      percent(basisPoints),
    ]),
  ];
}
