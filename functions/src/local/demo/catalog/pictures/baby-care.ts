import { darker, lighter } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

/** A plump bag of film: gussets at the sides, a crimped top with a handle, a bright sweep of light. */
function softPack(pen: Pen, body: string, band: string, badge: (pen: Pen) => void): void {
  pen.shadow(400, 668, 290, 34);
  pen.path('M316 190C330 130 470 130 484 190L462 196C446 158 354 158 338 196Z', darker(body, 0.12));
  pen.path(
    'M172 214C240 190 560 190 628 214C656 330 660 540 636 640C560 672 240 672 164 640C140 540 144 330 172 214Z',
    pen.linear(0, [0, darker(body, 0.16)], [0.14, lighter(body, 0.35)], [0.6, body], [1, darker(body, 0.22)]),
  );
  pen.path(
    'M158 430C240 396 360 470 460 446C540 430 600 400 650 412C652 500 648 580 636 640C560 672 240 672 164 640C154 590 152 510 158 430Z',
    band,
  );
  pen.path('M172 214C240 190 560 190 628 214L634 244C560 222 240 222 166 244Z', darker(body, 0.1));
  for (let x = 190; x < 620; x += 24) pen.stroke(`M${x} 208l2 24`, '#ffffff', { width: 3, opacity: 0.4 });
  badge(pen);
  pen.path(
    'M196 260C184 360 184 520 202 620C214 628 226 630 232 626C212 520 212 370 226 262Z',
    '#ffffff',
    0.45,
  );
  pen.path(
    'M600 270C620 360 622 500 606 610C598 616 590 616 588 608C600 500 600 370 588 276Z',
    '#ffffff',
    0.2,
  );
}

const cloud = (pen: Pen, x: number, y: number, scale: number, colour: string): void =>
  pen.group(`translate(${x} ${y}) scale(${scale})`, () => {
    pen.path(
      'M-60 30C-96 30 -96 -14 -60 -16C-56 -56 0 -62 14 -34C40 -52 76 -34 70 -6C100 -4 100 30 66 30Z',
      colour,
    );
  });

export const diaperPack: Draw = (pen) => {
  softPack(pen, '#8fcbe3', '#ffffff', () => {
    cloud(pen, 270, 316, 0.8, '#ffffff');
    cloud(pen, 540, 290, 0.6, '#e4f4fb');
    // A sleeping baby's face on a pillow of cloud.
    cloud(pen, 400, 520, 2.2, '#e9f5fb');
    pen.circle(400, 440, 92, pen.radial(0.4, 0.35, 0.75, [0, '#ffe6d3'], [1, '#f6c4a2']));
    pen.circle(312, 446, 17, '#f6c4a2');
    pen.circle(488, 446, 17, '#f6c4a2');
    pen.path('M394 356C390 340 410 334 416 348C418 358 404 360 402 352', '#8a5a3c');
    pen.stroke('M354 440C362 450 376 450 384 440M416 440C424 450 438 450 446 440', '#6b4534', { width: 6 });
    pen.stroke('M386 476C394 486 408 486 414 476', '#c46f5b', { width: 6 });
    pen.circle(346, 466, 15, '#f4a092', 0.6);
    pen.circle(454, 466, 15, '#f4a092', 0.6);
    pen.path('M336 560L464 560C462 590 440 604 424 606L376 606C360 604 338 590 336 560Z', '#ffffff');
    pen.stroke(
      'M340 566C370 576 430 576 460 566M376 606C372 590 360 582 344 580M424 606C428 590 440 582 456 580',
      '#9fd0e6',
      { width: 4 },
    );
  });
};

export const pullUpPack: Draw = (pen) => {
  softPack(pen, '#f3b67c', '#fff8ee', () => {
    for (const [x, y, r] of [
      [250, 300, 12],
      [560, 330, 16],
      [310, 350, 8],
      [500, 270, 9],
    ] as const)
      pen.circle(x, y, r, '#fff3df', 0.9);
    // Pull-ups with their elastic waist.
    pen.path(
      'M264 370C320 356 480 356 536 370C544 420 540 470 520 512C480 516 446 546 434 590C420 600 380 600 366 590C354 546 320 516 280 512C260 470 256 420 264 370Z',
      pen.linear(80, [0, '#ffffff'], [1, '#e7e3da']),
    );
    pen.path('M264 370C320 356 480 356 536 370L538 408C480 394 320 394 262 408Z', '#ffd9ae');
    for (let x = 276; x < 530; x += 14) pen.stroke(`M${x} 372l0 26`, '#e9a765', { width: 3, opacity: 0.7 });
    pen.stroke('M280 512C320 516 354 546 366 590M520 512C480 516 446 546 434 590', '#f0a96a', {
      width: 6,
      dash: '4 8',
    });
    // Footprints: the one who wears them walks.
    for (const [x, y, turn] of [
      [376, 450, -14],
      [424, 480, 14],
    ] as const) {
      pen.group(`rotate(${turn} ${x} ${y})`, () => {
        pen.ellipse(x, y + 8, 13, 20, '#f29c6b');
        for (const toe of [-12, -4, 5, 13])
          pen.circle(x + toe, y - 18 - Math.abs(8 - Math.abs(toe)) * 0.4, 5, '#f29c6b');
      });
    }
  });
};

export const wipesPack: Draw = (pen) => {
  pen.shadow(400, 610, 330, 36);
  pen.path(
    'M90 400C84 340 110 318 150 314L650 314C690 318 716 340 710 400L716 540C716 590 690 604 640 606L160 606C110 604 84 590 84 540Z',
    pen.linear(90, [0, '#d8f0ea'], [0.5, '#a9dccf'], [1, '#74b8a8']),
  );
  pen.path(
    'M84 470C200 440 300 520 430 496C560 470 640 480 716 460L716 540C716 590 690 604 640 606L160 606C110 604 84 590 84 540Z',
    '#ffffff',
    0.75,
  );
  for (const x of [98, 112, 126]) pen.stroke(`M${x} 340L${x - 6} 590`, '#ffffff', { width: 4, opacity: 0.5 });
  for (const x of [702, 688, 674])
    pen.stroke(`M${x} 340L${x + 6} 590`, '#5fa494', { width: 4, opacity: 0.4 });
  // Rigid lid, open, and the wipe that comes out.
  pen.path(
    'M238 330L562 330L590 250C592 240 586 232 574 232L226 232C214 232 208 240 210 250Z',
    pen.linear(90, [0, '#ffffff'], [1, '#d6e6e2']),
  );
  pen.path('M232 262L568 262L560 290L240 290Z', '#eaf3f1');
  pen.rect(220, 318, 360, 74, 36, pen.linear(90, [0, '#ffffff'], [1, '#cfe0dc']));
  pen.rect(262, 334, 276, 42, 21, '#7fb5a9');
  pen.path(
    'M316 356C300 300 330 250 322 196C350 172 380 204 404 188C430 170 460 196 470 220C456 260 486 310 470 356C430 372 350 372 316 356Z',
    pen.linear(60, [0, '#ffffff'], [1, '#dfe8ea']),
  );
  pen.stroke(
    'M348 340C340 290 360 250 352 214M392 350C388 290 404 250 398 212M436 346C440 300 426 260 436 222',
    '#c5d3d6',
    { width: 4, opacity: 0.8 },
  );
  pen.path(
    'M560 476c-26 34 -34 46 -34 64a34 34 0 0 0 68 0c0 -18 -8 -30 -34 -64Z',
    pen.linear(60, [0, '#bfe6f7'], [1, '#5aa9d6']),
  );
  pen.path('M546 530c-4 12 0 22 10 26', 'none');
  pen.stroke('M544 532c-3 14 4 24 12 26', '#ffffff', { width: 5, opacity: 0.9 });
  pen.path('M210 560C210 510 250 500 262 480C276 500 316 510 316 560C316 584 210 584 210 560Z', '#8ccab9');
  pen.stroke('M262 500L262 576', '#ffffff', { width: 4, opacity: 0.8 });
  pen.path('M130 334C240 326 420 324 640 330C560 344 300 344 130 352Z', '#ffffff', 0.7);
};

export const washBottle: Draw = (pen) => {
  pen.shadow(400, 706, 190, 28);
  const shell = '#f6d9c4';
  pen.path(
    'M280 330C280 296 312 284 400 284C488 284 520 296 520 330L526 650C526 694 500 704 400 704C300 704 274 694 274 650Z',
    pen.linear(
      0,
      [0, darker(shell, 0.14)],
      [0.18, lighter(shell, 0.65)],
      [0.5, shell],
      [1, darker(shell, 0.22)],
    ),
  );
  pen.rect(296, 384, 208, 230, 26, '#fffaf4', 0.92);
  pen.path(
    'M400 432C444 432 462 462 458 492C486 500 484 546 452 548L348 548C316 546 314 500 342 492C338 462 356 432 400 432Z',
    '#bfe3ee',
  );
  pen.circle(386, 484, 5, '#4d5a60');
  pen.circle(420, 484, 5, '#4d5a60');
  pen.stroke('M394 498C400 506 408 506 412 498', '#4d5a60', { width: 4 });
  pen.rect(340, 570, 120, 9, 4, '#e0b394');
  pen.rect(364, 590, 72, 7, 3, '#ecd0bb');
  pen.path(
    'M298 330C292 420 292 560 302 660C310 672 322 670 320 656C312 560 312 430 322 324Z',
    '#ffffff',
    0.7,
  );
  // Foam pump.
  const white = pen.linear(0, [0, '#d5d8da'], [0.3, '#ffffff'], [1, '#b9bec2']);
  pen.rect(330, 236, 140, 54, 12, white);
  for (let x = 342; x < 462; x += 15) pen.rect(x, 244, 5, 40, 2, '#c3c8cb');
  pen.rect(378, 176, 44, 64, 6, white);
  pen.path(
    'M300 150C290 126 306 112 330 112L440 112C476 112 490 130 490 152L490 182L330 182C312 182 306 168 300 150Z',
    white,
  );
  pen.path('M304 146L266 164C256 170 262 184 274 182L322 174Z', white);
  pen.path('M316 124L450 122C462 124 468 128 470 134L320 136Z', '#ffffff');
  for (const [x, y, r] of [
    [244, 214, 26],
    [216, 250, 20],
    [262, 254, 22],
    [236, 286, 15],
    [180, 224, 11],
    [206, 310, 8],
    [600, 240, 18],
    [640, 300, 11],
    [586, 330, 8],
  ] as const) {
    pen.circle(
      x,
      y,
      r,
      pen.radial(0.35, 0.3, 0.75, [0, '#ffffff', 0.95], [0.7, '#e2f1f8', 0.8], [1, '#b4d9ea', 0.9]),
    );
  }
};
