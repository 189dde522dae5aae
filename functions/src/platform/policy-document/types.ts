import type { Page } from '@jindian/shared/contract/common';
import type { PolicyProblem, PolicyVersion, PolicyView } from '@jindian/shared/contract/policies';
import type { z } from '@jindian/shared/zod';
import type { Clock } from '../clock.ts';
import type { Step } from '../command.ts';
import type { DueItems } from '../due-items.ts';
import type { CommandClaim, Idempotency } from '../idempotency.ts';
import type { Outbox } from '../outbox.ts';
import type { Result } from '../result.ts';
import type { JindianTable } from '../table.ts';
import type { PolicyPermissions } from './kind.ts';
import type { PolicyStore } from './store.ts';

export type EditorContext = {
  table: JindianTable;
  clock: Clock;
  outbox: Outbox;
  dueItems: DueItems;
  idempotency: Idempotency;
  store: PolicyStore;
  /** How HQ calls a member. */
  nameOf(memberId: string): Promise<string>;
};

export type EditedKind<Content> = {
  name: string;
  schema: z.ZodType<Content>;
  permissions: PolicyPermissions;
  standard: Content;
  forward?(content: unknown): Promise<unknown> | unknown;
  validate?(content: Content): Promise<PolicyProblem[]> | PolicyProblem[];
  soundOnly?: boolean;
  mayPublish?(revision: number): Promise<Result<null>>;
  onlyAtOnce?: boolean;
};

/** Who does it, and which revision of the document they saw. */
export type Seen = { revision: number; by: string };
export type Publication = Seen & {
  note: string;
  /** Null: the same as ever; a repeat then finds the document changed. */
  command: CommandClaim | null;
  /** Not now but then. */
  atMs?: number | undefined;
};
/** `command`: its key makes a repeat harmless; without one only the very next repeat is. */
export type Saving = Seen & { command?: CommandClaim | null };
export type SavedDraft = { revision: number; problems: PolicyProblem[] };

export type SimulatedContents<Content> = {
  revision: number;
  draft: Content;
  inForce: { number: number; content: Content };
};

export type PublishedVersion = PolicyVersion & { revision: number };

/** A publication that is not written yet. */
export type PublicationStep = Step<PublishedVersion> & { kept: { number: number; revision: number } };

export type PolicyEditor<Content> = {
  name: string;
  permissions: PolicyPermissions;
  subject: string | null;
  view(): Promise<PolicyView<Content>>;
  saveDraft(given: unknown, seen: Saving): Promise<Result<SavedDraft>>;
  discardDraft(seen: Seen): Promise<Result<{ revision: number }>>;
  /** What a simulation compares: the draft that was seen, and what is in force. */
  forSimulation(revision: number): Promise<Result<SimulatedContents<Content>>>;
  /** The draft as it is becomes a version. */
  publish(publication: Publication): Promise<Result<PublishedVersion>>;
  /** A content becomes a version without ever having been a draft; a draft that is there stays. */
  publishContent(given: unknown, publication: Publication): Promise<Result<PublishedVersion>>;
  /**
   * A change of what is in force, as a step of its caller's command, who calls `refresh` when it is done. A draft stays a
   * draft and a plan stays planned: `onOther` says what they are from then on.
   */
  laidOn(
    change: (inForce: Content) => Result<{ content: Content; onOther(other: Content): Content }>,
    publication: { by: string; note: string },
  ): Promise<PublicationStep | Result<never>>;
  /** An earlier version again, as a new one; a draft that is there stays. */
  restore(number: number, publication: Publication): Promise<Result<PublishedVersion>>;
  cancelPlanned(seen: Seen): Promise<Result<{ revision: number }>>;
  comeIntoForce(number: number): Promise<void>;
  versions(limit: number, cursor?: string): Promise<Result<Page<PolicyVersion>>>;
  version(number: number): Promise<Result<PolicyVersion & { content: Content }>>;
  /** Whatever it says, said or is to say: all that its versions and its draft name is in use. */
  contents(): Promise<Content[]>;
  /** What is in force as it is written down: for editing, not for deciding. */
  inForce(): Promise<{ number: number; content: Content }>;
};
