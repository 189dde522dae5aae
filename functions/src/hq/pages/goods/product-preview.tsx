/** @jsxImportSource hono/jsx */
import { locationIdSchema, productIdSchema } from '@jindian/shared/contract/common';
import type { Hono } from 'hono';
import { reaches } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import { pickedId } from '../../forms/picked.ts';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';

const tokenForm = /^[0-9A-Za-z_-]{20,64}$/;

/** What a shopper would see of a product as it stands in the form: the storefront itself, in a frame as large as a phone. */
export function productPreviewPage(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'network' | 'config'>): void {
  async function branchAsked(c: HqContext) {
    const { locations, location } = await deps.network.current();
    const id = locationIdSchema.safeParse(pickedId(c.req.query('location') ?? '')).data;
    const asked = id ? location(id) : null;
    if (asked?.kind === 'branch') return asked;
    const within = locations.filter(
      (place) => place.kind === 'branch' && reaches(reachOn(c, 'catalog.read'), place),
    );
    return within.find(({ status }) => status === 'open') ?? within[0] ?? null;
  }

  hq.get('/products/:productId/preview', async (c) => {
    const { t, language } = c.get('visit');
    const productId = productIdSchema.safeParse(c.req.param('productId')).data;
    const token = c.req.query('token') ?? '';
    if (!productId || !tokenForm.test(token)) return notFoundPage(c);
    const branch = await branchAsked(c);
    const here = `/hq/products/${productId}`;
    const address = branch
      ? `${deps.config.h5BaseUrl ?? ''}/#/pages/goods/product/index?productId=${productId}&locationId=${branch.id}&preview=${token}`
      : null;
    return page(
      c,
      { title: t('productPreview'), place: 'products', backTo: { href: here, text: productId } },
      <Card id="preview" title={t('productPreview')} lead={t('productPreviewLead')}>
        {address && branch ? (
          <>
            <form class="inline-form" method="get" action={`${here}/preview`}>
              <input type="hidden" name="token" value={token} />
              <Picker
                name="location"
                of="places"
                label={t('productPreviewBranch')}
                value={`${branch.name[language]} · ${branch.id}`}
                required
              />
              <button class="button is-plain" type="submit">
                {t('productStockShow')}
              </button>
              <a class="button is-plain" href={address} target="_blank" rel="noopener">
                {t('productPreviewAlone')}
              </a>
            </form>
            <iframe class="phone-screen" src={address} title={t('productPreview')} width={390} height={844} />
          </>
        ) : (
          <p class="muted">{t('productPreviewNoBranch')}</p>
        )}
      </Card>,
    );
  });
}
