/** @jsxImportSource hono/jsx */
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { Card, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn } from '../../visit.ts';
import { problemPage } from '../errors.tsx';

/** `66`, `66.5` → basis points; null where it is no percentage. */
export function readPercent(text: string): number | null {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text.trim())) return null;
  const basisPoints = Math.round(Number(text) * 100);
  return basisPoints <= 10_000 ? basisPoints : null;
}

function percent(basisPoints: number): string {
  return String(basisPoints / 100);
}

/** The price list between owners, as a card with its form. */
export function betweenPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'ownership' | 'categoryNames'>,
): (c: HqContext) => Promise<ReturnType<typeof Card>> {
  const { ownership } = deps;

  hq.post('/owners', async (c) => {
    const field = await readForm(c);
    const defaultBasisPoints = readPercent(field('default'));
    const basisPointsByCategory: Record<string, number> = {};
    let wrong = defaultBasisPoints === null;
    for (const id of (await deps.categoryNames()).keys()) {
      const typed = field(`category.${id}`).trim();
      if (typed === '') continue;
      const basisPoints = readPercent(typed);
      if (basisPoints === null) wrong = true;
      else basisPointsByCategory[id] = basisPoints;
    }
    if (wrong || defaultBasisPoints === null) return c.redirect('/hq/owners?prices=wrong', 303);
    // Prices of single SKUs come through the API; the form leaves them as they are.
    const { priceFenBySku } = await ownership.prices.current();
    const done = await ownership.setPrices({ defaultBasisPoints, basisPointsByCategory, priceFenBySku });
    if (!done.ok) return problemPage(c, done.code, done.params);
    return c.redirect('/hq/owners?prices=saved', 303);
  });

  return async (c) => {
    const { t, language } = c.get('visit');
    const [list, names] = await Promise.all([ownership.prices.current(), deps.categoryNames()]);
    const said = c.req.query('prices');
    return (
      <Card id="between" title={t('betweenTitle')} lead={t('betweenLead')}>
        {said === 'saved' ? <Notice kind="good">{t('ownerSaved')}</Notice> : null}
        {said === 'wrong' ? <Notice kind="bad">{t('betweenBad')}</Notice> : null}
        <form class="form" method="post" action="/hq/owners">
          <input type="hidden" name="csrf" value={signedIn(c).csrfToken} />
          <label class="field">
            <span>{t('betweenDefault')}</span>
            <input
              name="default"
              inputmode="decimal"
              required
              maxlength={6}
              value={percent(list.defaultBasisPoints)}
            />
          </label>
          <details>
            <summary>{t('betweenByCategory')}</summary>
            {[...names].map(([id, name]) => (
              <label class="field">
                <span>{name[language]}</span>
                <input
                  name={`category.${id}`}
                  inputmode="decimal"
                  maxlength={6}
                  value={
                    list.basisPointsByCategory[id] === undefined
                      ? ''
                      : percent(list.basisPointsByCategory[id])
                  }
                />
              </label>
            ))}
          </details>
          <button class="button" type="submit">
            {t('ownerSave')}
          </button>
        </form>
      </Card>
    );
  };
}
