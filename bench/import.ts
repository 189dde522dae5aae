/**
 * 100,000 rows of levels through the endpoint, as HQ's browser sends them: portions of 500, places together, two on
 * their way. One JSON line a pass; how to read them: bench/README.md.
 *
 *     node --import tsx bench/import.ts
 *     node --import tsx bench/import.ts --rows 20000     fewer rows, for a quick look
 */
import { parseArgs } from 'node:util';
import type { Engine } from '@jindian/embedded-dynamodb';
import { brandGrant } from '@jindian/shared/access';
import type { ImportedPortion, ImportRow } from '@jindian/shared/import-report';
import { createApi } from '../functions/src/entry/http.ts';
import { portionsOf } from '../functions/src/hq/client/import-file.ts';
import { demoProducts } from '../functions/src/local/demo/catalog/index.ts';
import { seededRandom } from '../functions/src/local/demo/network/random.ts';
import { startSimulator } from './support/children.ts';
import { rounded, times } from './support/figures.ts';
import { cpuMsNow } from './support/messages.ts';
import { startModules } from './support/modules.ts';
import { createRecorder, openFloor } from './support/recorder.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' } } });
const wantedRows = Number(values.rows);
/** As many portions as the browser has. */
const onTheWay = 2;

const simulator = await startSimulator();
const recorder = createRecorder();
const modules = await startModules({ ...simulator, around: recorder.around });
const { system, close } = modules;
const engine = modules.engine as Engine;
const api = createApi(system);
const roles = [brandGrant('administrator')];
const memberId = await system.members.enrol({ openid: 'bench-hq', nickname: '总部', roles });
const { token } = await system.sessions.open(memberId);

/** So many places with all their SKUs, in the order of a file that was sorted by product. */
async function tableOf(pieces: (n: number) => number): Promise<ImportRow[]> {
  const skuIds = demoProducts.flatMap(({ skus }) => skus.map(({ id }) => id)).slice(0, 100);
  const places = (await system.network.current()).locations.slice(0, Math.ceil(wantedRows / skuIds.length));
  const rows = skuIds.flatMap((skuId) => places.map(({ id }) => ({ skuId, locationId: id })));
  return rows.slice(0, wantedRows).map(({ skuId, locationId }, n) => ({
    row: n + 2,
    values: { locationId, skuId, onHand: String(pieces(n)), safety: '1' },
  }));
}

async function send(importId: string, portion: number, rows: readonly ImportRow[]): Promise<ImportedPortion> {
  const answer = await api.request(`/v1/hq/imports/${importId}/portions/${portion}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'levels', rows }),
  });
  if (answer.status !== 200) throw new Error(`portion ${portion}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as ImportedPortion;
}

/** The same calls through the product's own client, and as they go over the wire, without its making of them. */
const floors = [await openFloor([], { asCode: true }), await openFloor([])] as const;

async function pass(figure: string, importId: string, rows: readonly ImportRow[], withFloor = false) {
  const portions = portionsOf(rows);
  const portionMs: number[] = [];
  const counts = { changed: 0, unchanged: 0, bad: 0 };
  engine.meter.reset();
  let cpuMs = 0;
  let seconds = 0;
  for (let start = 0; start < portions.length; start += onTheWay) {
    if (withFloor) recorder.begin();
    const [cpuBefore, startedAt] = [cpuMsNow(), performance.now()];
    const together = portions.slice(start, start + onTheWay).map(async (portion, nth) => {
      const told = await send(importId, start + nth, portion);
      portionMs.push(performance.now() - startedAt);
      return told;
    });
    for (const told of await Promise.all(together)) {
      counts.changed += told.changed;
      counts.unchanged += told.unchanged;
      counts.bad += told.bad.length;
    }
    cpuMs += cpuMsNow() - cpuBefore;
    seconds += (performance.now() - startedAt) / 1000;
    // Floor and import take turns, so that a busy machine is as unfair to one as to the other.
    if (!withFloor) continue;
    const calls = recorder.end();
    for (const floor of floors) await floor.replay(calls);
  }
  const { readUnits, writeUnits, calls } = engine.meter.snapshot();
  const sum = Object.values(calls).reduce((total, count) => total + count, 0);
  console.log(
    JSON.stringify({
      figure,
      rows: rows.length,
      portions: portions.length,
      ...counts,
      rowsPerSecond: Math.round(rows.length / seconds),
      ...times('portion', portionMs),
      cpuMsPerThousandRows: rounded((cpuMs / rows.length) * 1000, 1),
      callsPerPortion: rounded(sum / portions.length, 1),
      readUnitsPerRow: rounded(readUnits / rows.length, 3),
      writeUnitsPerRow: rounded(writeUnits / rows.length, 3),
    }),
  );
}

const random = seededRandom('import');
const opening = await tableOf(() => random.below(200));
const recount = opening.map((row, n) =>
  n % 10 === 0 ? { ...row, values: { ...row.values, onHand: String(random.below(200)) } } : row,
);
const first = system.ids.next();
await pass('levels that are new', first, opening, true);
for (const [index, { cost }] of floors.entries())
  console.log(
    JSON.stringify({
      figure: `floor: the same database calls, ${index === 0 ? 'through the same client' : 'as they go over the wire'}`,
      rows: opening.length,
      refused: cost.refused,
      rowsPerSecond: Math.round(opening.length / cost.seconds),
      cpuMsPerThousandRows: rounded((cost.cpuMs / opening.length) * 1000, 1),
    }),
  );
await pass('the same portions again', first, opening);
await pass('the same file as a new import', system.ids.next(), opening);
await pass('one level in ten differs', system.ids.next(), recount);

const places = [...new Set(opening.slice(0, 500).map(({ values }) => String(values.locationId)))].slice(
  0,
  20,
);
const faults = (await Promise.all(places.map((place) => system.inventory.audit(place)))).flat();
console.log(JSON.stringify({ figure: 'audit', places: places.length, levelsThatDiffer: faults.length }));

for (const floor of floors) await floor.close();
await close();
simulator.stop();
process.exitCode = faults.length === 0 ? 0 : 1;
