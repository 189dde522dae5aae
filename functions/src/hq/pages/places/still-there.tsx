/** @jsxImportSource hono/jsx */
import {
  type StillThere,
  type StillThereKind,
  stillThereTexts,
} from '@jindian/shared/contract/places/closing';
import type { Location } from '@jindian/shared/contract/places/network';
import { Card, type Column, Money, Row, Table } from '../../ui/parts.tsx';
import type { HqContext } from '../../visit.ts';

/** Where each is brought to an end or handed on. */
const whereEnded: Readonly<Record<StillThereKind, (place: Location) => string>> = {
  orders: ({ id }) => `/hq?at=${id}`,
  courier_jobs: ({ id }) => `/hq?at=${id}`,
  slots: ({ id }) => `/hq/locations/${id}/hours`,
  stock: ({ id }) => `/hq/stock?location=${id}`,
  consigned: ({ id }) => `/hq/stock?location=${id}`,
  transfers: ({ id }) => `/hq/transfers?at=${id}`,
  staff: ({ id }) => `/hq/people?location=${id}`,
  grids: () => '/hq/grids',
  owner_money: ({ ownerId }) => `/hq/owners/${ownerId}`,
};

/** What of a place is to be ended or handed on before it can close. */
export function StillThereCard({
  c,
  location,
  left,
}: {
  c: HqContext;
  location: Location;
  left: readonly StillThere[];
}) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('stillThereWhat'), kind: 'main' },
    { label: t('stillThereCount'), kind: 'number' },
  ];
  return (
    <Card
      id="still-there"
      title={t('stillThereTitle')}
      lead={t(left.length === 0 ? 'stillThereNothing' : 'stillThereFirst')}
      flush={left.length > 0}
    >
      {left.length === 0 ? null : (
        <Table caption={t('stillThereTitle')} columns={columns}>
          {left.map(({ kind, count }) => (
            <Row
              columns={columns}
              cells={[
                <a href={whereEnded[kind](location)}>{stillThereTexts[kind][language]}</a>,
                kind === 'owner_money' ? <Money fen={count} /> : String(count),
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}
