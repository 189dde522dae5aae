import { describe, expect, test } from 'vitest';
import { defineMachine, machineFaults, nextState } from './state-machine.ts';

type State = 'red' | 'green' | 'off' | 'blinking';

const light = defineMachine<State, 'go' | 'stop' | 'end'>({
  name: 'light',
  initial: 'red',
  final: ['off'],
  transitions: {
    go: { from: ['red'], to: 'green' },
    stop: { from: ['green'], to: 'red' },
    end: { from: ['red', 'green'], to: 'off' },
  },
});

describe('a state machine', () => {
  test('allows what its table says, and nothing else', () => {
    expect(nextState(light, 'red', 'go')).toBe('green');
    expect(nextState(light, 'green', 'go')).toBeNull();
    expect(nextState(light, 'off', 'end')).toBeNull();
    expect(machineFaults(light)).toEqual({ unreachable: [], deadEnds: [] });
  });

  test('with a state that nothing leads to is faulty', () => {
    const faulty = {
      ...light,
      transitions: { ...light.transitions, end: { from: ['blinking' as const], to: 'off' as const } },
    };
    expect(machineFaults(faulty)).toEqual({ unreachable: ['off', 'blinking'], deadEnds: [] });
  });

  test('with a state that nothing leads out of, though it is no end, is faulty', () => {
    const faulty = { ...light, final: [] };
    expect(machineFaults(faulty)).toEqual({ unreachable: [], deadEnds: ['off'] });
  });
});
