/**
 * Moves a business into a table of DynamoDB while orders go on:
 *
 *     npm run copy -- --from /var/lib/jindian --to jindian-production-2          copies, and follows up to now
 *     npm run copy -- --from /var/lib/jindian --to jindian-production-2 --switch gives the source up when all is there
 *
 * `--from` is the data folder of a system that runs (npm start -- --live), a table on AWS, or `http://…/table`; `--to` a
 * table likewise, which the command makes. `--pictures <bucket>` takes the pictures along, of a table from
 * `--pictures-from <bucket>`. `--from-region`, `--to-region`: where they are, if elsewhere than AWS_REGION says.
 * Why so: docs/decisions/0059-moving-and-migrating.md.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { createBucketPictures } from '../../goods/pictures/bucket-store.ts';
import { createFolderPictures, type PictureStore } from '../../goods/pictures/store.ts';
import { markFile, movedTo } from '../folder/data-folder.ts';
import { picturesFolder, tableName } from '../folder/layout.ts';
import { doorFile } from '../live/door.ts';
import { type CopyReport, copyTable, finishCopy } from './copy.ts';
import { doorAt } from './door.ts';
import { type End, openEnd } from './end.ts';
import { copyPictures } from './pictures.ts';
import { CopyRefusal } from './refusal.ts';

/** `table`, or `http://127.0.0.1:8000/table`. */
function endAt(said: string, region: string | undefined): End {
  const address = /^(https?:\/\/[^/]+)\/([A-Za-z0-9_.-]{3,255})$/.exec(said);
  const [, endpoint, table = said] = address ?? [];
  if (!/^[A-Za-z0-9_.-]{3,255}$/.test(table))
    throw new CopyRefusal(`${said} is no table: say its name, or http://<address>/<name>.`);
  return openEnd({ table, ...(endpoint ? { endpoint } : {}), ...(region ? { region } : {}) });
}

/** Gives the exit code. */
export async function copy(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      'from-region': { type: 'string' },
      'to-region': { type: 'string' },
      pictures: { type: 'string' },
      'pictures-from': { type: 'string' },
      switch: { type: 'boolean', default: false },
    },
  });
  if (!values.from || !values.to) {
    console.error(
      'npm run copy -- --from <data folder of a running system, or table> --to <table> [--switch] [--pictures <bucket>]',
    );
    return 2;
  }
  const folder = existsSync(path.join(values.from, markFile)) ? path.resolve(values.from) : null;
  const to = endAt(values.to, values['to-region']);
  let from: End | null = null;
  try {
    if (folder) {
      const moved = movedTo(folder);
      if (moved !== null && moved !== values.to)
        throw new CopyRefusal(`The business of ${folder} was moved to ${moved} already.`);
      if (moved !== null) {
        const streamArn = await finishCopy({ to, log: console.log });
        // The first time may have ended between the switch and the pictures.
        console.log(await picturesToo(folder, values['pictures-from'], values.pictures, values['to-region']));
        console.log(nextSteps(folder, to.table, streamArn));
        return 0;
      }
    }
    const socketPath = folder && path.join(folder, doorFile);
    if (socketPath && !existsSync(socketPath))
      throw new CopyRefusal(
        `Nobody is running ${folder}. Start it first (npm start -- --live): what it has begun has to come to its end.`,
      );
    from = socketPath ? openEnd({ table: tableName, socketPath }) : endAt(values.from, values['from-region']);
    const bar = new SingleBar({ format: '{value} items copied', noTTYOutput: true, notTTYSchedule: 10_000 });
    bar.start(0, 0);
    const startedAtMs = Date.now();
    const log = (line: string) => console.log(`\n${line}`);
    let report: CopyReport;
    try {
      report = await copyTable({
        from,
        to,
        toName: values.to,
        door: socketPath ? doorAt(socketPath) : null,
        switching: values.switch,
        log,
        onProgress: (copied) => bar.update(copied),
      });
    } finally {
      bar.stop();
    }
    const pictures = await picturesToo(folder, values['pictures-from'], values.pictures, values['to-region']);
    console.log(told(report, Date.now() - startedAtMs, pictures));
    if (report.switched) console.log(nextSteps(folder, to.table, report.streamArn ?? ''));
    else
      console.log(
        'Nothing was given up. The same command goes on from here; with --switch it moves the business for good.',
      );
    return 0;
  } catch (error) {
    if (!(error instanceof CopyRefusal)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    from?.close();
    to.close();
  }
}

async function picturesToo(
  folder: string | null,
  fromBucket: string | undefined,
  bucket: string | undefined,
  region: string | undefined,
): Promise<string> {
  if (bucket === undefined) return '';
  const client = region ? { client: { region } } : {};
  let source: PictureStore;
  if (folder) source = createFolderPictures({ folder: path.join(folder, picturesFolder), nowMs: Date.now });
  else if (fromBucket) source = createBucketPictures({ bucket: fromBucket });
  else throw new CopyRefusal('--pictures of a table needs --pictures-from <bucket> as well.');
  const { there, copied } = await copyPictures(source, createBucketPictures({ bucket, ...client }));
  return `  Pictures            ${there} files, ${copied} of them sent now\n`;
}

function told(report: CopyReport, tookMs: number, pictures: string): string {
  const { copied, followed, firstPassMs, closedMs, items, digest, mended } = report;
  const rate = Math.round(copied / Math.max(0.001, firstPassMs / 1000));
  return `
  First pass          ${copied} items, ${rate} a second
  Followed            ${followed} changes
${pictures}${
  report.switched
    ? `  Compared            ${items} items one by one, the same on both sides: digest ${digest}${mended > 0 ? ` (${mended} were written anew)` : ''}
  Closed for          ${(closedMs / 1000).toFixed(1)} s
`
    : ''
}  Took                ${(tookMs / 1000).toFixed(0)} s`;
}

function nextSteps(folder: string | null, table: string, streamArn: string): string {
  return `
${table} holds the business now${folder ? `, and ${folder} never starts again` : ''}. What to set (docs/operations/one-machine.md#moving-to-aws):

  1. ${folder ? `aws secretsmanager put-secret-value --secret-id jindian/<stage>/signing --secret-string file://${folder}/secrets.json` : "The secrets that codes and sessions were signed with, into this stage's."}
     With others no printed code would be known. If the file with the keys has a gatewaySecret, it takes the place of the one in there.
  2. aws dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true
     aws dynamodb update-table --table-name ${table} --deletion-protection-enabled
  3. cdk deploy … -c tableName=${table} -c streamArn=${streamArn}
  4. Lead the name to the new address. WeChat Pay sends what it could not tell meanwhile again by itself.`;
}
