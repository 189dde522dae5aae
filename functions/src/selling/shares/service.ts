import type { Page } from '@jindian/shared/contract/common';
import type { BindingView } from '@jindian/shared/contract/people/member';
import type { MyShare, ShareContent, SharedThing, ShareView } from '@jindian/shared/contract/selling/shares';
import { codeLink, shareText } from '@jindian/shared/qr-text';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import type { WechatMiniProgram } from '../../wechat/index.ts';
import type { Attribution } from '../attribution/service.ts';
import type { Codes } from '../codes/service.ts';
import { createShareCounting, type Heard } from './counting.ts';
import { createShareItems } from './items.ts';

export type SharesDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  attribution: Pick<Attribution, 'recordTouch' | 'shareOfTouches'>;
  codes: Pick<Codes, 'sellerCode'>;
  wechat: Pick<WechatMiniProgram, 'checkText'>;
  /** Who wrote a note is told to WeChat; null: somebody who came by a browser. */
  openidOf(memberId: string): Promise<string | null>;
  /** Where links lead. */
  publicBaseUrl: string;
  /** null: not all of it is on offer. */
  thingOf(content: ShareContent): Promise<SharedThing | null>;
  /** Which touches an order keeps, and whose customer was credited; null: nobody is. Orders are above: given at wiring. */
  orderOf(
    orderId: string,
  ): Promise<{ memberId: string; sellerId: string; touchIds: readonly string[] } | null>;
};

type Stored = {
  shareId: string;
  memberId: string;
  code?: string | undefined;
  sellerName?: string | undefined;
  content: ShareContent;
  note: string;
  atMs: number;
};

const prefix = 'SHARE#';

/** What people send each other, and what comes of it. */
export function createShares(deps: SharesDeps) {
  const { table, clock, ids } = deps;
  const items = createShareItems(table);
  const counting = createShareCounting({ table, items });

  const viewOf = (
    { shareId, memberId, code, sellerName, content, note, atMs }: Stored,
    thing: SharedThing | null,
  ): ShareView => ({
    shareId,
    content,
    thing,
    note,
    url: codeLink(deps.publicBaseUrl, shareText(shareId)),
    sellerId: code === undefined ? null : memberId,
    sellerName: sellerName ?? null,
    atMs,
  });

  async function find(shareId: string): Promise<Stored | null> {
    const { Item: sharer } = await items.sharers
      .build(GetItemCommand)
      .key({ shareId })
      .options({ consistent: true })
      .send();
    if (!sharer) return null;
    const { memberId } = sharer;
    const { Item } = await items.shares
      .build(GetItemCommand)
      .key({ memberId, shareId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  /** WeChat answers for what is written inside of it: nothing is passed on that it has not looked through. */
  async function checked(
    memberId: string,
    note: string,
  ): Promise<Result<null, 'note_refused' | 'note_unchecked'>> {
    if (note === '') return ok(null);
    const openid = await deps.openidOf(memberId);
    if (openid === null) return fail('note_unchecked');
    const said = await deps.wechat.checkText({ openid, text: note, scene: 'social' });
    if (!said.ok) return fail('note_unchecked');
    return said.value === 'pass' ? ok(null) : fail('note_refused');
  }

  async function make(
    memberId: string,
    { content, note }: { content: ShareContent; note: string },
    command: CommandClaim,
  ) {
    return runCommand<ShareView>(deps, {
      command,
      // A note that was looked through is not sent to WeChat again.
      lookFirst: true,
      async attempt() {
        const thing = await deps.thingOf(content);
        if (!thing) return fail('not_found');
        const said = await checked(memberId, note);
        if (!said.ok) return said;
        const own = await deps.codes.sellerCode(memberId);
        const shareId = ids.next();
        const stored: Stored = {
          shareId,
          memberId,
          ...(own.ok ? { code: own.value.code, sellerName: own.value.name } : {}),
          content,
          note,
          atMs: clock.nowMs(),
        };
        const put = items.shares.build(PutTransaction).item(stored);
        const sharer = items.sharers.build(PutTransaction).item({ shareId, memberId });
        return {
          writes: [write('share', put), write('sharer', sharer)],
          kept: { shareId },
          value: viewOf(stored, thing),
        };
      },
      replay: async ({ shareId }) => read(String(shareId)),
    });
  }

  async function read(shareId: string): Promise<Result<ShareView, 'not_found'>> {
    const stored = await find(shareId);
    return stored ? ok(viewOf(stored, await deps.thingOf(stored.content))) : fail('not_found');
  }

  /** By a card or a poster, from whoever's hands: it is a touch of who made it, and counted with it. */
  async function open(memberId: string, shareId: string, command: CommandClaim) {
    const share = await find(shareId);
    if (!share) return fail('not_found');
    const openWrites = async (atMs: number) =>
      share.memberId === memberId ? [] : counting.openWrites(shareId, memberId, atMs);
    if (share.code !== undefined) {
      const touched = await deps.attribution.recordTouch(memberId, share.code, command, {
        way: 'share',
        shareId,
        also: openWrites,
      });
      const gone = !touched.ok && (touched.code === 'code_revoked' || touched.code === 'code_unknown');
      if (!gone) return touched;
    }
    // Of a shopper, or of a code that leads nowhere any more: it is opened all the same, and binds nobody.
    return runCommand<{ binding: BindingView | null }>(deps, {
      command,
      async attempt() {
        const value = { binding: null };
        const writes = await openWrites(clock.nowMs());
        return writes.length === 0
          ? ok(value)
          : { writes, kept: value, value, refused: { 'share visitor': 'again' } };
      },
      replay: () => ok({ binding: null }),
    });
  }

  async function list(
    memberId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<MyShare>> {
    const before = page.cursor === undefined ? `${prefix}~` : `${prefix}${page.cursor}`;
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: `MEMBER#${memberId}`, range: { between: [prefix, before] } })
      .entities(items.shares)
      // The one that a page ended with is read again.
      .options({ limit: page.limit + 2, reverse: true, consistent: true })
      .send();
    const found = Items.filter(({ shareId }) => `${prefix}${shareId}` < before);
    const shown = found.slice(0, page.limit);
    const [brought, things] = await Promise.all([
      counting.broughtBy(shown.map(({ shareId }) => shareId)),
      Promise.all(shown.map(({ content }) => deps.thingOf(content))),
    ]);
    return {
      items: shown.map((share, place) => ({ ...viewOf(share, things[place] ?? null), ...brought[place]! })),
      nextCursor: found.length > page.limit ? (shown.at(-1)?.shareId ?? null) : null,
    };
  }

  /** What is heard of an order is told to the share by which its customer came; again is fine, in any order. */
  async function count(orderId: string, heard: Heard): Promise<void> {
    const order = await deps.orderOf(orderId);
    const shareId = order && (await deps.attribution.shareOfTouches(order.memberId, order));
    if (!shareId) return;
    const counted = await runCommand<null>(deps, {
      command: null,
      async attempt() {
        const writes = await counting.orderWrites(shareId, orderId, heard);
        return writes.length === 0 ? ok(null) : { writes, value: null, refused: { 'share order': 'again' } };
      },
    });
    // Its event comes again.
    if (!counted.ok) throw new Error(`share ${shareId} was not counted: ${counted.code}`);
  }

  return { make, read, open, list, count };
}
export type Shares = ReturnType<typeof createShares>;
