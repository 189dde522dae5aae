import { deployedSystem } from './deployed.ts';

/** The Lambda function that runs every minute: what is due, and events that the stream has not delivered. */
export async function handler(): Promise<{ due: number; swept: number }> {
  const { work, logger } = await deployedSystem();
  // Neither waits for the other's faults: an offer must expire while an event cannot be delivered.
  const [due, swept] = await Promise.allSettled([work.runDue(), work.sweepOutbox()]);
  if (due.status === 'rejected') throw due.reason;
  if (swept.status === 'rejected') throw swept.reason;
  const done = { due: due.value, swept: swept.value };
  logger.info(done, 'minute');
  return done;
}
