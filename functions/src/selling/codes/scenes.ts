import type { CodeMeaning } from '@jindian/shared/contract/selling/codes';
import {
  type Brought,
  maxFigureDays,
  type Scene,
  type SceneFigures,
  type SceneInput,
} from '@jindian/shared/contract/selling/scenes';
import { brandDay, dayAfter } from '@jindian/shared/time';
import type { FormattedItem } from 'dynamodb-toolbox/entity';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { staleRevision } from '../../platform/edited.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { added, type Counting, type DayAndPlace, nothing } from './counting.ts';
import type { CodeItems } from './items.ts';

type StoredScene = FormattedItem<CodeItems['scenes']>;
export type Period = { fromDay?: string | undefined; toDay?: string | undefined };

/** Whether codes of it count on that day. */
export function isOn({ fromDay, toDay }: Pick<Scene, 'fromDay' | 'toDay'>, day: string): boolean {
  return (fromDay === null || fromDay <= day) && (toDay === null || day <= toDay);
}

function sceneOf({ by: _, atMs: __, channel, campaignId, fromDay, toDay, ...scene }: StoredScene): Scene {
  return {
    ...scene,
    channel: channel ?? null,
    campaignId: campaignId ?? null,
    fromDay: fromDay ?? null,
    toDay: toDay ?? null,
    banned: scene.banned ?? false,
  };
}

/** The last thirty days unless told, and never more than there is room for on a page. */
export function daysOf({ fromDay, toDay }: Period, nowMs: number): { fromDay: string; toDay: string } {
  const last = toDay ?? brandDay(nowMs);
  const first = fromDay ?? dayAfter(last, 1 - 30);
  const furthest = dayAfter(last, 1 - maxFigureDays);
  return { fromDay: first < furthest ? furthest : first, toDay: last };
}

/** Channels and campaigns: by which way a code reached people, and what it brought. */
export function createScenes(deps: {
  table: JindianTable;
  clock: Clock;
  items: CodeItems;
  counting: Counting;
  nameOf(memberId: string): Promise<string | null>;
}) {
  const { table, clock, items, counting } = deps;

  async function stored(id: string, consistent = false): Promise<StoredScene | null> {
    const { Item } = await items.scenes.build(GetItemCommand).key({ id }).options({ consistent }).send();
    return Item ?? null;
  }

  async function read(id: string): Promise<Scene | null> {
    const found = await stored(id);
    return found && sceneOf(found);
  }

  /** What the code counts for now: its channel between the channel's days, and the campaign of that between its own. */
  async function inTime(meaning: CodeMeaning): Promise<CodeMeaning> {
    if (meaning.sceneId === null && meaning.campaignId === null) return meaning;
    const day = brandDay(clock.nowMs());
    const scene = meaning.sceneId === null ? null : await read(meaning.sceneId);
    const campaignId = scene?.campaignId ?? meaning.campaignId;
    const campaign = campaignId === null ? null : await read(campaignId);
    return {
      ...meaning,
      sceneId: scene && isOn(scene, day) ? scene.id : null,
      campaignId: campaign && isOn(campaign, day) ? campaign.id : null,
    };
  }

  /** The channel, or the campaign it is part of. */
  async function isBanned(id: string): Promise<boolean> {
    const scene = await read(id);
    if (!scene || scene.banned) return scene?.banned ?? false;
    return scene.campaignId !== null && ((await read(scene.campaignId))?.banned ?? false);
  }

  /** The campaign that a channel is part of; null: of none. */
  const campaignOf = async (id: string): Promise<string | null> => (await read(id))?.campaignId ?? null;

  async function save(id: string, input: SceneInput, by: string): Promise<Result<Scene>> {
    const { campaignId } = input;
    if (campaignId !== null && (await read(campaignId))?.kind !== 'campaign') return fail('not_found');
    return runCommand<Scene>(deps, {
      command: null,
      async attempt() {
        const before = await stored(id, true);
        if (before && before.kind !== input.kind) return fail('not_found');
        if ((before?.revision ?? 0) !== input.revision) return staleRevision(before, deps.nameOf);
        if (before) auditDetails({ before: sceneOf(before) });
        const revision = input.revision + 1;
        // Whoever says nothing of it changes nothing of it.
        const banned = input.banned ?? before?.banned ?? false;
        const put = items.scenes
          .build(PutTransaction)
          .item({
            id,
            kind: input.kind,
            name: input.name,
            channel: input.channel ?? undefined,
            campaignId: campaignId ?? undefined,
            fromDay: input.fromDay ?? undefined,
            toDay: input.toDay ?? undefined,
            ...(banned ? { banned } : {}),
            revision,
            by,
            atMs: clock.nowMs(),
          })
          .options({
            condition: before
              ? { attr: 'revision', eq: before.revision }
              : { attr: 'revision', exists: false },
          });
        return {
          writes: [write('scene', put)],
          value: { ...input, id, banned, revision },
          refused: { scene: 'again' },
        };
      },
    });
  }

  /** All there are, the latest first: a brand has dozens. */
  async function all(): Promise<Scene[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: 'CODE_SCENES' })
      .entities(items.scenes)
      .options({ ...everyPage, reverse: true })
      .send();
    return Items.map(sceneOf);
  }

  /**
   * Of a channel its own; of a campaign also those of the channels that are part of it. Each channel is read once, also
   * where it stands beside its campaign.
   */
  function countsBetween(period: Period): (scene: Scene) => Promise<DayAndPlace[]> {
    const { fromDay, toDay } = daysOf(period, clock.nowMs());
    const known = new Map<string, Promise<DayAndPlace[]>>();
    function own({ id }: Scene): Promise<DayAndPlace[]> {
      const counts = known.get(id) ?? counting.countsOf(`scene:${id}`, fromDay, toDay);
      known.set(id, counts);
      return counts;
    }
    let everyScene: Promise<Scene[]> | null = null;
    return async (scene) => {
      if (scene.kind !== 'campaign') return own(scene);
      everyScene ??= all();
      const parts = (await everyScene).filter(({ campaignId }) => campaignId === scene.id);
      return (await Promise.all([scene, ...parts].map(own))).flat();
    };
  }

  async function page(limit: number, cursor: string | undefined) {
    const { Items = [], LastEvaluatedKey } = await table
      .build(QueryCommand)
      .query({ partition: 'CODE_SCENES', ...(cursor ? { range: { lt: cursor } } : {}) })
      .entities(items.scenes)
      .options({ limit, reverse: true })
      .send();
    const last = Items.at(-1);
    return { scenes: Items.map(sceneOf), nextCursor: LastEvaluatedKey && last ? last.id : null };
  }

  async function compare(period: Period, limit: number, cursor: string | undefined) {
    const { scenes, nextCursor } = await page(limit, cursor);
    const countsOf = countsBetween(period);
    const items = await Promise.all(
      scenes.map(async (scene) => {
        const counts = await countsOf(scene);
        return { scene, ...counts.reduce<Brought>(added, nothing) };
      }),
    );
    return { items, nextCursor };
  }

  async function figures(id: string, period: Period): Promise<Result<SceneFigures>> {
    const scene = await read(id);
    if (!scene) return fail('not_found');
    const counts = await countsBetween(period)(scene);
    const byDay = new Map<string, Brought>();
    const byPlace = new Map<string | null, Brought>();
    for (const { day, locationId, ...more } of counts) {
      byDay.set(day, added(byDay.get(day) ?? nothing, more));
      byPlace.set(locationId, added(byPlace.get(locationId) ?? nothing, more));
    }
    return ok({
      scene,
      total: [...byDay.values()].reduce((sum, more) => added(sum, more), nothing),
      days: [...byDay].map(([day, one]) => ({ day, ...one })).sort((a, b) => (a.day < b.day ? -1 : 1)),
      places: [...byPlace]
        .map(([locationId, one]) => ({ locationId, ...one }))
        .sort((a, b) => b.touches - a.touches),
    });
  }

  return { read, inTime, isBanned, campaignOf, save, all, compare, figures };
}
export type Scenes = ReturnType<typeof createScenes>;
