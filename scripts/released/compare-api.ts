/** What of an API is another for those who call it by the description of an earlier version. */
type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: boolean | Schema;
};
type Content = { content?: Record<string, { schema?: Schema }>; required?: boolean };
type Parameter = { name: string; in: string; required?: boolean; schema?: Schema };
type Operation = { parameters?: Parameter[]; requestBody?: Content; responses?: Record<string, Content> };
export type ApiDocument = {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
};

/** Of what is sent less may be asked for, of what is answered less may be said: each breaks somebody. */
type Way = 'sent' | 'answered';

const textOf = (value: unknown) => JSON.stringify(value) ?? 'undefined';
const typesOf = ({ type }: Schema) => (type === undefined ? null : [type].flat());

export function compareApis(before: ApiDocument, after: ApiDocument): string[] {
  const problems: string[] = [];
  for (const [path, methods] of Object.entries(before.paths ?? {}))
    for (const [method, operation] of Object.entries(methods)) {
      const where = `${method.toUpperCase()} ${path}`;
      const now = after.paths?.[path]?.[method];
      if (!now) problems.push(`${where} is gone`);
      else compareOperation(where, operation, now);
    }
  return problems;

  function compareOperation(where: string, old: Operation, now: Operation): void {
    const nameOf = ({ in: place, name }: Parameter) => `${place} ${name}`;
    const known = new Map((old.parameters ?? []).map((one) => [nameOf(one), one]));
    const there = new Map((now.parameters ?? []).map((one) => [nameOf(one), one]));
    for (const [name, parameter] of known) {
      const same = there.get(name);
      if (!same) problems.push(`${where}: ${name} is not taken any more`);
      else compare(`${where}: ${name}`, parameter.schema, same.schema, 'sent', new Set());
    }
    for (const [name, parameter] of there)
      if (parameter.required && !known.get(name)?.required)
        problems.push(`${where}: ${name} must be sent now`);
    if (now.requestBody?.required && old.requestBody === undefined)
      problems.push(`${where}: a body must be sent now`);
    compareContent(`${where}: body`, old.requestBody, now.requestBody, 'sent');
    for (const [status, response] of Object.entries(old.responses ?? {})) {
      const same = now.responses?.[status];
      if (!same) problems.push(`${where}: answers no ${status} any more`);
      else compareContent(`${where}: ${status}`, response, same, 'answered');
    }
  }

  function compareContent(where: string, old: Content | undefined, now: Content | undefined, way: Way): void {
    for (const [type, { schema }] of Object.entries(old?.content ?? {})) {
      const same = now?.content?.[type];
      if (!same) problems.push(`${where}: ${type} is gone`);
      else compare(where, schema, same.schema, way, new Set());
    }
  }

  function compare(
    where: string,
    saidBefore: Schema | undefined,
    saidNow: Schema | undefined,
    way: Way,
    seen: ReadonlySet<string>,
  ): void {
    if (!saidBefore || !saidNow) return;
    const pair = `${saidBefore.$ref ?? ''}>${saidNow.$ref ?? ''}`;
    if (saidBefore.$ref && seen.has(pair)) return;
    const inner = new Set([...seen, pair]);
    const old = resolved(before, saidBefore);
    const now = resolved(after, saidNow);
    const [types, typesNow] = [typesOf(old), typesOf(now)];
    if (types && typesNow) {
      const lost = way === 'sent' ? types.filter((one) => !typesNow.includes(one)) : [];
      const more = way === 'answered' ? typesNow.filter((one) => !types.includes(one)) : [];
      if (lost.length + more.length > 0) problems.push(`${where}: is ${typesNow} and was ${types}`);
    }
    const [values, valuesNow] = [valuesOf(old), valuesOf(now)];
    if (values && valuesNow) {
      const different = way === 'sent' ? minus(values, valuesNow) : minus(valuesNow, values);
      for (const value of different)
        problems.push(
          `${where}: ${value} is ${way === 'sent' ? 'not taken any more' : 'answered, and nobody knows it'}`,
        );
    } else if (valuesNow && way === 'sent') problems.push(`${where}: is only ${valuesNow.join(', ')} now`);
    else if (values && way === 'answered') problems.push(`${where}: may be anything now`);
    for (const [name, property] of Object.entries(old.properties ?? {})) {
      const same = now.properties?.[name];
      const at = `${where}.${name}`;
      if (!same) problems.push(`${at} is gone`);
      else compare(at, property, same, way, inner);
      if (same && way === 'answered' && old.required?.includes(name) && !now.required?.includes(name))
        problems.push(`${at} may be missing now`);
    }
    if (way === 'sent')
      for (const name of now.required ?? [])
        if (!old.required?.includes(name)) problems.push(`${where}.${name} must be sent now`);
    compare(`${where}[]`, old.items, now.items, way, inner);
    if (typeof old.additionalProperties === 'object' && typeof now.additionalProperties === 'object')
      compare(`${where}.*`, old.additionalProperties, now.additionalProperties, way, inner);
    for (const kind of ['anyOf', 'oneOf', 'allOf'] as const) {
      const [forms, formsNow] = [old[kind], now[kind]];
      if (!forms || !formsNow) continue;
      if (way === 'sent' && formsNow.length < forms.length)
        problems.push(`${where}: has fewer forms than it had`);
      if (way === 'answered' && formsNow.length > forms.length)
        problems.push(`${where}: has a form that nobody knows`);
      for (const [at, form] of forms.entries()) compare(where, form, formsNow[at], way, inner);
    }
  }
}

const minus = (some: readonly string[], others: readonly string[]) =>
  some.filter((one) => !others.includes(one));

function valuesOf({ enum: values, const: only }: Schema): string[] | null {
  if (values) return values.map(textOf);
  return only === undefined ? null : [textOf(only)];
}

function resolved(document: ApiDocument, schema: Schema): Schema {
  let found = schema;
  for (let depth = 0; found.$ref !== undefined && depth < 20; depth += 1)
    found = document.components?.schemas?.[found.$ref.replace('#/components/schemas/', '')] ?? {};
  return found;
}
