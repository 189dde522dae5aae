import { darker, lighter } from './colour.ts';
import { leaf } from './fruit-tree.ts';
import type { Draw } from './pen.ts';

export const shineMuscat: Draw = (pen) => {
  pen.shadow(400, 706, 180, 26);
  pen.stroke('M400 210C396 160 410 120 440 92M350 122C390 108 440 104 500 116', '#8a6a3c', { width: 14 });
  leaf(pen, 420, 150, -8, 1.25, '#6ba64e');
  leaf(pen, 396, 156, 190, 1.1, '#5b9545');
  const skin = pen.radial(0.36, 0.3, 0.8, [0, '#f4fbc6'], [0.45, '#c6de74'], [1, '#7fa53a']);
  const grape = (x: number, y: number) => {
    pen.ellipse(x, y, 46, 50, skin);
    pen.ellipse(x - 15, y - 20, 12, 8, '#ffffff', 0.8);
  };
  const rows: readonly (readonly number[])[] = [
    [286, 360, 440, 514],
    [246, 322, 400, 478, 552],
    [280, 360, 440, 520],
    [310, 394, 476],
    [344, 430],
    [388],
  ];
  rows.forEach((row, index) => {
    for (const x of row) grape(x, 236 + index * 78 + ((x / 2) % 14));
  });
};

export const blueberries: Draw = (pen) => {
  pen.shadow(400, 664, 300, 40);
  const punnet = pen.linear(90, [0, '#e9f1f5', 0.85], [1, '#bcd0da', 0.9]);
  pen.path('M130 372L670 372L640 640C638 656 626 662 610 662L190 662C174 662 162 656 160 640Z', punnet);
  const skin = pen.radial(0.36, 0.32, 0.8, [0, '#a9bce6'], [0.45, '#5468a8'], [1, '#2b3566']);
  // One element for all crowns of a row and one for all lights: fifty berries stay a small picture.
  const berries = (places: readonly (readonly [number, number])[], r: number) => {
    for (const [x, y] of places) pen.circle(x, y, r, skin);
    pen.path(
      places.map(([x, y]) => `M${x} ${y - 20}l5 12l13 1l-9 9l4 13l-13 -6l-12 7l3 -14l-11 -9l14 -1Z`).join(''),
      '#1f274d',
      0.85,
    );
    pen.stroke(places.map(([x, y]) => `M${x - 18} ${y - 16}l6 -2`).join(''), '#ffffff', {
      width: 11,
      opacity: 0.7,
    });
  };
  pen.clip('M132 330L668 330L638 660L162 660Z', () => {
    for (let row = 0; row < 4; row += 1) {
      const places = Array.from(
        { length: 8 },
        (_, place) => [172 + place * 66 + (row % 2) * 30, 610 - row * 66 + ((place * 5) % 9)] as const,
      );
      berries(places, 42);
    }
  });
  const heap = [
    [250, 340],
    [330, 326],
    [412, 330],
    [494, 322],
    [570, 344],
    [290, 278],
    [372, 268],
    [456, 266],
    [528, 284],
    [408, 212],
  ] as const;
  berries(heap.slice(0, 5), 43);
  berries(heap.slice(5, 9), 43);
  berries(heap.slice(9), 43);
  leaf(pen, 440, 196, -18, 0.9);
  leaf(pen, 236, 296, 204, 0.7, '#7ab35f');
  // The clear box in front of them.
  pen.path(
    'M130 372L670 372L640 640C638 656 626 662 610 662L190 662C174 662 162 656 160 640Z',
    pen.linear(30, [0, '#ffffff', 0.4], [0.4, '#ffffff', 0.05], [1, '#d6e6ee', 0.35]),
  );
  pen.stroke('M122 372L678 372', '#f4fafc', { width: 18, opacity: 0.95 });
  pen.stroke('M126 382L674 382', '#9fb6c2', { width: 3, opacity: 0.7 });
  pen.path('M170 396L230 396L236 640L196 640Z', '#ffffff', 0.32);
  berries(
    [
      [700, 636],
      [106, 640],
    ],
    36,
  );
};

export const strawberries: Draw = (pen) => {
  const strawberry = (x: number, y: number, size: number, turn: number) => {
    pen.shadow(x + 4, y + 158 * size, 100 * size, 20 * size);
    pen.group(`translate(${x} ${y}) rotate(${turn}) scale(${size})`, () => {
      const skin =
        'M0 -110C60 -136 136 -104 132 -28C126 60 60 150 0 166C-60 150 -126 60 -132 -28C-136 -104 -60 -136 0 -110Z';
      pen.path(skin, pen.radial(0.36, 0.26, 0.9, [0, '#ff8a74'], [0.4, '#e8383a'], [1, '#a5172a']));
      for (const [dx, dy] of [
        [-86, -40],
        [-44, -56],
        [0, -44],
        [44, -56],
        [86, -40],
        [-98, 4],
        [-60, -6],
        [-20, 4],
        [24, -2],
        [64, 4],
        [100, 0],
        [-78, 48],
        [-38, 44],
        [4, 52],
        [44, 46],
        [80, 44],
        [-52, 90],
        [-14, 96],
        [28, 92],
        [60, 84],
        [-22, 132],
        [16, 130],
      ] as const) {
        pen.ellipse(dx, dy, 5, 8, '#ffd877');
      }
      pen.path('M-108 -40C-108 -84 -74 -104 -40 -100C-72 -84 -84 -52 -84 -14Z', '#ffffff', 0.45);
      const green = pen.linear(90, [0, '#8cc462'], [1, '#4e8a3c']);
      pen.path(
        'M0 -118C-30 -140 -70 -136 -110 -112C-84 -102 -66 -96 -54 -82C-44 -88 -34 -92 -24 -92C-18 -78 -8 -70 0 -58C8 -70 18 -78 24 -92C34 -92 44 -88 54 -82C66 -96 84 -102 110 -112C70 -136 30 -140 0 -118Z',
        green,
      );
      pen.stroke('M0 -112C0 -136 6 -152 18 -166', '#5d9145', { width: 11 });
    });
  };
  strawberry(266, 380, 0.88, -14);
  strawberry(540, 372, 0.9, 14);
  strawberry(400, 500, 1.06, 2);
  strawberry(196, 560, 0.62, -30);
  strawberry(610, 562, 0.64, 28);
};

export const cherries: Draw = (pen) => {
  const cherry = (x: number, y: number, r: number) => {
    pen.shadow(x + 4, y + r * 0.94, r * 0.9, r * 0.2);
    pen.path(
      `M${x} ${y - r * 0.8}C${x + r * 0.5} ${y - r * 1.14} ${x + r * 1.1} ${y - r * 0.7} ${x + r * 1.06} ${y}C${x + r} ${y + r * 0.7} ${x + r * 0.5} ${y + r} ${x} ${y + r}C${x - r * 0.5} ${y + r} ${x - r} ${y + r * 0.7} ${x - r * 1.06} ${y}C${x - r * 1.1} ${y - r * 0.7} ${x - r * 0.5} ${y - r * 1.14} ${x} ${y - r * 0.8}Z`,
      pen.radial(0.36, 0.3, 0.85, [0, '#d9566a'], [0.35, '#9c1732'], [1, '#4a0a1c']),
    );
    pen.ellipse(x, y - r * 0.76, r * 0.3, r * 0.1, '#3a0816', 0.6);
    pen.path(
      `M${x - r * 0.72} ${y - r * 0.1}c${r * 0.04} ${-r * 0.34} ${r * 0.26} ${-r * 0.5} ${r * 0.5} ${-r * 0.52}c${-r * 0.2} ${r * 0.14} ${-r * 0.3} ${r * 0.34} ${-r * 0.32} ${r * 0.58}Z`,
      '#ffffff',
      0.7,
    );
  };
  const stem = '#7da34a';
  pen.stroke('M296 380C300 280 360 180 440 120M500 366C500 270 480 180 440 120', stem, { width: 11 });
  pen.stroke('M298 372C304 280 362 186 436 126', lighter(stem, 0.4), { width: 3, opacity: 0.8 });
  pen.circle(440, 118, 13, '#8a6a3c');
  leaf(pen, 446, 122, -6, 1.35);
  cherry(292, 452, 100);
  cherry(506, 440, 104);
  pen.stroke('M404 480C404 400 430 340 470 300', stem, { width: 10 });
  pen.stroke('M180 540C170 480 150 440 120 410M610 540C620 480 640 450 676 424', stem, { width: 9 });
  cherry(186, 594, 84);
  cherry(612, 594, 86);
  cherry(402, 574, 106);
};

export const durian: Draw = (pen) => {
  const spikes = (cx: number, cy: number, rx: number, ry: number, colour: string) => {
    for (let ring = 4; ring >= 0; ring -= 1) {
      const share = 0.2 + ring * 0.2;
      const count = ring === 0 ? 3 : 5 + ring * 4;
      for (let step = 0; step < count; step += 1) {
        const angle = (step / count) * Math.PI * 2 + ring * 0.4;
        const x = Math.round(cx + Math.cos(angle) * rx * share);
        const y = Math.round(cy + Math.sin(angle) * ry * share);
        const outX = Math.round(Math.cos(angle) * 26 * share);
        const outY = Math.round(Math.sin(angle) * 26 * share - 14);
        pen.path(
          `M${x - 20} ${y + 8}L${x + outX} ${y + outY - 14}L${x + 20} ${y + 8}L${x} ${y + 18}Z`,
          step % 2 === 0 ? lighter(colour, 0.14) : darker(colour, 0.08),
        );
      }
    }
  };
  const husk = '#a3a344';
  pen.shadow(330, 640, 240, 36);
  pen.stroke('M330 190C326 160 336 130 350 110', '#7a6234', { width: 34 });
  pen.stroke('M326 186C322 158 330 134 342 116', '#a58a52', { width: 8, opacity: 0.8 });
  pen.ellipse(330, 410, 214, 228, pen.radial(0.4, 0.34, 0.75, [0, '#c9c565'], [0.6, husk], [1, '#67682a']));
  spikes(330, 414, 214, 226, husk);
  // An opened lobe with its flesh.
  pen.shadow(560, 690, 200, 28);
  pen.path(
    'M388 600C380 520 470 450 580 452C690 456 752 540 736 610C716 680 640 704 560 700C470 696 396 660 388 600Z',
    pen.linear(80, [0, '#8d8f3a'], [1, '#5a5c24']),
  );
  for (let step = 0; step < 13; step += 1) {
    const x = 396 + step * 27;
    const y = 640 + Math.round(Math.sin((step / 12) * Math.PI) * 52);
    pen.path(
      `M${x - 16} ${y - 10}L${x} ${y + 20}L${x + 16} ${y - 10}Z`,
      step % 2 === 0 ? '#8d8f3a' : '#74762e',
    );
  }
  pen.path(
    'M410 596C406 530 486 476 580 478C676 482 726 548 714 602C700 652 630 672 560 670C484 668 414 644 410 596Z',
    pen.linear(80, [0, '#fdf6df'], [1, '#e9dcb6']),
  );
  const flesh = pen.radial(0.4, 0.3, 0.8, [0, '#fff3b0'], [0.5, '#f8d662'], [1, '#d9a32c']);
  pen.path(
    'M436 590C436 540 480 516 520 520C560 524 576 560 570 600C560 644 520 654 488 650C456 646 436 626 436 590Z',
    flesh,
  );
  pen.path(
    'M556 574C566 530 610 506 650 522C690 540 696 590 676 622C654 654 610 660 580 646C556 632 548 604 556 574Z',
    flesh,
  );
  pen.path(
    'M456 580C460 552 484 536 506 538C484 550 474 566 472 592ZM582 566C592 542 614 530 636 536C612 544 602 560 598 580Z',
    '#ffffff',
    0.65,
  );
  pen.stroke('M500 640C530 640 552 622 556 596M610 650C640 648 664 630 668 606', '#c98f1f', {
    width: 5,
    opacity: 0.5,
  });
};

export const redKiwi: Draw = (pen) => {
  const whole = (x: number, y: number, size: number, turn: number) => {
    pen.shadow(x, y + 118 * size, 150 * size, 24 * size);
    pen.group(`translate(${x} ${y}) rotate(${turn}) scale(${size})`, () => {
      pen.ellipse(
        0,
        0,
        164,
        122,
        pen.radial(0.36, 0.28, 0.85, [0, '#c9a873'], [0.5, '#97713f'], [1, '#5d4222']),
      );
      const hairs = Array.from({ length: 26 }, (_, hair) => {
        const far = 0.25 + ((hair * 7) % 10) * 0.07;
        return `M${Math.round(Math.cos(hair * 2.4) * 150 * far)} ${Math.round(Math.sin(hair * 2.4) * 110 * far)}l10 -7`;
      });
      pen.stroke(hairs.join(''), '#dcc193', { width: 3, opacity: 0.6 });
      pen.ellipse(158, 4, 12, 20, '#4c351b');
      pen.path('M-130 -20C-120 -66 -70 -94 -20 -98C-64 -76 -92 -48 -104 -8Z', '#ffffff', 0.28);
    });
  };
  const half = (x: number, y: number, r: number) => {
    pen.shadow(x, y + r * 0.96, r, r * 0.16);
    pen.circle(x, y, r, '#7d5c31');
    pen.circle(
      x,
      y,
      r * 0.94,
      pen.radial(
        0.5,
        0.5,
        0.5,
        [0, '#fdf7d8'],
        [0.22, '#fdf3c6'],
        [0.3, '#e4505c'],
        [0.46, '#e88a55'],
        [0.62, '#b9cf56'],
        [1, '#8fb13c'],
      ),
    );
    const rays = (from: number, to: number, turn: number) =>
      Array.from({ length: 20 }, (_, ray) => {
        const angle = ((ray + turn) / 20) * Math.PI * 2;
        const at = (share: number) =>
          `${Math.round(x + Math.cos(angle) * r * share)} ${Math.round(y + Math.sin(angle) * r * share)}`;
        return `M${at(from)}L${at(to)}`;
      }).join('');
    pen.stroke(rays(0.3, 0.84, 0), '#f3f2c0', { width: 3, opacity: 0.6 });
    pen.stroke(rays(0.4, 0.48, 0.5), '#2c2118', { width: 9 });
    pen.ellipse(x, y, r * 0.2, r * 0.2, '#fffbe6');
    pen.ellipse(x - r * 0.4, y - r * 0.55, r * 0.2, r * 0.1, '#ffffff', 0.4);
  };
  whole(300, 350, 1, -14);
  whole(540, 380, 0.92, 18);
  half(270, 552, 132);
  half(530, 560, 138);
};

export const lychees: Draw = (pen) => {
  const lychee = (x: number, y: number, r: number) => {
    pen.shadow(x + 2, y + r * 0.95, r * 0.9, r * 0.2);
    const skin = `M${x - r} ${y}a${r} ${r} 0 1 0 ${r * 2} 0a${r} ${r} 0 1 0 ${-r * 2} 0Z`;
    pen.path(skin, pen.radial(0.36, 0.3, 0.85, [0, '#f58a76'], [0.45, '#d2434c'], [1, '#8c1f33']));
    for (const [dx, dy] of [
      [-0.55, -0.2],
      [-0.25, -0.5],
      [0.1, -0.25],
      [-0.15, 0.1],
      [0.4, 0],
      [0.45, -0.5],
      [-0.5, 0.3],
      [0.15, 0.45],
      [-0.15, 0.7],
      [0.6, 0.4],
      [0.75, -0.1],
    ] as const) {
      const px = Math.round(x + dx * r);
      const py = Math.round(y + dy * r);
      pen.path(`M${px - 11} ${py + 5}l11 -14l11 14l-11 8Z`, '#f2907f', 0.55);
    }
    pen.ellipse(x - r * 0.36, y - r * 0.42, r * 0.2, r * 0.12, '#ffffff', 0.6);
  };
  pen.stroke(
    'M400 90C396 160 360 210 270 300M396 150C440 200 470 240 530 300M396 150C400 230 400 280 400 340',
    '#7a5a34',
    { width: 10 },
  );
  leaf(pen, 404, 120, -14, 1.2, '#4f8a42');
  leaf(pen, 394, 130, 196, 1.1, '#5f9e48');
  leaf(pen, 470, 236, 6, 0.9, '#6fae52');
  lychee(262, 366, 88);
  lychee(542, 362, 90);
  lychee(402, 400, 92);
  lychee(190, 532, 80);
  lychee(320, 560, 90);
  // One half peeled.
  pen.shadow(506, 668, 110, 22);
  pen.circle(500, 570, 102, pen.radial(0.38, 0.3, 0.8, [0, '#ffffff'], [0.6, '#f3efe9'], [1, '#cfc6c2']));
  pen.ellipse(466, 530, 26, 16, '#ffffff', 0.95);
  pen.stroke('M560 520C580 550 582 590 566 620', '#ffffff', { width: 7, opacity: 0.9 });
  pen.path(
    'M398 570C412 590 430 570 446 592C462 610 480 584 500 604C520 622 540 592 560 604C578 612 590 590 602 572C602 634 556 674 500 674C444 674 398 632 398 570Z',
    pen.linear(80, [0, '#dd5a5c'], [1, '#96263a']),
  );
  for (const [x, y] of [
    [430, 614],
    [466, 634],
    [504, 646],
    [544, 636],
    [576, 612],
  ] as const)
    pen.path(`M${x - 10} ${y + 4}l10 -13l10 13l-10 7Z`, '#f2907f', 0.6);
  lychee(640, 560, 78);
};
