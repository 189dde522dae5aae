import { darker, lighter } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

/** A round-cornered wooden board seen from above, with a groove. */
function board(pen: Pen, tone: string): void {
  pen.shadow(400, 640, 350, 60, 0.28);
  pen.path(
    'M84 330C84 270 110 244 170 240L630 240C690 244 716 270 716 330L716 560C716 620 690 646 630 650L170 650C110 646 84 620 84 560Z',
    darker(tone, 0.42),
  );
  pen.path(
    'M84 316C84 256 110 230 170 226L630 226C690 230 716 256 716 316L716 540C716 600 690 626 630 630L170 630C110 626 84 600 84 540Z',
    pen.linear(20, [0, lighter(tone, 0.28)], [0.5, tone], [1, darker(tone, 0.12)]),
  );
  for (const [y, bend] of [
    [270, 10],
    [330, -14],
    [420, 18],
    [500, -10],
    [580, 12],
  ] as const) {
    pen.stroke(`M96 ${y}C260 ${y + bend} 420 ${y - bend} 704 ${y + bend}`, darker(tone, 0.25), {
      width: 3,
      opacity: 0.35,
    });
  }
  pen.stroke(
    'M112 330C112 278 130 258 180 256L620 256C670 258 688 278 688 330L688 530C688 580 670 600 620 602L180 602C130 600 112 580 112 530Z',
    darker(tone, 0.3),
    { width: 7, opacity: 0.45 },
  );
}

function rosemary(pen: Pen, x: number, y: number, turn: number): void {
  pen.group(`translate(${x} ${y}) rotate(${turn})`, () => {
    pen.stroke('M0 0C40 -14 90 -16 140 -6', '#6c7a44', { width: 6 });
    for (let leaf = 0; leaf < 9; leaf += 1) {
      const at = 14 + leaf * 14;
      pen.stroke(
        `M${at} ${-4 - leaf * 0.6}l16 -20M${at + 4} ${-4 - leaf * 0.6}l18 16`,
        leaf % 2 === 0 ? '#5d8a4a' : '#7aa85c',
        { width: 7 },
      );
    }
  });
}

function tomato(pen: Pen, x: number, y: number, r: number): void {
  pen.shadow(x, y + r * 0.9, r, r * 0.3, 0.3);
  pen.circle(x, y, r, pen.radial(0.35, 0.3, 0.8, [0, '#ff8d73'], [0.5, '#e0432f'], [1, '#a3241c']));
  pen.stroke(`M${x} ${y - r * 0.8}l-14 -6M${x} ${y - r * 0.8}l14 -8M${x} ${y - r * 0.8}l2 -18`, '#5d8a4a', {
    width: 6,
  });
  pen.ellipse(x - r * 0.35, y - r * 0.35, r * 0.22, r * 0.14, '#ffffff', 0.8);
}

const pepper = (pen: Pen, points: readonly (readonly [number, number])[]): void => {
  for (const [x, y] of points) pen.circle(x, y, 6, '#3d3029');
};

/** Raw meat, light from above left. */
const meat = (pen: Pen) => pen.linear(60, [0, '#dd5a5a'], [0.5, '#c23a44'], [1, '#9c2735']);
const fat = (pen: Pen) => pen.linear(60, [0, '#fff8ea'], [1, '#efd9bd']);

export const ribeyeSteak: Draw = (pen) => {
  board(pen, '#c99763');
  const outline =
    'M190 420C180 330 270 268 390 276C480 270 600 300 626 400C644 480 590 560 480 562C430 564 400 540 350 552C260 574 200 520 190 420Z';
  pen.group('translate(6 20)', () => pen.path(outline, '#5c2a22', 0.4));
  pen.group('translate(0 12)', () => pen.path(outline, '#8a2430'));
  pen.path(outline, fat(pen));
  const lean =
    'M212 420C206 346 284 292 388 300C476 294 582 322 604 404C618 474 570 538 480 540C436 540 400 516 346 528C270 546 218 506 212 420Z';
  pen.path(lean, meat(pen));
  pen.clip(lean, () => {
    // The cap, the eye of fat between, and the marbling.
    pen.path(
      'M200 380C300 330 420 320 520 360C580 384 610 430 600 500C640 420 600 300 480 280C360 270 220 290 200 380Z',
      '#d85560',
      0.75,
    );
    pen.stroke('M230 402C320 350 430 340 510 376C560 400 580 440 574 490', '#fbe6cf', { width: 13 });
    pen.path('M430 350C470 350 510 380 500 404C480 420 440 396 420 372Z', '#fdf0dc');
    pen.stroke(
      'M256 430C290 420 300 446 330 436M270 474C300 456 330 480 360 466M300 504C340 496 350 512 384 500M350 420C384 410 396 436 430 424M400 462C430 450 446 476 480 464M420 506C450 496 470 516 500 504M480 430C500 424 516 440 536 434',
      '#f9d9c6',
      { width: 7, opacity: 0.9 },
    );
    pen.stroke(
      'M240 360l22 -14M300 330l26 -6M372 320l24 2M450 326l22 8M540 356l16 16M584 420l4 22M236 456l10 18M330 446l14 10M390 440l12 -8M450 484l14 -6M360 490l16 6M520 476l16 -4',
      '#f5cfc0',
      { width: 4, opacity: 0.8 },
    );
    pen.path('M212 400C230 330 320 296 420 300C330 320 260 360 236 430Z', '#ffffff', 0.18);
  });
  rosemary(pen, 150, 610, -28);
  tomato(pen, 640, 590, 34);
  tomato(pen, 704, 604, 28);
  pepper(pen, [
    [640, 300],
    [664, 324],
    [630, 336],
    [160, 320],
    [182, 296],
  ]);
};

export const sirloinSteak: Draw = (pen) => {
  board(pen, '#b98553');
  const outline =
    'M170 470C166 400 220 350 300 336C420 312 560 300 622 352C664 392 650 470 600 510C530 556 400 548 300 556C220 560 174 530 170 470Z';
  pen.group('translate(6 20)', () => pen.path(outline, '#5c2a22', 0.4));
  pen.group('translate(0 13)', () => pen.path(outline, '#7f1f2c'));
  pen.path(outline, meat(pen));
  pen.clip(outline, () => {
    // The rim of fat that is its mark.
    pen.path(
      'M150 480C150 380 230 330 300 322C420 296 580 280 650 350L622 384C560 340 420 350 310 374C250 388 206 416 204 476Z',
      fat(pen),
    );
    pen.stroke('M204 470C210 420 252 392 312 378C420 354 556 344 618 386', '#f6d6c2', { width: 6 });
    pen.stroke(
      'M240 450C280 430 300 456 340 440M230 500C270 486 300 510 340 496M320 410C360 400 380 424 420 410M380 460C420 444 440 472 480 456M360 520C400 508 430 530 470 514M460 404C490 396 510 416 540 404M520 450C550 440 566 460 596 446M500 496C526 486 544 504 570 492',
      '#f6d3c4',
      { width: 5, opacity: 0.85 },
    );
    pen.path('M190 460C220 400 330 360 440 356C340 386 260 420 220 490Z', '#ffffff', 0.16);
  });
  rosemary(pen, 540, 616, -20);
  pen.shadow(190, 606, 60, 18);
  pen.path(
    'M136 570C150 536 220 530 244 566C256 596 226 616 190 616C152 616 128 598 136 570Z',
    pen.radial(0.4, 0.3, 0.8, [0, '#fffaf0'], [1, '#e3d2b8']),
  );
  pen.stroke('M190 538C180 560 178 590 186 612M196 538C210 560 214 590 206 612', '#cdb694', { width: 4 });
  pepper(pen, [
    [140, 300],
    [166, 286],
    [180, 318],
    [640, 560],
    [664, 544],
    [626, 540],
  ]);
};

export const filetSteak: Draw = (pen) => {
  board(pen, '#d3a673');
  const medallion = (x: number, y: number, size: number) =>
    pen.group(`translate(${x} ${y}) scale(${size})`, () => {
      pen.ellipse(6, 62, 122, 70, '#5c2a22', 0.35);
      pen.path(
        'M-120 0L-116 46C-104 108 104 108 116 46L120 0Z',
        pen.linear(90, [0, '#a82c3a'], [1, '#741b29']),
      );
      pen.stroke('M-118 28C-100 82 100 82 118 28', '#e9dcc2', { width: 6, dash: '3 5' });
      pen.path(
        'M-120 0C-124 -54 -70 -92 0 -90C74 -90 124 -56 120 2C116 58 66 78 0 78C-70 78 -116 54 -120 0Z',
        pen.linear(60, [0, '#e0666a'], [0.5, '#c8404c'], [1, '#a82c3a']),
      );
      pen.stroke(
        'M-70 -30C-40 -46 -20 -24 10 -36M-80 14C-46 0 -20 22 14 8M-30 46C0 34 24 52 56 38M30 -8C54 -18 70 0 92 -8M20 -60C40 -66 56 -54 72 -58',
        '#f2bdb4',
        { width: 5, opacity: 0.75 },
      );
      pen.path('M-104 -14C-92 -58 -40 -80 20 -76C-30 -62 -70 -30 -82 14Z', '#ffffff', 0.2);
    });
  medallion(290, 350, 1);
  medallion(520, 400, 1.02);
  medallion(330, 500, 1.06);
  rosemary(pen, 500, 590, -34);
  pepper(pen, [
    [150, 300],
    [176, 318],
    [150, 340],
    [640, 300],
    [616, 280],
  ]);
  tomato(pen, 660, 566, 30);
};

export const tomahawkSteak: Draw = (pen) => {
  board(pen, '#a9774a');
  pen.group('rotate(-20 400 420)', () => {
    // Bone.
    pen.path(
      'M456 436C560 430 660 424 736 402C758 388 784 400 780 424C800 430 800 458 776 460C764 462 752 456 740 456C660 470 560 488 456 494Z',
      '#5c2a22',
      0.35,
    );
    pen.path(
      'M450 416C560 412 660 406 736 384C756 368 786 382 780 408C800 416 798 444 774 446C762 446 752 440 740 440C660 454 560 472 450 476Z',
      pen.linear(90, [0, '#fffaf0'], [0.5, '#f3e2c8'], [1, '#cfb48f']),
    );
    pen.stroke('M480 430C570 426 660 418 730 400', '#ffffff', { width: 6, opacity: 0.8 });
    const outline =
      'M70 440C60 340 150 270 270 278C390 280 486 330 506 420C520 500 440 570 330 572C200 580 84 540 70 440Z';
    pen.group('translate(4 22)', () => pen.path(outline, '#4a2019', 0.4));
    pen.group('translate(0 14)', () => pen.path(outline, '#7c1f2b'));
    pen.path(outline, fat(pen));
    const lean =
      'M94 438C88 356 164 296 270 302C380 304 464 348 482 422C492 488 424 546 328 548C210 554 104 520 94 438Z';
    pen.path(lean, meat(pen));
    pen.clip(lean, () => {
      pen.stroke('M120 400C200 340 320 330 400 370C440 392 460 430 452 480', '#fbe6cf', { width: 14 });
      pen.path('M300 344C350 340 394 370 384 396C360 412 320 390 296 366Z', '#fdf0dc');
      pen.stroke(
        'M140 440C176 424 190 452 226 438M150 486C190 470 214 496 250 482M210 520C250 508 270 528 310 514M250 430C290 416 306 444 346 430M300 476C336 462 356 488 396 474M370 430C396 420 410 440 436 432M340 520C370 510 390 524 414 514',
        '#f9d9c6',
        { width: 7, opacity: 0.9 },
      );
      pen.path('M100 420C120 350 200 306 300 306C220 326 150 370 124 446Z', '#ffffff', 0.2);
    });
  });
  rosemary(pen, 480, 610, -14);
  pepper(pen, [
    [150, 290],
    [176, 276],
    [190, 304],
    [660, 560],
    [640, 580],
  ]);
};
