import { darker, lighter, mix } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

function wheel(pen: Pen, x: number, y: number, r: number): void {
  pen.circle(x, y, r, '#34373d');
  pen.circle(x, y, r * 0.72, '#e6e8ea');
  pen.circle(x, y, r * 0.62, pen.radial(0.4, 0.35, 0.8, [0, '#ffffff'], [1, '#b4bac0']));
  for (const angle of [0, 60, 120])
    pen.group(`rotate(${angle} ${x} ${y})`, () => pen.rect(x - r * 0.6, y - 3, r * 1.2, 6, 3, '#8d949b'));
  pen.circle(x, y, r * 0.2, '#4a4f56');
}

export const stroller: Draw = (pen, colour) => {
  pen.shadow(400, 716, 310, 28);
  const frame = '#5d636b';
  // Frame: handle, front leg, rear leg, cross bar.
  pen.stroke('M664 236C640 210 616 214 600 242L300 640', frame, { width: 17 });
  pen.stroke('M664 236L700 244', '#2f3237', { width: 26 });
  pen.stroke('M240 400L560 640', frame, { width: 17 });
  pen.stroke('M606 236L310 630', '#aab0b7', { width: 5, opacity: 0.8 });
  pen.stroke('M300 588L540 604', frame, { width: 9 });
  // Basket.
  pen.path('M290 560L540 560L512 628L320 628Z', darker(colour, 0.5));
  pen.stroke('M300 576L530 576M310 594L522 594', lighter(colour, 0.2), { width: 3, opacity: 0.5 });
  // Seat: back, cushion, leg rest, bumper bar.
  pen.path(
    'M500 240C520 246 530 262 524 286L470 480C462 504 440 520 414 520L250 520C230 520 222 504 230 488C240 470 262 466 290 466L390 462C410 460 420 450 426 430L470 264C476 246 486 238 500 240Z',
    pen.linear(60, [0, lighter(colour, 0.2)], [1, darker(colour, 0.25)]),
  );
  pen.path(
    'M486 262C496 262 502 270 500 282L452 462C446 480 430 490 412 490L270 492C262 484 276 474 296 474L396 470C416 468 430 456 436 436L474 276C476 268 480 262 486 262Z',
    '#fbf2e4',
  );
  for (const t of [0.25, 0.5, 0.75])
    pen.stroke(`M${500 - t * 50} ${270 + t * 190}l-26 -6`, '#e0cfb6', { width: 4 });
  pen.path(
    'M240 500C214 520 200 560 196 600C200 612 226 614 234 604C242 570 256 540 280 522Z',
    darker(colour, 0.1),
  );
  pen.path('M182 596L250 604C252 622 246 630 236 630L176 622Z', '#34373d');
  pen.stroke('M424 402C360 372 290 372 258 404C246 420 246 440 252 466', '#3a3e45', { width: 20 });
  pen.stroke('M412 390C360 370 300 372 268 400', '#6d737b', { width: 5, opacity: 0.8 });
  // Canopy in three panels, with a window of light.
  pen.path(
    'M530 262C520 170 440 110 350 112C270 114 206 164 190 238C250 226 330 226 400 244C450 256 490 262 530 262Z',
    pen.linear(50, [0, lighter(colour, 0.38)], [0.5, colour], [1, darker(colour, 0.3)]),
  );
  pen.path(
    'M400 244C410 190 394 140 350 112C430 108 500 150 530 262C490 262 450 256 400 244Z',
    darker(colour, 0.18),
    0.7,
  );
  pen.path(
    'M190 238C206 164 270 114 350 112C290 140 262 180 262 230C236 230 212 234 190 238Z',
    lighter(colour, 0.3),
    0.5,
  );
  pen.stroke('M190 238C250 226 330 226 400 244C450 256 490 262 530 262', mix(colour, '#ffffff', 0.7), {
    width: 8,
  });
  pen.path('M236 182C260 150 300 130 340 126C300 146 274 170 258 200Z', '#ffffff', 0.4);
  pen.circle(516, 282, 18, '#3a3e45');
  pen.circle(516, 282, 8, '#9aa1a9');
  wheel(pen, 290, 664, 50);
  wheel(pen, 566, 664, 50);
  pen.circle(430, 545, 10, '#3a3e45');
};

export const carSeat: Draw = (pen, colour) => {
  pen.shadow(400, 706, 250, 30);
  // Base with its turntable.
  pen.path(
    'M190 640C190 612 220 600 260 598L560 598C600 600 624 616 624 644L624 676C624 696 606 704 580 704L236 704C206 704 190 694 190 672Z',
    pen.linear(90, [0, '#5a5f66'], [1, '#26292d']),
  );
  pen.ellipse(406, 604, 170, 26, '#3a3e44');
  pen.stroke('M240 606C300 624 512 624 572 606', '#d9a441', { width: 6 });
  pen.rect(566, 640, 96, 26, 8, '#8b929a');
  pen.rect(640, 634, 34, 38, 6, '#d9574a');
  // Shell, wings, cushion.
  pen.path(
    'M244 610C196 560 192 400 220 250C236 150 300 92 400 92C500 92 564 150 580 250C608 400 604 560 556 610C500 630 300 630 244 610Z',
    pen.linear(
      0,
      [0, darker(colour, 0.2)],
      [0.2, lighter(colour, 0.25)],
      [0.6, colour],
      [1, darker(colour, 0.35)],
    ),
  );
  const lining = lighter(mix(colour, '#d9d2c8', 0.6), 0.25);
  pen.path(
    'M282 250C286 170 330 132 400 132C470 132 514 170 518 250C534 330 536 430 526 530C480 560 320 560 274 530C264 430 266 330 282 250Z',
    pen.linear(70, [0, lighter(lining, 0.3)], [1, darker(lining, 0.2)]),
  );
  pen.path(
    'M238 220C236 160 270 118 310 116C296 180 300 260 304 320C276 330 244 300 238 220ZM562 220C564 160 530 118 490 116C504 180 500 260 496 320C524 330 556 300 562 220Z',
    pen.linear(80, [0, lighter(colour, 0.3)], [1, darker(colour, 0.2)]),
  );
  pen.path(
    'M330 176C350 150 450 150 470 176C480 210 478 250 464 276C440 290 360 290 336 276C322 250 320 210 330 176Z',
    lighter(lining, 0.45),
  );
  pen.path(
    'M246 520C300 470 500 470 554 520C580 560 570 600 540 620C480 640 320 640 260 620C230 600 220 560 246 520Z',
    pen.linear(80, [0, lighter(lining, 0.35)], [1, darker(lining, 0.22)]),
  );
  pen.stroke('M270 540C340 512 460 512 530 540', '#ffffff', { width: 5, opacity: 0.5 });
  // Harness.
  const belt = '#2d3036';
  pen.path('M346 296L372 296L398 480L376 492ZM454 296L428 296L402 480L424 492Z', belt);
  pen.path(
    'M344 300L378 296L390 390L362 396ZM456 300L422 296L410 390L438 396Z',
    mix(colour, '#2d3036', 0.35),
  );
  pen.path('M386 500L414 500L410 580L390 580Z', belt);
  pen.path(
    'M366 470C366 460 380 456 400 456C420 456 434 460 434 470L428 508C420 518 380 518 372 508Z',
    '#e4e6e8',
  );
  pen.rect(386, 478, 28, 24, 6, '#d9574a');
  pen.path(
    'M240 240C230 330 226 440 250 540C256 560 236 556 228 530C212 440 216 330 226 250Z',
    '#ffffff',
    0.25,
  );
};

export const bedsideCot: Draw = (pen, colour) => {
  pen.shadow(400, 692, 330, 32);
  const wood = pen.linear(90, [0, lighter(colour, 0.3)], [1, darker(colour, 0.14)]);
  const shade = darker(colour, 0.2);
  // Far side.
  pen.rect(142, 232, 520, 22, 10, shade);
  for (let x = 170; x < 650; x += 40) pen.rect(x, 250, 12, 210, 4, shade, 0.8);
  // Mattress, blanket, pillow, bear.
  pen.path('M128 452L676 452L690 540L114 540Z', pen.linear(90, [0, '#ffffff'], [1, '#e2dcd2']));
  pen.path(
    'M330 446C420 430 560 436 676 450L690 540L340 540C320 510 318 470 330 446Z',
    pen.linear(70, [0, '#bfdcea'], [1, '#86b4cc']),
  );
  for (const [x, y] of [
    [390, 470],
    [460, 490],
    [530, 470],
    [600, 494],
    [420, 520],
    [560, 520],
    [640, 466],
  ] as const)
    pen.circle(x, y, 8, '#ffffff', 0.85);
  pen.path('M340 444C420 428 560 434 676 448L678 466C560 452 420 448 336 464Z', '#ffffff', 0.9);
  pen.path(
    'M150 456C150 420 190 412 240 412C290 412 316 424 314 456C290 470 170 470 150 456Z',
    pen.linear(90, [0, '#ffffff'], [1, '#e9e2d6']),
  );
  const bear = '#c08a58';
  pen.circle(250, 340, 16, bear);
  pen.circle(310, 340, 16, bear);
  pen.ellipse(280, 424, 46, 44, darker(bear, 0.08));
  pen.circle(280, 370, 42, pen.radial(0.4, 0.35, 0.75, [0, lighter(bear, 0.25)], [1, bear]));
  pen.ellipse(280, 384, 18, 14, '#f1dcc2');
  pen.circle(266, 364, 4, '#3b2a20');
  pen.circle(294, 364, 4, '#3b2a20');
  pen.ellipse(280, 379, 6, 4, '#3b2a20');
  // Near side, lowered by half, and the posts.
  pen.rect(104, 524, 592, 24, 10, wood);
  for (let x = 140; x < 680; x += 40) pen.rect(x, 546, 14, 84, 4, wood);
  pen.rect(104, 620, 592, 26, 8, wood);
  for (const x of [88, 676]) {
    pen.rect(
      x,
      196,
      36,
      472,
      14,
      pen.linear(0, [0, lighter(colour, 0.35)], [0.5, colour], [1, darker(colour, 0.25)]),
    );
    pen.rect(x + 6, 206, 6, 440, 3, '#ffffff', 0.35);
    pen.circle(x + 18, 676, 20, '#4a4e55');
    pen.circle(x + 18, 676, 9, '#cfd3d7');
  }
  // A mobile turns above.
  pen.stroke('M106 210C106 120 200 96 300 110', '#d8cdbb', { width: 9 });
  pen.stroke('M250 112L230 190M300 110L300 214M350 112L368 186', '#c9bda8', { width: 3 });
  pen.stroke('M240 112L360 112', '#d8cdbb', { width: 7 });
  pen.path('M214 206a24 24 0 1 0 34 -20a20 20 0 1 1 -34 20Z', '#f2c14e');
  pen.path('M300 208l8 18l20 2l-15 13l5 20l-18 -10l-18 10l5 -20l-15 -13l20 -2Z', '#ef8f6b');
  pen.path(
    'M344 206C340 190 364 184 370 196C386 190 396 208 382 214L350 214C338 212 338 206 344 206Z',
    '#9cc8dd',
  );
};
