/** The embedded DynamoDB: puts the parts together and opens and closes them. */
import type { Server } from 'node:http';
import { type BackUpReport, backUpStore } from './back-up.ts';
import { bulkLoad, type LoadItem } from './bulk-load.ts';
import { ChangeLog, type Streams } from './change-log.ts';
import type { Health } from './disk.ts';
import { FaultInjector, type Faults } from './faults.ts';
import { InFlight } from './in-flight.ts';
import { IndexLag } from './index-lag.ts';
import { finishIndexes } from './index-updates.ts';
import { CallMeter, type Meter } from './meter.ts';
import type { Wire } from './model.ts';
import { type OpenedStore, openStore } from './open-store.ts';
import { Operations } from './operations.ts';
import { asStoreProblem } from './store-folder.ts';
import { Tables } from './tables.ts';
import { sweepExpired } from './time-to-live.ts';
import { Tokens } from './tokens.ts';
import {
  nextTurn,
  type SdkRequestHandler,
  sdkRequestHandler,
  startServer,
  stopServer,
} from './transports.ts';

export interface EngineOptions {
  /** Where everything is kept; without it, in memory. One engine at a time may have a folder open. */
  path?: string;
  /** Wait for the disk at every commit, so that what was acknowledged survives a power cut and not only a crash. */
  durable?: boolean;
  /** How much room on the disk writing leaves free (by default 32 MB). With less, writes are refused and reads go on. */
  minFreeBytes?: number;
  /** After an end without order everything is read once before opening: told from time to time how many entries were. */
  onCheck?: (entries: number) => void;
  /** The time in epoch ms, for token life, time to live and record times. By default the machine's clock. */
  now?: () => number;
}

export interface Engine {
  /** Serves HTTP on 127.0.0.1; without a port on any free one. Once for each engine. */
  listen(port?: number): Promise<{ endpoint: string }>;
  /** For the AWS SDK's client option of the same name: calls without sockets. */
  requestHandler: SdkRequestHandler;
  /** Carries out an API operation in wire form (binary values as base64). Throws `DynamoFailure`. */
  call(operation: string, input: object): Promise<Wire>;
  streams: Streams;
  bulkLoad(
    tableName: string,
    items: readonly LoadItem[],
    onProgress?: (written: number) => void,
  ): Promise<void>;
  /** Deletes what has expired by the given time (by default now). Gives the number of items deleted. */
  sweepExpired(nowEpochSeconds?: number): Promise<number>;
  faults: Faults;
  meter: Meter;
  /** Whether the store can be written and what was read so far was whole. */
  health(): Health;
  /** Copies all as it is at this moment into a folder that is not there yet; calls go on meanwhile. */
  backUp(path: string): Promise<BackUpReport>;
  /** Finishes what is under way, closes connections and files. */
  close(): Promise<void>;
}

/** Opens a store. Throws `StoreProblem`, with a sentence for a person, when the folder cannot be used as it is. */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const opened = await openStore(options);
  try {
    return await engineOn(opened, options);
  } catch (error) {
    await opened.storage.close();
    throw options.path === undefined ? error : asStoreProblem(options.path, error);
  }
}

async function engineOn({ storage, close }: OpenedStore, options: EngineOptions): Promise<Engine> {
  const now = options.now ?? Date.now;
  const tables = await Tables.load(storage, now);
  const lag = await IndexLag.load(storage);
  const changes = ChangeLog.load(storage, tables, now);
  await finishIndexes({ storage, tables });
  const tokens = new Tokens(storage, now);
  const injector = new FaultInjector();
  const inFlight = new InFlight();
  const meter = new CallMeter();
  const operations = new Operations({
    storage,
    tables,
    tokens,
    changes,
    lag,
    inFlight,
    faults: injector,
    meter,
    now,
  });
  const execute = (operation: string, request: Wire): Promise<Wire> => operations.execute(operation, request);
  const timeToLive = { storage, tables, commits: operations.commits };
  let listening: Promise<{ server: Server; endpoint: string }> | undefined;

  return {
    async listen(port = 0) {
      if (listening) throw new Error('The engine is listening already');
      listening = startServer(execute, port);
      const { endpoint } = await listening;
      return { endpoint };
    },
    requestHandler: sdkRequestHandler(execute),
    async call(operation, input) {
      const request = structuredClone(input);
      await nextTurn();
      return execute(operation, request);
    },
    streams: changes,
    async bulkLoad(tableName, items, onProgress) {
      // Entries held back are older than what is loaded now, so they must not come after it.
      await lag.flush();
      await bulkLoad(storage, tables, tableName, items, onProgress);
    },
    sweepExpired: (nowEpochSeconds = Math.floor(now() / 1000)) => sweepExpired(timeToLive, nowEpochSeconds),
    faults: {
      set: (decide) => injector.set(decide),
      setConflictMode: (mode, holdMs) => inFlight.setMode(mode, holdMs),
      setIndexLag: (setting) => lag.set(setting),
      flushIndexes: () => lag.flush(),
      setDiskFault: (fault) => storage.setFault(fault),
    },
    meter,
    health: () => storage.health,
    async backUp(path) {
      await lag.flush();
      return backUpStore(storage, path);
    },
    async close() {
      const running = await listening?.catch(() => undefined);
      if (running) await stopServer(running.server);
      lag.stop();
      await tokens.idle();
      await close();
    },
  };
}
