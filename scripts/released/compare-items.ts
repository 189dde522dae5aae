/** What of the items that an earlier version stored is another for the code that reads them now. */
import type { Migration } from '../../functions/src/platform/migrations/define.ts';

/** As dynamodb-toolbox describes a schema. */
export type StoredSchema = {
  type: string;
  /** Absent: always there. */
  required?: string;
  savedAs?: string;
  enum?: unknown[];
  attributes?: Record<string, StoredSchema>;
  elements?: StoredSchema | StoredSchema[];
};
export type Stored = {
  /** Of each kind that is declared, what its schema says. */
  schemas: Record<string, StoredSchema>;
  /** Of each kind that the samples of all endpoints write: paths within an item, and the types that stand there. */
  seen: Record<string, Record<string, string[]>>;
  migrations: Pick<Migration, 'id' | 'stage'>[];
};
export type StoredNow = Omit<Stored, 'migrations'> & {
  migrations: readonly Migration[];
  /** Kinds that no version needs any more: name, and why what is left of them harms nobody. */
  retired: Readonly<Record<string, string>>;
};

export function compareItems(before: Stored, now: StoredNow): string[] {
  const problems = orderOfMigrations(before.migrations, now.migrations);
  const gone = (kind: string, name: string) =>
    now.migrations.some((one) => one.kind === kind && one.stage === 'contract' && one.from.includes(name));
  const made = (kind: string, name: string) =>
    now.migrations.some((one) => one.kind === kind && one.adds.includes(name));

  for (const [kind, schema] of Object.entries(before.schemas)) {
    const same = now.schemas[kind];
    if (same) compare(kind, [], schema, same);
    else if (!now.retired[kind]) problems.push(`${kind}: nobody reads what is stored of it`);
  }
  for (const [kind, paths] of Object.entries(before.seen))
    for (const [path, types] of Object.entries(paths)) {
      const [top = ''] = path.split('.');
      if (now.retired[kind] || gone(kind, top)) continue;
      const written = now.seen[kind]?.[path];
      if (!written) problems.push(`${kind}.${path}: is not written any more, and lies in what is stored`);
      else if (!types.some((type) => written.includes(type)))
        problems.push(`${kind}.${path}: is written as ${written} and was ${types}`);
    }
  return problems;

  function compare(kind: string, path: readonly string[], old: StoredSchema, other: StoredSchema): void {
    const where = [kind, ...path].join('.');
    if (old.type !== other.type) {
      if (other.type !== 'any') problems.push(`${where}: is ${other.type} and was ${old.type}`);
      return;
    }
    if ((old.savedAs ?? '') !== (other.savedAs ?? '')) problems.push(`${where}: is stored by another name`);
    const lost = (old.enum ?? []).filter((value) => other.enum && !other.enum.includes(value));
    if (lost.length > 0) problems.push(`${where}: ${lost.join(', ')} cannot be read any more`);
    if (!old.enum && other.enum) problems.push(`${where}: only ${other.enum.join(', ')} can be read now`);
    const [forms, formsNow] = [old.elements, other.elements];
    if (Array.isArray(forms) && Array.isArray(formsNow)) {
      for (const [at, form] of forms.entries()) {
        const same = formsNow[at];
        if (same) compare(kind, [...path, `${at}`], form, same);
        else problems.push(`${where}: has fewer forms than it had`);
      }
    } else if (forms && formsNow)
      compare(kind, [...path, '[]'], forms as StoredSchema, formsNow as StoredSchema);
    const [attributes, attributesNow] = [fieldsOf(old), fieldsOf(other)];
    for (const [name, schema] of Object.entries(attributes)) {
      const same = attributesNow[name];
      const mayGo = path.length === 0 && gone(kind, name);
      if (same) compare(kind, [...path, name], schema, same);
      else if (!mayGo) problems.push(`${where}.${name}: is stored, and nobody reads it any more`);
    }
    for (const [name, schema] of Object.entries(attributesNow)) {
      const known = attributes[name];
      const mustBe = isAlways(schema) && (!known || !isAlways(known));
      if (mustBe && !(path.length === 0 && made(kind, name)))
        problems.push(`${where}.${name}: must be there now, and is not in what is stored`);
    }
  }
}

const isAlways = ({ required }: StoredSchema) => required !== 'never';
function fieldsOf({ type, attributes }: StoredSchema): Record<string, StoredSchema> {
  return type === 'map' || type === 'item' ? (attributes ?? {}) : {};
}

/** First every version writes both shapes; only the release after that may take the one before away, and the next the migration. */
function orderOfMigrations(before: Stored['migrations'], now: readonly Migration[]): string[] {
  const problems: string[] = [];
  const stageNow = new Map(now.map(({ id, stage }) => [id, stage]));
  for (const { id, stage } of before) {
    const there = stageNow.get(id);
    if (!there && stage === 'expand')
      problems.push(`${id}: is taken out before it was brought to its end (contract)`);
    if (there === 'expand' && stage === 'contract')
      problems.push(`${id}: what it was made of is gone already`);
  }
  for (const { id, stage } of now)
    if (stage === 'contract' && !before.some((one) => one.id === id))
      problems.push(`${id}: a version must have written both shapes (expand) before one of them goes`);
  return problems;
}
