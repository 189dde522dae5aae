import type { DemoTrade } from '../define.ts';
import { darker, lighter } from './colour.ts';
import type { Pen } from './pen.ts';

/** One quiet ground for each trade, so that a shelf of pictures reads as one shop. */
const grounds: Readonly<Record<DemoTrade, { wall: string; disc: string }>> = {
  shoes: { wall: '#eceaf3', disc: '#dcd8ea' },
  appliances: { wall: '#e6eef2', disc: '#d3e1e8' },
  baby: { wall: '#fbeee6', disc: '#f7dfd2' },
  beef: { wall: '#f3e9df', disc: '#e8d6c6' },
  fruit: { wall: '#eaf3e2', disc: '#d8e9ca' },
};

/** Wall, a pale disc behind the product, a floor that catches the shadow. */
export function drawBackdrop(pen: Pen, trade: DemoTrade): void {
  const { wall, disc } = grounds[trade];
  pen.rect(0, 0, 800, 800, 0, pen.radial(0.5, 0.38, 0.75, [0, lighter(wall, 0.65)], [1, wall]));
  pen.circle(400, 380, 300, pen.linear(60, [0, lighter(disc, 0.45)], [1, disc]), 0.75);
  pen.rect(
    0,
    590,
    800,
    210,
    0,
    pen.linear(90, [0, darker(disc, 0.02), 0], [0.3, disc, 0.55], [1, lighter(wall, 0.3), 0.9]),
  );
}
