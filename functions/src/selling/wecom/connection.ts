import type { ContactCodeView, WeComConnection } from '@jindian/shared/contract/selling/wecom';
import { minuteMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { WeCom } from '../../wechat/index.ts';
import type { Codes } from '../codes/service.ts';
import { contactWays, type WeComItems } from './items.ts';

/** Of the same kind nothing new is noted sooner: a crowd that adds somebody is told of by one write a minute. */
const notedEveryMs = minuteMs;

type Noted =
  | { heardAtMs?: number; refusedAtMs?: number; workedAtMs?: number }
  | { failedAtMs: number; failure: string };

/** How the brand's WeCom is doing, for headquarters: what was heard of it, and what it refused. */
export function createConnection(deps: {
  table: JindianTable;
  clock: Clock;
  items: WeComItems;
  codes: Pick<Codes, 'sellerCode'>;
  namesOf(memberIds: readonly string[]): Promise<ReadonlyMap<string, { displayName: string }>>;
  wecom(): WeCom | null;
  publicBaseUrl: string;
}) {
  const { table, clock, items } = deps;
  const lastNoted = new Map<string, number>();

  /** Nothing hangs on it: where it cannot be written, it is not. */
  async function note(what: Noted): Promise<void> {
    const kind = Object.keys(what).join();
    const nowMs = clock.nowMs();
    if (nowMs - (lastNoted.get(kind) ?? Number.NEGATIVE_INFINITY) < notedEveryMs) return;
    lastNoted.set(kind, nowMs);
    await items.connection
      .build(UpdateItemCommand)
      .item({ brand: 'brand', ...what })
      .send()
      .catch(() => lastNoted.delete(kind));
  }

  const heard = () => note({ heardAtMs: clock.nowMs() });
  const refused = () => note({ refusedAtMs: clock.nowMs() });

  /** Notes what came of a call, and gives it on. */
  async function noted<T extends { ok: true } | { ok: false; failure: { code: string } }>(
    called: Promise<T>,
  ): Promise<T> {
    const answer = await called;
    await note(
      answer.ok ? { workedAtMs: clock.nowMs() } : { failedAtMs: clock.nowMs(), failure: answer.failure.code },
    );
    return answer;
  }

  async function waysOf(memberIds: readonly string[]): Promise<ContactCodeView[]> {
    const [found, names] = await Promise.all([
      readBatch(
        table,
        memberIds.map((memberId) => items.ways.build(BatchGetRequest).key({ memberId })),
      ),
      deps.namesOf(memberIds),
    ]);
    const ways = found.flatMap((one) => (one ? [one] : []));
    return Promise.all(
      ways.map(async ({ memberId, userId, code, madeAtMs }): Promise<ContactCodeView> => {
        const own = await deps.codes.sellerCode(memberId);
        const state = !own.ok ? 'seller_left' : own.value.code === code ? 'works' : 'code_changed';
        return {
          sellerId: memberId,
          name: names.get(memberId)?.displayName ?? memberId,
          userId,
          madeAtMs,
          state,
        };
      }),
    );
  }

  async function view(wanted: { limit: number; cursor?: string | undefined }): Promise<WeComConnection> {
    const [{ Item: stored }, { Items: keys = [] }] = await Promise.all([
      items.connection.build(GetItemCommand).key({ brand: 'brand' }).send(),
      table
        .build(QueryCommand)
        .query({
          index: indexNames.byOwner,
          partition: contactWays,
          ...(wanted.cursor === undefined ? {} : { range: { gt: wanted.cursor } }),
        })
        .options({ limit: wanted.limit + 1 })
        .send(),
    ]);
    const shown = keys.slice(0, wanted.limit).map(({ gsi1sk }) => String(gsi1sk));
    const { heardAtMs = null, refusedAtMs = null, workedAtMs = null, failedAtMs = null } = stored ?? {};
    return {
      isSetUp: deps.wecom() !== null,
      callbackUrl: `${deps.publicBaseUrl.replace(/\/$/, '')}/v1/wecom/messages`,
      heardAtMs,
      refusedAtMs,
      workedAtMs,
      failure: failedAtMs === null ? null : { atMs: failedAtMs, code: stored?.failure ?? 'rejected' },
      items: await waysOf(shown),
      nextCursor: keys.length > wanted.limit ? (shown.at(-1) ?? null) : null,
    };
  }

  return { heard, refused, noted, view };
}
export type Connection = ReturnType<typeof createConnection>;
