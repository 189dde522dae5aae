import { darker, lighter, mix } from './colour.ts';
import type { Draw } from './pen.ts';

/** White leather court shoe; the colour is that of the heel tab and the stripes. */
export const courtSneaker: Draw = (pen, colour) => {
  pen.shadow(405, 606, 325, 34);
  pen.path('M152 374C200 352 270 346 330 336L352 366C300 408 210 424 162 410Z', '#b9b2a6');
  pen.path(
    'M268 392C280 346 298 306 326 298C348 294 362 308 366 326L414 412Z',
    pen.linear(60, [0, '#fdfbf6'], [1, '#d9d2c5']),
  );
  const upper =
    'M132 556C116 500 118 420 136 366C142 352 154 350 164 362C182 396 232 410 274 390C294 378 302 362 322 352C356 362 390 400 436 426C490 452 548 456 600 470C662 486 698 516 700 556Z';
  pen.path(upper, pen.linear(80, [0, '#ffffff'], [0.55, '#f4f0e8'], [1, '#d8d0c2']));
  pen.clip(upper, () => {
    pen.path('M470 600C476 520 520 470 600 462L720 480L720 600Z', '#f9f6f0');
    pen.stroke('M486 566C492 520 530 482 602 474', '#cfc6b6', { width: 3, dash: '7 5' });
    for (const [x, y] of [
      [560, 510],
      [590, 500],
      [620, 504],
      [576, 530],
      [606, 524],
      [636, 526],
    ] as const)
      pen.circle(x, y, 5, '#bdb4a4');
    pen.path(
      'M100 350L176 372C204 420 206 470 196 500L100 500Z',
      pen.linear(60, [0, lighter(colour, 0.15)], [1, darker(colour, 0.15)]),
    );
    pen.path('M100 500L196 500C222 520 228 560 226 600L100 600Z', '#f4f0e8');
    pen.path('M250 572L330 440L366 458L302 572Z', colour);
    pen.path('M330 572L392 476L428 492L380 572Z', colour, 0.85);
    pen.stroke('M240 566L326 428M312 572L378 464M390 572L440 496', '#cfc6b6', { width: 3, dash: '7 5' });
    pen.path(
      'M110 380C130 340 300 310 420 410C520 446 640 456 720 516L720 480L380 300L110 320Z',
      '#ffffff',
      0.6,
    );
  });
  pen.path(
    'M302 372C318 358 330 356 340 362C376 386 410 418 462 440L444 470C394 452 346 424 302 372Z',
    '#ece5d8',
  );
  for (const [x, y] of [
    [334, 366],
    [362, 388],
    [392, 410],
    [424, 428],
  ] as const) {
    pen.stroke(`M${x - 26} ${y + 24}C${x - 12} ${y + 4} ${x + 6} ${y - 8} ${x + 20} ${y - 8}`, '#ffffff', {
      width: 12,
    });
    pen.stroke(`M${x - 24} ${y + 29}C${x - 10} ${y + 10} ${x + 6} ${y - 2} ${x + 20} ${y - 2}`, '#b8ae9d', {
      width: 3,
      opacity: 0.6,
    });
  }
  pen.stroke('M140 370C160 408 234 422 284 396', '#c9c0b0', { width: 9 });
  pen.rect(300, 316, 40, 22, 5, colour);
  pen.path(
    'M122 546L712 546C716 578 706 602 676 604L158 604C130 602 120 580 122 546Z',
    pen.linear(90, [0, '#fffdf8'], [1, '#cfc6b4']),
  );
  pen.stroke('M130 558L706 558', '#b9ae9b', { width: 3, dash: '8 6' });
  pen.path('M128 588C136 602 146 606 158 606L676 606C690 604 700 598 706 586Z', mix(colour, '#d9b483', 0.75));
};

export const canvasHighTop: Draw = (pen, colour) => {
  pen.shadow(410, 640, 315, 34);
  pen.path('M206 196C250 176 320 170 384 182L392 230C330 250 250 250 210 232Z', darker(colour, 0.65));
  pen.path(
    'M342 226C346 180 372 150 404 152C426 154 434 176 434 200L470 420Z',
    pen.linear(30, [0, lighter(colour, 0.15)], [1, darker(colour, 0.25)]),
  );
  const upper =
    'M190 592C184 470 196 330 204 212C206 196 220 194 230 202C276 226 330 226 380 206C400 280 424 380 470 446C520 486 620 476 668 520C686 540 690 570 690 592Z';
  pen.path(
    upper,
    pen.linear(15, [0, darker(colour, 0.18)], [0.35, lighter(colour, 0.1)], [1, darker(colour, 0.12)]),
  );
  pen.clip(upper, () => {
    pen.rect(184, 190, 44, 420, 0, darker(colour, 0.22));
    pen.stroke('M234 210L226 590', lighter(colour, 0.45), { width: 3, dash: '7 6', opacity: 0.8 });
    pen.path('M370 200C390 290 416 390 462 452L424 486C380 420 350 300 336 214Z', darker(colour, 0.12));
    pen.stroke('M330 216C344 310 376 424 420 492C450 520 476 540 492 590', lighter(colour, 0.5), {
      width: 3,
      dash: '7 6',
      opacity: 0.8,
    });
    pen.path('M250 240C300 300 300 480 260 600L330 600C370 480 340 320 300 240Z', '#ffffff', 0.08);
  });
  pen.path('M250 470L322 478L316 520L246 512Z', '#f3ecdd');
  pen.stroke('M258 484L308 490M257 498L290 502', mix(colour, '#38507c', 0.4), { width: 5, opacity: 0.8 });
  const eyelets = [
    [352, 226, 408, 212],
    [360, 266, 418, 250],
    [370, 306, 428, 290],
    [382, 346, 440, 330],
    [396, 386, 452, 370],
    [412, 424, 468, 410],
  ] as const;
  for (const [x, y, toX, toY] of eyelets) {
    pen.circle(x, y, 9, '#d8d9dc');
    pen.circle(x, y, 4, '#6a6c72');
    pen.stroke(`M${x} ${y}L${toX} ${toY}`, '#fdfbf6', { width: 11 });
  }
  // Rubber: foxing band with a line, and the toe cap.
  pen.path(
    'M560 592C566 530 600 496 640 498C680 506 694 546 694 592Z',
    pen.linear(60, [0, '#ffffff'], [1, '#ddd6c8']),
  );
  pen.stroke('M596 540C610 516 630 510 652 516', '#ffffff', { width: 8, opacity: 0.9 });
  pen.path(
    'M178 574L700 574C710 606 702 636 676 638L204 638C180 636 170 606 178 574Z',
    pen.linear(90, [0, '#fffdf8'], [1, '#d2cabb']),
  );
  pen.stroke('M184 596L702 596', mix(colour, '#2b2d31', 0.25), { width: 6 });
  pen.rect(176, 580, 30, 40, 6, mix(colour, '#2b2d31', 0.2));
};

export const kidsSneaker: Draw = (pen, colour) => {
  const second = mix(colour, '#ff7a59', 0.85);
  pen.shadow(405, 614, 300, 34);
  pen.path('M176 350C230 322 310 318 380 330L350 390C290 414 220 414 184 400Z', darker(colour, 0.6));
  pen.path(
    'M300 380C310 330 330 296 360 292C384 290 398 306 402 328L430 410Z',
    pen.linear(60, [0, lighter(colour, 0.3)], [1, colour]),
  );
  const upper =
    'M150 560C134 500 142 400 162 348C168 334 182 332 190 344C212 384 262 400 306 376C326 364 336 350 354 346C380 360 410 400 450 420C510 440 600 440 644 486C664 510 668 540 668 560Z';
  pen.path(upper, pen.linear(75, [0, lighter(colour, 0.35)], [0.5, colour], [1, darker(colour, 0.18)]));
  pen.clip(upper, () => {
    pen.path('M530 600C530 520 570 470 640 470L700 600Z', pen.linear(80, [0, '#fdfbf7'], [1, '#ddd8ce']));
    pen.path('M120 450C190 440 236 480 244 530L244 600L120 600Z', second);
    pen.path(
      'M110 400C130 350 300 310 420 390C520 440 640 440 720 500L720 430L380 300L110 320Z',
      '#ffffff',
      0.2,
    );
    pen.path(
      'M286 546L300 514L333 511L308 489L316 456L286 474L257 456L264 489L240 511L272 514Z',
      '#ffffff',
      0.92,
    );
  });
  pen.path('M318 372L352 338L392 356L468 428L440 470Z', lighter(colour, 0.4));
  for (const [x, y] of [
    [0, 0],
    [62, 50],
  ] as const) {
    pen.path(
      `M${292 + x} ${404 + y}L${382 + x} ${338 + y}C${396 + x} ${332 + y} ${410 + x} ${348 + y} ${404 + x} ${362 + y}L${322 + x} ${442 + y}C${304 + x} ${452 + y} ${282 + x} ${424 + y} ${292 + x} ${404 + y}Z`,
      pen.linear(40, [0, '#ffffff'], [1, '#e2ddd3']),
    );
    pen.stroke(`M${306 + x} ${412 + y}L${384 + x} ${354 + y}`, second, { width: 6 });
  }
  pen.stroke('M166 352C190 398 264 412 316 382', darker(colour, 0.3), { width: 11, opacity: 0.6 });
  pen.path(
    'M140 540C128 570 138 606 176 608L600 608C656 608 690 588 690 552C690 540 676 540 664 546C600 560 500 556 420 556C300 556 220 552 140 540Z',
    pen.linear(90, [0, '#ffffff'], [1, '#d5d3d0']),
  );
  pen.stroke('M150 572C260 582 420 576 560 578C610 578 650 574 682 562', second, { width: 8 });
  pen.path(
    'M146 586C152 602 162 608 176 608L600 608C640 608 668 598 684 578C660 594 620 596 600 596L176 596C164 596 152 592 146 586Z',
    darker(colour, 0.25),
  );
  for (let x = 180; x < 620; x += 42) pen.rect(x, 600, 26, 14, 5, darker(colour, 0.25));
};

export const sportsSandal: Draw = (pen, colour) => {
  pen.shadow(405, 612, 325, 32);
  const strap = pen.linear(70, [0, lighter(colour, 0.25)], [1, darker(colour, 0.1)]);
  const far = darker(colour, 0.45);
  // Straps of the far side first, then the footbed, then the near side.
  pen.path('M150 540C144 470 150 410 176 378L220 384C200 420 196 480 204 540Z', far);
  pen.path('M300 536C320 460 350 410 400 396L440 420C400 440 370 480 352 540Z', far);
  pen.path(
    'M118 528C220 512 300 548 420 540C520 532 610 500 700 522C712 526 714 540 704 546L120 552Z',
    pen.linear(90, [0, '#5d6268'], [1, '#3c4045']),
  );
  pen.path('M172 544C160 480 168 420 196 384C212 366 244 372 250 392C262 430 250 500 232 546Z', strap);
  pen.path('M196 384C240 360 330 372 410 404L392 450C330 424 260 420 214 432Z', strap);
  pen.path('M334 546C360 480 384 430 396 398C420 386 446 398 452 416C440 460 424 510 414 548Z', strap);
  pen.path(
    'M470 542C486 490 520 446 566 432C604 424 640 460 652 524L602 530C590 496 576 484 560 488C540 496 530 516 526 540Z',
    strap,
  );
  pen.path('M500 482C520 456 560 436 600 446L612 476C580 468 548 478 526 500Z', '#ffffff', 0.16);
  pen.path('M290 392L392 420L384 452L284 424Z', darker(colour, 0.35));
  pen.stroke('M300 404L380 428', '#f2a94b', { width: 6 });
  pen.stroke(
    'M186 528C176 470 184 424 206 396M352 534C372 480 392 440 404 412M488 532C500 494 530 460 566 448',
    '#ffffff',
    { width: 3, dash: '6 6', opacity: 0.5 },
  );
  pen.rect(528, 446, 54, 30, 8, darker(colour, 0.35));
  pen.rect(210, 424, 30, 44, 8, '#f2a94b');
  pen.path(
    'M112 540C112 576 122 600 154 602L610 602C668 602 712 578 712 540C640 528 560 556 420 560C300 562 200 536 112 540Z',
    pen.linear(90, [0, '#777d84'], [1, '#3d4146']),
  );
  pen.stroke('M120 558C210 556 300 580 420 578C550 574 640 550 708 556', '#f2a94b', { width: 7 });
  for (let x = 146; x < 650; x += 38) pen.rect(x, 598, 24, 14, 4, '#2c2f33');
};

export const houseSlipper: Draw = (pen, colour) => {
  const one = (dx: number, dy: number, scale: number) =>
    pen.group(`translate(${dx} ${dy}) scale(${scale})`, () => {
      pen.path(
        'M90 500C84 540 90 596 140 600L580 600C660 600 704 566 700 520C690 490 640 510 560 508L140 490C110 488 94 488 90 500Z',
        pen.linear(90, [0, colour], [1, darker(colour, 0.28)]),
      );
      pen.path(
        'M100 500C160 470 300 500 420 500C520 500 650 470 696 512C690 540 600 536 520 534L160 528C120 526 90 516 100 500Z',
        pen.linear(0, [0, lighter(colour, 0.4)], [1, darker(colour, 0.05)]),
      );
      pen.stroke('M104 556C200 572 500 566 692 548', darker(colour, 0.22), { width: 4, opacity: 0.7 });
      const strap =
        'M300 560C300 470 350 380 450 372C560 366 650 420 692 514C696 540 684 560 660 566C620 520 560 500 480 506C420 512 372 536 352 572C330 582 304 578 300 560Z';
      pen.path(
        strap,
        pen.linear(60, [0, lighter(colour, 0.45)], [0.5, lighter(colour, 0.05)], [1, darker(colour, 0.18)]),
      );
      pen.path(
        'M340 470C366 412 420 392 470 392C530 392 570 410 596 430C530 416 430 414 380 466C360 486 336 492 340 470Z',
        '#ffffff',
        0.4,
      );
      for (const [x, y] of [
        [420, 440],
        [470, 430],
        [520, 436],
        [566, 456],
      ] as const)
        pen.ellipse(x, y, 11, 14, darker(colour, 0.25), 0.55);
    });
  pen.shadow(400, 616, 330, 36);
  one(96, 30, 0.8);
  pen.shadow(350, 640, 300, 26, 0.22);
  one(10, 110, 0.88);
};
