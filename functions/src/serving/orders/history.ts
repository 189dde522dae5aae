/** One step of a life: when, into which state, and who caused it (a role, never a name). */
export type StateChange = { atMs: number; state: string; by: string };
