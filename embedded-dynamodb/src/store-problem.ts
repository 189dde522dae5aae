/** Why a folder cannot be opened. The message is a sentence for a person; nothing in the folder was changed. */

export type StoreProblemCode =
  /** Something is in the folder that no engine made. */
  | 'foreign'
  /** A later version of the engine made it. */
  | 'newer'
  /** Another engine has it open. */
  | 'in_use'
  /** It is not as it was left: see `findings`. */
  | 'damaged'
  /** The disk has no room to open it. */
  | 'full'
  /** It cannot be read or written: rights, a broken disk, a file in its place. */
  | 'unusable';

/** One thing that is not as it was written. */
export interface Finding {
  /** A file of the store, or an entry in it. */
  what: string;
  problem: string;
}

export class StoreProblem extends Error {
  readonly code: StoreProblemCode;
  readonly findings: readonly Finding[];

  constructor(code: StoreProblemCode, message: string, findings: readonly Finding[] = [], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreProblem';
    this.code = code;
    this.findings = findings;
  }
}

/** LevelDB hides the system's error code behind the cause and in its text. */
export function messageOf(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) parts.push(at.message);
  return parts.length > 0 ? parts.join(': ') : String(error);
}

export function isDiskFull(error: unknown): boolean {
  return /ENOSPC|EDQUOT|No space left on device|not enough space|Disk quota exceeded/i.test(messageOf(error));
}

/** Whether LevelDB says that what it read is not what was written, or is not there. */
export function isReadDamage(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'LEVEL_CORRUPTION' || code === 'LEVEL_IO_ERROR';
}

export function damaged(path: string, findings: readonly Finding[], cause?: unknown): StoreProblem {
  const [first, ...others] = findings;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return new StoreProblem(
    'damaged',
    `The store in ${path} is damaged: ${first?.what}: ${first?.problem}${more}`,
    findings,
    cause,
  );
}
