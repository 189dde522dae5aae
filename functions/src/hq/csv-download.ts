import { csvOf } from '@jindian/shared/csv';
import type { Logger } from '../platform/logger.ts';
import type { HqContext } from './visit.ts';

/** Rows that follow others: without the mark that a table begins with. */
export function csvMore(rows: Parameters<typeof csvOf>[0]): string {
  return rows.length === 0 ? '' : csvOf(rows).replace('\uFEFF', '');
}

/**
 * A table that is sent while it is read; whoever stops listening stops the reading. Where the reading breaks off, so does
 * the download: closed in good order, half a table would look like a whole one. Its first rows are read
 * beforehand, and its head stands before them: one that cannot be begun is a page that says so.
 */
export async function csvDownload(
  c: HqContext,
  { name, head, parts, logger }: { name: string; head: string; parts: AsyncIterable<string>; logger: Logger },
): Promise<Response> {
  const reading = parts[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const first = await reading.next();
  const begun = head + (first.done ? '' : first.value);
  let isBegun = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const part = isBegun ? await reading.next() : { done: false, value: begun };
        isBegun = true;
        if (part.done) controller.close();
        else controller.enqueue(encoder.encode(part.value));
      } catch (error) {
        logger.error({ requestId: c.get('requestId'), err: error, name }, 'a table broke off');
        controller.error(error);
      }
    },
    async cancel() {
      await reading.return?.();
    },
  });
  c.header('content-type', 'text/csv; charset=utf-8');
  c.header('content-disposition', `attachment; filename="${name}.csv"`);
  return c.body(body);
}
