import { deployedSystem } from './deployed.ts';

/** The Lambda function that runs every minute: sends what is due into the queues. */
export async function handler(): Promise<{ due: number }> {
  const { work, logger } = await deployedSystem();
  const done = { due: await work.runDue() };
  logger.info(done, 'minute');
  return done;
}
