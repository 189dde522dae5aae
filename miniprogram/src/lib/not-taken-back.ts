import type { LocalizedText } from '@jindian/shared/contract/common';

export type NotTakenBackLine = { title: LocalizedText; why: LocalizedText };

/** Each article once, in however many sizes it is bought. */
export function saidOnce(lines: readonly NotTakenBackLine[]): NotTakenBackLine[] {
  return [...new Map(lines.map((line) => [`${line.title.zh} ${line.why.zh}`, line])).values()];
}
