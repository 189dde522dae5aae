/** @jsxImportSource hono/jsx */
import type { Hono } from 'hono';
import { Icon } from '../ui/icons.tsx';
import { navigationOf, page } from '../ui/layout.tsx';
import { Card } from '../ui/parts.tsx';
import type { HqEnvironment } from '../visit.ts';

/** On a phone the bar has four parts: the others are listed here. */
export function morePages(hq: Hono<HqEnvironment>): void {
  hq.get('/more', (c) => {
    const { t } = c.get('visit');
    return page(
      c,
      { title: t('moreTitle'), place: 'more' },
      <Card flush>
        <ul>
          {navigationOf(c).map(({ href, word, icon }) => (
            <li>
              <a class="more-row" href={href}>
                <Icon name={icon} />
                <span>{t(word)}</span>
                <Icon name="right" />
              </a>
            </li>
          ))}
        </ul>
      </Card>,
    );
  });
}
