/**
 * A state machine written as a table that a person can read as the specification. Rules about who may cause an
 * event and what follows live in the services; what may follow what lives only here.
 */
export type Transition<State extends string> = { readonly from: readonly State[]; readonly to: State };

export type Machine<State extends string, Event extends string> = {
  readonly name: string;
  readonly initial: State;
  readonly final: readonly State[];
  readonly transitions: { readonly [E in Event]: Transition<State> };
};

export function defineMachine<State extends string, Event extends string>(
  machine: Machine<State, Event>,
): Machine<State, Event> {
  return machine;
}

/** The state after `event`, or null when the table does not allow it. */
export function nextState<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
  event: Event,
): State | null {
  const transition = machine.transitions[event];
  return transition.from.includes(state) ? transition.to : null;
}

/** States that cannot be reached, and dead ends that are not final: both must be empty. */
export function machineFaults<State extends string, Event extends string>(machine: Machine<State, Event>) {
  const transitions = Object.values(machine.transitions) as Transition<State>[];
  const named = new Set<State>([machine.initial, ...machine.final]);
  for (const { from, to } of transitions) {
    for (const state of from) named.add(state);
    named.add(to);
  }
  const reached = new Set<State>([machine.initial]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { from, to } of transitions) {
      if (!reached.has(to) && from.some((state) => reached.has(state))) {
        reached.add(to);
        grew = true;
      }
    }
  }
  const leaving = new Set(transitions.flatMap(({ from }) => from));
  return {
    unreachable: [...named].filter((state) => !reached.has(state)),
    deadEnds: [...named].filter((state) => !leaving.has(state) && !machine.final.includes(state)),
  };
}
