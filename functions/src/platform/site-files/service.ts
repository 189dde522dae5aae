import { maxSiteFiles, type SiteFile } from '@jindian/shared/contract/site-files';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { auditDetails } from '../audit-context.ts';
import type { Clock } from '../clock.ts';
import { runCommand } from '../command.ts';
import { Entity } from '../entity.ts';
import { fail, ok, type Result } from '../result.ts';
import type { JindianTable } from '../table.ts';
import { write } from '../transact.ts';

/** A handful of tiny files in one item: each change is of the item as it was read, so there are never too many. */
export function createSiteFiles(deps: { table: JindianTable; clock: Clock }) {
  const { table, clock } = deps;
  const entity = new Entity({
    name: 'SiteFiles',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      revision: number(),
      files: any().castAs<SiteFile[]>(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: 'SITE_FILES', sk: id }),
  });
  const id = 'FILES';

  async function read(consistent: boolean): Promise<{ revision: number; files: SiteFile[] }> {
    const { Item } = await entity.build(GetItemCommand).key({ id }).options({ consistent }).send();
    return Item ?? { revision: 0, files: [] };
  }

  async function change<T, Code extends 'too_many_site_files' | 'not_found'>(
    name: string,
    made: (files: SiteFile[]) => Result<{ files: SiteFile[]; value: T }, Code>,
  ): Promise<Result<T, Code | 'busy'>> {
    return runCommand<T, Code>(deps, {
      command: null,
      async attempt() {
        const before = await read(true);
        const there = before.files.find((one) => one.name === name);
        auditDetails({
          targets: [{ kind: 'siteFile', id: name }],
          ...(there ? { before: { content: there.content } } : {}),
        });
        const next = made(before.files);
        if (!next.ok) return next;
        const { files, value } = next.value;
        return {
          writes: [
            write(
              'files',
              entity
                .build(PutTransaction)
                .item({ id, revision: before.revision + 1, files })
                .options({
                  condition:
                    before.revision === 0
                      ? { attr: 'revision', exists: false }
                      : { attr: 'revision', eq: before.revision },
                }),
            ),
          ],
          value,
          refused: { files: 'again' as const },
        };
      },
    });
  }

  return {
    list: async () => (await read(true)).files,
    put: (name: string, content: string, addedBy: string) =>
      change<SiteFile, 'too_many_site_files'>(name, (files) => {
        const others = files.filter((one) => one.name !== name);
        if (others.length >= maxSiteFiles) return fail('too_many_site_files', { max: maxSiteFiles });
        const file: SiteFile = { name, content, addedAtMs: clock.nowMs(), addedBy };
        return ok({ files: [...others, file].sort((a, b) => a.name.localeCompare(b.name)), value: file });
      }),
    remove: (name: string) =>
      change<null, 'not_found'>(name, (files) => {
        const others = files.filter((one) => one.name !== name);
        return others.length === files.length ? fail('not_found') : ok({ files: others, value: null });
      }),
    /** What is served under a name; null: nothing. */
    contentOf: async (name: string) =>
      (await read(false)).files.find((one) => one.name === name)?.content ?? null,
  };
}
export type SiteFiles = ReturnType<typeof createSiteFiles>;
