/** The texts of an update that is written out by hand, and what its names and values stand for. */
export class UpdateTexts {
  readonly #aliases = new Map<string, string>();
  readonly #values: Record<string, unknown> = {};
  #count = 0;
  #sets = '';
  #adds = '';
  #removes = '';
  #conditions = '';

  set(attribute: string, to: unknown): void {
    this.#sets += `${this.#sets ? ', ' : 'SET '}${this.#name(attribute)} = ${this.#value(to)}`;
  }

  add(attribute: string, delta: number): void {
    this.#adds += `${this.#adds ? ', ' : ' ADD '}${this.#name(attribute)} ${this.#value(delta)}`;
  }

  remove(attribute: string): void {
    this.#removes += `${this.#removes ? ', ' : ' REMOVE '}${this.#name(attribute)}`;
  }

  atLeast(attribute: string, least: number): void {
    this.#when(`${this.#name(attribute)} >= ${this.#value(least)}`);
  }

  isThere(attribute: string): void {
    this.#when(`attribute_exists(${this.#name(attribute)})`);
  }

  isAbsent(attribute: string): void {
    this.#when(`attribute_not_exists(${this.#name(attribute)})`);
  }

  equals(attribute: string, value: unknown): void {
    this.#when(`${this.#name(attribute)} = ${this.#value(value)}`);
  }

  /** Who saw none may have seen no item at all. */
  seen(attribute: string, seen: number): void {
    const name = this.#name(attribute);
    const equal = `${name} = ${this.#value(seen)}`;
    this.#when(seen === 0 ? `(attribute_not_exists(${name}) OR ${equal})` : equal);
  }

  built() {
    const names: Record<string, string> = {};
    for (const [attribute, alias] of this.#aliases) names[alias] = attribute;
    return {
      UpdateExpression: `${this.#sets}${this.#removes}${this.#adds}`.trim(),
      ...(this.#conditions ? { ConditionExpression: this.#conditions } : {}),
      ExpressionAttributeNames: names,
      ...(this.#count > 0 ? { ExpressionAttributeValues: this.#values } : {}),
    };
  }

  #when(condition: string): void {
    this.#conditions += `${this.#conditions ? ' AND ' : ''}${condition}`;
  }

  #name(attribute: string): string {
    const known = this.#aliases.get(attribute);
    if (known) return known;
    const alias = `#n${this.#aliases.size}`;
    this.#aliases.set(attribute, alias);
    return alias;
  }

  #value(of: unknown): string {
    const alias = `:v${this.#count}`;
    this.#count += 1;
    this.#values[alias] = of;
    return alias;
  }
}
