import { existsSync, renameSync, rmSync } from 'node:fs';
import { Journal } from '../journal.ts';
import type { KeptMessages, QueuedMessage } from './queue.ts';

/** The last line of a message wins; null: it is gone. */
type Lines = Record<string, { message: QueuedMessage | null }>;

/** What lies in the queues, in a file; what is gone from them is left out of it at every opening. */
export function keptMessages(file: string | undefined): ((queue: string) => KeptMessages) | undefined {
  if (file === undefined) return undefined;
  if (existsSync(file)) leaveOutGone(file);
  const journal = new Journal<Lines>(file);
  return (queue) => ({
    all: () => journal.all(queue).flatMap(({ message }) => (message ? [message] : [])),
    put: (message) => journal.put(queue, message.messageId, { message }),
    remove: (messageId) => journal.put(queue, messageId, { message: null }),
  });
}

function leaveOutGone(file: string): void {
  const before = new Journal<Lines>(file);
  rmSync(`${file}.new`, { force: true });
  const after = new Journal<Lines>(`${file}.new`);
  for (const queue of before.kinds()) {
    for (const { message } of before.all(queue))
      if (message) after.put(queue, message.messageId, { message });
  }
  if (existsSync(`${file}.new`)) renameSync(`${file}.new`, file);
  else rmSync(file);
}
