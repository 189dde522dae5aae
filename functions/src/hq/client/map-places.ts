import { marks } from '@jindian/shared/design/tokens';
import type { PlaceRow } from '../pages/places/map-data.ts';
import { cardOf } from './map-card.ts';
import type { MapMark } from './map-scene.ts';

const maxListed = 8;
/** So many marks are told apart on a screen; more are joined by where they are. */
const maxMarks = 300;
const cellsAcross = 24;

const colours: Record<PlaceRow['status'], string> = {
  open: marks.done,
  preparing: marks.asked,
  rehearsing: marks.toPack,
  suspended: marks.stuck,
  closed: marks.over,
};

/** Places that stand together, each group a mark. */
export function groupPlaces(
  rows: readonly PlaceRow[],
  [west, , east]: readonly [number, number, number, number],
): PlaceRow[][] {
  const cell = rows.length > maxMarks ? (east - west) / cellsAcross : 0.0001;
  const groups = new Map<string, PlaceRow[]>();
  for (const row of rows) {
    const key = row.point.map((degrees) => Math.round(degrees / cell)).join(' ');
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

export function placeMarks(groups: readonly PlaceRow[][], moreText: string): MapMark[] {
  return groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const count = group.length;
    const middle = (nth: 0 | 1) => group.reduce((sum, { point }) => sum + point[nth], 0) / count;
    return {
      point: [middle(0), middle(1)] as const,
      colour: colours[mostOf(group)],
      count,
      tip: {
        title: first.name,
        lines: count > 1 ? [first.text, `+${count - 1}`] : [first.text],
      },
      card: () =>
        cardOf(
          group.slice(0, maxListed).map(({ id, name, status, statusText, text }) => ({
            colour: colours[status],
            href: `/hq/locations/${id}`,
            name,
            state: statusText,
            text,
          })),
          count > maxListed ? moreText.replace('{count}', String(count - maxListed)) : null,
        ),
      ways: [],
    };
  });
}

/** The state that most of them are in: the mark has its colour. */
function mostOf(group: readonly PlaceRow[]): PlaceRow['status'] {
  const counts = new Map<PlaceRow['status'], number>();
  for (const { status } of group) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'open';
}
