/** A stop of a gradient: where (0 to 1), colour, opacity. */
export type Stop = readonly [at: number, colour: string, opacity?: number];

export interface Line {
  width: number;
  opacity?: number;
  dash?: string;
  /** Default round. */
  cap?: 'round' | 'butt';
}

const round = (value: number): string => String(Math.round(value * 10) / 10);
/** Computed outlines carry long fractions; a tenth of a unit is finer than any screen shows. */
const short = (d: string): string => d.replace(/-?\d+\.\d{2,}/g, (digits) => round(Number(digits)));
const opacityOf = (opacity: number | undefined): string =>
  opacity === undefined ? '' : ` opacity="${opacity}"`;

/**
 * Collects SVG elements. Only shapes, gradients, groups and clips: filters, text, foreign objects and outside
 * references do not render everywhere that WeChat's image component runs. Ids carry `idPrefix`, so that two
 * pictures can stand in one page.
 */
export class Pen {
  readonly #idPrefix: string;
  readonly #definitions: string[] = [];
  readonly #elements: string[] = [];
  readonly #paints = new Map<string, string>();

  constructor(idPrefix: string) {
    this.#idPrefix = idPrefix;
  }

  #define(content: (id: string) => string): string {
    const key = content('');
    const known = this.#paints.get(key);
    if (known) return known;
    const id = `${this.#idPrefix}${this.#definitions.length.toString(36)}`;
    this.#definitions.push(content(id));
    const reference = `url(#${id})`;
    this.#paints.set(key, reference);
    return reference;
  }

  #stops(stops: readonly Stop[]): string {
    return stops
      .map(([at, colour, opacity]) => {
        const alpha = opacity === undefined ? '' : ` stop-opacity="${opacity}"`;
        return `<stop offset="${at}" stop-color="${colour}"${alpha}/>`;
      })
      .join('');
  }

  /** A gradient over the shape it fills; 0° runs left to right, 90° top to bottom. */
  linear(degrees: number, ...stops: Stop[]): string {
    const radians = (degrees * Math.PI) / 180;
    const x = Math.cos(radians) / 2;
    const y = Math.sin(radians) / 2;
    const at = (value: number) => (Math.round((0.5 + value) * 100) / 100).toString();
    return this.#define(
      (id) =>
        `<linearGradient id="${id}" x1="${at(-x)}" y1="${at(-y)}" x2="${at(x)}" y2="${at(y)}">${this.#stops(stops)}</linearGradient>`,
    );
  }

  /** A gradient around (cx, cy), all in shares of the shape it fills. */
  radial(cx: number, cy: number, r: number, ...stops: Stop[]): string {
    return this.#define(
      (id) =>
        `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}">${this.#stops(stops)}</radialGradient>`,
    );
  }

  path(d: string, fill: string, opacity?: number): void {
    this.#elements.push(`<path d="${short(d)}" fill="${fill}"${opacityOf(opacity)}/>`);
  }

  stroke(d: string, colour: string, line: Line): void {
    const dash = line.dash ? ` stroke-dasharray="${line.dash}"` : '';
    const cap = line.cap === 'butt' ? '' : ' stroke-linecap="round" stroke-linejoin="round"';
    this.#elements.push(
      `<path d="${short(d)}" fill="none" stroke="${colour}" stroke-width="${line.width}"${cap}${dash}${opacityOf(line.opacity)}/>`,
    );
  }

  ellipse(cx: number, cy: number, rx: number, ry: number, fill: string, opacity?: number): void {
    const shape =
      rx === ry
        ? `<circle cx="${round(cx)}" cy="${round(cy)}" r="${round(rx)}"`
        : `<ellipse cx="${round(cx)}" cy="${round(cy)}" rx="${round(rx)}" ry="${round(ry)}"`;
    this.#elements.push(`${shape} fill="${fill}"${opacityOf(opacity)}/>`);
  }

  circle(cx: number, cy: number, r: number, fill: string, opacity?: number): void {
    this.ellipse(cx, cy, r, r, fill, opacity);
  }

  ring(cx: number, cy: number, r: number, colour: string, width: number, opacity?: number): void {
    this.#elements.push(
      `<circle cx="${round(cx)}" cy="${round(cy)}" r="${round(r)}" fill="none" stroke="${colour}" stroke-width="${width}"${opacityOf(opacity)}/>`,
    );
  }

  rect(
    x: number,
    y: number,
    width: number,
    height: number,
    radius: number,
    fill: string,
    opacity?: number,
  ): void {
    const corner = radius > 0 ? ` rx="${round(radius)}"` : '';
    this.#elements.push(
      `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${corner} fill="${fill}"${opacityOf(opacity)}/>`,
    );
  }

  /** Draws inside a transform: `translate(10 20) rotate(-8 400 400)`. */
  group(transform: string, draw: () => void, opacity?: number): void {
    this.#elements.push(`<g transform="${transform}"${opacityOf(opacity)}>`);
    draw();
    this.#elements.push('</g>');
  }

  /** Draws only what lies inside the outline `d`. */
  clip(d: string, draw: () => void): void {
    const reference = this.#define((id) => `<clipPath id="${id}"><path d="${short(d)}"/></clipPath>`);
    this.#elements.push(`<g clip-path="${reference}">`);
    draw();
    this.#elements.push('</g>');
  }

  /** What a thing leaves on the floor: a soft flat ellipse. */
  shadow(cx: number, cy: number, rx: number, ry: number, strength = 0.3): void {
    this.ellipse(
      cx,
      cy,
      rx,
      ry,
      this.radial(
        0.5,
        0.5,
        0.5,
        [0, '#2a2433', strength],
        [0.55, '#2a2433', strength * 0.55],
        [1, '#2a2433', 0],
      ),
    );
  }

  /** The whole picture, 800 × 800. */
  svg(): string {
    const definitions = this.#definitions.length > 0 ? `<defs>${this.#definitions.join('')}</defs>` : '';
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">${definitions}${this.#elements.join('')}</svg>`;
  }
}

/** Draws one product in one colour (`#rrggbb`; for goods without colours it may be ignored). */
export type Draw = (pen: Pen, colour: string) => void;
