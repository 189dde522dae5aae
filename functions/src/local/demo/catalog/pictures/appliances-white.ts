import { darker, lighter, mix } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

/** Enamelled sheet: light from the left, a soft edge on the right. */
const enamel = (pen: Pen, colour: string) =>
  pen.linear(
    0,
    [0, lighter(colour, 0.35)],
    [0.12, lighter(colour, 0.12)],
    [0.8, colour],
    [1, darker(colour, 0.18)],
  );

function panel(pen: Pen, x: number, y: number, width: number, height: number, colour: string): void {
  pen.rect(x, y, width, height, 10, enamel(pen, colour));
  pen.rect(x + 3, y + 3, 5, height - 6, 2, '#ffffff', 0.35);
}

/** A long reflection, as windows leave it on glossy doors. */
function gloss(pen: Pen, x: number, y: number, width: number, height: number): void {
  const d = `M${x} ${y}h${width * 0.42}L${x + width * 0.08} ${y + height}h${-width * 0.08}Z`;
  pen.path(d, pen.linear(90, [0, '#ffffff', 0.32], [1, '#ffffff', 0.02]));
}

export const fourDoorFridge: Draw = (pen, colour) => {
  pen.shadow(400, 704, 270, 30);
  pen.path('M628 84L652 104L652 690L628 704Z', darker(colour, 0.42));
  pen.rect(172, 80, 458, 624, 12, darker(colour, 0.5));
  panel(pen, 176, 84, 224, 352, colour);
  panel(pen, 404, 84, 222, 352, colour);
  panel(pen, 176, 442, 224, 248, colour);
  panel(pen, 404, 442, 222, 248, colour);
  gloss(pen, 186, 92, 210, 336);
  gloss(pen, 412, 92, 210, 336);
  const groove = pen.linear(0, [0, darker(colour, 0.55)], [1, darker(colour, 0.2)]);
  pen.rect(384, 230, 12, 196, 5, groove);
  pen.rect(408, 230, 12, 196, 5, groove);
  pen.rect(384, 452, 12, 150, 5, groove);
  pen.rect(408, 452, 12, 150, 5, groove);
  pen.rect(216, 206, 96, 40, 8, '#23272d');
  pen.rect(226, 216, 30, 20, 3, '#7fd4ff', 0.9);
  for (const x of [272, 286, 300]) pen.circle(x, 226, 4, '#7fd4ff', 0.8);
  pen.rect(180, 690, 446, 14, 3, '#2b2f34');
  pen.rect(480, 112, 60, 7, 3, darker(colour, 0.3), 0.7);
};

export const threeDoorFridge: Draw = (pen, colour) => {
  pen.shadow(400, 716, 210, 28);
  pen.path('M560 92L580 108L580 704L560 716Z', darker(colour, 0.42));
  pen.rect(234, 86, 328, 630, 16, darker(colour, 0.5));
  panel(pen, 238, 90, 320, 276, colour);
  panel(pen, 238, 372, 320, 130, mix(colour, '#ffffff', 0.18));
  panel(pen, 238, 508, 320, 196, colour);
  gloss(pen, 248, 98, 300, 260);
  gloss(pen, 248, 514, 300, 180);
  const bar = pen.linear(0, [0, '#f7f8f9'], [0.5, '#bfc5cb'], [1, '#8d949b']);
  pen.rect(262, 190, 16, 150, 8, bar);
  pen.rect(262, 392, 16, 90, 8, bar);
  pen.rect(262, 530, 16, 110, 8, bar);
  pen.path('M470 400a24 24 0 1 0 24 40a20 20 0 1 1 -24 -40Z', darker(colour, 0.35), 0.5);
  pen.rect(380, 116, 50, 7, 3, darker(colour, 0.35), 0.7);
  pen.rect(244, 704, 310, 12, 3, '#2b2f34');
  // Two magnets, as every family has.
  pen.rect(440, 170, 62, 76, 4, '#fffaf0');
  pen.path('M448 232L466 206L478 220L486 210L498 232Z', '#8fbf9f');
  pen.circle(484, 190, 8, '#f5b74f');
  pen.circle(471, 170, 8, '#e2654f');
};

export const uprightFreezer: Draw = (pen) => {
  const body = '#e9edf0';
  pen.shadow(400, 716, 250, 28);
  pen.rect(250, 84, 300, 632, 14, '#9ba5ad');
  pen.rect(262, 98, 276, 600, 8, pen.linear(90, [0, '#f8fbfd'], [1, '#cfdbe3']));
  const ice = pen.linear(80, [0, '#ffffff', 0.95], [0.5, '#cfe8f5', 0.9], [1, '#a6cfe4', 0.95]);
  const goods = ['#c85a4f', '#e59a4c', '#7ba65c', '#b64a57', '#e8b54a', '#6c9cc0', '#8cb36a'];
  goods.forEach((food, row) => {
    const y = 108 + row * 84;
    pen.rect(284, y + 22, 66, 48, 8, food);
    pen.rect(356, y + 14, 74, 56, 12, mix(food, goods[(row + 3) % 7] ?? food, 0.8));
    pen.rect(438, y + 28, 72, 42, 8, mix(food, '#ffffff', 0.3));
    pen.rect(272, y + 8, 256, 70, 8, ice, 0.72);
    pen.rect(340, y + 14, 120, 12, 6, '#8fb4c8');
    pen.rect(276, y + 12, 6, 60, 3, '#ffffff', 0.8);
  });
  // The open door.
  pen.path('M550 84L664 112L664 700L550 716Z', pen.linear(0, [0, '#c3ccd3'], [0.2, body], [1, '#b7c1c9']));
  pen.path('M566 106L648 126L648 682L566 696Z', '#dfe6eb');
  pen.rect(655, 330, 9, 140, 4, '#717b84');
  pen.rect(250, 698, 300, 18, 4, '#4a5259');
};

function drumFront(pen: Pen, colour: string, inside: () => void): void {
  pen.shadow(400, 704, 280, 30);
  pen.path('M638 130L664 150L664 690L638 704Z', darker(colour, 0.35));
  pen.rect(140, 122, 500, 582, 22, enamel(pen, colour));
  pen.path(
    'M140 144C140 132 150 122 162 122L618 122C630 122 640 132 640 144L640 226L140 226Z',
    mix(colour, '#ffffff', 0.25),
  );
  pen.rect(140, 224, 500, 4, 0, darker(colour, 0.3), 0.6);
  pen.rect(166, 146, 128, 58, 8, mix(colour, '#8a939c', 0.25));
  pen.rect(196, 184, 68, 9, 4, darker(colour, 0.45), 0.7);
  pen.rect(430, 148, 184, 54, 10, '#1f2429');
  for (const [x, width] of [
    [446, 48],
    [504, 22],
    [536, 22],
    [568, 30],
  ] as const)
    pen.rect(x, 168, width, 14, 3, '#86dcff', 0.85);
  pen.circle(362, 176, 34, pen.radial(0.35, 0.3, 0.8, [0, '#ffffff'], [1, '#b5bcc3']));
  pen.ring(362, 176, 34, '#8f979f', 3);
  pen.stroke('M362 158L362 146', '#3a4046', { width: 5 });
  pen.circle(390, 458, 186, pen.linear(60, [0, '#ffffff'], [0.5, '#b9c0c7'], [1, '#757d85']));
  pen.circle(390, 458, 168, '#343a41');
  pen.circle(390, 458, 142, pen.radial(0.5, 0.45, 0.6, [0, '#59636d'], [1, '#22272c']));
  inside();
  pen.path(
    'M286 392C310 344 356 322 404 324C360 344 322 384 308 432C296 426 286 410 286 392Z',
    '#ffffff',
    0.35,
  );
  pen.ring(390, 458, 154, '#9aa3ab', 4, 0.8);
  pen.rect(548, 424, 26, 70, 12, pen.linear(0, [0, '#f4f6f7'], [1, '#a5adb4']));
  pen.rect(150, 690, 480, 16, 6, darker(colour, 0.55));
}

export const frontWasher: Draw = (pen, colour) => {
  drumFront(pen, colour, () => {
    const glass = 'M248 458a142 142 0 1 0 284 0a142 142 0 1 0 -284 0Z';
    pen.clip(glass, () => {
      pen.path('M240 470C290 440 330 500 390 474C450 446 480 498 540 462L540 620L240 620Z', '#6cb9e6', 0.85);
      pen.path('M300 560C320 500 380 480 430 520C470 500 510 520 520 580L520 620L290 620Z', '#f08a6a');
      pen.path('M250 540C300 510 340 540 350 620L240 620Z', '#f5d15c');
      pen.path('M410 540C450 530 470 560 470 620L390 620Z', '#ffffff', 0.85);
    });
    for (const [x, y, r] of [
      [300, 468, 13],
      [330, 480, 8],
      [440, 470, 15],
      [474, 484, 9],
      [400, 488, 7],
    ] as const) {
      pen.circle(x, y, r, '#ffffff', 0.75);
    }
  });
};

export const heatPumpDryer: Draw = (pen) => {
  drumFront(pen, '#e8e6e3', () => {
    const glass = 'M248 458a142 142 0 1 0 284 0a142 142 0 1 0 -284 0Z';
    pen.clip(glass, () => {
      for (const [x, y] of [
        [300, 396],
        [360, 376],
        [420, 380],
        [478, 404],
        [330, 440],
        [450, 442],
      ] as const)
        pen.circle(x, y, 8, '#14181b', 0.6);
      pen.path('M250 560C280 480 340 460 380 500C420 450 500 470 530 560L530 620L250 620Z', '#fff5e6');
      pen.path('M300 620C300 540 350 510 400 540C450 520 490 560 490 620Z', '#f2c9a0');
      pen.path('M250 600C290 540 330 560 340 620Z', '#b9d2e8');
      pen.stroke(
        'M330 400C316 380 344 366 330 344M390 396C376 374 404 360 390 338M450 400C436 380 464 366 450 344',
        '#ffb56b',
        { width: 10, opacity: 0.85 },
      );
    });
  });
};
