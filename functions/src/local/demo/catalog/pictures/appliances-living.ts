import { darker, lighter, mix } from './colour.ts';
import type { Draw } from './pen.ts';

export const television: Draw = (pen) => {
  pen.shadow(400, 636, 330, 26);
  pen.path('M230 590L208 634L236 634L262 590ZM570 590L592 634L564 634L538 590Z', '#3a4046');
  pen.rect(66, 178, 668, 420, 12, pen.linear(90, [0, '#5a6067'], [1, '#23272b']));
  const screen = 'M76 188h648v390h-648Z';
  pen.path(screen, pen.linear(90, [0, '#f9b36b'], [0.35, '#f6889a'], [0.62, '#7c74c4'], [1, '#274079']));
  pen.clip(screen, () => {
    pen.circle(470, 372, 64, pen.radial(0.5, 0.5, 0.5, [0, '#fffbe6'], [1, '#ffd37d']));
    pen.path(
      'M60 420C160 340 230 350 300 400C360 330 430 320 520 400C590 350 660 350 740 410L740 600L60 600Z',
      '#5b4f9c',
      0.85,
    );
    pen.path('M60 470C180 400 280 420 360 470C460 410 580 420 740 480L740 600L60 600Z', '#37407f');
    pen.path('M60 520C240 480 520 480 740 520L740 600L60 600Z', '#4d7fc0');
    pen.stroke('M400 528L560 528M430 546L530 546M446 562L512 562', '#ffe0a0', { width: 6, opacity: 0.75 });
    pen.path('M190 520L250 520L240 536L200 536ZM216 516L216 470L246 512Z', '#1f2450');
    pen.path('M76 188L420 188L230 580L76 580Z', '#ffffff', 0.08);
  });
  pen.rect(370, 584, 60, 6, 3, '#9aa1a8');
  pen.circle(706, 588, 3, '#ff6d5a');
};

export const riceCooker: Draw = (pen) => {
  pen.shadow(400, 640, 270, 32);
  const body = '#3b3f46';
  pen.path(
    'M170 400C160 540 190 630 250 634L550 634C610 630 640 540 630 400Z',
    pen.linear(0, [0, lighter(body, 0.3)], [0.25, body], [0.8, darker(body, 0.2)], [1, darker(body, 0.5)]),
  );
  pen.path(
    'M160 392C160 290 250 236 400 236C550 236 640 290 640 392C640 412 160 412 160 392Z',
    pen.linear(60, [0, '#7d828a'], [0.4, '#4a4e56'], [1, '#2a2d32']),
  );
  pen.path(
    'M196 360C214 296 286 262 380 258C300 280 240 320 224 376C210 376 194 370 196 360Z',
    '#ffffff',
    0.3,
  );
  pen.rect(156, 388, 488, 22, 11, pen.linear(90, [0, '#f0d8a4'], [1, '#a9803f']));
  pen.path(
    'M220 262C240 170 560 170 580 262L548 270C520 210 280 210 252 270Z',
    pen.linear(90, [0, '#6a6e76'], [1, '#2f3237']),
  );
  pen.rect(372, 270, 56, 26, 13, '#1f2226');
  pen.path('M384 256C370 226 410 216 396 184C388 166 404 152 398 136', 'none');
  pen.stroke('M380 244C366 214 404 200 388 166M420 244C406 216 442 198 426 160', '#ffffff', {
    width: 11,
    opacity: 0.75,
  });
  pen.rect(270, 440, 260, 142, 22, '#14171a');
  pen.rect(294, 460, 120, 60, 8, '#23303a');
  for (const d of [
    'M310 476l0 28M328 476l18 0l0 14l-18 0l0 14l18 0',
    'M366 476l18 0l0 28l-18 0ZM396 476l0 28',
  ])
    pen.stroke(d, '#8ff0d4', { width: 5 });
  pen.circle(474, 490, 32, pen.linear(60, [0, '#f3dca8'], [1, '#ab8240']));
  pen.circle(474, 490, 24, '#2a2d32');
  for (const x of [306, 346, 386]) pen.rect(x, 538, 28, 16, 8, '#3d444b');
  pen.stroke('M190 430C186 520 204 590 232 616', '#ffffff', { width: 9, opacity: 0.22 });
  // A bowl of what it is for.
  pen.shadow(640, 672, 110, 18);
  pen.path('M570 612C576 580 606 566 640 566C676 566 706 580 712 612Z', '#fffdf6');
  for (const [x, y] of [
    [600, 590],
    [624, 578],
    [650, 576],
    [676, 588],
    [640, 596],
  ] as const)
    pen.ellipse(x, y, 11, 5, '#ebe3d0');
  pen.path(
    'M560 606L722 606C720 650 690 672 670 674L612 674C592 672 562 650 560 606Z',
    pen.linear(0, [0, '#86b5c8'], [0.4, '#5a93ad'], [1, '#3a6a82']),
  );
  pen.stroke('M574 628C620 638 660 638 708 628', '#ffffff', { width: 5, opacity: 0.7 });
};

export const airFryer: Draw = (pen, colour) => {
  pen.shadow(400, 664, 260, 32);
  const sheen = pen.linear(
    0,
    [0, lighter(colour, 0.35)],
    [0.25, lighter(colour, 0.08)],
    [0.8, colour],
    [1, darker(colour, 0.3)],
  );
  pen.path(
    'M196 300C196 180 260 130 400 130C540 130 604 180 604 300L612 600C612 640 590 660 560 660L240 660C210 660 188 640 188 600Z',
    sheen,
  );
  pen.path('M230 260C232 196 276 160 360 154C300 180 270 216 266 280Z', '#ffffff', 0.4);
  pen.ellipse(400, 166, 120, 22, darker(colour, 0.35), 0.55);
  for (let x = 310; x <= 490; x += 20) pen.rect(x - 4, 158, 8, 16, 4, darker(colour, 0.6), 0.8);
  pen.circle(400, 256, 58, pen.linear(60, [0, '#fdfdfd'], [1, '#a7adb3']));
  pen.circle(400, 256, 46, pen.radial(0.4, 0.35, 0.8, [0, '#4a5057'], [1, '#202428']));
  pen.stroke('M400 250L400 222', '#ffb057', { width: 7 });
  for (const [x, y] of [
    [318, 262],
    [330, 214],
    [372, 186],
    [428, 186],
    [470, 214],
    [482, 262],
  ] as const)
    pen.circle(x, y, 5, darker(colour, 0.5));
  // Drawer with its window and what browns in it.
  pen.path(
    'M206 350L594 350L602 604C602 630 586 644 560 644L240 644C214 644 198 630 198 604Z',
    mix(colour, '#ffffff', 0.16),
  );
  pen.stroke('M206 350L594 350', darker(colour, 0.45), { width: 5, opacity: 0.7 });
  const window =
    'M246 380h308a16 16 0 0 1 16 16v116a16 16 0 0 1 -16 16h-308a16 16 0 0 1 -16 -16v-116a16 16 0 0 1 16 -16Z';
  pen.path(window, pen.radial(0.5, 0.35, 0.75, [0, '#ffcf7a'], [0.6, '#9a5520'], [1, '#2b1a12']));
  pen.clip(window, () => {
    pen.path(
      'M280 530C286 470 340 440 400 444C466 440 510 480 520 530Z',
      pen.linear(90, [0, '#e59a3f'], [1, '#9c541b']),
    );
    pen.path('M330 470C360 450 400 452 420 462C390 464 350 474 336 492Z', '#ffe0a0', 0.8);
    for (let x = 250; x < 560; x += 34) pen.rect(x, 502, 22, 40, 6, '#f3bd5a');
    pen.path('M240 380L380 380L270 530L220 530Z', '#ffffff', 0.16);
  });
  pen.rect(330, 552, 140, 62, 24, pen.linear(90, [0, '#4b5158'], [1, '#1e2226']));
  pen.rect(346, 560, 108, 14, 7, '#ffffff', 0.2);
  pen.rect(230, 656, 60, 14, 5, '#2a2d31');
  pen.rect(510, 656, 60, 14, 5, '#2a2d31');
};
