import { darker, lighter } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

function dish(pen: Pen, glaze: string): void {
  pen.shadow(400, 640, 340, 56, 0.3);
  pen.ellipse(400, 470, 326, 170, darker(glaze, 0.35));
  pen.ellipse(
    400,
    456,
    326,
    170,
    pen.linear(60, [0, lighter(glaze, 0.5)], [0.6, glaze], [1, darker(glaze, 0.15)]),
  );
  pen.ellipse(400, 462, 270, 132, darker(glaze, 0.14));
  pen.ellipse(400, 468, 268, 128, pen.linear(80, [0, glaze], [1, lighter(glaze, 0.4)]));
}

/** A curl of thin beef: lean outside, a band of fat, the hollow in the middle. */
function roll(pen: Pen, x: number, y: number, turn: number, size = 1): void {
  pen.group(`translate(${x} ${y}) rotate(${turn}) scale(${size})`, () => {
    pen.path(
      'M-92 -34L74 -40C96 -38 104 -16 102 6C100 28 92 44 74 44L-88 40Z',
      pen.linear(90, [0, '#e98a86'], [0.4, '#cc4550'], [1, '#8e2433']),
    );
    pen.path('M-92 -20L88 -26L94 -10L-92 -4ZM-90 18L96 20L90 34L-88 30Z', '#fbe9da', 0.92);
    pen.ellipse(-90, 3, 22, 38, '#f6d8c8');
    pen.ellipse(-90, 3, 16, 30, '#c9434e');
    pen.ellipse(-90, 3, 10, 21, '#fbe9da');
    pen.ellipse(-90, 3, 6, 13, '#8e2433');
    pen.path('M-80 -30L70 -36C80 -34 84 -30 86 -26L-84 -20Z', '#ffffff', 0.35);
  });
}

function parsley(pen: Pen, x: number, y: number, size = 1): void {
  for (const [dx, dy, r] of [
    [0, 0, 18],
    [22, -8, 15],
    [-20, -6, 15],
    [10, -24, 14],
    [-10, -24, 13],
    [30, 10, 11],
  ] as const) {
    pen.circle(x + dx * size, y + dy * size, r * size, dx > 0 ? '#5f9a4c' : '#7ab35f');
  }
  pen.circle(x - 6 * size, y - 18 * size, 6 * size, '#a3d088', 0.8);
}

export const hotpotRolls: Draw = (pen) => {
  dish(pen, '#dfe8ec');
  parsley(pen, 620, 420, 1.3);
  roll(pen, 290, 390, -6);
  roll(pen, 500, 384, 8);
  roll(pen, 220, 462, 4);
  roll(pen, 412, 450, -3, 1.05);
  roll(pen, 590, 470, 5, 0.95);
  roll(pen, 310, 534, -4, 1.05);
  roll(pen, 516, 536, 4);
  // Chopsticks.
  pen.path('M470 130L488 136L420 420L408 416Z', pen.linear(0, [0, '#8a5a34'], [1, '#5c3a20']));
  pen.path('M540 130L558 138L446 424L434 420Z', pen.linear(0, [0, '#9c6a3f'], [1, '#694526']));
  pen.path('M470 130L488 136L478 178L460 172ZM540 130L558 138L542 180L524 172Z', '#d8b25f');
};

export const marbledSlices: Draw = (pen) => {
  pen.shadow(400, 640, 340, 50, 0.3);
  pen.path(
    'M70 360C70 330 90 314 120 312L680 312C710 314 730 330 730 360L712 590C710 616 690 630 664 632L136 632C110 630 90 616 88 590Z',
    pen.linear(90, [0, '#3a3d42'], [1, '#1d1f22']),
  );
  pen.path(
    'M92 352C92 336 104 328 124 328L676 328C696 328 708 336 708 352L692 576C690 600 676 610 654 610L146 610C124 610 110 600 108 576Z',
    pen.linear(80, [0, '#26282c'], [1, '#34373c']),
  );
  pen.stroke('M84 352C88 328 100 320 124 318L676 318C700 320 712 328 716 352', '#6e747c', {
    width: 4,
    opacity: 0.8,
  });
  parsley(pen, 640, 372, 1.1);
  const slice = (x: number, y: number, turn: number, pink: string) =>
    pen.group(`translate(${x} ${y}) rotate(${turn})`, () => {
      pen.path(
        'M-92 -92C-60 -118 60 -122 94 -94C116 -60 112 70 92 104C60 124 -58 122 -90 100C-112 66 -114 -60 -92 -92Z',
        '#17181a',
        0.35,
      );
      pen.path(
        'M-96 -100C-62 -126 58 -128 92 -100C114 -66 110 62 90 96C58 116 -60 114 -92 92C-114 58 -116 -66 -96 -100Z',
        pen.linear(60, [0, lighter(pink, 0.2)], [1, darker(pink, 0.12)]),
      );
      pen.path('M-96 -100C-62 -126 58 -128 92 -100L86 -84C50 -106 -56 -104 -90 -82Z', '#fff1e2');
      pen.stroke(
        'M-76 -60c18 -12 26 6 44 -4M-14 -70c16 -10 24 8 42 -2M46 -62c12 -8 20 6 34 -2M-84 -18c14 -10 26 8 40 -4M-30 -26c18 -10 22 10 40 0M24 -20c16 -10 26 8 50 -4M-82 26c18 -12 28 8 46 -4M-20 18c14 -8 26 10 44 -2M40 28c14 -8 22 6 40 -4M-62 70c16 -10 26 8 42 -2M-4 62c16 -8 26 10 46 0M56 74c8 -6 14 2 22 -2',
        '#fff0e4',
        { width: 7, opacity: 0.92 },
      );
      pen.stroke(
        'M-50 -86l6 14M8 -90l-4 12M60 -84l4 12M-60 -40l8 10M0 -48l6 12M50 -42l-6 10M-56 2l8 12M0 -4l-6 12M60 4l4 12M-54 46l6 12M14 40l-4 12M70 50l-6 10M-30 88l8 -4M30 86l10 -2',
        '#fff0e4',
        { width: 4, opacity: 0.85 },
      );
    });
  slice(196, 464, -10, '#d9656c');
  slice(300, 470, -5, '#cf545f');
  slice(402, 466, 0, '#dc6a70');
  slice(504, 472, 6, '#cd525c');
  slice(604, 478, 11, '#d9656c');
};

export const cubedBrisket: Draw = (pen) => {
  pen.shadow(400, 646, 320, 46, 0.3);
  // Enamel bowl.
  pen.path(
    'M96 420C110 580 220 650 400 650C580 650 690 580 704 420Z',
    pen.linear(0, [0, '#ffffff'], [0.3, '#eef3f4'], [1, '#b9c6ca']),
  );
  pen.ellipse(400, 420, 306, 110, '#2f6a8a');
  pen.ellipse(400, 420, 292, 100, pen.linear(90, [0, '#c3d1d6'], [1, '#f3f7f8']));
  const cube = (x: number, y: number, size: number, turn: number) =>
    pen.group(`translate(${x} ${y}) rotate(${turn}) scale(${size})`, () => {
      pen.path('M-62 -22L0 -52L62 -24L0 8Z', '#e0656a');
      pen.path('M-62 -22L0 8L0 74L-60 40Z', '#c23d49');
      pen.path('M62 -24L0 8L0 74L60 38Z', '#962836');
      pen.path('M-62 -2L0 28L0 44L-61 12ZM62 -4L0 28L0 44L61 10Z', '#fbe8d3');
      pen.stroke('M-30 -26L6 -40M-6 -10L30 -26M-44 20L-18 34M14 52L44 36', '#f4c6bd', {
        width: 5,
        opacity: 0.85,
      });
      pen.path('M-56 -22L0 -48L20 -40L-36 -13Z', '#ffffff', 0.25);
    });
  for (const [x, y, size, turn] of [
    [230, 372, 1.0, -8],
    [360, 330, 1.0, 10],
    [490, 336, 0.95, -12],
    [590, 384, 0.95, 8],
    [300, 420, 1.1, 6],
    [430, 404, 1.15, -4],
    [540, 440, 1.0, 12],
    [210, 440, 0.85, 14],
    [390, 470, 0.95, -14],
  ] as const) {
    cube(x, y, size, turn);
  }
  pen.path(
    'M97 430C110 586 220 650 400 650C580 650 690 586 703 430C660 500 560 530 400 530C240 530 140 500 97 430Z',
    pen.linear(0, [0, '#ffffff'], [0.3, '#f0f5f6'], [1, '#b5c3c8']),
  );
  pen.stroke('M98 430C140 504 240 534 400 534C560 534 660 504 702 430', '#2f6a8a', { width: 9 });
  pen.path('M150 520C170 580 220 616 280 630C220 600 190 560 180 520Z', '#ffffff', 0.9);
  // Star anise and a slice of ginger wait beside it.
  pen.group('translate(646 636)', () => {
    for (let arm = 0; arm < 8; arm += 1)
      pen.group(`rotate(${arm * 45})`, () =>
        pen.ellipse(0, -24, 9, 22, arm % 2 === 0 ? '#8a5230' : '#6f4024'),
      );
    pen.circle(0, 0, 9, '#c48a54');
  });
  pen.ellipse(150, 650, 50, 24, '#d9b25f');
  pen.ellipse(148, 645, 48, 22, '#f5dd9a');
  pen.stroke('M124 646C140 638 160 650 174 642', '#e2bf6c', { width: 4 });
};

export const beefShank: Draw = (pen) => {
  dish(pen, '#e8dcc8');
  parsley(pen, 620, 390, 1.2);
  parsley(pen, 190, 520, 0.8);
  const round = (x: number, y: number, size: number, turn: number) =>
    pen.group(`translate(${x} ${y}) rotate(${turn}) scale(${size})`, () => {
      pen.ellipse(6, 14, 100, 70, '#4a2a1c', 0.4);
      pen.path('M-100 0L-98 14C-80 84 80 84 98 14L100 0Z', '#6d3623');
      pen.path(
        'M-100 0C-104 -44 -52 -72 4 -70C60 -70 104 -42 100 4C96 46 54 66 0 66C-58 66 -98 44 -100 0Z',
        pen.linear(60, [0, '#c4775a'], [0.5, '#a9573e'], [1, '#8a402c']),
      );
      // The pattern that braised shank is loved for.
      pen.stroke(
        'M-84 -6C-52 -34 -30 8 0 -14C30 -34 52 6 84 -14M-70 28C-40 4 -16 40 14 16C36 0 56 30 76 20M-52 -44C-34 -22 -8 -54 14 -34C28 -22 46 -50 62 -34M-30 -12C-40 12 -14 24 -26 48M26 -22C40 4 18 18 36 44',
        '#f0cf9f',
        { width: 8, opacity: 0.95 },
      );
      pen.stroke('M-84 -6C-52 -34 -30 8 0 -14C30 -34 52 6 84 -14', '#fff0d0', { width: 3, opacity: 0.8 });
      pen.path('M-88 -10C-78 -44 -36 -60 16 -60C-26 -48 -58 -26 -68 6Z', '#ffffff', 0.2);
    });
  round(300, 384, 0.9, -8);
  round(480, 380, 0.9, 10);
  round(236, 462, 0.95, 4);
  round(566, 466, 0.95, -6);
  round(400, 458, 1.05, 0);
  round(316, 536, 0.9, 8);
  round(490, 538, 0.9, -10);
  for (const [x, y] of [
    [360, 330],
    [430, 332],
    [640, 520],
    [180, 420],
  ] as const)
    pen.circle(x, y, 6, '#c0392b');
};

export const shortRibs: Draw = (pen) => {
  pen.shadow(400, 640, 350, 50, 0.3);
  const slate = '#565b63';
  pen.path('M70 350L650 300L740 560L130 640Z', darker(slate, 0.5));
  pen.path(
    'M70 332L650 282L740 544L130 622Z',
    pen.linear(30, [0, lighter(slate, 0.18)], [1, darker(slate, 0.2)]),
  );
  pen.stroke('M84 340L646 292', lighter(slate, 0.4), { width: 4, opacity: 0.7 });
  const rib = (x: number, y: number) =>
    pen.group(`translate(${x} ${y}) rotate(-6)`, () => {
      pen.path('M-54 -132C-40 -150 44 -152 58 -132L66 150C50 172 -48 172 -62 152Z', '#2a1416', 0.45);
      pen.path(
        'M-26 -196C-36 -214 -8 -228 0 -214C10 -228 36 -214 26 -196L28 -120L-28 -120Z',
        pen.linear(0, [0, '#fffaf0'], [0.5, '#f1e0c5'], [1, '#c9ae88']),
      );
      pen.path(
        'M-56 -138C-42 -156 42 -158 56 -138L64 144C48 166 -50 166 -64 146Z',
        pen.linear(0, [0, '#dd6064'], [0.5, '#c23d49'], [1, '#962836']),
      );
      pen.path('M-56 -138C-42 -156 42 -158 56 -138L57 -112C40 -128 -42 -126 -57 -108Z', '#fdf0dd');
      pen.path('M-60 -20C-30 -34 30 -8 60 -24L61 -2C30 14 -30 -12 -61 2Z', '#fbe6d2');
      pen.path('M-62 78C-30 64 30 92 63 76L64 96C30 112 -30 84 -63 98Z', '#fbe6d2');
      pen.stroke(
        'M-36 -84C-20 -92 -8 -76 10 -86M8 -56C24 -64 32 -50 44 -56M-40 34C-22 24 -8 42 12 32M14 56C28 50 36 60 48 54M-30 128C-14 120 4 134 20 124',
        '#f4c6bd',
        { width: 5, opacity: 0.85 },
      );
      pen.path('M-46 -96C-44 -20 -48 60 -50 130L-34 132C-34 60 -32 -20 -34 -100Z', '#ffffff', 0.22);
    });
  rib(200, 452);
  rib(336, 438);
  rib(472, 424);
  rib(608, 410);
  for (const [x, y] of [
    [150, 640],
    [190, 652],
    [640, 598],
    [676, 584],
    [610, 620],
  ] as const)
    pen.circle(x, y, 6, '#f3efe6');
};

export const beefBalls: Draw = (pen) => {
  pen.shadow(400, 664, 290, 40, 0.3);
  pen.stroke(
    'M300 250C280 210 330 190 306 146M400 236C380 196 430 176 406 130M500 250C480 210 530 190 506 146',
    '#ffffff',
    { width: 16, opacity: 0.7 },
  );
  pen.path(
    'M100 400C110 570 220 668 400 668C580 668 690 570 700 400Z',
    pen.linear(0, [0, '#35506e'], [0.25, '#5d84ad'], [0.5, '#3f638b'], [1, '#233a54']),
  );
  pen.ellipse(400, 400, 300, 104, '#f1ece0');
  pen.ellipse(400, 402, 282, 94, pen.radial(0.5, 0.4, 0.6, [0, '#f5dfae'], [1, '#d9ac66']));
  for (const [x, y, r] of [
    [180, 420, 14],
    [610, 390, 16],
    [250, 350, 10],
    [560, 460, 12],
    [420, 482, 13],
    [330, 478, 9],
  ] as const)
    pen.circle(x, y, r, '#fff0c9', 0.7);
  const ball = (x: number, y: number, r: number) => {
    pen.ellipse(x + 4, y + r * 0.72, r * 0.95, r * 0.36, '#8a5a2a', 0.4);
    pen.circle(x, y, r, pen.radial(0.36, 0.3, 0.8, [0, '#c99a80'], [0.55, '#9c6650'], [1, '#6b3f31']));
    pen.ellipse(x - r * 0.34, y - r * 0.38, r * 0.3, r * 0.18, '#ffffff', 0.6);
    for (const [dx, dy] of [
      [0.2, 0.1],
      [-0.3, 0.3],
      [0.4, -0.3],
      [0.05, 0.5],
      [-0.1, -0.1],
    ] as const)
      pen.circle(x + dx * r, y + dy * r, 3.5, '#6b3f31', 0.6);
  };
  for (const [x, y, r] of [
    [260, 380, 62],
    [392, 346, 62],
    [520, 374, 62],
    [322, 440, 66],
    [462, 440, 66],
  ] as const)
    ball(x, y, r);
  for (const [x, y] of [
    [300, 356],
    [430, 400],
    [360, 402],
    [540, 430],
    [230, 440],
    [470, 346],
    [560, 400],
  ] as const) {
    pen.ring(x, y, 9, '#6fae4e', 6);
  }
  pen.path(
    'M101 412C114 574 222 668 400 668C578 668 686 574 699 412C650 486 550 508 400 508C250 508 150 486 101 412Z',
    pen.linear(0, [0, '#35506e'], [0.25, '#6a93bd'], [0.5, '#41668f'], [1, '#233a54']),
  );
  pen.stroke('M102 414C150 488 250 510 400 510C550 510 650 488 698 414', '#f1ece0', { width: 9 });
  for (let wave = 0; wave < 7; wave += 1)
    pen.stroke(`M${206 + wave * 56} 582c14 -26 34 -26 40 -4c4 14 -16 18 -16 4`, '#c9dcec', {
      width: 6,
      opacity: 0.8,
    });
};
