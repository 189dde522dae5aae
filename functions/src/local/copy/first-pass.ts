/** The source from end to end, several segments at once; each is gone on with where it was. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { End } from './end.ts';
import type { Note } from './note.ts';
import { type Item, persistently, putOf, type Writer } from './writing.ts';

export async function firstPass(
  from: End,
  write: Writer,
  note: Note,
  onProgress: (copied: number) => void,
): Promise<void> {
  const { state } = note;
  const { segments } = state;
  const done = await Promise.allSettled(segments.map((_, segment) => pass(segment)));
  const failed = done.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;

  async function pass(segment: number): Promise<void> {
    for (let place = segments[segment]; place && place !== 'done'; place = segments[segment]) {
      const at = place.at;
      const page = await persistently(() =>
        from.client.send(
          new ScanCommand({
            TableName: from.table,
            ConsistentRead: true,
            Segment: segment,
            TotalSegments: segments.length,
            ...(at ? { ExclusiveStartKey: at } : {}),
          }),
        ),
      );
      const items = (page.Items ?? []) as Item[];
      await write(items.map(putOf));
      segments[segment] = page.LastEvaluatedKey ? { at: page.LastEvaluatedKey } : 'done';
      state.copied += items.length;
      onProgress(state.copied);
      await note.save();
    }
  }
}
