import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { BodyOf } from '@jindian/shared/contract/endpoint';
import type { endpoints } from '@jindian/shared/contract/endpoints/index';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { readBatch } from '../../platform/batch-read.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import type { MemberItems } from './items.ts';

export type MessageTemplate = BodyOf<typeof endpoints.recordSubscriptions>['accepted'][number];

/** WeChat lets a member accept in advance: one accept is good for one message of that template. */
export function createSubscriptions(deps: {
  table: JindianTable;
  idempotency: Idempotency;
  items: MemberItems;
}) {
  const { items } = deps;

  async function recordSubscriptions(
    memberId: string,
    accepted: readonly MessageTemplate[],
    command: CommandClaim,
  ): Promise<Result<null, 'busy' | 'idempotency_key_reused'>> {
    return runCommand<null, never>(deps, {
      command,
      attempt: () => ({
        // One call of wx.requestSubscribeMessage names a template once, so a second mention is not a second accept.
        writes: [...new Set(accepted)].map((template) =>
          write(
            'accept',
            items.subscription.build(UpdateTransaction).item({ memberId, template, accepted: $add(1) }),
          ),
        ),
        value: null,
      }),
      replay: () => ok(null),
    });
  }

  /** Uses up one accept; `false`: there is none, and a message may not be sent. */
  async function takeSubscription(memberId: string, template: MessageTemplate): Promise<boolean> {
    try {
      await items.subscription
        .build(UpdateItemCommand)
        .item({ memberId, template, accepted: $add(-1) })
        .options({ condition: { attr: 'accepted', gte: 1 } })
        .send();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** The message could not be sent, and will be later: WeChat has not used the accept up either. */
  async function giveSubscriptionBack(memberId: string, template: MessageTemplate): Promise<void> {
    await items.subscription
      .build(UpdateItemCommand)
      .item({ memberId, template, accepted: $add(1) })
      .send();
  }

  /** Those of these members who have an accept of this message left. */
  async function acceptedBy(memberIds: readonly string[], template: MessageTemplate): Promise<string[]> {
    const unique = [...new Set(memberIds)];
    if (unique.length === 0) return [];
    const found = await readBatch(
      deps.table,
      unique.map((memberId) => items.subscription.build(BatchGetRequest).key({ memberId, template })),
    );
    return found.flatMap((one) => (one && one.accepted >= 1 ? [one.memberId] : []));
  }

  return { acceptedBy, recordSubscriptions, takeSubscription, giveSubscriptionBack };
}
