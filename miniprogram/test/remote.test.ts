import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answered, asking, type RemoteState, refused, shownOf } from '../src/lib/remote-state.ts';

const start: RemoteState<string> = { key: 'first', data: null, error: null, loading: true };

test('whatever was asked before, a question that was answered or refused is no longer waited for', () => {
  const questions = fc.constantFrom('first', 'second', 'third');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(questions, fc.boolean(), fc.boolean()), { maxLength: 8 }),
      questions,
      fc.boolean(),
      (before, key, fails) => {
        const turn = (state: RemoteState<string>, asked: string, isRefused: boolean, isTold: boolean) => {
          // A page tells what is asked now; a question that was dropped never gets its answer.
          const waiting = isTold ? asking(state, asked) : state;
          return isRefused ? refused(waiting, asked, `no ${asked}`) : answered(asked, `yes ${asked}`);
        };
        const earlier = before.reduce((state, [asked, no, told]) => turn(state, asked, no, told), start);
        const shown = shownOf(turn(earlier, key, fails, fails), key, true);
        expect(shown.loading).toBe(false);
        expect(shown.error).toBe(fails ? `no ${key}` : null);
        if (!fails) expect(shown.data).toBe(`yes ${key}`);
        // Nothing of another question is ever shown for this one.
        if (shown.data !== null) expect(shown.data).toBe(`yes ${key}`);
      },
    ),
  );
});

test('the last answer stays while the same is asked again, and waits for nothing that was asked before', () => {
  expect(shownOf(asking(answered('first', 'here'), 'first'), 'first', true).data).toBe('here');
  expect(shownOf(answered('first', 'here'), 'second', true)).toMatchObject({ data: null, loading: true });
  expect(shownOf(answered('first', 'here'), 'second', false).loading).toBe(false);
});
