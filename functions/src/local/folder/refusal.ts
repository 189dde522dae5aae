/** Why a data folder is not used. The message is what the person at the terminal reads; nothing in it was touched. */
export type RefusalCode =
  /** Something is in it, and it does not say that this program made it. */
  | 'foreign'
  /** A later version made it. */
  | 'newer'
  /** An earlier version made it, and this one cannot read that. */
  | 'older'
  /** It holds the other demo network. */
  | 'other_network'
  /** The business that it holds was moved elsewhere, and goes on there. */
  | 'moved'
  /** Another process has it. */
  | 'held'
  /** Not a folder, or no right to write in it. */
  | 'unusable';

export class FolderRefusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'FolderRefusal';
    this.code = code;
  }
}
