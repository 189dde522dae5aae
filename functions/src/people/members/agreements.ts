import type { Agreement, LegalDocument } from '@jindian/shared/contract/people/legal';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { isSomebody, type MemberItems, memberPartition } from './items.ts';

/** Who agreed to which version of which text, and when first: kept for good, also when a later version was agreed to. */
export function createAgreements(deps: {
  table: JindianTable;
  clock: Clock;
  items: Pick<MemberItems, 'agreement' | 'profile'>;
  /** The version of a text that is in force. */
  versionOf(document: LegalDocument): Promise<string>;
}) {
  const { table, clock, items, versionOf } = deps;

  async function kept(memberId: string, document: LegalDocument, version: string): Promise<Agreement | null> {
    const { Item } = await items.agreement
      .build(GetItemCommand)
      .key({ memberId, document, version })
      .options({ consistent: true })
      .send();
    return Item ? { document, version, agreedAtMs: Item.agreedAtMs } : null;
  }

  async function agree(
    memberId: string,
    document: LegalDocument,
    version: string,
  ): Promise<Result<Agreement, 'text_changed' | 'not_found' | 'busy'>> {
    const before = await kept(memberId, document, version);
    if (version !== (await versionOf(document))) return before ? ok(before) : fail('text_changed');
    // Of a consent that was taken back the agreement is kept: it is given again on the profile.
    const agreement = before ?? { document, version, agreedAtMs: clock.nowMs() };
    const done = await runCommand<Agreement, 'not_found' | 'busy'>(deps, {
      command: null,
      attempt: () => ({
        writes: [
          ...(before
            ? []
            : [
                write(
                  'agreement',
                  items.agreement
                    .build(PutTransaction)
                    .item({ memberId, ...agreement })
                    .options({ condition: { attr: 'memberId', exists: false } }),
                ),
              ]),
          write(
            'profile',
            items.profile
              .build(UpdateTransaction)
              .item({
                memberId,
                ...(document === 'privacy' ? { privacyVersion: version } : { termsVersion: version }),
              })
              .options({ condition: isSomebody }),
          ),
        ],
        value: agreement,
        // Two taps at once: the first was kept.
        refused: { agreement: fail('busy'), profile: fail('not_found') },
      }),
    });
    if (done.ok || done.code !== 'busy') return done as Result<Agreement, 'not_found'>;
    const first = await kept(memberId, document, version);
    return first ? ok(first) : fail('busy');
  }

  async function list(memberId: string): Promise<Agreement[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: memberPartition(memberId), range: { beginsWith: 'AGREEMENT#' } })
      .entities(items.agreement)
      .options({ ...everyPage })
      .send();
    return Items.map(({ document, version, agreedAtMs }) => ({ document, version, agreedAtMs })).sort(
      (a, b) => a.agreedAtMs - b.agreedAtMs,
    );
  }

  return { agree, list };
}
export type Agreements = ReturnType<typeof createAgreements>;
