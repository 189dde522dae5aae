import { describe, expect, it } from 'vitest';
import { demoImagePaths, demoProducts, drawProductImage } from '../index.ts';

const drawn = demoImagePaths.map((path) => ({ path, svg: drawProductImage(path) ?? '' }));
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '');

describe('product pictures', () => {
  it('exist for every path that a product names, and for every colour', () => {
    for (const product of demoProducts) {
      for (const path of product.imagePaths) expect(drawProductImage(path), path).toMatch(/^<svg .*<\/svg>$/);
      for (const option of product.options) {
        for (const value of option.values.filter((candidate) => candidate.swatchHex !== undefined)) {
          expect(demoImagePaths).toContain(`/assets/products/${product.id}-${value.id}.svg`);
        }
      }
    }
  });

  it('answers undefined for what is not there', () => {
    expect(drawProductImage('/assets/products/P999.svg')).toBeUndefined();
    expect(drawProductImage('/assets/products/P001-rainbow.svg')).toBeUndefined();
    expect(drawProductImage('/assets/products/P001.png')).toBeUndefined();
  });

  it('stay under 12 KB', () => {
    for (const { path, svg } of drawn) expect(Buffer.byteLength(svg), path).toBeLessThan(12 * 1024);
  });

  it('use nothing that WeChat may not render, and no number that is not one', () => {
    for (const { path, svg } of drawn) {
      expect(svg, path).not.toMatch(
        /<(text|foreignObject|filter|image|use|script|style)\b|href|NaN|undefined|Infinity/,
      );
    }
  });

  it('close every element', () => {
    for (const { path, svg } of drawn) {
      const open: string[] = [];
      for (const [, slash, name, selfClosed] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
        if (slash) expect(open.pop(), path).toBe(name);
        else if (!selfClosed) open.push(name ?? '');
      }
      expect(open, path).toEqual([]);
    }
  });

  it('define every paint they use, under ids that no other product shares', () => {
    const owner = new Map<string, string>();
    for (const { path, svg } of drawn) {
      const ids = matches(svg, / id="([^"]+)"/g);
      expect(new Set(ids).size, path).toBe(ids.length);
      for (const used of matches(svg, /url\(#([^)]+)\)/g)) expect(ids, path).toContain(used);
      const productId = path.slice('/assets/products/'.length, '/assets/products/P000'.length);
      for (const id of ids) {
        expect(owner.get(id) ?? productId).toBe(productId);
        owner.set(id, productId);
      }
    }
  });

  it('show each product and each colour differently, and the same on every call', () => {
    for (const product of demoProducts) {
      const pictures = product.imagePaths.map((path) => drawProductImage(path));
      expect(new Set(pictures).size, product.id).toBe(pictures.length);
      expect(drawProductImage(product.imagePaths[0]!)).toBe(pictures[0]);
    }
    const shapes = demoProducts.map((product) =>
      drawProductImage(product.imagePaths[0]!)!.replaceAll(/P\d{3}[a-z]*-/g, ''),
    );
    expect(new Set(shapes).size).toBe(demoProducts.length);
  });
});
