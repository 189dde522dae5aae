/** Where uploaded pictures are served. Apart from the schemas: a phone's first screen needs it and not those. */
/** Each picture is kept in these widths (narrower where it was narrower), as WebP. */
export const pictureWidths = [200, 400, 800, 1200] as const;
export type PictureWidth = (typeof pictureWidths)[number];

export const picturePathPattern = /^\/pictures\/([0-9a-f]{32})$/;

/** The content's hash in the path of an uploaded picture; null of any other picture. */
export function pictureIdOf(imagePath: string): string | null {
  return picturePathPattern.exec(imagePath)?.[1] ?? null;
}

/**
 * Where a picture is served at least as wide as that. The path alone is a JPEG of 800 pixels at most, for whoever shows
 * no WebP; drawn pictures have one address.
 */
export function pictureAddress(imagePath: string, width: PictureWidth): string {
  return picturePathPattern.test(imagePath) ? `${imagePath}-${width}.webp` : imagePath;
}
