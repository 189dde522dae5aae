import { locationKindSchema, locationStatusSchema } from '@jindian/shared/contract/places/network';
import { describe, expect, test } from 'vitest';
import { nextState } from '../../platform/state-machine.ts';
import { isOpening, type PlaceEvent, placeEvent, placeMachine } from './machine.ts';

const statuses = locationStatusSchema.options;
const events = Object.keys(placeMachine.transitions) as PlaceEvent[];

describe.each(locationKindSchema.options)('a %s', (kind) => {
  test('that was never open is opened by nothing that asks for no checklist', () => {
    const reached = new Set(['preparing' as (typeof statuses)[number]]);
    for (const status of reached)
      for (const to of statuses) {
        const event = placeEvent(kind, status, to);
        if (event !== null && !isOpening(event)) reached.add(to);
      }
    expect(reached).not.toContain('open');
    // Closed in between or not.
    expect(reached).toContain('closed');
    // What is suspended was open.
    expect(reached).not.toContain('suspended');
  });

  test('that was open and closed prepares again before anything else', () => {
    expect(statuses.filter((to) => placeEvent(kind, 'closed', to))).toEqual(['preparing']);
  });

  test('that was open and is suspended opens again as it was', () => {
    expect(placeEvent(kind, 'suspended', 'open')).toBe('resume');
  });
});

test('each two statuses are joined by one event at most for a kind of place', () => {
  for (const kind of locationKindSchema.options)
    for (const from of statuses)
      for (const to of statuses) {
        const joining = events.filter(
          (event) =>
            nextState(placeMachine, from, event) === to &&
            (kind === 'branch' ? event !== 'open_unrehearsed' : event !== 'rehearse'),
        );
        expect(joining.length, `${kind} ${from} ${to}: ${joining}`).toBeLessThanOrEqual(1);
      }
});
