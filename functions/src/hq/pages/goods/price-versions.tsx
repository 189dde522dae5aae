/** @jsxImportSource hono/jsx */
import type { PriceVersion } from '@jindian/shared/contract/goods/prices';
import { formatYuan } from '@jindian/shared/money';
import { Card, type Column, Empty, Row, Table, Time } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';

export function areaOf({ province, city }: { province: string; city: string | null }): string {
  return city === null ? province : `${province} ${city}`;
}

/** Who put which prices in force, and why. */
export function VersionsCard({ visit, versions }: { visit: Visit; versions: readonly PriceVersion[] }) {
  const { t } = visit;
  const columns: Column[] = [
    { label: t('columnVersion'), kind: 'main' },
    { label: t('columnWho') },
    { label: t('columnWhen') },
    { label: t('columnNote') },
    { label: t('columnPriceChanges') },
  ];
  const fen = (amount: number | null) => (amount === null ? t('noRegionalPrice') : formatYuan(amount));
  return (
    <Card id="versions" title={t('versionsTitle')} flush>
      {versions.length === 0 ? (
        <Empty text={t('versionsNone')} />
      ) : (
        <Table caption={t('versionsTitle')} columns={columns}>
          {versions.map((version) => {
            const shown = version.changes.slice(0, 5);
            const more = version.changes.length - shown.length + version.moreChanges;
            return (
              <Row
                columns={columns}
                cells={[
                  t('pricesVersion', { version: version.version }),
                  version.byName,
                  <Time atMs={version.atMs} />,
                  version.note,
                  <>
                    {shown.map((change) => (
                      <span class="sub">
                        {`${change.skuId} ${areaOf(change)} ${fen(change.beforeFen)} → ${fen(change.afterFen)}`}
                      </span>
                    ))}
                    {more > 0 ? <span class="sub">{t('versionMore', { count: more })}</span> : null}
                  </>,
                ]}
              />
            );
          })}
        </Table>
      )}
    </Card>
  );
}
