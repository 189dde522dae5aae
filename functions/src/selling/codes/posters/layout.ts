import type { Language } from '@jindian/shared/contract/common';
import {
  type PosterSize,
  type PosterTemplate,
  type posterPlaceholders,
  posterSizes,
} from '@jindian/shared/contract/selling/posters';
import { contrastOf, type Hex } from '@jindian/shared/design/colour';
import QRCode from 'qrcode';
import { type Drawing, type Shape, unitsPerMm } from './drawing.ts';
import { fitted } from './fit-text.ts';
import type { TypeSetter, Weight } from './type-setter.ts';

/** What a poster is about; texts in the language that it is printed in. */
export type PosterFacts = Partial<Record<(typeof posterPlaceholders)[number], string>> & { brand: string };
export type PosterAbout = {
  facts: PosterFacts;
  /** What whoever sends it says, in their words. */
  note?: string | undefined;
  /** As it is printed, and the link in its QR. */
  code: string;
  url: string;
  language: Language;
  brandColour: Hex;
  /** Pictures as JPEG; null: there is none. */
  logo: Picture | null;
  picture: Picture | null;
  /** Beside the link's. */
  miniProgramCode: Picture | null;
  /** There, it stands for the link's. */
  miniProgramCodeAlone?: boolean | undefined;
};
export type Picture = { jpeg: Uint8Array; width: number; height: number };

const ink: Hex = '#1f1b16';
const white: Hex = '#ffffff';
const soft: Hex = '#f7f5f2';

/** With what there is; a line whose placeholder is empty is left without it. */
export function filledText(text: string, facts: PosterFacts): string {
  return text
    .replace(/\{(\w+)\}/g, (_, name: string) => facts[name as keyof PosterFacts] ?? '')
    .replace(/\s{2,}/g, ' ')
    .replace(/^[\s·:：-]+|[\s·:：-]+$/g, '');
}

/** All that will be set, so that the fonts are read before. */
export function textsOf(template: PosterTemplate, about: PosterAbout): string[] {
  const { language, facts, code } = about;
  const own = [template.title, template.line, template.foot].map((text) => filledText(text[language], facts));
  return [...own, facts.brand, code, quoted(about), '… '];
}

export function posterOf(
  template: PosterTemplate,
  about: PosterAbout,
  size: PosterSize,
  setter: TypeSetter,
): Drawing {
  const { widthMm, heightMm, bleedMm } = posterSizes[size];
  const [width, height, bleed] = [widthMm, heightMm, bleedMm].map((mm) => mm * unitsPerMm) as [
    number,
    number,
    number,
  ];
  const ground = { brand: about.brandColour, white, soft }[template.ground];
  const over = contrastOf(white, ground) >= contrastOf(ink, ground) ? white : ink;
  const sheet: Sheet = { width, height, setter, over, shapes: [] };
  sheet.shapes.push({
    kind: 'rect',
    x: -bleed,
    y: -bleed,
    width: width + 2 * bleed,
    height: height + 2 * bleed,
    fill: ground,
  });
  if (width > height) label(sheet, template, about);
  else upright(sheet, template, about);
  const { language, facts } = about;
  return { width, height, bleed, title: filledText(template.title[language], facts), shapes: sheet.shapes };
}

type Sheet = { width: number; height: number; setter: TypeSetter; over: Hex; shapes: Shape[] };
type Room = {
  x: number;
  y: number;
  width: number;
  lines: number;
  size: number;
  smallest: number;
  weight: Weight;
};

/** Gives where the next text may stand. */
function write(sheet: Sheet, text: string, room: Room, how: { centred: boolean; fill?: Hex }): number {
  if (text === '') return room.y;
  const { lines, size } = fitted(text, room, sheet.setter);
  let y = room.y;
  for (const line of lines) {
    y += size;
    const free = how.centred ? (room.width - sheet.setter.widthOf(line, room.weight) * size) / 2 : 0;
    const d = sheet.setter.set(line, { size, weight: room.weight, x: room.x + free, y });
    if (d !== '') sheet.shapes.push({ kind: 'path', d, fill: how.fill ?? sheet.over });
    y += size * 0.32;
  }
  return y;
}

/** On white with four modules around it, as readers want it whatever the ground. */
function qr(sheet: Sheet, url: string, x: number, y: number, side: number): void {
  const { modules } = QRCode.create(url, { errorCorrectionLevel: 'M' });
  const margin = 4;
  const unit = side / (modules.size + 2 * margin);
  sheet.shapes.push({ kind: 'rect', x, y, width: side, height: side, fill: white, radius: unit * 2 });
  const round = (value: number) => Math.round(value * 1_000) / 1_000;
  let d = '';
  for (let row = 0; row < modules.size; row += 1)
    for (let from = 0; from < modules.size; from += 1) {
      if (!modules.get(row, from)) continue;
      let to = from + 1;
      while (to < modules.size && modules.get(row, to)) to += 1;
      const [left, top] = [round(x + (margin + from) * unit), round(y + (margin + row) * unit)];
      d += `M${left} ${top}h${round((to - from) * unit)}v${round(unit)}h-${round((to - from) * unit)}z`;
      from = to;
    }
  sheet.shapes.push({ kind: 'path', d, fill: '#000000' });
}

function picture(
  sheet: Sheet,
  { jpeg, width, height }: Picture,
  box: { x: number; y: number; width: number; height: number },
): void {
  const scale = Math.min(box.width / width, box.height / height);
  const [wide, high] = [width * scale, height * scale];
  sheet.shapes.push({
    kind: 'picture',
    jpeg,
    x: box.x + (box.width - wide) / 2,
    y: box.y + (box.height - high) / 2,
    width: wide,
    height: high,
  });
}

const quoted = ({ note }: PosterAbout) => (note ? `“${note}”` : '');
const grouped = (code: string) => [code.slice(0, 5), code.slice(5, 10), code.slice(10)].join(' ').trim();

/** From above: whose it is, what it says, the goods, the code, and what scanning it does. */
function upright(sheet: Sheet, template: PosterTemplate, about: PosterAbout): void {
  const { width, height } = sheet;
  const { facts, language } = about;
  const said = (text: { zh: string; en: string }) => filledText(text[language], facts);
  const margin = width * 0.08;
  const inner = width - 2 * margin;
  const room = { x: margin, width: inner };
  let y = height * 0.055;
  const logo = template.withLogo ? about.logo : null;
  const side = height * 0.06;
  if (logo) picture(sheet, logo, { x: margin, y, width: side, height: side });
  const beside = logo ? side + margin * 0.4 : 0;
  write(
    sheet,
    facts.brand,
    {
      x: margin + beside,
      y: y + side * 0.22,
      width: inner - beside,
      lines: 1,
      size: height * 0.026,
      smallest: height * 0.016,
      weight: 700,
    },
    { centred: false },
  );
  y = height * 0.15;
  y = write(
    sheet,
    said(template.title),
    { ...room, y, lines: 2, size: height * 0.058, smallest: height * 0.026, weight: 700 },
    { centred: true },
  );
  y = write(
    sheet,
    said(template.line),
    { ...room, y: y + height * 0.008, lines: 2, size: height * 0.028, smallest: height * 0.017, weight: 400 },
    { centred: true },
  );
  y = write(
    sheet,
    quoted(about),
    { ...room, y: y + height * 0.012, lines: 3, size: height * 0.03, smallest: height * 0.019, weight: 400 },
    { centred: true },
  );
  const bottom = height * 0.86;
  const shown = template.withPicture ? about.picture : null;
  if (shown) {
    const tall = (bottom - y) * 0.42;
    const frame = { x: margin, y: y + height * 0.015, width: inner, height: tall };
    picture(sheet, shown, frame);
    y += tall + height * 0.02;
  }
  const free = bottom - y - height * 0.05;
  const alone = about.miniProgramCodeAlone === true ? about.miniProgramCode : null;
  const second = alone ? null : about.miniProgramCode;
  const gap = margin * 0.5;
  const qrSide = Math.min(free, second ? (inner - gap) / 2 : inner * 0.72);
  const top = y + Math.max(0, (free - qrSide) / 2) + height * 0.012;
  const left = second ? (width - gap) / 2 - qrSide : (width - qrSide) / 2;
  if (!alone) qr(sheet, about.url, left, top, qrSide);
  const shownCode = alone ?? second;
  if (shownCode) {
    const box = { x: alone ? left : (width + gap) / 2, y: top, width: qrSide, height: qrSide };
    sheet.shapes.push({ kind: 'rect', ...box, fill: white, radius: qrSide * 0.04 });
    const rim = qrSide * 0.06;
    picture(sheet, shownCode, {
      x: box.x + rim,
      y: top + rim,
      width: qrSide - 2 * rim,
      height: qrSide - 2 * rim,
    });
  }
  write(
    sheet,
    grouped(about.code),
    {
      ...room,
      y: top + qrSide + height * 0.008,
      lines: 1,
      size: height * 0.017,
      smallest: height * 0.012,
      weight: 400,
    },
    { centred: true },
  );
  write(
    sheet,
    said(template.foot),
    { ...room, y: height * 0.9, lines: 2, size: height * 0.024, smallest: height * 0.015, weight: 400 },
    { centred: true },
  );
}

/** For a shelf: the code on the left, what it is of on the right. */
function label(sheet: Sheet, template: PosterTemplate, about: PosterAbout): void {
  const { width, height } = sheet;
  const { facts, language } = about;
  const said = (text: { zh: string; en: string }) => filledText(text[language], facts);
  const margin = height * 0.07;
  const side = Math.min(height - 2 * margin - height * 0.1, width * 0.46);
  qr(sheet, about.url, margin, margin, side);
  write(
    sheet,
    grouped(about.code),
    {
      x: margin,
      y: margin + side + height * 0.015,
      width: side,
      lines: 1,
      size: height * 0.055,
      smallest: height * 0.03,
      weight: 400,
    },
    { centred: true },
  );
  const x = margin * 1.6 + side;
  const room = { x, width: width - x - margin };
  let y = margin;
  y = write(
    sheet,
    said(template.title),
    { ...room, y, lines: 3, size: height * 0.11, smallest: height * 0.065, weight: 700 },
    { centred: false },
  );
  y = write(
    sheet,
    facts.price ?? '',
    { ...room, y: y + height * 0.02, lines: 1, size: height * 0.15, smallest: height * 0.09, weight: 700 },
    { centred: false },
  );
  write(
    sheet,
    said(template.foot),
    {
      ...room,
      y: Math.max(y + height * 0.03, height * 0.74),
      lines: 2,
      size: height * 0.06,
      smallest: height * 0.045,
      weight: 400,
    },
    { centred: false },
  );
}
