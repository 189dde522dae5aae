import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import QRCode from 'qrcode';
import { createLogger } from '../platform/logger.ts';
import { sentenceFor } from './folder/sentences.ts';
import { runLive } from './live/command.ts';
import type { LocalOptions, RunningSystem } from './start.ts';

const stopWithinMs = 10_000;

const { values } = parseArgs({
  options: {
    split: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    durable: { type: 'boolean', default: false },
    network: { type: 'string' },
    empty: { type: 'boolean', default: false },
    port: { type: 'string', default: '4600' },
    host: { type: 'string' },
    data: { type: 'string' },
    live: { type: 'string' },
    brand: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

/** The address by which a phone on the same network reaches this machine. */
function addressOnNetwork(): string | undefined {
  // What virtual machines and containers are reached by is no network that a phone is in.
  const isVirtual = ([name]: [string, unknown]) => /^(docker|br-|veth|virbr|vmnet|utun|tun)/.test(name);
  const faces = Object.entries(networkInterfaces());
  return [...faces.filter((one) => !isVirtual(one)), ...faces.filter(isVirtual)]
    .flatMap(([, addresses]) => addresses ?? [])
    .find((face) => !face.internal && face.family === 'IPv4')?.address;
}

function networkSize(): LocalOptions['network'] {
  if (values.empty || values.brand !== undefined) return 'empty';
  if (values.network === undefined) return undefined;
  if (values.network === 'demo' || values.network === 'full') return values.network;
  console.error(`There is no network "${values.network}": choose demo or full.`);
  process.exit(2);
}

/** How `npm start` runs the system: the options are the same, whatever way the functions are run. */
export type Way = {
  start(options: LocalOptions): Promise<RunningSystem>;
  /** In the repository, unless `--data` names another. */
  dataFolder: string;
  /** Where headquarters come in. */
  hqPath: string;
  /** A sentence about the way. */
  says?: string;
};

const suffix = values.brand === undefined ? (values.empty ? '-empty' : '') : '-brand';
const dataFolderOf = (way: Way) =>
  path.resolve(values.data ?? path.join(import.meta.dirname, '../../..', `${way.dataFolder}${suffix}`));

async function main(way: Way): Promise<void> {
  const startedAtMs = Date.now();
  const dataFolder = dataFolderOf(way);
  const publicHost = values.host ?? addressOnNetwork() ?? '127.0.0.1';
  const isOnlyHere = /^(127\.|localhost$)/.test(publicHost);
  const listenHost = isOnlyHere ? '127.0.0.1' : '0.0.0.0';

  let bar: SingleBar | null = null;
  let checking = false;
  const network = networkSize();
  const local = await way.start({
    dataFolder,
    fresh: values.fresh,
    durable: values.durable,
    ...(network ? { network } : {}),
    ...(values.brand === undefined ? {} : { brandFolder: path.resolve(values.brand) }),
    port: Number(values.port),
    publicHost,
    listenHost,
    logger: createLogger(values.verbose ? 'info' : 'error'),
    onCheck() {
      if (!checking)
        console.log('The last end was not in order: everything stored is read once and checked…');
      checking = true;
    },
    onProgress(done, total, what) {
      if (!bar) {
        bar = new SingleBar({
          format: `${values.brand === undefined ? 'Seeding the demo network' : 'Bringing the brand in'}  {bar} {percentage}%  {what}`,
          hideCursor: true,
          noTTYOutput: true,
          notTTYSchedule: 5_000,
        });
        bar.start(total, done, { what });
      }
      bar.update(done, { what });
      if (done >= total) bar.stop();
    },
  });

  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  if (!isOnlyHere) console.log(await QRCode.toString(local.publicBaseUrl, { type: 'terminal', small: true }));
  console.log(`Jindian 近店 is running (started in ${seconds} s).${way.says ? `\n${way.says}` : ''}

  Mini-program (H5)   ${local.publicBaseUrl}/          ${isOnlyHere ? phonesAreOut : 'the QR above opens it on a phone in this network'}
  HQ web view         ${local.publicBaseUrl}${way.hqPath}
  API                 ${local.publicBaseUrl}/docs
  Data                ${dataFolder}  (the same command with --fresh begins anew)
${network === 'empty' ? beginnings(local, way) : tour(local, way)}
Press Ctrl+C to stop; everything is kept.`);

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // What hangs is not waited for: after an end without order the next start checks everything.
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    local.close().then(
      () => process.exit(0),
      (error) => giveUp(error, dataFolder),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** Ends with a sentence where one can be said: what is the matter, and the way out. */
function giveUp(error: unknown, folder: string): never {
  console.error(
    (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? portTaken() : sentenceFor(error, folder),
  );
  process.exit(1);
}

/** What to do first in a brand that is nobody's yet. */
const beginnings = (local: RunningSystem, way: Way) => `
${
  local.bootstrapCode
    ? `Begin your brand: open ${local.publicBaseUrl}${way.hqPath}/begin and type the code ${local.bootstrapCode}`
    : `Your brand has an administrator: sign in at ${local.publicBaseUrl}${way.hqPath}`
}
People to give roles to are on the bar at the top of every page, with their numbers.
`;

const tour = (local: RunningSystem, way: Way) => `
A tour in five steps (who you are is chosen on the bar at the top of every page; two tabs can be two people):
  1  导购 陈晓 (guide): 我的 → 导购 shows her QR; 复制链接 copies its link.
  2  顾客 小林 (shopper): 首页 → 扫货架码, paste the link: bound to her. Buy 云步轻量跑鞋: 立即购买 → 到店自提 → pay.
  3  店员 周明 (clerk): 我的 → 门店: the order is under 待备货. Tap 备好了.
  4  As 小林 open the order and tap 复制码文字; as 周明 tap 扫码交付, paste it, 确认交付.
  5  ${local.publicBaseUrl}${way.hqPath}${way.hqPath === '/hq' ? ' → 以总部身份进入' : ''}: the order, its trail, its postings. Then 我的 → 演示时钟 → +8 天:
     陈晓's commission turns from 待结算 to 已结算.

`;

const phonesAreOut = `this machine alone${
  values.host
    ? '; without --host a phone in the same network can open it, too'
    : ': it has no address on a network'
}`;

const portTaken = () =>
  `Port ${values.port} is in use. Stop what uses it, or choose another: npm start -- --port 4700`;

/** Runs until it is told to stop. */
export function runCommand(way: Way): void {
  const { live } = values;
  if (live !== undefined) {
    const [other] = process.argv.slice(2).filter((one) => /^--(?!(live|brand)\b)/.test(one));
    if (other) {
      console.error(`--live takes everything from its file: leave ${other} out.`);
      process.exit(2);
    }
    runLive(live, values.brand === undefined ? undefined : path.resolve(values.brand));
    return;
  }
  main(way).catch((error) => giveUp(error, dataFolderOf(way)));
}
