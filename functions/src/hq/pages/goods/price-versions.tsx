/** @jsxImportSource hono/jsx */
import type { PriceContent } from '@jindian/shared/contract/goods/prices';
import type { PolicyVersion } from '@jindian/shared/contract/policies';
import { formatYuan } from '@jindian/shared/money';
import { priceChanges } from '../../../goods/catalog/prices.ts';
import { versionText } from '../../policies/parts.tsx';
import { Card, type Column, Empty, Row, Table } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';

const maxShown = 200;

export function areaOf({ province, city }: { province: string; city: string | null }): string {
  return city === null ? province : `${province} ${city}`;
}

/** What a version changed beside the one before it. */
export function PriceContentCard({
  visit,
  version,
  before,
}: {
  visit: Visit;
  version: PolicyVersion & { content: PriceContent };
  before: PriceContent | null;
}) {
  const { t } = visit;
  const { changes } = priceChanges(before ?? { policies: [], entries: [] }, version.content);
  const columns: Column[] = [
    { label: t('columnGoods'), kind: 'main' },
    { label: t('columnPriceArea') },
    { label: t('columnPriceChanges') },
  ];
  const fen = (amount: number | null) => (amount === null ? t('noRegionalPrice') : formatYuan(amount));
  const more = changes.length - maxShown;
  return (
    <Card id="version" title={versionText(visit, version.number)} lead={version.note} flush>
      {changes.length === 0 ? (
        <Empty text={t('versionsNone')} />
      ) : (
        <Table caption={t('columnPriceChanges')} columns={columns}>
          {changes.slice(0, maxShown).map((change) => (
            <Row
              columns={columns}
              cells={[change.skuId, areaOf(change), `${fen(change.beforeFen)} → ${fen(change.afterFen)}`]}
            />
          ))}
        </Table>
      )}
      {more > 0 ? <p class="muted">{t('versionMore', { count: more })}</p> : null}
    </Card>
  );
}
