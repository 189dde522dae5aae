/** When an app that is too old is restarted, and when its person is only told. */
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { type UpdateFacts, updateAct, worksUntil } from '../src/lib/update-rules.ts';
import { mayReload, reloadAs } from '../src/platform/h5/reload-once.ts';

const quiet: UpdateFacts = {
  asked: '',
  refused: false,
  ready: false,
  held: 0,
  later: false,
  oldest: '',
  until: '',
};
const act = (news: Partial<UpdateFacts>) => updateAct({ ...quiet, ...news }, '0.2.0');

test('an older one asks once there is a newer one, one that was refused takes it, or says that it cannot go on', () => {
  expect(act({})).toBe('none');
  expect(act({ ready: true })).toBe('none');
  expect(act({ asked: '0.2.0', ready: true })).toBe('none');
  expect(act({ asked: '0.3.0' })).toBe('none');
  expect(act({ asked: '0.3.0', ready: true })).toBe('ask');
  expect(act({ asked: '0.3.0', ready: true, later: true })).toBe('none');
  expect(act({ refused: true })).toBe('tell');
  expect(act({ refused: true, ready: true })).toBe('apply');
});

test('one that works for some days more says until when, and nothing of it once it was refused', () => {
  const announced = { ...quiet, asked: '0.3.0', oldest: '0.3.0', until: '2026-12-31' };
  expect(worksUntil(announced, '0.2.9')).toBe('2026-12-31');
  expect(worksUntil(announced, '0.3.0')).toBe('');
  expect(worksUntil({ ...announced, oldest: '' }, '0.2.9')).toBe('');
  expect(worksUntil({ ...announced, refused: true }, '0.2.9')).toBe('');
});

test('nothing is restarted, nor asked, while a payment is under way', () => {
  const facts = fc.record({
    asked: fc.constantFrom('', '0.1.0', '0.3.0'),
    refused: fc.boolean(),
    ready: fc.boolean(),
    held: fc.integer({ min: 1, max: 3 }),
    later: fc.boolean(),
    oldest: fc.constantFrom('', '0.3.0'),
    until: fc.constantFrom('', '2026-12-31'),
  });
  fc.assert(fc.property(facts, (one) => updateAct(one, '0.2.0') === 'none'));
});

afterEach(() => vi.unstubAllGlobals());

/** A tab of a browser whose server has this version of the app. */
function tab(served: () => string) {
  const kept = new Map<string, string>();
  let reloads = 0;
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  vi.stubGlobal('window', { location: { reload: () => (reloads += 1) } });
  /** The page is loaded, and the server refuses what is older than 0.3.0. Again for as long as it reloads itself. */
  return () => {
    for (let loads = 1; loads < 10; loads += 1) {
      const version = served();
      const refused = version !== '0.3.0';
      if (updateAct({ ...quiet, refused, ready: mayReload(version) }, version) !== 'apply')
        return { version, reloads };
      reloadAs(version);
    }
    return 'a loop';
  };
}

test('a page that is too old is loaded anew once: where that brings no newer one, it stays', () => {
  const versions = ['0.1.0'];
  const open = tab(() => versions.shift() ?? '0.3.0');
  expect(open()).toEqual({ version: '0.3.0', reloads: 1 });
  const stuck = tab(() => '0.1.0');
  expect(stuck()).toEqual({ version: '0.1.0', reloads: 1 });
  expect(stuck()).toEqual({ version: '0.1.0', reloads: 1 });
  // Two servers, one of which still has the page before: each of them once.
  let turn = 0;
  const flapping = tab(() => (turn++ % 2 === 0 ? '0.1.0' : '0.2.0'));
  expect(flapping()).toEqual({ version: '0.1.0', reloads: 2 });
});

test('where nothing can be kept, nothing is loaded anew by itself', () => {
  const refuse = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse });
  expect(mayReload('0.1.0')).toBe(false);
});
