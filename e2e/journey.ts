import { describe, test } from 'vitest';

/** One thing that somebody does or sees; the name is a sentence, and the steps of a journey follow each other. */
export type Step = (sentence: string, act: () => Promise<void>) => void;

/** When a step fails, the rest of its journey would only fail for the same reason: they are left out. */
export function journey(name: string, tell: (step: Step) => void, onFailure?: () => Promise<void>): void {
  describe(name, () => {
    let broken = false;
    tell((sentence, act) => {
      test(sentence, async ({ skip }) => {
        if (broken) skip('a step before it failed');
        try {
          await act();
        } catch (error) {
          broken = true;
          await onFailure?.();
          throw error;
        }
      });
    });
  });
}
