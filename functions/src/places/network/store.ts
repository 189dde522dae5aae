import type { Location } from '@jindian/shared/contract/places/network';
import { Entity } from 'dynamodb-toolbox/entity';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Edited } from '../../platform/edited.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';

export type ChangedLocation = Edited & { location: Location };

/**
 * Locations that were changed since the network was loaded. They are the truth from which the snapshot is made
 * anew; a brand changes some dozens a day, so one partition holds them.
 */
export function createNetworkStore(table: JindianTable) {
  const changed = new Entity({
    name: 'ChangedLocation',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      revision: number(),
      location: any(),
      changedBy: string(),
      changedAtMs: number(),
    }),
    computeKey: ({ locationId }: { locationId: string }) => ({ pk: 'NETWORK#CHANGED', sk: locationId }),
  });

  /** On condition that nobody else changed it since `revision` was read (0: never changed). */
  function change(location: Location, revision: number, changedBy: string, changedAtMs: number): Write {
    return write(
      'location',
      changed
        .build(PutTransaction)
        .item({ locationId: location.id, revision: revision + 1, location, changedBy, changedAtMs })
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
      .options({ maxPages: Number.POSITIVE_INFINITY, consistent: true })
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

  return { change, changes, changeOf };
}

type StoredChange = { location?: unknown; revision: number; changedBy: string; changedAtMs: number };

function toChange({ location, revision, changedBy, changedAtMs }: StoredChange): ChangedLocation {
  return { location: location as Location, revision, by: changedBy, atMs: changedAtMs };
}
