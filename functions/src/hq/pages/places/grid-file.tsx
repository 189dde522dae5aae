/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { datums } from '@jindian/shared/import-table';
import { readPolygons } from '../../../places/grids/geojson.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { Card } from '../../ui/parts.tsx';
import type { HqContext } from '../../visit.ts';
import type { GridHqDeps } from './grids.tsx';

/** A file of polygons becomes the draft. A path that ends so takes more than a form's texts. */
export function gridFileForm(
  forms: FormRegistry,
  { grids, network }: Pick<GridHqDeps, 'grids' | 'network'>,
  about: { next: string; again(c: HqContext, fault: FormFault): Promise<Response> },
): void {
  forms.on('/grids/draft/file', {
    endpoint: endpoints.hqSavePolicyDraft,
    params: () => ({ name: grids.document.name }),
    async body({ revision }, fields, c) {
      const visit = c.get('visit');
      const datum = datums.find((known) => known === fields.text('datum')) ?? 'gcj02';
      const snapshot = await network.current();
      const read = readPolygons((await fields.file('file')?.text()) ?? '', {
        datum,
        isBranch: (id) => snapshot.location(id)?.kind === 'branch',
        countyAt: (point) => snapshot.countyAt(point),
      });
      if ('plan' in read) return { content: read.plan, revision };
      const { code, feature } = read.fault;
      return new NotAsked(visit.t('polygonsOff', { feature, what: visit.code('polygon', code) }));
    },
    next: () => about.next,
    again: about.again,
  });
}

export function PolygonsCard({
  c,
  revision,
  fault,
}: {
  c: HqContext;
  revision: number;
  fault: FormFault | null;
}) {
  const visit = c.get('visit');
  const { t } = visit;
  return (
    <Card id="polygons" title={t('polygonsTitle')} lead={t('polygonsLead')}>
      <PostForm c={c} action="/hq/grids/draft/file" fault={fault} withFile>
        <input type="hidden" name="revision" value={String(revision)} />
        <label class="field">
          <span>{t('polygonsFile')}</span>
          <input
            type="file"
            name="file"
            accept=".geojson,.json,application/geo+json,application/json"
            required
          />
        </label>
        <label class="field">
          <span>{t('placeDatum')}</span>
          <select name="datum">
            {datums.map((datum) => (
              <option value={datum}>{visit.code('datum', datum)}</option>
            ))}
          </select>
        </label>
        <button class="button is-plain" type="submit">
          {t('polygonsRead')}
        </button>
      </PostForm>
    </Card>
  );
}
