import { rmSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import QRCode from 'qrcode';
import { createLogger } from '../platform/logger.ts';
import { tourShanghaiHuangpuBranchId } from './demo/network/tour.ts';
import { type LocalOptions, startLocal } from './start.ts';

const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    network: { type: 'string', default: 'demo' },
    port: { type: 'string', default: '4600' },
    host: { type: 'string' },
    data: { type: 'string', default: path.resolve(import.meta.dirname, '../../../.data') },
    verbose: { type: 'boolean', default: false },
  },
});

/** The address by which a phone on the same network reaches this machine. */
function addressOnNetwork(): string | undefined {
  return Object.values(networkInterfaces())
    .flat()
    .find((face) => face && !face.internal && face.family === 'IPv4')?.address;
}

function networkSize(): NonNullable<LocalOptions['network']> {
  if (values.network === 'demo' || values.network === 'full') return values.network;
  console.error(`There is no network "${values.network}": choose demo or full.`);
  process.exit(2);
}

async function main(): Promise<void> {
  const startedAtMs = Date.now();
  const dataFolder = path.resolve(values.data);
  if (values.fresh) rmSync(dataFolder, { recursive: true, force: true });
  const publicHost = values.host ?? addressOnNetwork() ?? '127.0.0.1';
  const listenHost = publicHost === '127.0.0.1' ? '127.0.0.1' : '0.0.0.0';

  let bar: SingleBar | null = null;
  const local = await startLocal({
    dataFolder,
    network: networkSize(),
    port: Number(values.port),
    publicHost,
    listenHost,
    logger: createLogger(values.verbose ? 'info' : 'error'),
    onProgress(done, total, what) {
      if (!bar) {
        bar = new SingleBar({
          format: 'Seeding the demo network  {bar} {percentage}%  {what}',
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
  console.log(await QRCode.toString(local.publicBaseUrl, { type: 'terminal', small: true }));
  console.log(`Jindian 近店 is running (started in ${seconds} s).

  Mini-program (H5)   ${local.publicBaseUrl}/          the QR above opens it on a phone in this network
  HQ web view         ${local.publicBaseUrl}/hq
  API                 ${local.publicBaseUrl}/docs
  Data                ${dataFolder}  (npm start -- --fresh begins anew)

A tour in five steps:
  1  Open the mini-program as 导购 陈晓 (pill at the top → persona): her QR is under 我的 → 导购. Copy its link.
  2  Become 顾客 小林: scan (paste the link) — you are bound to her. Then buy 云步轻量跑鞋 at ${tourShanghaiHuangpuBranchId}, pick up in store, pay.
  3  Become 店员 周明: the order is under 待备货. Pack it.
  4  As 小林 show the pickup code of the order; as 周明 scan it (paste its text) and hand over.
  5  Open the HQ web view as 总部: the order with its trail and postings. Move the clock on by 8 days
     (member page → clock) and see 陈晓's commission become available.

Press Ctrl+C to stop; everything is kept.`);

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void local.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE') {
    console.error(
      `Port ${values.port} is in use. Stop what uses it, or choose another: npm start -- --port 4700`,
    );
  } else if (/lock/i.test(error.message) && /level|table/i.test(`${error.message}${error.code}`)) {
    console.error(
      `${values.data} is in use by another Jindian. Stop that one first, or choose another folder with --data.`,
    );
  } else {
    console.error(error);
  }
  process.exit(1);
});
