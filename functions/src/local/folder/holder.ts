/**
 * Who has a data folder. A file says it, made in one step with its content; whether that process still lives decides
 * whether it counts, so that a killed process needs no tidying up. LevelDB's own lock stands behind it.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FolderRefusal } from './refusal.ts';

export const holderFile = 'holder.json';
const attempts = 20;

export type Doing = 'starting' | 'seeding' | 'running' | 'repairing' | 'verifying';

type HolderRecord = {
  pid: number;
  /** When that process began, by the system's own count: a process number is given again, this is not. */
  began: string;
  sinceMs: number;
  port: number | null;
  doing: Doing;
};

export type Holder = {
  /** Says more about what this process does with the folder. */
  update(change: Partial<Pick<HolderRecord, 'port' | 'doing'>>): void;
  release(): void;
};

/** The folders that this very process has: its own number cannot tell. */
const heldHere = new Set<string>();

const doingWords: Record<Doing, string> = {
  starting: 'still starting',
  seeding: 'still filling the folder with the demo',
  running: 'running',
  repairing: 'repairing it',
  verifying: 'checking its books and stock',
};

function beganAt(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot} ${fields?.[19]}`;
    }
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

function isAlive({ pid, began }: HolderRecord, folder: string): boolean {
  if (pid === process.pid) return heldHere.has(folder);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const beganNow = beganAt(pid);
  return began === '' || beganNow === '' || beganNow === began;
}

function parse(text: string): HolderRecord | null {
  try {
    const record = JSON.parse(text) as HolderRecord;
    return Number.isInteger(record.pid) ? record : null;
  } catch {
    return null;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Makes the file with its content in one step. False when it is there already. */
function createWhole(file: string, text: string): boolean {
  const own = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(own, text);
    linkSync(own, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Some file systems have no links.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'EMLINK') throw error;
    try {
      writeFileSync(file, text, { flag: 'wx' });
      return true;
    } catch (again) {
      if ((again as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw again;
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves what a dead process left out of the way, unless somebody else was quicker and it is theirs by now. */
function clearAway(file: string, leftText: string): void {
  const aside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readText(aside);
  if (moved !== leftText && moved !== null) createWhole(file, moved);
  rmSync(aside, { force: true });
}

function sentence(folder: string, { pid, sinceMs, port, doing }: HolderRecord): string {
  const since = new Date(sinceMs).toLocaleString('sv-SE');
  const where = port === null ? '' : `, on port ${port}`;
  return `${folder} is in use by another Jindian: process ${pid}, since ${since}${where}, ${doingWords[doing] ?? 'running'}. Stop that one first, or choose another folder with --data.`;
}

/** Takes the folder for this process. Throws FolderRefusal that says who has it. */
export function holdFolder(givenFolder: string, doing: Doing, nowMs: number = Date.now()): Holder {
  const folder = realpathSync(givenFolder);
  const file = path.join(folder, holderFile);
  let record: HolderRecord = {
    pid: process.pid,
    began: beganAt(process.pid),
    sinceMs: nowMs,
    port: null,
    doing,
  };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (createWhole(file, JSON.stringify(record))) {
      heldHere.add(folder);
      return {
        update(change) {
          record = { ...record, ...change };
          const next = `${file}.${process.pid}`;
          writeFileSync(next, JSON.stringify(record));
          renameSync(next, file);
        },
        release() {
          if (!heldHere.delete(folder)) return;
          rmSync(file, { force: true });
        },
      };
    }
    const text = readText(file);
    if (text === null) continue;
    const other = parse(text);
    if (other && isAlive(other, folder)) throw new FolderRefusal('held', sentence(givenFolder, other));
    clearAway(file, text);
  }
  throw new FolderRefusal('held', `${givenFolder} is being taken by several processes at once; try again.`);
}
