/**
 * Publishing an edit of the grids of a chain of 20,000 branches, measured: one JSON line a figure.
 * `node --import tsx bench/grids.ts`
 */
import { buildDemoNetwork } from '../functions/src/local/demo/network/build-demo-network.ts';
import { countiesAlone } from '../functions/src/places/counties/counties.ts';
import { areasOf } from '../functions/src/places/grids/areas.ts';
import { checkPlan } from '../functions/src/places/grids/check.ts';
import { given } from '../functions/src/places/grids/edit.ts';
import { balanceOf } from '../functions/src/places/grids/generate.ts';
import { createGrids } from '../functions/src/places/grids/service.ts';
import { createNetwork } from '../functions/src/places/network/service.ts';
import { createIds } from '../functions/src/platform/ids.ts';
import { createOutbox } from '../functions/src/platform/outbox.ts';
import { openPolicies } from '../functions/src/platform/policy-document/testing/policy-fixture.ts';
import { createSnapshotStore } from '../functions/src/platform/snapshot-store.ts';
import { eventsOf } from '../functions/src/platform/testing/deliver.ts';

function report(figure: Record<string, string | number>): void {
  console.log(JSON.stringify(figure));
}
async function timed<T>(bench: string, work: () => Promise<T> | T): Promise<T> {
  const startedAt = performance.now();
  const done = await work();
  report({ bench, milliseconds: Math.round(performance.now() - startedAt) });
  return done;
}

const fixture = await openPolicies();
const { table, clock, policies } = fixture;
const outbox = createOutbox({ table, clock, ids: createIds(clock) });
const snapshots = createSnapshotStore({ table });
const process = () =>
  createNetwork({ table, clock, outbox, snapshots, nameOf: async () => null, absent: countiesAlone });
const [network, follower] = [process(), process()];
const grids = createGrids({ policies, network, clock, recentPoints: async () => [] });
const tell = eventsOf(fixture, grids.eventHandlers);

const demo = buildDemoNetwork({ size: 'full' });
await network.load({
  ...demo,
  // Every branch open: whichever is chosen, the plan can be published.
  locations: demo.locations.map((place) => ({ ...place, status: 'open' as const })),
});
await follower.current();
const made = await timed('grids generated of 20,000 branches', () =>
  grids.generate({ everywhere: true, served: [], wantedGrids: null, figures: null }),
);
if (!made) throw new Error('no grid was made');
const snapshot = await network.current();
const map = areasOf(made, snapshot.shapes);
const loads = await grids.loadsOf(map);
const indexOf = new Map(map.areas.map(({ key }, index) => [key, index]));
report({
  bench: 'grids',
  ...balanceOf(made.grids.map(({ areas }) => areas.reduce((sum, key) => sum + loads[indexOf.get(key)!]!, 0))),
});
await timed('plan checked', () => {
  const faults = checkPlan(made, map, snapshot.location);
  if (faults.length > 0) throw new Error(JSON.stringify(faults.slice(0, 3)));
});
const by = 'bench';
const publish = async (content: typeof made) => {
  const { revision } = await grids.document.view();
  const saved = await grids.document.saveDraft(content, { revision, by });
  if (!saved.ok) throw new Error(saved.code);
  const done = await grids.document.publish({ revision: revision + 1, by, note: 'bench', command: null });
  if (!done.ok) throw new Error(done.code);
  await tell();
  clock.advance(2_500);
  return follower.current();
};
await publish(made);
const [first, second] = made.grids;
const edited = given(made, [first!.areas[0]!], second!.id)!;
const now = await timed('an edit published, and followed by another process', () => publish(edited));
report({ bench: 'network', grids: now.grids.length, places: now.locations.length });
await fixture.close();
