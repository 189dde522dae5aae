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
  /**
   * Units by partition key, as `table key` or `table/index key`, once `countPartitions` was called. Scans and what is
   * read of an index's items in the table are of no one partition.
   */
  partitions?: Record<string, Units>;
}

export interface Meter {
  /** From now on, units are counted by partition key too: which keys are hot. */
  countPartitions(): void;
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
  readonly partitions: ({ resource: string; key: string } & Units)[] = [];

  /** `key`: the partition's, where the call is of one. */
  read(resource: string, units: number, local = false, key?: string): void {
    this.#at(resource, local).readUnits += units;
    if (key !== undefined) this.partitions.push({ resource, key, readUnits: units, writeUnits: 0 });
  }

  write(resource: string, units: number, local = false, key?: string): void {
    this.#at(resource, local).writeUnits += units;
    if (key !== undefined) this.partitions.push({ resource, key, readUnits: 0, writeUnits: units });
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

const empty = (byPartition: boolean): MeterSnapshot => ({
  readUnits: 0,
  writeUnits: 0,
  calls: {},
  failures: {},
  operations: {},
  resources: {},
  ...(byPartition && { partitions: {} }),
});

export class CallMeter implements Meter {
  #counts = empty(false);

  countPartitions(): void {
    this.#counts.partitions ??= {};
  }

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
    const { partitions } = this.#counts;
    if (!partitions) return;
    for (const used of usage.partitions) add(partitions, `${used.resource} ${used.key}`, used);
  }

  snapshot(): MeterSnapshot {
    return structuredClone(this.#counts);
  }

  reset(): void {
    this.#counts = empty(this.#counts.partitions !== undefined);
  }
}
