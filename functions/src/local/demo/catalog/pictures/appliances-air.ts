import { darker, lighter } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

function wallUnit(pen: Pen, front: string, trim: string): void {
  pen.path('M110 420C250 470 560 470 700 420L690 450C560 500 240 500 120 450Z', '#2a2433', 0.1);
  pen.rect(96, 220, 612, 214, 30, pen.linear(90, [0, '#ffffff'], [0.6, front], [1, darker(front, 0.16)]));
  pen.path('M96 250C96 232 110 220 128 220L676 220C694 220 708 232 708 250L708 256L96 256Z', '#ffffff', 0.85);
  for (let x = 150; x < 650; x += 14) pen.rect(x, 228, 7, 12, 3, darker(front, 0.18), 0.5);
  pen.path(
    'M96 376L708 376L708 404C708 422 694 434 676 434L128 434C110 434 96 422 96 404Z',
    pen.linear(90, [0, darker(front, 0.05)], [1, darker(front, 0.2)]),
  );
  pen.rect(124, 388, 556, 32, 16, pen.linear(90, [0, '#3a4249'], [1, '#1d2226']));
  pen.path('M132 404C300 420 500 420 672 404L664 418L140 418Z', '#8b959d');
  pen.rect(96, 370, 612, 5, 0, trim);
  pen.rect(600, 300, 70, 30, 6, '#ffffff', 0.5);
  pen.rect(118, 262, 260, 8, 4, '#ffffff', 0.9);
}

const drop = (pen: Pen, x: number, y: number, size: number): void =>
  pen.path(
    `M${x} ${y}c${-size * 0.5} ${size * 0.75} ${-size * 0.6} ${size} ${-size * 0.6} ${size * 1.25}a${size * 0.6} ${size * 0.6} 0 0 0 ${size * 1.2} 0c0 ${-size * 0.25} ${-size * 0.1} ${-size * 0.5} ${-size * 0.6} ${-size * 1.25}Z`,
    pen.linear(70, [0, '#bfe6fb'], [1, '#3f9ad4']),
  );

const segment = (pen: Pen, d: string): void => pen.stroke(d, '#3aa7d8', { width: 5 });

export const dehumidifyingAircon: Draw = (pen) => {
  wallUnit(pen, '#f1f6f8', '#59b3d6');
  segment(pen, 'M610 306l10 0M622 308l0 8M610 318l10 0M610 320l0 6M610 326l12 0');
  segment(pen, 'M636 306l10 0M636 308l0 8M648 318l0 8M636 317l12 0M636 326l12 0');
  for (const [x, shift] of [
    [200, -40],
    [330, -14],
    [470, 14],
    [600, 40],
  ] as const) {
    const d = `M${x} 448C${x + shift * 0.4} 500 ${x + shift} 520 ${x + shift * 1.5} 590`;
    pen.stroke(d, '#9fd3ea', { width: 16, opacity: 0.5 });
    pen.stroke(d, '#ffffff', { width: 6, opacity: 0.8 });
  }
  drop(pen, 250, 560, 44);
  drop(pen, 400, 590, 60);
  drop(pen, 540, 556, 36);
  drop(pen, 330, 660, 28);
  drop(pen, 484, 668, 30);
  pen.circle(386, 652, 8, '#ffffff', 0.8);
};

export const inverterAircon: Draw = (pen) => {
  wallUnit(pen, '#f7f4ef', '#c9a96a');
  segment(pen, 'M608 306l10 0M620 308l0 8M608 317l10 0M608 319l0 7M608 326l12 0');
  segment(pen, 'M646 306l-10 0M636 308l0 18M636 326l12 0M648 318l0 8M636 317l12 0');
  for (const [x, end] of [
    [180, 120],
    [300, 250],
    [420, 416],
    [540, 580],
    [640, 690],
  ] as const) {
    pen.stroke(
      `M${x} 448C${x} 520 ${end} 540 ${end} 610`,
      pen.linear(90, [0, '#8cc7e6', 0.8], [1, '#8cc7e6', 0]),
      { width: 14 },
    );
  }
  // Sleep mode: the moon and its stars.
  pen.path(
    'M452 566A84 84 0 1 0 488 702A66 66 0 1 1 452 566Z',
    pen.linear(60, [0, '#ffe9a8'], [1, '#f2b84b']),
  );
  for (const [x, y, r] of [
    [300, 600, 8],
    [540, 620, 7],
    [264, 680, 6],
    [580, 700, 9],
  ] as const) {
    pen.path(
      `M${x} ${y - r * 2}L${x + r * 0.6} ${y - r * 0.6}L${x + r * 2} ${y}L${x + r * 0.6} ${y + r * 0.6}L${x} ${y + r * 2}L${x - r * 0.6} ${y + r * 0.6}L${x - r * 2} ${y}L${x - r * 0.6} ${y - r * 0.6}Z`,
      '#f4c766',
    );
  }
};

export const heatPumpUnit: Draw = (pen) => {
  const body = '#e7e9e6';
  pen.shadow(404, 690, 320, 32);
  pen.path('M640 190L700 216L700 664L640 684Z', pen.linear(0, [0, '#b4b9b6'], [1, '#8f9592']));
  for (let y = 250; y < 640; y += 22)
    pen.path(`M654 ${y}L690 ${y + 6}L690 ${y + 14}L654 ${y + 8}Z`, '#6c7370');
  pen.rect(
    104,
    184,
    540,
    500,
    16,
    pen.linear(20, [0, lighter(body, 0.6)], [0.6, body], [1, darker(body, 0.12)]),
  );
  pen.rect(104, 184, 540, 16, 8, '#ffffff', 0.9);
  pen.circle(330, 430, 204, '#c6cac8');
  pen.circle(330, 430, 192, pen.radial(0.5, 0.5, 0.5, [0, '#505a5f'], [0.8, '#30373b'], [1, '#22282b']));
  for (const angle of [10, 130, 250]) {
    pen.group(`rotate(${angle} 330 430)`, () => {
      pen.path(
        'M330 410C360 330 430 300 486 330C500 380 450 440 350 446Z',
        pen.linear(40, [0, '#8d999f'], [1, '#566167']),
      );
    });
  }
  pen.circle(330, 430, 44, pen.radial(0.4, 0.35, 0.8, [0, '#d5dadc'], [1, '#79848a']));
  for (const r of [70, 96, 122, 148, 174]) pen.ring(330, 430, r, '#dfe3e1', 4, 0.75);
  for (let angle = 0; angle < 180; angle += 30)
    pen.group(`rotate(${angle} 330 430)`, () => pen.rect(136, 428, 388, 4, 0, '#dfe3e1', 0.7));
  pen.rect(556, 230, 66, 34, 5, '#e2703a');
  pen.path('M589 234c12 12 -6 14 4 26c-16 0 -18 -14 -4 -26Z', '#ffffff');
  pen.rect(560, 560, 54, 90, 8, '#c9cdca');
  pen.circle(587, 585, 12, '#b06f3a');
  pen.circle(587, 623, 12, '#8a919a');
  pen.rect(140, 682, 60, 22, 4, '#4a4f51');
  pen.rect(540, 682, 60, 22, 4, '#4a4f51');
  // Snow on its back: it works in that weather.
  pen.path(
    'M96 190C110 160 160 168 190 160C240 144 300 166 350 158C410 146 470 168 530 160C580 152 640 160 652 188C620 204 590 184 560 196C520 210 490 190 450 198C400 208 370 190 320 198C260 206 230 188 190 200C150 210 120 204 96 190Z',
    pen.linear(90, [0, '#ffffff'], [1, '#dde9f2']),
  );
  for (const [x, y, r] of [
    [80, 120, 8],
    [200, 90, 10],
    [390, 110, 7],
    [560, 84, 10],
    [700, 140, 8],
    [740, 300, 7],
    [60, 320, 7],
  ] as const)
    pen.circle(x, y, r, '#ffffff', 0.95);
};

export const gasWaterHeater: Draw = (pen) => {
  const body = '#d7dade';
  pen.path('M566 130L588 146L588 610L566 630Z', '#8b9299');
  pen.rect(360, 40, 80, 80, 8, pen.linear(0, [0, '#f2f4f5'], [0.5, '#b7bdc3'], [1, '#828a92']));
  pen.rect(350, 96, 100, 18, 5, '#8a9199');
  pen.rect(
    232,
    108,
    336,
    524,
    26,
    pen.linear(15, [0, lighter(body, 0.7)], [0.5, body], [1, darker(body, 0.18)]),
  );
  pen.path('M250 126L420 126L270 612L250 612Z', '#ffffff', 0.35);
  pen.rect(310, 270, 180, 104, 18, '#1d2226');
  for (const d of ['M352 298l0 22l26 0l0 -22M378 320l0 26', 'M398 298l26 0l0 22l-26 0l0 26l26 0'])
    pen.stroke(d, '#ffb057', { width: 8 });
  pen.ring(450, 302, 7, '#ffb057', 4);
  for (const x of [350, 400, 450]) pen.circle(x, 420, 11, '#9aa1a8');
  pen.path(
    'M400 470c52 46 20 62 34 96c-14 20 -54 20 -68 -2c-10 -18 4 -30 10 -44c6 10 10 14 16 14c4 -22 -8 -38 8 -64Z',
    pen.linear(90, [0, '#6fc0f0'], [1, '#2f6fd0']),
  );
  pen.path('M402 526c20 18 8 26 12 42c-10 8 -28 6 -30 -8c0 -10 14 -16 18 -34Z', '#dff2ff');
  const pipe = (x: number, colour: string) => {
    pen.rect(
      x - 11,
      628,
      22,
      90,
      0,
      pen.linear(0, [0, lighter(colour, 0.6)], [0.5, colour], [1, darker(colour, 0.35)]),
    );
    pen.rect(x - 17, 632, 34, 22, 4, pen.linear(0, [0, '#f0e2c0'], [0.5, '#c79b4c'], [1, '#8a6424']));
  };
  pipe(300, '#4c8fd0');
  pipe(400, '#d8b54a');
  pipe(500, '#d2604c');
};
