import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import type { CodeInput, CodeMeaning } from '@jindian/shared/contract/selling/codes';
import {
  maxPosters,
  type PosterFormat,
  type PosterJob,
  type PosterKind,
  postersInFile,
} from '@jindian/shared/contract/selling/posters';
import type { Hex } from '@jindian/shared/design/colour';
import { shareText } from '@jindian/shared/qr-text';
import { type Zippable, zipSync } from 'fflate';
import { atMost } from '../../../platform/at-most.ts';
import { auditDetails } from '../../../platform/audit-context.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand } from '../../../platform/command.ts';
import type { FileStore } from '../../../platform/files/store.ts';
import type { Ids } from '../../../platform/ids.ts';
import { type EventHandler, hears, type Outbox } from '../../../platform/outbox.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { transact } from '../../../platform/transact.ts';
import type { Codes } from '../service.ts';
import {
  type AskedPosters,
  createPosterItems,
  type PosterFile,
  type StoredJob,
  type StoredPortion,
  type ToDraw,
} from './items.ts';
import type { MakePoster } from './maker.ts';
import type { PosterTemplatesDocument } from './templates.ts';

/** What is known of what a poster shows, in both languages. */
export type PosterThings = {
  brand(): Promise<{ name: LocalizedText; colour: Hex; logo: string }>;
  product(
    productId: string,
    locationId: string | null,
  ): Promise<{ title: LocalizedText; fromPrice: string; imagePath: string } | null>;
  branch(locationId: string): Promise<LocalizedText | null>;
  /** Products that stand on a branch's shelves, in its own order; no more than there is room for. */
  shelves(locationId: string, most: number): Promise<string[] | null>;
  /** Who sells in a province, by branch. */
  sellers(province: string, most: number): Promise<string[]>;
  /** As JPEG; null: there is none such. */
  picture(imagePath: string): Promise<Uint8Array | null>;
};

/** What a share shows: as a code means it, with the words of who sent it. */
export type Shared = { url: string; note: string; meaning: Shows };
type Shows = Pick<
  CodeMeaning,
  'sellerId' | 'sellerName' | 'productId' | 'locationId' | 'sceneId' | 'campaignId' | 'table'
>;

const types = { pdf: 'application/pdf', svg: 'image/svg+xml', png: 'image/png' } as const;
/** Pixels take ten times what lines take, to draw and to keep. */
const inOneFile = (format: PosterFormat) => (format === 'png' ? postersInFile / 10 : postersInFile);
const maxPostersOf = (format: PosterFormat) => (format === 'png' ? maxPosters / 10 : maxPosters);

/** Of a thousand codes that are made by one request. */
const codesAtOnce = 16;

type Step = { posterJobId: string; step: number };
type Entry = { name: string; bytes: Uint8Array };

/**
 * Posters of codes: asked for, prepared behind the request by whoever may make codes, drawn by whoever has the programs
 * for it and sees nothing else, a file at a time; and kept for a day.
 */
export function createPosters(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  files: Pick<FileStore, 'keep' | 'read' | 'address'>;
  codes: Pick<Codes, 'find' | 'make' | 'sellerCode' | 'scenes'>;
  templates: Pick<PosterTemplatesDocument, 'current'>;
  /** Of WeChat, for a scene; null: it makes none for this app. Throws where asking again may help. */
  miniProgramCode(scene: string): Promise<Uint8Array | null>;
  /** The same for pictures on phones: null where WeChat's own app could not open it. */
  phoneCode(scene: string): Promise<Uint8Array | null>;
  things: PosterThings;
  /** What was shared; null: nothing by this id. Shares are made with codes: given at wiring. */
  shared(shareId: string): Promise<Shared | null>;
  /** Where the native package and the font are. */
  draw: MakePoster;
}) {
  const { table, clock, ids, outbox, things } = deps;
  const items = createPosterItems(table);
  const asked = (jobId: string, step: number) =>
    outbox.announce({ type: 'posters.asked', data: { posterJobId: jobId, step } });
  const prepared = (jobId: string, step: number) =>
    outbox.announce({ type: 'posters.prepared', data: { posterJobId: jobId, step } });

  /** Codes of what is chosen, made where they are not: by the request, which has the secret that they are made with. */
  async function chosen({
    choice,
    format,
  }: AskedPosters): Promise<{ of: string[]; name: LocalizedText } | null> {
    const most = maxPostersOf(format);
    const codesOf = async (all: readonly CodeInput[]) => {
      const run = atMost(codesAtOnce);
      const made = await Promise.all(all.map((parts) => run(() => deps.codes.make(parts))));
      return made.flatMap((one) => (one.ok ? [one.value.code] : []));
    };
    switch (choice.kind) {
      case 'share': {
        const { shareId } = choice;
        return (await deps.shared(shareId)) && { of: [shareId], name: { zh: '分享', en: 'A share' } };
      }
      case 'codes':
        return { of: [...new Set(choice.codes)], name: { zh: '所选的码', en: 'Chosen codes' } };
      case 'shelves': {
        const { locationId } = choice;
        const name = await things.branch(locationId);
        const products = name && (await things.shelves(locationId, most));
        return name && products
          ? { of: await codesOf(products.map((productId) => ({ locationId, productId }))), name }
          : null;
      }
      case 'sellers': {
        const { province } = choice;
        const sellers = await things.sellers(province, most);
        const of = await codesOf(sellers.map((sellerId) => ({ sellerId })));
        return { of, name: { zh: province, en: province } };
      }
    }
  }

  async function ask(input: AskedPosters, by: string): Promise<Result<PosterJob>> {
    const found = await chosen(input);
    if (!found) return fail('not_found');
    if (found.of.length === 0) return fail('no_posters');
    const most = inOneFile(input.format);
    const job: StoredJob = {
      id: ids.next(),
      by,
      ...found,
      input,
      templates: await deps.templates.current(),
      steps: Math.ceil(found.of.length / most),
      askedAtMs: clock.nowMs(),
    };
    return runCommand<PosterJob>(deps, {
      command: null,
      async attempt() {
        auditDetails({ targets: [{ kind: 'posterJob', id: job.id }] });
        return { writes: [items.addJob(job), asked(job.id, 0)], value: viewOf(job, []) };
      },
    });
  }

  async function shownOf(meaning: Shows, language: Language): Promise<Omit<ToDraw, 'code' | 'url'>> {
    const { productId, locationId, sceneId, campaignId } = meaning;
    const scene = sceneId ?? campaignId;
    const [brand, product, branch, sceneNamed] = await Promise.all([
      things.brand(),
      productId === null ? null : things.product(productId, locationId),
      locationId === null ? null : things.branch(locationId),
      scene === null ? null : deps.codes.scenes.read(scene),
    ]);
    return {
      kind: kindOfPoster(meaning),
      brandColour: brand.colour,
      logo: brand.logo || null,
      picture: product?.imagePath ?? null,
      facts: {
        brand: brand.name[language],
        product: product?.title[language] ?? '',
        price: product?.fromPrice ?? '',
        seller: meaning.sellerName ?? '',
        branch: branch?.[language] ?? '',
        table: meaning.table ?? '',
        scene: sceneNamed?.name[language] ?? '',
      },
    };
  }

  /** A link's QR serves a phone too: nobody waits for WeChat. */
  async function phoneCodeKept({ id: jobId, input, askedAtMs }: StoredJob, scene: string): Promise<boolean> {
    const png = input.print === 'phone' ? await deps.phoneCode(scene).catch(() => null) : null;
    if (png) await items.keepCodePicture({ jobId, code: scene, png, askedAtMs });
    return png !== null;
  }

  /** Delivered at least once: the same portion comes of it, and is not prepared again over a file that is there. */
  async function handleAsked({ posterJobId, step }: Step): Promise<void> {
    const job = await items.job(posterJobId);
    if (!job || step >= job.steps || (await items.portion(posterJobId, step))) return;
    const most = inOneFile(job.input.format);
    const posters: ToDraw[] = [];
    const { size, print } = job.input;
    const withCode = print === 'both' && size !== 'shelf_label';
    let withoutCode = 0;
    for (const id of job.of.slice(step * most, (step + 1) * most)) {
      if (job.input.choice.kind === 'share') {
        const shared = await deps.shared(id);
        if (!shared) continue;
        const { url, note, meaning } = shared;
        const scene = shareText(id);
        const withMiniProgramCode = await phoneCodeKept(job, scene);
        const shown = await shownOf(meaning, job.input.language);
        // Its id is for machines: nobody types it.
        posters.push({ code: '', url, note, scene, withMiniProgramCode, ...shown });
        continue;
      }
      const found = await deps.codes.find(id);
      // Revoked since it was asked for: nobody prints what leads nowhere.
      if (!found.ok || found.value.revoked) continue;
      const { code, url, meaning } = found.value;
      const png = withCode ? await deps.miniProgramCode(code) : null;
      if (png) await items.keepCodePicture({ jobId: job.id, code, png, askedAtMs: job.askedAtMs });
      else if (withCode) withoutCode += 1;
      const withMiniProgramCode = png !== null || (await phoneCodeKept(job, code));
      posters.push({
        ...{ code, url, withMiniProgramCode },
        ...(await shownOf(meaning, job.input.language)),
      });
    }
    const written = await transact(table, [
      items.addPortion({ jobId: job.id, step, posters, withoutCode, askedAtMs: job.askedAtMs }),
      prepared(job.id, step),
      ...(step + 1 < job.steps ? [asked(job.id, step + 1)] : []),
    ]);
    // Refused: it was delivered twice at once, and the other was quicker.
    if (written.kind === 'busy') throw new Error('posters: busy');
  }

  /** Again it draws the same once more, under another name: what is told of is what was written first. */
  async function handlePrepared({ posterJobId, step }: Step): Promise<void> {
    const [job, portion] = await Promise.all([items.job(posterJobId), items.portion(posterJobId, step)]);
    if (!job || !portion || portion.made !== undefined) return;
    const { format, size, language } = job.input;
    const entries: Entry[] = [];
    for (const {
      kind,
      code,
      url,
      facts,
      note,
      brandColour,
      withMiniProgramCode,
      scene = code,
      ...paths
    } of portion.posters) {
      const template = job.templates[kind];
      const [miniProgramCode, logo, picture] = await Promise.all([
        withMiniProgramCode ? items.codePicture(posterJobId, scene) : null,
        template.withLogo && paths.logo ? things.picture(paths.logo) : null,
        template.withPicture && paths.picture ? things.picture(paths.picture) : null,
      ]);
      const about = {
        facts,
        note,
        code,
        url,
        language,
        brandColour,
        logo,
        picture,
        miniProgramCode,
        miniProgramCodeAlone: job.input.print === 'phone',
      };
      const bytes = await deps.draw({ template, about, size, format, atMs: job.askedAtMs });
      entries.push({ name: `${code || posterJobId}.${format}`, bytes });
    }
    const file = entries.length === 0 ? null : await kept(job, step, entries);
    const written = await transact(table, [items.made(posterJobId, step, entries.length, file)]);
    if (written.kind === 'busy') throw new Error('posters: busy');
  }

  async function kept(
    { id, of, input }: StoredJob,
    step: number,
    entries: readonly Entry[],
  ): Promise<PosterFile> {
    const [first] = entries;
    const isOne = of.length === 1 && first !== undefined;
    const name = isOne ? first.name : `posters-${id.slice(-6)}-${step + 1}.zip`;
    const type = isOne ? types[input.format] : 'application/zip';
    const bytes = isOne ? first.bytes : zipped(entries, input.format !== 'svg');
    return { name, type, bytes: bytes.length, key: await deps.files.keep({ name, type, bytes }) };
  }

  async function status(jobId: string): Promise<Result<PosterJob>> {
    const [job, portions] = await Promise.all([items.job(jobId), items.portions(jobId)]);
    return job ? ok(viewOf(job, portions)) : fail('not_found');
  }

  /** Where a file of it is fetched, for some minutes. */
  async function address(jobId: string, step: number): Promise<Result<{ address: string }>> {
    const file = (await items.portion(jobId, step))?.file;
    return file ? ok({ address: await deps.files.address(file.key, file) }) : fail('not_found');
  }

  /** Of one's own code, of a size that a phone shows and a printer takes. */
  async function askOwn(memberId: string, language: Language): Promise<Result<PosterJob>> {
    const own = await deps.codes.sellerCode(memberId);
    if (!own.ok) return own;
    const choice = { kind: 'codes' as const, codes: [own.value.code] };
    return ask({ choice, size: 'a6', format: 'png', language, print: 'phone' }, memberId);
  }

  /** Of a share, by whoever has it. */
  const askShare = (memberId: string, shareId: string, language: Language) =>
    ask(
      { choice: { kind: 'share', shareId }, size: 'a6', format: 'png', language, print: 'phone' },
      memberId,
    );

  async function own(
    jobId: string,
    memberId: string,
  ): Promise<Result<{ state: PosterJob['state']; pngBase64: string | null }>> {
    const [job, portions] = await Promise.all([items.job(jobId), items.portions(jobId)]);
    // Whose it is not, learns nothing of it.
    if (job?.by !== memberId) return fail('not_found');
    const file = portions[0]?.file;
    const bytes = file ? await deps.files.read(file.key) : null;
    return ok({
      state: viewOf(job, portions).state,
      pngBase64: bytes ? Buffer.from(bytes).toString('base64') : null,
    });
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'posters: prepare',
      queue: 'heavy',
      types: ['posters.asked'],
      handle: ({ data }) => handleAsked(data),
    }),
    hears({
      name: 'posters: draw',
      queue: 'pictures',
      types: ['posters.prepared'],
      handle: ({ data }) => handlePrepared(data),
    }),
  ];
  return { ask, askOwn, askShare, status, own, address, eventHandlers };
}
export type Posters = ReturnType<typeof createPosters>;

/** By whichever template: whoever sells before what is sold, and both before where. */
export function kindOfPoster({ sellerId, productId }: Pick<Shows, 'sellerId' | 'productId'>): PosterKind {
  if (sellerId !== null) return 'seller';
  return productId === null ? 'place' : 'product';
}

/** What is packed already is not packed again. */
function zipped(entries: readonly Entry[], isPacked: boolean): Uint8Array {
  const files: Zippable = {};
  for (const { name, bytes } of entries) files[name] = [bytes, { level: isPacked ? 0 : 6 }];
  return zipSync(files);
}

function viewOf(
  { id, name, input, of, steps, askedAtMs }: StoredJob,
  portions: readonly StoredPortion[],
): PosterJob {
  const done = portions.filter(({ made }) => made !== undefined);
  const files = done.flatMap(({ step, file, made = 0 }) =>
    file ? [{ step, name: file.name, posters: made, bytes: file.bytes }] : [],
  );
  const isDone = done.length === steps;
  return {
    id,
    name,
    size: input.size,
    format: input.format,
    state: !isDone ? 'working' : files.length === 0 ? 'failed' : 'done',
    total: of.length,
    made: done.reduce((sum, { made = 0 }) => sum + made, 0),
    withoutMiniProgramCode: portions.reduce((sum, { withoutCode = 0 }) => sum + withoutCode, 0),
    askedAtMs,
    files,
  };
}
