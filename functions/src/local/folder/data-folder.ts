/**
 * The folder of a local system. Its mark is written before anything else, and a folder without it is never touched;
 * of a folder with it only what the program itself made is ever deleted.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LocalNetwork } from '../brands.ts';
import { type Doing, type Holder, holderFile, holdFolder } from './holder.ts';
import { FolderRefusal } from './refusal.ts';

export const markFile = 'jindian.json';
const format = 1;
/** All that the program makes here beside the mark and the holder's note. */
export const ownEntries = [
  'table',
  'wechat',
  'queues',
  'pictures',
  'secrets.json',
  'bootstrap.json',
  'clock.json',
];
/** What may lie in a folder that nobody has used yet. */
const passedOver = ['lost+found', '.DS_Store'];

/** A network of the demo, nothing, or a brand's own business (local/live). */
export type Content = LocalNetwork | 'live';
type Seed = { network: Content; version: string; state: 'running' | 'done' };
/** Where a business went on, and since when: it must never begin again here beside that. */
type Moved = { to: string; at: string };
type Mark = { program: 'jindian'; format: number; madeAt: string; seed: Seed | null; moved?: Moved };

export type DataFolder = {
  path: string;
  holder: Holder;
  network: Content | null;
  /** Whether the demo is still to be loaded: the folder is new, or the last time was cut short. */
  needsSeed: boolean;
  seedBegins(network: Content): void;
  seedDone(): void;
  /** The business goes on elsewhere: from now on nobody starts it here. */
  noteMoved(to: string): void;
};

export type OpenOptions = {
  doing: Doing;
  /** What a demo must be of: another version of it is another demo. */
  seedVersion: string;
  /** What was asked for; null when any but a live one will do. */
  network: Content | null;
  /** Begin anew, whatever is there of ours. */
  fresh?: boolean;
  /** Take it as it is, whatever demo it holds: for repairing and verifying. Never made, never begun anew. */
  keep?: boolean;
};

function refusalOf(folder: string, error: unknown): FolderRefusal {
  if (error instanceof FolderRefusal) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const reason =
    code === 'ENOTDIR' || code === 'EEXIST'
      ? 'it is not a folder'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'there is no right to write in it'
        : code === 'ENOSPC'
          ? 'the disk is full'
          : message;
  return new FolderRefusal('unusable', `${folder} cannot be used: ${reason}.`);
}

function readMark(folder: string): Mark | null {
  let text: string;
  try {
    text = readFileSync(path.join(folder, markFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const mark = JSON.parse(text) as Mark;
    if (mark.program === 'jindian' && Number.isInteger(mark.format)) return mark;
  } catch {
    // Not ours, or written half.
  }
  // Cut short while it was being written into an empty folder: nothing else can be there.
  if (text === '' && others(folder).length === 0) return null;
  throw new FolderRefusal(
    'foreign',
    `${folder}/${markFile} is not a mark of Jindian, so nothing in the folder is touched. Choose another folder with --data.`,
  );
}

function writeMark(folder: string, mark: Mark): void {
  const file = path.join(folder, markFile);
  writeFileSync(`${file}.new`, `${JSON.stringify(mark, null, 2)}\n`, { flush: true });
  renameSync(`${file}.new`, file);
}

/** What else is there. The holder's notes come and go. */
function others(folder: string): string[] {
  return readdirSync(folder).filter(
    (name) => !name.startsWith(markFile) && !name.startsWith(holderFile) && !passedOver.includes(name),
  );
}

/** The mark of a folder, made if the folder is empty. */
function markOf(folder: string): Mark {
  mkdirSync(folder, { recursive: true });
  const found = readMark(folder);
  if (!found) {
    const names = others(folder);
    if (names.length > 0) {
      const some = names.slice(0, 3).join(', ');
      throw new FolderRefusal(
        'foreign',
        `${folder} holds something (${some}${names.length > 3 ? ', …' : ''}) and no mark of Jindian, so nothing in it is touched. Choose an empty folder with --data; if an early Jindian made this one, delete it yourself.`,
      );
    }
    const mark: Mark = { program: 'jindian', format, madeAt: new Date().toISOString(), seed: null };
    writeMark(folder, mark);
    return mark;
  }
  if (found.format > format) {
    throw new FolderRefusal(
      'newer',
      `${folder} was made by a later Jindian (format ${found.format}; this one knows up to ${format}). Use that one, or choose another folder with --data.`,
    );
  }
  return found;
}

function clearOwn(folder: string): void {
  for (const name of ownEntries) rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** Why the demo that is there cannot be used, or null. */
function seedRefusal(folder: string, seed: Seed, options: OpenOptions): FolderRefusal | null {
  const isLive = seed.network === 'live';
  if (isLive !== (options.network === 'live')) {
    const holds = isLive ? 'a business that runs (npm start -- --live)' : 'a demo or a trial';
    return new FolderRefusal(
      'other_network',
      `${folder} holds ${holds}, and nothing in it is touched. Choose another folder${isLive ? ' with --data' : ': "data" in the file'}.`,
    );
  }
  if (isLive && seed.version !== options.seedVersion) {
    return new FolderRefusal(
      'older',
      `${folder} was written by a version of Jindian that this one cannot take over (${seed.version}; this one writes ${options.seedVersion}). Nothing in it is touched: go on with that version.`,
    );
  }
  const beginAnew = `To delete it and begin anew: npm start -- --fresh --data ${folder}. To keep it, choose another folder with --data.`;
  if (seed.version !== options.seedVersion) {
    return new FolderRefusal('older', `${folder} holds the demo of another version. ${beginAnew}`);
  }
  if (options.network !== null && options.network !== seed.network) {
    return new FolderRefusal(
      'other_network',
      `${folder} holds the network "${seed.network}", not "${options.network}". ${beginAnew.replace('--fresh', `--fresh --network ${options.network}`)}`,
    );
  }
  return null;
}

/** Where the business of a folder went on; null: it is here. Nothing is opened. */
export function movedTo(folder: string): string | null {
  return readMark(folder)?.moved?.to ?? null;
}

/** Takes a folder for this process, empty or ours. Throws FolderRefusal, and then nothing was touched. */
export function openDataFolder(givenPath: string, options: OpenOptions): DataFolder {
  const folder = path.resolve(givenPath);
  try {
    if (options.keep && !(existsSync(folder) && readMark(folder))) {
      throw new FolderRefusal('foreign', `${folder} is no data folder of Jindian.`);
    }
    markOf(folder);
    const holder = holdFolder(folder, options.doing);
    try {
      return heldFolder(folder, holder, options);
    } catch (error) {
      holder.release();
      throw error;
    }
  } catch (error) {
    throw refusalOf(folder, error);
  }
}

function heldFolder(folder: string, holder: Holder, options: OpenOptions): DataFolder {
  // Read again: now nobody else can change it.
  let mark = markOf(folder);
  const change = (seed: Seed | null) => {
    mark = { ...mark, seed };
    writeMark(folder, mark);
  };
  if (mark.moved && !options.keep)
    throw new FolderRefusal(
      'moved',
      `${folder} holds a business that was moved to ${mark.moved.to} (${mark.moved.at}), and goes on there. Started here as well it would be two. If nothing was ever done there, take "moved" out of ${markFile}.`,
    );
  const isOthers = (mark.seed?.network === 'live') !== (options.network === 'live');
  if (!options.keep && (options.fresh || mark.seed?.state === 'running') && !(mark.seed && isOthers)) {
    // First the mark: a deletion that is cut short is done again.
    if (mark.seed) change({ ...mark.seed, state: 'running' });
    clearOwn(folder);
    change(null);
  }
  const refusal = !options.keep && mark.seed && seedRefusal(folder, mark.seed, options);
  if (refusal) throw refusal;
  return {
    path: folder,
    holder,
    network: mark.seed?.network ?? null,
    needsSeed: mark.seed === null,
    seedBegins: (network) => change({ network, version: options.seedVersion, state: 'running' }),
    seedDone() {
      if (mark.seed) change({ ...mark.seed, state: 'done' });
    },
    noteMoved(to) {
      mark = { ...mark, moved: { to, at: new Date().toISOString() } };
      writeMark(folder, mark);
    },
  };
}
