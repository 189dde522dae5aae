import { darker, lighter, mix } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

/** Polished leather: a light band high on the toe, darkness towards the sole. */
const polished = (pen: Pen, colour: string) =>
  pen.linear(75, [0, lighter(colour, 0.32)], [0.45, colour], [1, darker(colour, 0.45)]);

export const derbyShoe: Draw = (pen, colour) => {
  pen.shadow(410, 606, 330, 30);
  pen.path('M146 424C200 396 280 388 346 376L362 408C310 446 210 462 158 450Z', mix(colour, '#c89f6e', 0.6));
  pen.path(
    'M286 428C298 390 318 356 346 350C366 348 378 360 380 378L424 440Z',
    pen.linear(60, [0, lighter(colour, 0.2)], [1, darker(colour, 0.4)]),
  );
  const upper =
    'M130 566C118 520 122 460 138 418C144 404 158 402 168 414C192 446 250 456 300 432C320 420 328 402 350 392C380 404 410 438 456 456C520 478 610 476 664 504C700 522 718 544 716 566Z';
  pen.path(upper, polished(pen, colour));
  pen.clip(upper, () => {
    pen.path('M100 400L200 440C230 480 236 530 226 600L100 600Z', darker(colour, 0.22));
    pen.path(
      'M226 540C300 500 320 470 340 396L470 452C480 480 470 520 440 560L226 580Z',
      lighter(colour, 0.1),
      0.55,
    );
    pen.path('M500 470C540 500 550 540 540 600L480 600C500 550 500 510 470 470Z', darker(colour, 0.3), 0.45);
    pen.path('M560 500C610 490 660 504 692 534C660 524 610 520 570 530Z', '#ffffff', 0.4);
    pen.path(
      'M132 440C160 470 240 486 300 462C330 448 340 430 352 416L362 436C340 476 280 506 220 508C180 508 150 490 132 470Z',
      '#ffffff',
      0.13,
    );
  });
  const stitch = lighter(colour, 0.45);
  pen.stroke('M340 402C332 462 312 502 232 546M352 396L462 450C474 478 462 516 436 554', stitch, {
    width: 3,
    dash: '6 5',
    opacity: 0.7,
  });
  pen.stroke('M476 474C506 510 508 540 496 568', stitch, { width: 3, dash: '6 5', opacity: 0.6 });
  for (const [x, y] of [
    [350, 408],
    [374, 424],
    [398, 440],
    [422, 456],
  ] as const) {
    pen.stroke(
      `M${x - 14} ${y + 24}C${x - 4} ${y + 6} ${x + 10} ${y - 4} ${x + 26} ${y - 6}`,
      darker(colour, 0.65),
      { width: 8 },
    );
    pen.circle(x - 14, y + 25, 5, darker(colour, 0.7));
  }
  pen.stroke('M142 420C166 458 246 472 304 444', darker(colour, 0.5), { width: 7, opacity: 0.6 });
  pen.path(
    'M122 558L700 558C722 558 728 570 720 578L124 580C114 574 114 564 122 558Z',
    pen.linear(90, [0, mix(colour, '#a8794a', 0.55)], [1, darker(colour, 0.4)]),
  );
  pen.stroke('M128 565L714 565', '#e8d3b0', { width: 2.5, dash: '6 5', opacity: 0.8 });
  pen.path('M124 578L720 576C704 590 660 592 600 590L280 584L276 604C240 608 160 608 128 604Z', '#2c2624');
  pen.path('M126 586L278 586L274 606C240 608 160 608 130 606Z', '#1f1b1a');
};

export const loafer: Draw = (pen, colour) => {
  pen.shadow(410, 600, 310, 28);
  pen.path('M160 478C230 450 330 446 420 462L400 500C320 520 220 520 170 506Z', mix(colour, '#e5c9a4', 0.7));
  const upper =
    'M138 570C126 530 136 490 148 470C156 458 168 458 178 470C220 500 300 512 370 498C396 490 410 470 440 458C500 448 600 470 656 506C692 530 706 550 702 572Z';
  pen.path(upper, polished(pen, colour));
  pen.clip(upper, () => {
    pen.path('M100 460L188 478C216 500 222 540 214 600L100 600Z', darker(colour, 0.2));
    pen.path(
      'M520 480C590 480 650 510 690 552C640 520 570 510 500 520C480 510 490 490 520 480Z',
      '#ffffff',
      0.28,
    );
    pen.path('M140 486C200 520 300 530 384 512L392 530C300 552 200 546 140 516Z', '#ffffff', 0.14);
  });
  pen.path(
    'M372 498C400 488 414 466 444 456C470 452 500 454 520 462C520 500 490 540 452 566L380 566C400 540 400 520 372 498Z',
    pen.linear(60, [0, lighter(colour, 0.24)], [1, darker(colour, 0.3)]),
  );
  pen.stroke('M528 466C534 502 510 540 470 566', darker(colour, 0.5), { width: 4, opacity: 0.7 });
  for (let step = 0; step < 8; step += 1) {
    pen.stroke(`M${530 - step * 3} ${478 + step * 11}l18 4`, lighter(colour, 0.4), {
      width: 3,
      opacity: 0.7,
    });
  }
  const gold = pen.linear(90, [0, '#f6dfa0'], [0.5, '#c99a3d'], [1, '#8f6420']);
  pen.stroke('M404 516C430 500 460 500 484 520', gold, { width: 9 });
  pen.ring(402, 524, 15, '#d3a74c', 8);
  pen.ring(488, 528, 15, '#b98a34', 8);
  pen.stroke('M414 512C434 500 456 500 474 512', '#fff6d8', { width: 3, opacity: 0.9 });
  pen.stroke('M150 472C210 512 300 522 376 500C398 492 412 474 436 462', darker(colour, 0.4), {
    width: 6,
    opacity: 0.6,
  });
  pen.path(
    'M130 562C200 572 560 572 700 560C716 564 714 578 694 582C600 592 360 586 288 584L284 600L146 600C132 590 124 574 130 562Z',
    pen.linear(90, [0, '#b88a58'], [1, '#5d4128']),
  );
};

export const workBoot: Draw = (pen, colour) => {
  pen.shadow(412, 650, 325, 34);
  pen.path('M190 164C240 146 310 142 372 152L380 196C320 214 240 214 196 200Z', darker(colour, 0.7));
  pen.path(
    'M338 190C344 150 368 128 396 130C416 132 424 150 424 172L470 400Z',
    pen.linear(30, [0, lighter(colour, 0.1)], [1, darker(colour, 0.45)]),
  );
  const upper =
    'M164 590C150 470 176 330 188 182C190 166 204 164 214 172C260 194 320 194 368 176C384 250 404 350 452 410C510 450 610 442 668 488C700 514 712 556 708 592Z';
  pen.path(
    upper,
    pen.linear(
      20,
      [0, darker(colour, 0.2)],
      [0.3, lighter(colour, 0.22)],
      [0.6, colour],
      [1, darker(colour, 0.3)],
    ),
  );
  pen.clip(upper, () => {
    pen.path('M140 160L228 180C236 320 236 460 220 600L140 600Z', darker(colour, 0.25));
    pen.path('M360 170C376 270 400 370 448 416L410 470C360 400 336 280 324 190Z', darker(colour, 0.22));
    pen.path('M220 480C300 470 380 490 410 470L500 600L210 600Z', darker(colour, 0.14), 0.7);
    pen.path('M540 470C620 460 670 490 694 540C650 506 590 496 530 506Z', '#ffffff', 0.42);
    pen.path('M250 200C290 280 290 400 262 470L300 470C330 390 320 280 292 200Z', '#ffffff', 0.16);
  });
  const stitch = '#e9c46a';
  pen.stroke(
    'M316 194C330 290 356 400 408 474C440 510 470 550 486 584M234 186C244 320 244 450 230 584',
    stitch,
    { width: 3, dash: '7 5', opacity: 0.75 },
  );
  for (let eye = 0; eye < 8; eye += 1) {
    const x = 344 + eye * 9.5 + (eye > 5 ? (eye - 5) * 8 : 0);
    const y = 196 + eye * 30;
    pen.stroke(`M${x.toFixed(0)} ${y}L${(x + 52).toFixed(0)} ${y - 14}`, '#26252a', { width: 8 });
    pen.circle(x, y, 7, '#cfc9bd');
    pen.circle(x, y, 3, '#4b4844');
  }
  pen.stroke('M196 180C250 208 324 208 366 188', darker(colour, 0.55), { width: 12, opacity: 0.7 });
  pen.path('M180 152C170 190 170 216 178 232L200 232C196 210 198 180 204 158Z', '#26252a');
  pen.path(
    'M152 574L704 574C726 578 730 594 722 602L150 602C140 594 142 580 152 574Z',
    pen.linear(90, [0, '#6d5b3d'], [1, '#3a3128']),
  );
  pen.stroke('M160 586L716 586', stitch, { width: 5, dash: '12 7' });
  pen.path(
    'M150 600L722 600C730 620 716 636 690 638L360 636L340 650L162 650C146 640 144 616 150 600Z',
    pen.linear(90, [0, '#3b3835'], [1, '#1d1b1a']),
  );
  for (let x = 380; x < 690; x += 36) pen.rect(x, 630, 22, 14, 3, '#1d1b1a');
};

export const snowBoot: Draw = (pen, colour) => {
  pen.shadow(412, 652, 325, 34);
  const upper =
    'M196 590C180 450 192 330 198 230L402 222C410 300 420 380 466 420C540 440 640 450 680 520C694 550 696 580 690 592Z';
  pen.path(
    upper,
    pen.linear(15, [0, darker(colour, 0.2)], [0.4, lighter(colour, 0.22)], [1, darker(colour, 0.15)]),
  );
  pen.clip(upper, () => {
    for (const y of [296, 362, 428]) {
      pen.stroke(`M180 ${y}C260 ${y + 18} 340 ${y + 18} 440 ${y - 6}`, darker(colour, 0.35), {
        width: 5,
        opacity: 0.5,
      });
      pen.stroke(`M180 ${y + 8}C260 ${y + 26} 340 ${y + 26} 440 ${y + 2}`, '#ffffff', {
        width: 5,
        opacity: 0.3,
      });
    }
    pen.path(
      'M360 230L420 222C424 320 440 390 480 424L440 470C396 420 372 330 360 230Z',
      darker(colour, 0.3),
    );
  });
  // Rubber shell.
  const rubber = pen.linear(80, [0, '#5a6069'], [1, '#2c3036']);
  pen.path(
    'M178 600C168 540 176 500 190 480C280 500 400 486 470 470C560 450 660 470 700 540C712 566 712 590 708 606Z',
    rubber,
  );
  pen.path('M520 486C590 474 650 494 680 540C640 510 580 500 520 508Z', '#ffffff', 0.25);
  pen.stroke('M192 502C290 520 400 506 474 490', '#8a919b', { width: 5, opacity: 0.8 });
  for (const [x, y] of [
    [384, 268],
    [392, 312],
    [402, 356],
    [418, 400],
    [448, 438],
  ] as const) {
    pen.stroke(`M${x - 40} ${y + 10}L${x + 26} ${y - 6}`, '#efe9df', { width: 9 });
    pen.ring(x - 40, y + 10, 8, '#30343a', 5);
  }
  // Fleece rim: overlapping tufts, lighter on top.
  for (let tuft = 0; tuft < 9; tuft += 1) pen.circle(200 + tuft * 25, 224 + (tuft % 2) * 10, 30, '#d9cfc0');
  for (let tuft = 0; tuft < 10; tuft += 1)
    pen.circle(
      190 + tuft * 25,
      206 + (tuft % 3) * 6,
      27,
      pen.radial(0.4, 0.3, 0.75, [0, '#ffffff'], [1, '#e6dccd']),
    );
  pen.path(
    'M172 592L714 592C724 612 716 640 684 642L200 642C172 636 164 612 172 592Z',
    pen.linear(90, [0, '#454a52'], [1, '#1f2226']),
  );
  for (let x = 190; x < 680; x += 42)
    pen.path(`M${x} 634L${x + 30} 634L${x + 25} 654L${x + 5} 654Z`, '#1f2226');
  for (const [x, y, r] of [
    [120, 300, 9],
    [590, 240, 11],
    [660, 360, 7],
    [520, 320, 6],
    [110, 460, 7],
  ] as const)
    pen.circle(x, y, r, '#ffffff', 0.9);
};

export const chelseaBoot: Draw = (pen, colour) => {
  pen.shadow(412, 642, 305, 30);
  pen.path('M214 236C260 216 330 212 396 224L404 260C340 276 260 276 220 264Z', darker(colour, 0.65));
  const upper =
    'M182 590C172 520 196 400 210 250C212 238 224 236 232 242C280 262 340 262 392 244C398 320 404 390 446 440C500 484 610 488 662 540C676 558 682 578 680 592Z';
  pen.path(
    upper,
    pen.linear(
      25,
      [0, darker(colour, 0.12)],
      [0.35, lighter(colour, 0.24)],
      [0.7, colour],
      [1, darker(colour, 0.3)],
    ),
  );
  pen.clip(upper, () => {
    pen.path('M264 244C250 340 262 440 322 480C366 440 372 340 352 246Z', darker(colour, 0.6));
    for (let x = 268; x < 360; x += 11)
      pen.stroke(`M${x} 246L${x + (x < 312 ? 10 : -4)} 474`, lighter(colour, 0.25), {
        width: 2.5,
        opacity: 0.35,
      });
    pen.path('M500 490C580 492 640 516 668 560C620 530 560 520 490 526Z', '#ffffff', 0.2);
    pen.path('M380 260C388 340 400 400 436 446L420 470C384 420 368 350 362 260Z', '#ffffff', 0.12);
    pen.path('M160 500C200 490 226 520 230 600L160 600Z', darker(colour, 0.25), 0.6);
  });
  pen.stroke('M258 250C244 346 258 446 322 488C376 446 382 344 358 250', lighter(colour, 0.4), {
    width: 3,
    dash: '6 5',
    opacity: 0.7,
  });
  pen.path('M216 212C206 212 204 224 206 262L234 262C234 232 236 214 228 210Z', darker(colour, 0.35));
  pen.stroke('M214 250C270 278 340 278 392 256', darker(colour, 0.4), { width: 7, opacity: 0.6 });
  pen.path(
    'M174 582L676 582C694 586 696 600 680 604C560 610 380 596 330 592L322 640L190 640C178 620 170 600 174 582Z',
    pen.linear(90, [0, '#6f4f37'], [1, '#2d201a']),
  );
  pen.stroke('M182 590C330 594 560 602 680 594', '#c79e74', { width: 4, opacity: 0.7 });
  pen.rect(190, 632, 132, 10, 3, '#1f1714');
};
