/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { maxDetailPictures, type Product } from '@jindian/shared/contract/goods/catalog';
import { maxProductPictures, type PictureJob } from '@jindian/shared/contract/goods/pictures';
import { problemText } from '@jindian/shared/contract/problems/problem';
import type { Hono } from 'hono';
import { problemResponse } from '../../../platform/http/problem.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { type HqContext, type HqEnvironment, signedIn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';

/** With the words for why it was not taken. */
function told(c: HqContext, job: PictureJob) {
  const { language } = c.get('visit');
  return c.json({ ...job, says: job.refusal && problemText(job.refusal, undefined, language) });
}

/** What the script of a product's form asks: where to send a picture, and how far it is. */
export function pictureRoutes(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'pictures'>,
  forms: FormRegistry,
): void {
  const answer = {
    next: (job: PictureJob, c: HqContext) => told(c, job),
    again: (c: HqContext, { code, params }: FormFault) => problemResponse(c, code, params),
  };
  forms.on('/pictures', {
    endpoint: endpoints.hqAddPicture,
    body: (_body, fields) =>
      fields.text('kind') === 'address'
        ? { source: { kind: 'address', address: fields.text('address') } }
        : { source: { kind: 'upload', bytes: Number(fields.text('bytes')) } },
    ...answer,
    again(c, { code, params }) {
      // Said before anything is sent: a file that is too large has no address to be sent to.
      const tooLarge = /source\.bytes/.test(String(params?.detail ?? ''));
      const bad = /source\.address/.test(String(params?.detail ?? ''));
      if (tooLarge) return problemResponse(c, 'picture_too_large');
      return bad ? problemResponse(c, 'picture_address_refused') : problemResponse(c, code, params);
    },
  });
  forms.on('/pictures/:pictureJobId/sent', { endpoint: endpoints.hqPictureSent, ...answer });
  hq.get('/pictures/:pictureJobId', async (c) => {
    const id = ulidSchema.safeParse(c.req.param('pictureJobId')).data;
    const job = id ? await deps.pictures.status(id) : null;
    return job?.ok ? told(c, job.value) : problemResponse(c, 'not_found');
  });
}

/** One a line: the path, and each value of an option that it shows. */
export function pictureLines({ imagePaths, options }: Pick<Product, 'imagePaths' | 'options'>): string {
  const values = options.flatMap(({ id, values: all }) =>
    all.map((value) => ({ path: value.imagePath, shown: `${id}/${value.id}` })),
  );
  const shownBy = (path: string) => values.filter((one) => one.path === path).map(({ shown }) => shown);
  return imagePaths.map((path) => [path, ...shownBy(path)].join(' ')).join('\n');
}

const scriptWords = {
  choose: 'pictureChoose',
  address: 'pictureAddress',
  fetch: 'pictureFetch',
  sending: 'pictureSending',
  working: 'pictureWorking',
  broken: 'pictureBroken',
  late: 'pictureLate',
  twice: 'pictureTwice',
  full: 'pictureFull',
  wait: 'pictureWait',
  nth: 'pictureNth',
  shows: 'pictureShows',
  showsAll: 'pictureShowsAll',
  earlier: 'pictureEarlier',
  later: 'pictureLater',
  remove: 'pictureRemove',
} as const satisfies Record<string, Word>;

export function PictureFields({
  c,
  product,
  fault,
}: {
  c: HqContext;
  product: Product | null;
  fault: FormFault | null;
}) {
  const { t, language } = c.get('visit');
  const values = (product?.options ?? []).flatMap(({ id, values: all }) =>
    all.map((value) => [`${id}/${value.id}`, value.name[language]]),
  );
  return (
    <PictureBox
      c={c}
      name="imagePaths"
      legend={t('productPictures')}
      label={t('productPicturePaths')}
      hint={t('productPicturesHint')}
      lines={typed(fault, 'imagePaths', product ? pictureLines(product) : '')}
      values={values}
      max={maxProductPictures}
      isBad={fault?.path?.startsWith('imagePaths') ?? false}
    />
  );
}

/** Those below the description: pages of a leaflet, as it were. */
export function DetailPictures({
  c,
  product,
  fault,
}: {
  c: HqContext;
  product: Product | null;
  fault: FormFault | null;
}) {
  const { t } = c.get('visit');
  return (
    <PictureBox
      c={c}
      name="detailPaths"
      legend={t('productDetailPictures')}
      label={t('productPicturePaths')}
      hint={t('productDetailPicturesHint')}
      lines={typed(fault, 'detailPaths', product?.detailPaths?.join('\n') ?? '')}
      max={maxDetailPictures}
      isBad={fault?.path?.startsWith('detailPaths') ?? false}
    />
  );
}

/** Without a script a field of paths; with it pictures that are sent and put in order. */
export function PictureBox(props: {
  c: HqContext;
  name: string;
  legend: string;
  label: string;
  hint: string;
  lines: string;
  values?: string[][];
  max: number;
  isBad?: boolean;
}) {
  const { c, name, legend, label, hint, lines, values = [], max, isBad = false } = props;
  const { t } = c.get('visit');
  const open = { number: '{number}', max: '{max}' };
  const words = Object.fromEntries(Object.entries(scriptWords).map(([name, word]) => [name, t(word, open)]));
  return (
    <fieldset
      class="pictures"
      data-pictures
      data-csrf={signedIn(c).csrfToken}
      data-words={JSON.stringify(words)}
      data-values={JSON.stringify(values)}
      data-max={max}
    >
      <legend>{legend}</legend>
      <label class="field">
        <span>{label}</span>
        <textarea name={name} rows={2} maxlength={1_200} aria-invalid={isBad ? 'true' : undefined}>
          {lines}
        </textarea>
        <small class="hint">{hint}</small>
      </label>
    </fieldset>
  );
}
