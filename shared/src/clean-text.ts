/** The cleaning of typed text, without schemas, which weigh in a browser. What it is for: `text.ts`. */

/** C0 and C1 controls but line feed and tab, and the code points that Unicode never assigns to a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/g;
/** Embeddings, overrides and isolates (a name may turn around the price behind it), and the marks that go with them. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Without width: two names that look the same would differ. U+200D stays where it joins emoji. */
const withoutWidth =
  /\u034f|\u17b4|\u17b5|[\u00ad\u115f\u1160\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]/g;
const joiner = '\u200d';
const joined = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;
/** Invisible copies of ASCII, used to hide text in text. The three subdivision flags made of them are not kept either. */
const tags = /[\u{e0000}-\u{e007f}]/gu;
/** Half of a character beyond the first plane: cut emoji. */
const halves = /\p{Surrogate}/gu;

/** Nothing of it is anything but what it looks like: ids, numbers and almost every cell of a file. */
const plain = /^[\t\n\x20-\x7e]*$/;

/** The text composed (NFC), with line breaks as `\n`, without what cannot be seen. */
export function cleanText(text: string): string {
  if (plain.test(text)) return text;
  const visible = text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(halves, '')
    .replace(controls, '')
    .replace(directions, '')
    .replace(withoutWidth, '')
    .replace(tags, '');
  return (visible.includes(joiner) ? withoutLooseJoiners(visible) : visible).normalize('NFC');
}

/** Point by point: phones of some years ago cannot read a pattern that looks behind. */
function withoutLooseJoiners(text: string): string {
  const points = [...text];
  return points
    .filter(
      (point, i) =>
        point !== joiner || (joined.test(points[i - 1] ?? '') && joined.test(points[i + 1] ?? '')),
    )
    .join('');
}

/** The same on one line: names, notes and reasons stand in lists and tables. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}
