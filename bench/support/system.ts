/**
 * The system under measurement: the modules and entry points as they are deployed, on the embedded engine in memory. Not
 * `startLocal`, for two reasons: WeChat Pay's simulator runs elsewhere, and answers are not checked against the
 * contract, as they are not when deployed.
 */
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { serve } from '@hono/node-server';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { branchGrant } from '@jindian/shared/access';
import type { Location } from '@jindian/shared/contract/places/network';
import type { FulfilmentMethod, OrderRequest } from '@jindian/shared/contract/serving/order';
import { distanceMeters } from '@jindian/shared/geo';
import { createApi } from '../../functions/src/entry/http.ts';
import { createSystem, type System } from '../../functions/src/entry/system.ts';
import { buildDemoNetwork } from '../../functions/src/local/demo/network/build-demo-network.ts';
import { type Random, seededRandom } from '../../functions/src/local/demo/network/random.ts';
import { createProcesses } from '../../functions/src/local/processes.ts';
import { createLocalQueues } from '../../functions/src/local/queues.ts';
import { localSecrets, merchantSecrets } from '../../functions/src/local/secrets.ts';
import { seedDemo } from '../../functions/src/local/seed.ts';
import { systemClock } from '../../functions/src/platform/clock.ts';
import { configSchema } from '../../functions/src/platform/config.ts';
import { commandClaim } from '../../functions/src/platform/idempotency.ts';
import { createLogger } from '../../functions/src/platform/logger.ts';
import { createDynamoClient, createTable, tableDefinition } from '../../functions/src/platform/table.ts';
import type { SimulatorMerchant } from '../../functions/src/simulators/wechat/index.ts';
import { createWechatMiniProgram, createWechatPay } from '../../functions/src/wechat/index.ts';
import type { Plan } from './messages.ts';

export const tableName = 'jindian-bench';
const stockedLocations = 200;
const soldProducts = 50;
const guides = 20;
const shoppersPerGuide = 10;
const clock = systemClock;
const centre = { latGcj02: 31.2354, lngGcj02: 121.4787 };

type RequestHandler = Engine['requestHandler'];

/** The places around Shanghai that have stock: near one another, so that a delivery has many to choose from. */
function stockedPlaces(): Set<string> {
  const { locations } = buildDemoNetwork({ size: 'demo' });
  const nearest = locations.sort((a, b) => distanceMeters(centre, a) - distanceMeters(centre, b));
  return new Set(nearest.slice(0, stockedLocations).map(({ id }) => id));
}

export function clientOf(requestHandler: RequestHandler) {
  return createDynamoClient({
    region: 'local',
    endpoint: 'http://embedded.invalid',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler,
  });
}

export async function openSystem(options: {
  merchant: SimulatorMerchant;
  payUrl: string;
  /** Between the SDK and the engine, to listen. */
  around?: (inner: RequestHandler) => RequestHandler;
  /** On the disk, and waiting for it at every write, as a business on one machine does; else in memory. */
  durableFolder?: string | undefined;
}) {
  const engine = await createEngine({
    now: clock.nowMs,
    ...(options.durableFolder === undefined ? {} : { path: options.durableFolder, durable: true }),
  });
  const client = clientOf((options.around ?? ((inner) => inner))(engine.requestHandler));
  await client.send(new CreateTableCommand(tableDefinition(tableName)));

  let handle: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  const server = serve({ fetch: (request) => handle(request), hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  // On a slow machine a client may pause longer than the usual five seconds: its connection is kept all the same.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 120_000;
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

  const { merchant, payUrl } = options;
  const wechatPay = merchantSecrets(merchant);
  const logger = createLogger('warn');
  const table = createTable(tableName, client);
  const queues = createLocalQueues({
    table,
    clock,
    logger,
    consumer: () => system.consumer,
    deadLetters: () => system.deadLetters,
  });
  const system = createSystem({
    config: configSchema.parse({
      stage: 'local',
      tableName,
      publicBaseUrl: baseUrl,
      wechatAppId: merchant.appid,
      wechatBaseUrl: 'http://127.0.0.1:9',
      wechatPayBaseUrl: payUrl,
    }),
    secrets: { ...localSecrets(undefined), wechatAppSecret: 'not used here', wechatPay },
    table,
    clock,
    logger,
    queues,
    notifyBaseUrl: baseUrl,
    wechatPay: createWechatPay(
      {
        baseUrl: payUrl,
        appid: merchant.appid,
        mchid: wechatPay.mchid,
        merchantSerial: wechatPay.merchantSerial,
        merchantPrivateKeyPem: wechatPay.merchantPrivateKeyPem,
        apiV3Key: wechatPay.apiV3Key,
        platformPublicKeys: [{ id: merchant.platformSerial, publicKeyPem: merchant.platformPublicKeyPem }],
      },
      { now: clock.nowMs },
    ),
    wechat: createWechatMiniProgram(
      { baseUrl: 'http://127.0.0.1:9', appid: merchant.appid, secret: 'not used here' },
      { now: clock.nowMs },
    ),
  });
  const stocked = stockedPlaces();
  await seedDemo({ system, engine, size: 'demo', stockAt: ({ id }) => stocked.has(id) });
  const processes = createProcesses({ engine, work: system.work, queues, tableName, clock, logger });
  handle = createApi(system).fetch;

  return {
    system,
    engine,
    processes,
    baseUrl,
    planner: await createPlanner(system, stocked),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await processes.stop();
      client.destroy();
      await engine.close();
    },
  };
}
export type BenchSystem = Awaited<ReturnType<typeof openSystem>>;

/** Shoppers, each bound to one of some guides, and orders for them that the stock suffices for. */
async function createPlanner(system: System, stocked: ReadonlySet<string>) {
  const random = seededRandom('orders');
  const network = await system.network.current();
  const branches = [...stocked]
    .map((id) => network.location(id) as Location)
    .filter(({ kind, status }) => kind === 'branch' && status === 'open');
  const shoppers = await enrol(system, branches);
  const catalog = await system.catalog.current();
  const sold = new Set(
    catalog.products
      .filter(({ deliverable, pickupable, visibleFromMs }) => deliverable && pickupable && !visibleFromMs)
      .slice(0, soldProducts)
      .map(({ id }) => id),
  );
  const shelves = new Map<string, { skuId: string; priceFen: number; left: number }[]>();
  for (const { id } of branches) {
    const levels = await system.inventory.levelsAt(id);
    shelves.set(
      id,
      levels.flatMap(({ skuId, available }) => {
        const found = catalog.sku(skuId);
        return found && sold.has(found.product.id) && available >= 4
          ? [{ skuId, priceFen: found.sku.priceFen, left: available }]
          : [];
      }),
    );
  }
  let turn = 0;

  function order(method: FulfilmentMethod): OrderRequest {
    for (;;) {
      const branch = random.pick(branches);
      const shelf = (shelves.get(branch.id) ?? []).filter(({ left }) => left >= 3);
      const first = shelf[random.below(shelf.length)];
      const second = shelf[random.below(shelf.length)];
      if (!first || !second) continue;
      // Two lines on every other order.
      const wanted = first === second || random.next() < 0.5 ? [first] : [first, second];
      for (const line of wanted) line.left -= 1;
      return {
        locationId: branch.id,
        method,
        lines: wanted.map(({ skuId, priceFen }) => ({ skuId, quantity: 1, seenPriceFen: priceFen })),
        ...(method === 'delivery' ? { address: addressNear(branch, random) } : {}),
      };
    }
  }

  return (count: number, method: FulfilmentMethod): Plan[] =>
    Array.from({ length: count }, () => {
      const shopper = shoppers[turn % shoppers.length] as (typeof shoppers)[number];
      turn += 1;
      return { ...shopper, order: order(method) };
    });
}

function addressNear(branch: Location, random: Random): NonNullable<OrderRequest['address']> {
  const { province, city, county } = branch;
  return {
    recipientName: '林女士',
    phone: '13800010001',
    province,
    city,
    county,
    detail: '人民路 1 号 2 单元 301 室',
    latGcj02: branch.latGcj02 + random.gaussian() * 0.01,
    lngGcj02: branch.lngGcj02 + random.gaussian() * 0.01,
  };
}

async function enrol(
  system: System,
  branches: readonly Location[],
): Promise<{ token: string; openid: string }[]> {
  const shoppers: { token: string; openid: string }[] = [];
  for (let g = 0; g < guides; g += 1) {
    const { id: locationId } = branches[g % branches.length] as Location;
    const guideId = await system.members.enrol({
      openid: `bench-guide-${g}`,
      nickname: `导购 ${g}`,
      roles: [branchGrant('guide', locationId)],
    });
    const minted = await system.codes.sellerCode(guideId);
    if (!minted.ok) throw new Error(`no code for guide ${g}: ${minted.code}`);
    for (let s = 0; s < shoppersPerGuide; s += 1) {
      const openid = `bench-shopper-${g}-${s}`;
      const memberId = await system.members.enrol({ openid, nickname: `顾客 ${g}-${s}` });
      const claim = commandClaim(memberId, 'recordTouch', `touch-${g}-${s}-0000`, {});
      const bound = await system.attribution.recordTouch(memberId, minted.value.code, claim);
      if (!bound.ok) throw new Error(`${openid} is bound to nobody: ${bound.code}`);
      const { token } = await system.sessions.open(memberId);
      shoppers.push({ token, openid });
    }
  }
  return shoppers;
}
