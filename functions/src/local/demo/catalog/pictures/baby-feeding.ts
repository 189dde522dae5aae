import { darker, lighter, mix } from './colour.ts';
import type { Draw, Pen } from './pen.ts';

/** A round container lit from the left. */
const cylinder = (pen: Pen, colour: string) =>
  pen.linear(
    0,
    [0, darker(colour, 0.16)],
    [0.16, lighter(colour, 0.4)],
    [0.42, colour],
    [1, darker(colour, 0.24)],
  );

/** A small heart, the sign of the house brand. */
function heart(pen: Pen, x: number, y: number, size: number, colour: string): void {
  pen.path(
    `M${x} ${y + size}C${x - size * 1.6} ${y} ${x - size} ${y - size} ${x} ${y - size * 0.2}C${x + size} ${y - size} ${x + size * 1.6} ${y} ${x} ${y + size}Z`,
    colour,
  );
}

export const formulaTin: Draw = (pen) => {
  pen.shadow(410, 676, 240, 32);
  pen.path('M220 210L580 210L580 640C580 690 220 690 220 640Z', cylinder(pen, '#f5efe2'));
  pen.path(
    'M220 360C330 400 470 400 580 360L580 590C470 634 330 634 220 590Z',
    pen.linear(0, [0, '#2f6f8f'], [0.2, '#6db4cf'], [0.5, '#4595b5'], [1, '#255a75']),
  );
  pen.path(
    'M220 352C330 392 470 392 580 352L580 364C470 404 330 404 220 364ZM220 586C330 630 470 630 580 586L580 598C470 642 330 642 220 598Z',
    '#d8b25f',
  );
  // Pasture and cow on the label.
  pen.circle(400, 488, 82, '#fdf8ea');
  pen.path('M326 520C360 492 440 492 474 520A82 82 0 0 1 326 520Z', '#86b86b');
  pen.path(
    'M356 470C356 450 372 446 394 446L440 448C456 450 460 466 458 486L452 520L440 520L438 496L382 496L380 520L368 520L364 492Z',
    '#ffffff',
  );
  pen.path(
    'M400 446C412 446 424 452 420 468C412 476 398 470 396 458ZM444 452C456 452 458 468 454 480L442 474Z',
    '#4b3a33',
  );
  pen.path('M364 452C350 440 334 446 334 460C334 474 346 484 362 482Z', '#ffffff');
  pen.path('M334 462C334 478 344 482 354 480L350 462Z', '#eeb9a6');
  pen.circle(350, 456, 3, '#4b3a33');
  pen.stroke('M440 430l16 -14M356 446l-6 -14', '#4b3a33', { width: 5 });
  heart(pen, 400, 290, 20, '#d8b25f');
  pen.rect(340, 326, 120, 8, 4, '#c9bda4');
  // Gold rim, lid and scoop.
  pen.ellipse(
    400,
    210,
    180,
    42,
    pen.linear(0, [0, '#a8803a'], [0.3, '#f7e3ab'], [0.6, '#d3a650'], [1, '#94692b']),
  );
  pen.path('M226 160L574 160L574 200C574 246 226 246 226 200Z', cylinder(pen, '#ffffff'));
  pen.ellipse(400, 160, 174, 40, pen.linear(30, [0, '#ffffff'], [1, '#dfe4e6']));
  pen.ellipse(400, 158, 140, 29, pen.linear(30, [0, '#e3e8ea'], [1, '#fbfcfc']));
  pen.path('M262 240L262 650C250 646 240 640 232 634L232 232Z', '#ffffff', 0.45);
  pen.shadow(610, 690, 90, 14);
  pen.path('M556 636C556 676 570 690 596 690C622 690 636 676 636 636Z', cylinder(pen, '#8ec7d8'));
  pen.ellipse(596, 636, 40, 13, '#fff6e0');
  pen.path('M560 632C574 610 616 608 632 632C620 642 572 642 560 632Z', '#fffaf0');
  pen.path('M632 640L716 618C726 616 730 632 720 636L636 660Z', '#8ec7d8');
};

export const cerealBox: Draw = (pen) => {
  pen.shadow(390, 676, 270, 32);
  pen.path('M470 150L560 178L560 652L470 680Z', pen.linear(0, [0, '#c99256'], [1, '#a9743c']));
  pen.path('M200 164L470 150L470 680L200 662Z', pen.linear(70, [0, '#fff6e4'], [1, '#f1ddb7']));
  pen.path('M200 164L470 150L560 178L300 190Z', '#fffaf0');
  pen.path(
    'M200 430C290 400 380 460 470 420L470 680L200 662Z',
    pen.linear(70, [0, '#f0b765'], [1, '#dd9344']),
  );
  // Ears of rice.
  for (const [x, tilt] of [
    [290, -16],
    [340, 0],
    [390, 16],
  ] as const) {
    pen.group(`rotate(${tilt} ${x} 420)`, () => {
      pen.stroke(`M${x} 430L${x} 260`, '#a8b45c', { width: 6 });
      for (let grain = 0; grain < 5; grain += 1) {
        pen.ellipse(x - 13, 270 + grain * 26, 8, 15, '#e8c05a');
        pen.ellipse(x + 13, 282 + grain * 26, 8, 15, '#d6a840');
      }
      pen.ellipse(x, 248, 8, 16, '#e8c05a');
    });
  }
  heart(pen, 250, 222, 13, '#dd7f52');
  pen.rect(250, 540, 160, 12, 6, '#fff6e4', 0.9);
  pen.rect(250, 566, 110, 10, 5, '#fff6e4', 0.7);
  // A bowl with a spoon.
  pen.shadow(590, 690, 150, 22);
  pen.ellipse(590, 582, 120, 34, '#fffdf8');
  pen.ellipse(590, 584, 104, 26, '#f3e3c4');
  pen.path('M510 582C540 562 600 572 640 566C676 570 680 590 650 598C600 608 530 604 510 582Z', '#fbf1da');
  pen.path(
    'M470 584C474 650 520 690 590 690C660 690 706 650 710 584C690 626 490 626 470 584Z',
    pen.linear(0, [0, '#8ac0a8'], [0.3, '#bfe3d0'], [1, '#5f9c83']),
  );
  pen.stroke('M640 572L724 470', '#e98b63', { width: 14 });
  pen.ellipse(634, 580, 26, 14, '#e98b63');
};

export const feedingBottle: Draw = (pen, colour) => {
  pen.shadow(400, 714, 190, 28);
  // Handles behind the body.
  for (const side of [-1, 1]) {
    const x = (offset: number) => 400 + side * offset;
    pen.stroke(`M${x(104)} 356C${x(220)} 350 ${x(226)} 540 ${x(112)} 536`, colour, { width: 34 });
    pen.stroke(`M${x(112)} 350C${x(206)} 350 ${x(214)} 440 ${x(200)} 480`, lighter(colour, 0.45), {
      width: 8,
      opacity: 0.8,
    });
  }
  pen.path(
    'M284 300C270 340 274 400 276 460L280 660C282 700 306 708 340 708L460 708C494 708 518 700 520 660L524 460C526 400 530 340 516 300Z',
    pen.linear(0, [0, '#e3d2ae'], [0.16, '#fffaf0'], [0.5, '#f6ead2'], [1, '#d9c49c']),
  );
  pen.path(
    'M288 420L512 420L508 656C506 686 490 694 460 694L340 694C310 694 294 686 292 656Z',
    pen.linear(0, [0, '#f3ece0'], [0.3, '#ffffff'], [1, '#e6dccb']),
  );
  pen.ellipse(400, 420, 112, 15, '#ffffff');
  for (let mark = 0; mark < 6; mark += 1)
    pen.rect(462, 448 + mark * 36, mark % 2 === 0 ? 34 : 22, 5, 2, darker(colour, 0.2));
  pen.path(
    'M304 330C296 400 300 560 306 660C312 676 322 680 326 670C318 560 316 420 326 330Z',
    '#ffffff',
    0.85,
  );
  heart(pen, 386, 520, 24, colour);
  pen.path(
    'M280 684L520 684C518 706 494 712 460 712L340 712C306 712 284 706 280 684Z',
    cylinder(pen, colour),
  );
  // Collar, teat.
  pen.path('M268 246L532 246L536 306C536 322 264 322 264 306Z', cylinder(pen, colour));
  for (let x = 284; x < 530; x += 22) pen.rect(x, 254, 7, 50, 3, darker(colour, 0.22), 0.5);
  pen.ellipse(400, 246, 132, 22, lighter(colour, 0.3));
  pen.path(
    'M300 244C304 190 360 196 366 150C370 112 376 88 400 88C424 88 430 112 434 150C440 196 496 190 500 244C470 258 330 258 300 244Z',
    pen.linear(0, [0, '#f0cfae'], [0.3, '#fff1df'], [1, '#deb088']),
  );
  pen.path('M380 112C374 150 374 186 348 212C344 190 368 180 372 140Z', '#ffffff', 0.9);
};

export const strawCup: Draw = (pen, colour) => {
  pen.shadow(400, 690, 210, 30);
  for (const side of [-1, 1]) {
    const x = (offset: number) => 400 + side * offset;
    pen.stroke(`M${x(124)} 350C${x(240)} 340 ${x(240)} 540 ${x(128)} 546`, colour, { width: 32 });
    pen.stroke(`M${x(140)} 342C${x(214)} 342 ${x(226)} 420 ${x(214)} 470`, lighter(colour, 0.5), {
      width: 7,
      opacity: 0.85,
    });
  }
  pen.path(
    'M262 330L538 330L520 630C516 674 480 684 400 684C320 684 284 674 280 630Z',
    pen.linear(0, [0, '#cfe3ea'], [0.2, '#ffffff'], [0.55, '#e9f3f6'], [1, '#b8d2dc']),
  );
  pen.path(
    'M270 450C330 436 400 462 470 448C500 442 520 446 530 450L518 626C514 664 480 674 400 674C320 674 286 664 282 626Z',
    pen.linear(90, [0, '#a9dbef', 0.9], [1, '#67b4d8', 0.95]),
  );
  pen.stroke('M410 330C420 420 380 500 396 600', '#ffffff', { width: 14, opacity: 0.85 });
  pen.circle(397, 622, 24, pen.radial(0.35, 0.3, 0.8, [0, '#f5f7f8'], [1, '#97a4ac']));
  // A whale on the cup.
  pen.path(
    'M318 548C318 510 360 500 396 514C420 524 440 520 452 504C446 498 440 486 446 480C456 480 462 486 466 492C472 482 484 480 490 484C490 496 480 504 472 508C470 552 440 580 390 580C344 580 318 574 318 548Z',
    colour,
  );
  pen.path(
    'M322 560C350 574 410 574 440 552C430 572 410 580 390 580C350 580 328 576 322 560Z',
    lighter(colour, 0.6),
  );
  pen.circle(348, 542, 5, '#3a3f45');
  pen.path('M294 350L304 640C298 634 294 626 292 616L280 350Z', '#ffffff', 0.8);
  // Lid with the straw under its slide.
  pen.path(
    'M246 262C250 240 290 228 400 228C510 228 550 240 554 262L560 326C560 346 240 346 240 326Z',
    cylinder(pen, colour),
  );
  pen.path(
    'M290 238C300 190 340 166 400 166C460 166 500 190 510 238C470 252 330 252 290 238Z',
    pen.linear(60, [0, lighter(colour, 0.55)], [1, mix(colour, '#ffffff', 0.1)]),
  );
  pen.path(
    'M390 190C384 150 396 120 426 104C444 96 456 112 444 124C424 138 420 160 424 190Z',
    pen.linear(0, [0, '#ffffff'], [1, '#d9dee2']),
  );
  pen.path('M258 270C300 254 360 250 400 250L400 264C350 264 300 268 262 284Z', '#ffffff', 0.5);
};

export const suctionPlate: Draw = (pen, colour) => {
  pen.shadow(400, 600, 340, 60, 0.26);
  pen.path(
    'M60 450C60 310 210 230 400 230C590 230 740 310 740 450C740 560 590 622 400 622C210 622 60 560 60 450Z',
    pen.linear(80, [0, darker(colour, 0.08)], [1, darker(colour, 0.35)]),
  );
  pen.path(
    'M60 430C60 292 210 214 400 214C590 214 740 292 740 430C740 540 590 600 400 600C210 600 60 540 60 430Z',
    pen.linear(60, [0, lighter(colour, 0.4)], [1, colour]),
  );
  const well = pen.linear(
    80,
    [0, darker(colour, 0.22)],
    [0.4, lighter(colour, 0.12)],
    [1, lighter(colour, 0.4)],
  );
  pen.path(
    'M104 424C108 330 220 262 372 254C382 254 386 262 386 272L386 372C386 390 376 400 360 404C290 416 230 440 160 478C140 488 104 460 104 424Z',
    well,
  );
  pen.path(
    'M416 270C416 260 422 254 434 254C580 262 692 330 696 424C696 460 664 486 640 476C570 440 510 416 440 404C424 400 416 390 416 374Z',
    well,
  );
  pen.path(
    'M180 506C250 460 320 436 400 436C480 436 550 460 620 506C634 516 630 528 616 536C560 562 490 574 400 574C310 574 240 562 184 536C170 528 166 516 180 506Z',
    well,
  );
  // What is for lunch.
  for (const [x, y, r] of [
    [190, 380, 26],
    [238, 348, 30],
    [290, 322, 28],
    [250, 400, 24],
    [310, 368, 30],
    [346, 320, 22],
  ] as const) {
    pen.circle(x, y, r, '#6ea04f');
    pen.circle(x - r * 0.35, y - r * 0.3, r * 0.45, '#93c26c');
    pen.circle(x + r * 0.4, y - r * 0.1, r * 0.3, '#85b65f');
  }
  for (const [x, y] of [
    [470, 318],
    [520, 346],
    [576, 346],
    [500, 380],
    [566, 396],
    [620, 400],
    [460, 366],
  ] as const) {
    pen.ellipse(x, y, 32, 22, '#d9702f');
    pen.ellipse(x - 2, y - 4, 30, 19, '#f39a4e');
    pen.ellipse(x - 4, y - 6, 14, 8, '#f8bd7f');
  }
  pen.path('M226 520C260 476 540 476 574 520C560 548 250 548 226 520Z', '#fffdf6');
  for (const [x, y] of [
    [280, 510],
    [330, 500],
    [380, 498],
    [440, 504],
    [500, 510],
    [350, 520],
    [420, 522],
    [470, 524],
  ] as const)
    pen.ellipse(x, y, 12, 5, '#eae2cf');
  pen.path('M392 486l8 -12l8 12l14 2l-10 10l2 14l-14 -7l-14 7l2 -14l-10 -10Z', '#f0b14a');
  pen.path('M120 330C180 268 280 238 380 236C300 250 210 284 150 344Z', '#ffffff', 0.45);
  pen.path('M700 480C730 476 752 492 748 512C744 530 712 536 690 524Z', colour);
};
