/** Counts calls and capacity units, so that a design's cost can be measured instead of guessed. */

export interface Units {
  readUnits: number;
  writeUnits: number;
}

export interface MeterSnapshot extends Units {
  /** Calls by operation, failed ones included. */
  calls: Record<string, number>;
  /** Failed calls by exception name. */
  failures: Record<string, number>;
  /** Units by operation. */
  operations: Record<string, Units>;
  /** Units by table, and by index as `table/index`. Index units are not part of the table's. */
  resources: Record<string, Units>;
}

export interface Meter {
  /** A copy of the counts since the start or the last `reset`. */
  snapshot(): MeterSnapshot;
  reset(): void;
}

/** `local` when the resource is a local index. */
export interface UsedUnits extends Units {
  local: boolean;
}

/** Units used by one call, resource by resource (`table` or `table/index`). */
export class Usage {
  readonly resources = new Map<string, UsedUnits>();

  read(resource: string, units: number, local = false): void {
    this.#at(resource, local).readUnits += units;
  }

  write(resource: string, units: number, local = false): void {
    this.#at(resource, local).writeUnits += units;
  }

  #at(resource: string, local: boolean): UsedUnits {
    let units = this.resources.get(resource);
    if (!units) {
      units = { readUnits: 0, writeUnits: 0, local };
      this.resources.set(resource, units);
    }
    return units;
  }
}

function add(counts: Record<string, Units>, name: string, { readUnits, writeUnits }: Units): void {
  const at = counts[name];
  if (at) {
    at.readUnits += readUnits;
    at.writeUnits += writeUnits;
  } else {
    counts[name] = { readUnits, writeUnits };
  }
}

const empty = (): MeterSnapshot => ({
  readUnits: 0,
  writeUnits: 0,
  calls: {},
  failures: {},
  operations: {},
  resources: {},
});

export class CallMeter implements Meter {
  #counts = empty();

  count(operation: string): void {
    this.#counts.calls[operation] = (this.#counts.calls[operation] ?? 0) + 1;
  }

  countFailure(code: string): void {
    this.#counts.failures[code] = (this.#counts.failures[code] ?? 0) + 1;
  }

  use(operation: string, usage: Usage): void {
    for (const [resource, units] of usage.resources) {
      this.#counts.readUnits += units.readUnits;
      this.#counts.writeUnits += units.writeUnits;
      add(this.#counts.operations, operation, units);
      add(this.#counts.resources, resource, units);
    }
  }

  snapshot(): MeterSnapshot {
    return structuredClone(this.#counts);
  }

  reset(): void {
    this.#counts = empty();
  }
}
