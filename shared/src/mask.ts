import type { PointGcj02 } from './geo.ts';

/** A name as others may know it: enough to talk about a person, too little to look them up. */
export function maskName(name: string): string {
  const [first = ''] = name;
  return `${first}**`;
}

/** `138****0001`: enough for its owner to recognise it, too little to call. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/** `138****0001` → `138********`: for whoever may not tell by the end of it whose it is. */
export function hidePhoneTail(masked: string): string {
  return `${masked.slice(0, -4)}****`;
}

/** Some kilometre around a point: enough to see on a map where orders come from, too little to find a house. */
export function roughPoint({ latGcj02, lngGcj02 }: PointGcj02): PointGcj02 {
  const rough = (degrees: number) => Math.round(degrees * 100) / 100;
  return { latGcj02: rough(latGcj02), lngGcj02: rough(lngGcj02) };
}
