import type { picturesZh } from './pictures.zh.ts';

export const picturesEn: { [Key in keyof typeof picturesZh]: string } = {
  add: 'Picture',
  sending: 'Sending…',
  picture: 'Picture {nth}',
  remove: 'Take picture {nth} away',
};
