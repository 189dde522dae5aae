import type { Location } from '@jindian/shared/contract/places/network';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import type { Edited } from '../../platform/edited.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';

/** `cause`: the bulk edit that changed it last. */
export type ChangedLocation = Edited & { locationId: string; place: Location; cause?: string };

/**
 * The places that were made or changed since the network was loaded, each whole: the truth from which the overlay is
 * made anew. One partition holds them, half a kilobyte each.
 */
export function createNetworkStore(table: JindianTable) {
  const changed = new Entity({
    name: 'ChangedLocation',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      revision: number(),
      place: any(),
      changedBy: string(),
      changedAtMs: number(),
      cause: string().optional(),
    }),
    computeKey: ({ locationId }: { locationId: string }) => ({ pk: 'NETWORK#CHANGED', sk: locationId }),
  });

  /** On condition that nobody else changed it since `revision` was read (0: never changed). */
  function change(
    locationId: string,
    place: Location,
    { revision, by, atMs, cause }: { revision: number; by: string; atMs: number; cause?: string },
    label = 'location',
  ): Write {
    return write(
      label,
      changed
        .build(PutTransaction)
        .item({ locationId, revision: revision + 1, place, changedBy: by, changedAtMs: atMs, cause })
        .options({
          condition:
            revision === 0 ? { attr: 'locationId', exists: false } : { attr: 'revision', eq: revision },
        }),
    );
  }

  async function changes(): Promise<ChangedLocation[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: 'NETWORK#CHANGED' })
      .entities(changed)
      .options({ consistent: true, ...everyPage })
      .send();
    return (Items ?? []).map(toChange);
  }

  async function changeOf(locationId: string): Promise<ChangedLocation | null> {
    const { Item } = await changed
      .build(GetItemCommand)
      .key({ locationId })
      .options({ consistent: true })
      .send();
    return Item ? toChange(Item) : null;
  }

  /** Those of these that were ever made or changed here. */
  async function changesOf(locationIds: readonly string[]): Promise<Map<string, ChangedLocation>> {
    const found = await readBatch(
      table,
      locationIds.map((locationId) => changed.build(BatchGetRequest).key({ locationId })),
      { consistent: true },
    );
    return new Map(
      found.flatMap((stored) => (stored ? [[stored.locationId, toChange(stored)] as const] : [])),
    );
  }

  return { change, changes, changeOf, changesOf };
}
export type NetworkStore = ReturnType<typeof createNetworkStore>;

type StoredChange = {
  locationId: string;
  place?: unknown;
  revision: number;
  changedBy: string;
  changedAtMs: number;
  cause?: string | undefined;
};

function toChange({
  locationId,
  place,
  revision,
  changedBy,
  changedAtMs,
  cause,
}: StoredChange): ChangedLocation {
  const last = { revision, by: changedBy, atMs: changedAtMs };
  return { locationId, place: place as Location, ...last, ...(cause === undefined ? {} : { cause }) };
}
