/** A kind of policy document, and what can be said about a content without reading anything. */
import type { Permission } from '@jindian/shared/contract/people/permissions';
import type { PolicyProblem, PolicyVersionState } from '@jindian/shared/contract/policies';
import type { z } from '@jindian/shared/zod';
import { fail, type Result } from '../result.ts';
import { defineMachine } from '../state-machine.ts';

/** What it takes to see a document, to work on its draft, and to put something in force. */
export type PolicyPermissions = {
  readonly see: Permission;
  /** It holds everywhere, so whoever may see it anywhere sees it; otherwise it takes a grant for the whole brand. */
  readonly seenFrom?: 'anywhere';
  readonly edit: Permission;
  readonly publish: Permission;
};

export type PolicyKind<Content, Compiled = Content> = {
  /** Stays for ever: it is part of the keys. */
  readonly name: string;
  readonly schema: z.ZodType<Content>;
  readonly permissions: PolicyPermissions;
  /** Version 0: what holds until HQ publishes one. */
  readonly standard: Content;
  /** What the hot path uses; made once for each version in each process. Throws on a content that is not sound. */
  compile(content: Content, number: number): Compiled;
  /** What was stored, or is sent, in a shape before this one as it is written now; whatever else it is given as it is. */
  forward?(content: unknown): Promise<unknown> | unknown;
  /** What is wrong with a sound content, as things stand now. Such a draft may be kept and not be published. */
  validate?(content: Content): Promise<PolicyProblem[]> | PolicyProblem[];
  /** Nor may it be kept. */
  readonly soundOnly?: boolean;
  /** Of a draft at this revision: what has to be done with it before it is published. */
  mayPublish?(revision: number): Promise<Result<null>>;
  /** What is looked at for it may be otherwise at a later time: it is published now or not. */
  readonly onlyAtOnce?: boolean;
};

/** A kind that has a document for each subject, such as an owner. Readers hold all of them together. */
export type PolicyCollectionKind<Content, Compiled> = Omit<PolicyKind<Content, Content>, 'compile'> & {
  compile(contents: ReadonlyMap<string, Content>): Compiled;
};

/** A version's content never changes; whether it came into force does, and only so. */
export const versionMachine = defineMachine<PolicyVersionState, 'come_into_force' | 'replace' | 'cancel'>({
  name: 'policy version',
  initial: 'planned',
  final: ['published', 'replaced', 'cancelled'],
  transitions: {
    come_into_force: { from: ['planned'], to: 'published' },
    replace: { from: ['planned'], to: 'replaced' },
    cancel: { from: ['planned'], to: 'cancelled' },
  },
});

const maxProblems = 20;

/** The content as the kind keeps it, or what is wrong with its shape. */
export async function readContent<Content>(
  { schema, forward }: Pick<PolicyKind<Content>, 'schema' | 'forward'>,
  given: unknown,
): Promise<{ content: Content } | { problems: PolicyProblem[] }> {
  const parsed = schema.safeParse(forward ? await forward(given) : given);
  if (parsed.success) return { content: parsed.data };
  return {
    problems: parsed.error.issues.slice(0, maxProblems).map((issue) => ({
      path: issue.path.map(String).join('.'),
      // A refinement names its own code as its message; what zod finds has zod's code.
      code: issue.code === 'custom' ? issue.message : issue.code,
    })),
  };
}

/** `entries.3.priceFen: too_small`: for a problem answer, which has room for one line. */
export function problemLine({ path, code }: PolicyProblem): string {
  return `${path || 'content'}: ${code}`.slice(0, 200);
}

export function unreadable([first]: readonly PolicyProblem[]): Result<never, 'invalid_request'> {
  return fail('invalid_request', { detail: problemLine(first ?? { path: '', code: 'unreadable' }) });
}
