import { createLogger } from '../../platform/logger.ts';
import { sentenceFor } from '../folder/sentences.ts';
import { LiveRefusal, readLiveConfig } from './config.ts';
import { startLive } from './start.ts';

/** More than the answers that are under way and what is being done behind them may take. */
const stopWithinMs = 30_000;

/** `npm start -- --live <file> [--brand <folder>]`: until it is told to stop. */
export async function runLive(file: string, brandFolder?: string): Promise<void> {
  let folder = '';
  const giveUp = (error: unknown): never => {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof LiveRefusal) console.error(error.message);
    else if (code === 'EADDRINUSE')
      console.error(`${(error as Error).message}: another process has the port.`);
    else console.error(sentenceFor(error, folder));
    process.exit(1);
  };
  try {
    const config = readLiveConfig(file);
    folder = config.data;
    let checking = false;
    const live = await startLive(config, {
      logger: createLogger('info'),
      ...(brandFolder === undefined ? {} : { brandFolder }),
      onCheck() {
        if (!checking)
          console.log('The last end was not in order: everything stored is read once and checked…');
        checking = true;
      },
    });
    console.log(`Jindian is running for ${config.publicBaseUrl}

  Listens on          ${live.baseUrl}   (for the proxy that has the certificate)
  Headquarters        ${config.publicBaseUrl}/hq
  Health              ${live.baseUrl}/healthz
  Metrics             ${live.metricsUrl ?? 'none'}
  Data                ${config.data}
  Backups             ${config.backup.folder}, at ${config.backup.atHour}:00, the last ${config.backup.keep}${config.backup.bucket ? `, and in the bucket ${config.backup.bucket.bucket}` : ''}
${
  live.bootstrapCode
    ? `
Begin your brand: open ${config.publicBaseUrl}/hq/begin and type the code ${live.bootstrapCode}
`
    : ''
}
SIGTERM stops it: who is being answered has the answer, and everything is kept.`);
    let stopping = false;
    const stop = () => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => process.exit(1), stopWithinMs).unref();
      live.close().then(() => process.exit(0), giveUp);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  } catch (error) {
    giveUp(error);
  }
}
