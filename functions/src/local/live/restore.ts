/**
 * Lists the backups in the bucket, or fetches one:
 *
 *     npm run restore:backup -- --live live.json                               what there is
 *     npm run restore:backup -- --live live.json --to <new folder> [--name jindian-2026-11-30T0300]     the last, unless told
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LiveRefusal, readLiveConfig } from './config.ts';
import { createRemoteBackups } from './remote-backups.ts';

/** Gives the exit code. */
export async function restore(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { live: { type: 'string' }, to: { type: 'string' }, name: { type: 'string' } },
  });
  if (values.live === undefined) {
    console.error('npm run restore:backup -- --live <file> [--to <new folder> [--name <backup>]]');
    return 2;
  }
  try {
    const { bucket } = readLiveConfig(values.live).backup;
    if (!bucket) throw new LiveRefusal(`${values.live} names no bucket ("backup": { "bucket": … }).`);
    const remote = createRemoteBackups(bucket);
    const there = await remote.list();
    const name = values.name ?? there.at(-1);
    if (values.to === undefined) {
      for (const one of there) console.log(one);
      return 0;
    }
    if (name === undefined || !there.includes(name)) throw new LiveRefusal('There is no such backup.');
    const folder = path.resolve(values.to);
    if (existsSync(folder)) throw new LiveRefusal(`${folder} is there already: a backup gets a new folder.`);
    const count = await remote.restore(name, folder);
    console.log(`${name}: ${count} files in ${folder}, each as it was sent.`);
    remote.close();
    return 0;
  } catch (error) {
    if (!(error instanceof LiveRefusal)) throw error;
    console.error(error.message);
    return 1;
  }
}

if (process.argv[1] === import.meta.filename)
  restore(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
