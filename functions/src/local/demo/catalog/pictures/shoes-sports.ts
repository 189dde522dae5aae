import { darker, lighter, lightness, mix } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

/** What lies on top of a colour so that it can be seen: dark on light, light on dark. */
const contrast = (colour: string): string =>
  lightness(colour) > 0.6 ? darker(colour, 0.55) : lighter(colour, 0.75);

interface RunnerLook {
  accent: string;
  midsole: string;
  outsole: string;
  /** How thick the foam is under the heel. */
  foam: number;
}

/** Side view, toe to the right, standing on y = 600. */
function runner(pen: Pen, colour: string, look: RunnerLook): void {
  const { accent, foam } = look;
  pen.shadow(405, 606, 330, 34);
  // Inside of the far side of the collar.
  pen.path('M146 366C180 342 262 332 330 322L356 350C300 400 210 420 160 404Z', darker(colour, 0.6));
  const tongue = pen.linear(60, [0, lighter(colour, 0.25)], [1, darker(colour, 0.2)]);
  pen.path('M268 384C282 340 300 300 326 292C346 288 362 300 366 318L410 400Z', tongue);
  const upper =
    'M128 548C112 500 112 410 132 356C136 342 152 338 160 350C176 386 230 402 272 380C292 368 300 350 318 340C352 352 384 388 424 418C474 454 548 462 610 478C668 492 702 516 706 556L704 572L130 572Z';
  pen.path(upper, pen.linear(75, [0, lighter(colour, 0.32)], [0.5, colour], [1, darker(colour, 0.24)]));
  pen.clip(upper, () => {
    for (let row = 0; row < 6; row += 1) {
      const y = 470 + row * 15;
      pen.stroke(`M${470 - row * 6} ${y}C540 ${y + 2} 620 ${y + 12} 700 ${y + 34}`, lighter(colour, 0.55), {
        width: 2.5,
        opacity: 0.45,
        dash: '2 9',
      });
    }
    // Toe guard, heel counter and the wave on the quarter.
    pen.path(
      'M610 600C616 540 650 506 700 500L730 600Z',
      pen.linear(90, [0, lighter(accent, 0.1)], [1, darker(accent, 0.2)]),
    );
    pen.path(
      'M100 460C150 452 196 476 214 520C222 542 222 580 220 600L100 600Z',
      pen.linear(30, [0, lighter(accent, 0.15)], [1, darker(accent, 0.15)]),
    );
    pen.path('M236 556C272 500 330 458 392 440L438 470C380 486 330 522 308 572L240 572Z', accent);
    pen.path('M330 572C344 536 384 502 440 484L478 500C430 514 396 540 384 572Z', accent, 0.65);
    pen.path(
      'M110 380C130 330 300 300 420 410C520 452 640 460 720 520L720 470L380 300L110 320Z',
      '#ffffff',
      0.14,
    );
  });
  // Lace stay, laces, collar edge.
  pen.path(
    'M300 360C316 346 326 342 334 348C368 372 404 408 452 432L436 456C388 440 340 408 300 360Z',
    darker(colour, 0.18),
  );
  const lace = contrast(colour);
  for (const [x, y] of [
    [330, 352],
    [358, 374],
    [386, 396],
    [416, 416],
  ] as const) {
    pen.stroke(`M${x - 24} ${y + 22}C${x - 12} ${y + 2} ${x + 6} ${y - 8} ${x + 20} ${y - 8}`, lace, {
      width: 10,
    });
  }
  pen.stroke('M136 360C152 402 232 416 280 388', darker(colour, 0.35), { width: 9, opacity: 0.55 });
  pen.stroke('M130 372C122 340 140 320 152 328C164 336 158 350 150 362', accent, { width: 9 });
  // Foam, with the light on its upper edge, and the rubber under it.
  const foamPath = `M118 ${556 - foam}C106 560 112 596 156 600L590 600C656 600 712 582 722 548C724 538 714 536 704 542C640 568 520 560 420 560C300 560 200 ${566 - foam} 118 ${556 - foam}Z`;
  pen.path(foamPath, pen.linear(90, [0, look.midsole], [1, mix(look.midsole, '#8b93a3', 0.32)]));
  pen.stroke(`M124 ${566 - foam}C200 ${578 - foam} 300 570 420 570C520 570 630 578 706 552`, '#ffffff', {
    width: 5,
    opacity: 0.8,
  });
  pen.stroke('M170 582C230 574 300 590 360 580', accent, { width: 6, opacity: 0.85 });
  pen.path(
    'M126 586C134 604 160 608 180 608L590 608C640 608 690 594 714 566C702 592 650 600 590 600L160 600C146 598 134 594 126 586Z',
    look.outsole,
  );
  for (let x = 190; x < 620; x += 44) pen.rect(x, 600, 26, 10, 4, look.outsole);
}

export const lightRunner: Draw = (pen, colour) => {
  const accent = lightness(colour) > 0.75 ? '#f2784b' : mix(colour, '#ffffff', 0.82);
  runner(pen, colour, { accent, midsole: '#f7f8fa', outsole: '#3b3f49', foam: 10 });
};

export const cushionedRunner: Draw = (pen, colour) => {
  runner(pen, colour, {
    accent: '#fdf4ee',
    midsole: lighter(colour, 0.72),
    outsole: darker(colour, 0.25),
    foam: 26,
  });
};

export const hikingShoe: Draw = (pen, colour) => {
  pen.shadow(405, 614, 330, 34);
  pen.path('M150 352C200 328 270 322 336 312L356 344C300 392 210 412 160 396Z', darker(colour, 0.65));
  pen.path(
    'M272 376C284 330 304 292 332 286C352 284 366 298 370 318L416 396Z',
    pen.linear(60, [0, lighter(colour, 0.2)], [1, darker(colour, 0.25)]),
  );
  const upper =
    'M130 560C112 500 116 400 136 346C142 332 156 330 164 342C182 376 232 392 274 370C294 358 302 342 322 334C354 346 388 384 430 412C480 444 548 450 612 466C672 482 706 512 708 560Z';
  pen.path(upper, pen.linear(75, [0, lighter(colour, 0.28)], [0.55, colour], [1, darker(colour, 0.3)]));
  const trim = darker(colour, 0.5);
  pen.clip(upper, () => {
    pen.path('M560 600C566 520 610 474 700 476L740 600Z', pen.linear(80, [0, '#4a4d52'], [1, '#2b2d31']));
    pen.stroke('M582 560C590 520 622 496 690 500', '#6b6f76', { width: 5, opacity: 0.8 });
    pen.path('M100 430C160 424 208 450 226 500C236 530 236 570 234 600L100 600Z', trim);
    pen.path('M234 520C300 520 380 536 560 544L560 600L234 600Z', darker(colour, 0.32));
    pen.path('M300 360L452 430L470 470L420 540L376 540L420 466L300 420Z', trim, 0.7);
    pen.path(
      'M110 380C130 330 300 300 420 410C520 440 640 450 720 510L720 460L380 290L110 320Z',
      '#ffffff',
      0.12,
    );
    pen.stroke('M252 536C268 486 296 448 330 420', lighter(colour, 0.5), {
      width: 5,
      dash: '9 8',
      opacity: 0.7,
    });
  });
  for (const [x, y] of [
    [334, 344],
    [364, 368],
    [394, 392],
    [426, 412],
  ] as const) {
    pen.stroke(`M${x - 28} ${y + 24}C${x - 14} ${y + 4} ${x + 4} ${y - 6} ${x + 20} ${y - 6}`, '#e8a33a', {
      width: 9,
    });
    pen.circle(x - 28, y + 25, 7, '#2f3236');
  }
  pen.stroke('M142 350C160 390 236 404 284 376', darker(colour, 0.55), { width: 11, opacity: 0.7 });
  pen.stroke('M134 366C122 330 142 308 156 318C166 326 162 340 154 352', '#e8a33a', { width: 9 });
  pen.path(
    'M116 548C108 574 118 592 150 594L600 594C664 594 716 574 724 538C660 566 540 562 420 558C300 556 200 556 116 548Z',
    pen.linear(90, [0, '#e7ddcb'], [1, '#bfb29a']),
  );
  pen.path(
    'M120 578C122 600 136 612 150 612L600 612C664 612 714 588 724 552C700 584 650 590 600 590L150 590C138 590 128 586 120 578Z',
    '#2e3034',
  );
  for (let x = 142; x < 640; x += 40)
    pen.path(`M${x} 606L${x + 28} 606L${x + 24} 622L${x + 4} 622Z`, '#2e3034');
};

export const slipOnShoe: Draw = (pen, colour) => {
  pen.shadow(405, 606, 320, 32);
  pen.path('M150 398C200 366 290 362 372 376L340 420C280 446 200 446 160 432Z', darker(colour, 0.6));
  const upper =
    'M130 560C114 510 118 440 136 396C142 382 154 380 164 392C190 424 262 440 330 412C350 402 358 384 380 372C400 374 430 410 476 432C530 456 590 462 634 482C676 500 700 526 702 562Z';
  pen.path(upper, pen.linear(75, [0, lighter(colour, 0.3)], [0.5, colour], [1, darker(colour, 0.25)]));
  pen.clip(upper, () => {
    for (let row = 0; row < 12; row += 1) {
      const x = 240 + row * 38;
      pen.stroke(`M${x} 400C${x + 18} 450 ${x + 20} 510 ${x + 6} 566`, lighter(colour, 0.5), {
        width: 3,
        dash: '3 8',
        opacity: 0.55,
      });
    }
    pen.path('M100 450C160 440 214 470 226 520L226 600L100 600Z', darker(colour, 0.2));
    pen.path('M250 580C300 500 360 470 440 452L470 470C400 490 350 530 330 580Z', lighter(colour, 0.45), 0.8);
    pen.path(
      'M340 400L380 366C420 380 440 410 480 432L440 470C400 452 370 430 340 400Z',
      darker(colour, 0.28),
    );
    pen.path(
      'M110 420C130 370 300 340 420 410C520 452 640 460 720 520L720 430L380 320L110 350Z',
      '#ffffff',
      0.13,
    );
  });
  pen.stroke('M140 400C170 440 264 456 340 422C360 412 366 392 382 378', lighter(colour, 0.35), {
    width: 12,
  });
  pen.path('M140 396C124 376 130 346 152 344C168 344 170 366 164 394Z', darker(colour, 0.3));
  pen.path(
    'M120 548C108 566 114 598 152 600L596 600C656 600 708 584 714 554C714 544 704 544 694 550C620 572 520 562 420 562C300 562 200 562 120 548Z',
    pen.linear(90, [0, '#faf9f6'], [1, '#c9c7c2']),
  );
  pen.stroke('M132 566C240 580 420 572 520 576C600 578 660 574 700 562', '#ffffff', {
    width: 5,
    opacity: 0.8,
  });
  pen.path(
    'M126 584C132 596 142 600 154 600L596 600C644 600 690 588 708 568C684 586 640 590 596 590L154 590C142 590 132 588 126 584Z',
    '#8d8b86',
  );
  for (let x = 170; x < 640; x += 34) pen.rect(x, 594, 20, 12, 4, '#8d8b86');
};
