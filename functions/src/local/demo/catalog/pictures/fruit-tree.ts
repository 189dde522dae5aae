import { darker, lighter } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

/** A leaf from its stem at (x, y), pointing right before the turn. */
export function leaf(pen: Pen, x: number, y: number, turn: number, size = 1, green = '#5f9e48'): void {
  pen.group(`translate(${x} ${y}) rotate(${turn}) scale(${size})`, () => {
    pen.path(
      'M0 0C30 -46 100 -52 150 -6C104 34 36 36 0 0Z',
      pen.linear(60, [0, lighter(green, 0.3)], [1, darker(green, 0.2)]),
    );
    pen.stroke(
      'M6 -2C50 -10 100 -10 140 -6M50 -8l18 -18M84 -9l18 -16M56 -6l18 14M88 -7l16 12',
      lighter(green, 0.45),
      { width: 3, opacity: 0.7 },
    );
  });
}

function apple(pen: Pen, x: number, y: number, size: number, blush: string): void {
  pen.shadow(x + 4, y + 142 * size, 128 * size, 22 * size);
  pen.group(`translate(${x} ${y}) scale(${size})`, () => {
    const skin =
      'M0 -96C40 -126 146 -112 148 -4C148 84 84 146 34 142C14 140 -14 140 -34 142C-84 146 -148 84 -148 -4C-146 -112 -40 -126 0 -96Z';
    pen.path(
      skin,
      pen.radial(
        0.36,
        0.3,
        0.85,
        [0, '#f6b15e'],
        [0.25, lighter(blush, 0.12)],
        [0.7, blush],
        [1, darker(blush, 0.35)],
      ),
    );
    pen.clip(skin, () => {
      for (const [at, bend] of [
        [-96, -30],
        [-60, -18],
        [-24, -6],
        [20, 6],
        [58, 18],
        [98, 32],
      ] as const) {
        pen.stroke(`M${at * 0.4} -98C${at + bend * 0.3} -40 ${at + bend} 40 ${at * 0.6} 136`, '#f7cf7a', {
          width: 7,
          opacity: 0.35,
        });
      }
      for (const [dx, dy] of [
        [-80, 20],
        [-50, 60],
        [60, 50],
        [90, 0],
        [20, 80],
        [-20, 30],
        [50, -20],
      ] as const)
        pen.circle(dx, dy, 3, '#ffe9b8', 0.8);
    });
    pen.ellipse(0, -90, 44, 15, '#8a6a2a', 0.6);
    pen.stroke('M0 -86C2 -120 12 -140 26 -156', '#6b4a2a', { width: 11 });
    pen.path(
      'M-112 -30C-108 -74 -70 -98 -36 -94C-70 -76 -88 -50 -92 -10C-100 -6 -112 -14 -112 -30Z',
      '#ffffff',
      0.6,
    );
  });
}

export const aksuApples: Draw = (pen) => {
  apple(pen, 260, 400, 0.95, '#c93a35');
  apple(pen, 540, 390, 1, '#d2483a');
  leaf(pen, 566, 236, -24, 0.8);
  // Half an apple with its honeyed core.
  pen.shadow(410, 694, 170, 26);
  pen.group('translate(400 540)', () => {
    pen.path(
      'M0 -104C44 -136 162 -118 162 -4C162 90 92 156 36 150C14 148 -14 148 -36 150C-92 156 -162 90 -162 -4C-162 -118 -44 -136 0 -104Z',
      '#b92f2f',
    );
    pen.path(
      'M0 -90C42 -120 146 -104 146 -4C146 80 84 140 34 136C14 134 -14 134 -34 136C-84 140 -146 80 -146 -4C-146 -104 -42 -120 0 -90Z',
      pen.radial(0.5, 0.5, 0.55, [0, '#fff6d6'], [0.7, '#fdf3d2'], [1, '#f6e4ae']),
    );
    pen.path(
      'M0 -44C34 -52 66 -26 64 10C62 46 32 70 0 74C-32 70 -62 46 -64 10C-66 -26 -34 -52 0 -44Z',
      pen.radial(0.5, 0.5, 0.55, [0, '#e9b64a', 0.95], [0.6, '#f0c765', 0.8], [1, '#f8dd98', 0.2]),
    );
    pen.path(
      'M0 -28C-26 -18 -34 12 -26 34C-14 46 -4 44 0 38C4 44 14 46 26 34C34 12 26 -18 0 -28Z',
      '#fbedc0',
    );
    pen.path(
      'M-16 -4C-22 10 -20 24 -12 30C-6 18 -6 4 -16 -4ZM16 -4C22 10 20 24 12 30C6 18 6 4 16 -4Z',
      '#5c3a22',
    );
    pen.stroke('M0 -92C2 -112 8 -124 18 -136', '#6b4a2a', { width: 9 });
    pen.path('M-128 -20C-124 -60 -90 -86 -54 -86C-88 -68 -104 -44 -108 -6Z', '#ffffff', 0.6);
  });
};

export const korlaPears: Draw = (pen) => {
  const pear = (x: number, y: number, size: number, turn: number) => {
    pen.shadow(x + 4, y + 160 * size, 120 * size, 22 * size);
    pen.group(`translate(${x} ${y}) rotate(${turn}) scale(${size})`, () => {
      const skin =
        'M0 -158C46 -160 62 -118 70 -70C78 -26 138 4 136 74C134 140 78 166 0 166C-78 166 -134 140 -136 74C-138 4 -78 -26 -70 -70C-62 -118 -46 -160 0 -158Z';
      pen.path(skin, pen.radial(0.36, 0.42, 0.75, [0, '#f3efa0'], [0.5, '#d5d768'], [1, '#94a23e']));
      pen.clip(skin, () => {
        pen.ellipse(104, 66, 140, 170, pen.radial(0.5, 0.5, 0.5, [0, '#e0763c', 0.6], [1, '#e08a4e', 0]));
        for (const [dx, dy] of [
          [-60, 40],
          [-20, 90],
          [30, 60],
          [60, 110],
          [-80, 90],
          [0, 10],
          [-30, -60],
          [24, -90],
          [-10, 130],
        ] as const)
          pen.circle(dx, dy, 3.5, '#8f9440', 0.7);
      });
      pen.stroke('M0 -152C-2 -184 8 -206 22 -220', '#6b4a2a', { width: 11 });
      pen.path(
        'M-48 -104C-44 -134 -24 -146 -8 -144C-26 -120 -32 -80 -40 -48C-60 -16 -104 10 -106 70C-120 50 -116 6 -84 -22C-60 -44 -54 -70 -48 -104Z',
        '#ffffff',
        0.5,
      );
    });
  };
  pear(252, 440, 0.96, -8);
  pear(556, 436, 0.98, 9);
  leaf(pen, 612, 226, 12, 0.9, '#6fa54c');
  pear(404, 510, 1.02, 0);
  leaf(pen, 424, 292, -28, 0.8, '#7fb257');
};

export const honeyPeaches: Draw = (pen) => {
  const peach = (x: number, y: number, size: number, flip: number) => {
    pen.shadow(x, y + 150 * size, 138 * size, 24 * size);
    pen.group(`translate(${x} ${y}) scale(${size * flip} ${size})`, () => {
      const skin =
        'M-8 -138C60 -150 158 -96 158 10C158 100 90 154 4 154C-88 154 -158 100 -158 10C-158 -92 -80 -146 -8 -138Z';
      pen.path(
        skin,
        pen.radial(0.64, 0.62, 0.8, [0, '#fdeacb'], [0.45, '#f9c3a0'], [0.8, '#ee8d82'], [1, '#d4606a']),
      );
      pen.clip(skin, () => {
        pen.ellipse(-90, -60, 170, 160, pen.radial(0.5, 0.5, 0.5, [0, '#e0485c', 0.65], [1, '#e8636c', 0]));
        for (const [dx, dy] of [
          [-60, 20],
          [-20, 60],
          [60, -20],
          [90, 60],
          [20, 110],
          [-90, 70],
          [40, 30],
        ] as const)
          pen.circle(dx, dy, 4, '#fff2e2', 0.55);
      });
      pen.stroke('M-8 -134C-46 -80 -56 20 -14 148', '#c9535f', { width: 9, opacity: 0.6 });
      pen.path('M-128 -20C-122 -70 -84 -104 -46 -108C-84 -84 -100 -50 -104 -4Z', '#ffffff', 0.5);
    });
  };
  peach(266, 396, 0.92, 1);
  peach(548, 402, 0.94, -1);
  leaf(pen, 262, 276, 196, 0.9);
  leaf(pen, 552, 282, -16, 0.9);
  peach(406, 524, 1.02, 1);
  leaf(pen, 400, 388, -34, 0.9, '#6fae52');
  leaf(pen, 396, 390, 206, 0.75, '#5f9e48');
};

function citrus(pen: Pen, x: number, y: number, r: number, peel: string): void {
  pen.shadow(x + 4, y + r * 0.96, r * 0.9, r * 0.16);
  pen.circle(
    x,
    y,
    r,
    pen.radial(0.36, 0.3, 0.8, [0, lighter(peel, 0.5)], [0.4, peel], [1, darker(peel, 0.32)]),
  );
  for (const [dx, dy] of [
    [-0.5, 0.2],
    [-0.2, 0.5],
    [0.2, 0.3],
    [0.5, 0.1],
    [0.3, 0.6],
    [-0.6, -0.1],
    [0, 0.05],
    [0.6, -0.3],
    [-0.35, 0.75],
  ] as const)
    pen.circle(x + dx * r, y + dy * r, 3.5, darker(peel, 0.25), 0.5);
  pen.path(
    `M${x - r * 0.74} ${y - r * 0.16}C${x - r * 0.7} ${y - r * 0.56} ${x - r * 0.4} ${y - r * 0.78} ${x - r * 0.08} ${y - r * 0.8}C${x - r * 0.36} ${y - r * 0.6} ${x - r * 0.54} ${y - r * 0.36} ${x - r * 0.58} ${y - r * 0.04}Z`,
    '#ffffff',
    0.5,
  );
}

export const navelOranges: Draw = (pen) => {
  citrus(pen, 272, 410, 142, '#f2932e');
  pen.circle(
    306,
    372,
    17,
    pen.radial(0.5, 0.5, 0.5, [0, '#a85a12', 0.9], [0.5, '#c9771f', 0.6], [1, '#f2932e', 0]),
  );
  citrus(pen, 548, 398, 150, '#f4992f');
  pen.path('M540 262l10 -12l10 12l-4 10l-12 0Z', '#5f8a3c');
  leaf(pen, 552, 254, -22, 0.95);
  leaf(pen, 546, 256, 200, 0.7, '#6fae52');
  // A cut half: pith, ten segments.
  pen.shadow(404, 690, 160, 24);
  pen.circle(400, 548, 146, pen.radial(0.4, 0.35, 0.8, [0, '#f7a544'], [1, '#d9761d']));
  pen.circle(400, 548, 132, '#fff3d9');
  for (let part = 0; part < 10; part += 1) {
    pen.group(`rotate(${part * 36} 400 548)`, () => {
      pen.path(
        'M400 536C384 500 372 458 376 438C384 424 416 424 424 438C428 458 416 500 400 536Z',
        pen.linear(90, [0, '#f28a1e'], [1, '#fbbd5a']),
      );
      pen.stroke('M392 450C388 470 392 490 396 504', '#ffe3ae', { width: 4, opacity: 0.8 });
    });
  }
  pen.circle(400, 548, 10, '#fff3d9');
};

export const dekoponMandarins: Draw = (pen) => {
  const dekopon = (x: number, y: number, size: number) => {
    pen.shadow(x + 4, y + 136 * size, 140 * size, 24 * size);
    pen.group(`translate(${x} ${y}) scale(${size})`, () => {
      const skin =
        'M-44 -116C-44 -150 -24 -160 0 -160C24 -160 44 -150 46 -116C110 -104 152 -50 150 12C148 92 84 138 0 138C-84 138 -148 92 -150 12C-152 -50 -110 -104 -44 -116Z';
      pen.path(skin, pen.radial(0.36, 0.36, 0.8, [0, '#ffd37c'], [0.45, '#f3a02e'], [1, '#c46a17']));
      pen.stroke(
        'M-40 -116C-20 -104 20 -104 42 -116M-28 -150C-34 -120 -66 -90 -84 -50M0 -156C-4 -120 -10 -90 -20 -50M24 -152C30 -120 60 -96 76 -56',
        '#c9741c',
        { width: 5, opacity: 0.5 },
      );
      for (const [dx, dy] of [
        [-80, 30],
        [-40, 80],
        [30, 60],
        [80, 20],
        [50, 100],
        [0, 10],
        [-100, -10],
        [-20, 50],
      ] as const)
        pen.circle(dx, dy, 4, '#b8640f', 0.5);
      pen.path('M-116 -6C-112 -52 -80 -84 -44 -92C-74 -66 -88 -40 -92 4Z', '#ffffff', 0.5);
      pen.path('M-14 -160l14 -14l16 14l-8 10l-14 0Z', '#5f8a3c');
    });
  };
  dekopon(268, 414, 0.94);
  dekopon(544, 408, 0.98);
  leaf(pen, 548, 240, -20, 0.9);
  // Peeled: segments in their opened skin.
  pen.shadow(404, 682, 190, 26);
  pen.path(
    'M220 620C210 570 270 540 310 570C330 510 470 510 490 570C530 540 590 570 580 620C570 660 480 676 400 676C320 676 230 660 220 620Z',
    pen.linear(90, [0, '#fff0d0'], [1, '#f0b154']),
  );
  for (const [x, turn] of [
    [306, -40],
    [344, -22],
    [382, -6],
    [420, 8],
    [458, 24],
    [494, 42],
  ] as const) {
    pen.group(`rotate(${turn} ${x} 640)`, () => {
      pen.path(
        `M${x} 640C${x - 34} 620 ${x - 36} 530 ${x} 506C${x + 36} 530 ${x + 34} 620 ${x} 640Z`,
        pen.linear(20, [0, '#ffc76a'], [1, '#ee8f22']),
      );
      pen.stroke(`M${x - 14} 540C${x - 20} 570 ${x - 18} 590 ${x - 12} 612`, '#fff0d0', {
        width: 5,
        opacity: 0.8,
      });
    });
  }
  pen.path(
    'M216 616C250 650 330 662 400 662C470 662 550 650 584 616C590 650 520 694 400 694C280 694 210 650 216 616Z',
    pen.linear(90, [0, '#f5a63c'], [1, '#cf7719']),
  );
};
