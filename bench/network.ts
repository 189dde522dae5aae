/**
 * The network in memory, measured: one JSON line a figure. `npx tsx bench/network.ts` (a loading figure is of a
 * fresh process, because a cold start is what matters: the script starts itself once for each size).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { buildDemoNetwork } from '../functions/src/local/demo/network/build-demo-network.ts';
import { seededRandom } from '../functions/src/local/demo/network/random.ts';
import { decodeChangedPlaces, encodeChangedPlaces } from '../functions/src/places/network/changed-places.ts';
import type { NetworkSnapshot } from '../functions/src/places/network/snapshot.ts';
import {
  decodeNetworkSnapshot,
  encodeNetworkSnapshot,
} from '../functions/src/places/network/snapshot-codec.ts';
import { mapOutline } from '../functions/src/places/network/snapshot-outline.ts';

const sizes = ['demo', 'full'] as const;
const [, scriptPath, role, size, file] = process.argv;

function report(figure: Record<string, string | number>): void {
  console.log(JSON.stringify(figure));
}

function millisecondsOf(work: () => void): number {
  const startedAt = performance.now();
  work();
  return Math.round((performance.now() - startedAt) * 10) / 10;
}

/** The machine is shared: what others take of a second is not ours. */
function cpuMillisecondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 100) / 10;
}

if (role === 'load') {
  const bytes = readFileSync(file!);
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  // What the least possible costs on this machine now: to unpack and to parse the same bytes.
  const floorMs = cpuMillisecondsOf(() => {
    const text = gunzipSync(bytes);
    const lineEnd = text.indexOf(0x0a);
    JSON.parse(text.toString('latin1', 0, lineEnd));
    JSON.parse(text.toString('utf8', lineEnd + 1));
  });
  gc?.();
  const before = process.memoryUsage();
  const cpuBefore = process.cpuUsage();
  let snapshot: NetworkSnapshot | undefined;
  const loadMs = millisecondsOf(() => {
    snapshot = decodeNetworkSnapshot(bytes);
  });
  const cpu = process.cpuUsage(cpuBefore);
  gc?.();
  const after = process.memoryUsage();
  const megabytes = (held: NodeJS.MemoryUsage) => (held.heapUsed + held.arrayBuffers) / 2 ** 20;
  report({
    bench: 'snapshot load, fresh process',
    size: size!,
    milliseconds: loadMs,
    cpuMilliseconds: Math.round((cpu.user + cpu.system) / 100) / 10,
    floorCpuMilliseconds: floorMs,
    heldMegabytes: Math.round((megabytes(after) - megabytes(before)) * 10) / 10,
    encodedKilobytes: Math.round(bytes.length / 1024),
  });
  measureChange(snapshot!);
  measureAnswers(snapshot!);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'jindian-bench-'));
  try {
    for (const each of sizes) {
      let network = buildDemoNetwork({ size: each });
      report({
        bench: 'demo network built',
        size: each,
        milliseconds: millisecondsOf(() => {
          network = buildDemoNetwork({ size: each });
        }),
      });
      let bytes: Uint8Array = new Uint8Array();
      const milliseconds = millisecondsOf(() => {
        bytes = encodeNetworkSnapshot(network);
      });
      report({ bench: 'snapshot encoded', size: each, milliseconds });
      const path = join(folder, each);
      writeFileSync(path, bytes);
      const args = [
        '--expose-gc',
        '--import',
        'tsx',
        scriptPath ?? fileURLToPath(import.meta.url),
        'load',
        each,
        path,
      ];
      process.stdout.write(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a change of a branch costs whoever publishes it, and every process that follows. */
function measureChange(snapshot: NetworkSnapshot): void {
  for (const changed of [1, 100, snapshot.locations.length]) {
    const states = new Map(
      snapshot.locations
        .slice(0, changed)
        .map((location) => [location.id, { revision: 1, place: { ...location, status: 'closed' as const } }]),
    );
    let bytes = encodeChangedPlaces(states);
    const least = (work: () => void) => Math.min(...Array.from({ length: 7 }, () => cpuMillisecondsOf(work)));
    const encodeCpuMilliseconds = least(() => {
      bytes = encodeChangedPlaces(states);
    });
    const followCpuMilliseconds = least(() => {
      snapshot.withPlaces(decodeChangedPlaces(bytes));
    });
    report({
      bench: 'a branch changes',
      size: size!,
      changedBefore: changed,
      encodeCpuMilliseconds,
      followCpuMilliseconds,
      kilobytes: Math.round(bytes.length / 102.4) / 10,
    });
  }
}

function measureAnswers(snapshot: NetworkSnapshot): void {
  const random = seededRandom('bench');
  // Where people are: around branches, some of them a few kilometres off.
  const points = Array.from({ length: 5_000 }, () => {
    const { latGcj02, lngGcj02 } = random.pick(snapshot.locations);
    return { latGcj02: latGcj02 + random.gaussian() * 0.05, lngGcj02: lngGcj02 + random.gaussian() * 0.05 };
  });
  const perSecond = (bench: string, answer: (point: (typeof points)[number]) => unknown) => {
    for (const point of points.slice(0, 500)) answer(point);
    const milliseconds = millisecondsOf(() => {
      for (const point of points) answer(point);
    });
    report({ bench, size: size!, perSecond: Math.round((points.length * 1000) / milliseconds) });
  };

  perSecond('gridAt', (point) => snapshot.gridAt(point));
  perSecond('countyAt', (point) => snapshot.countyAt(point));
  perSecond('nearest 10 branches', (point) => snapshot.nearest(point, { kinds: ['branch'], limit: 10 }));
  perSecond('mapOutline of a town, 600 points', ({ latGcj02: lat, lngGcj02: lng }) =>
    mapOutline(snapshot, { bboxGcj02: [lng - 0.3, lat - 0.2, lng + 0.3, lat + 0.2], maxPoints: 600 }),
  );
}
