import { Image } from '@tarojs/components';
import { create } from 'qrcode/lib/core/qrcode';
import { useMemo } from 'react';
import { svgDataUri } from '../lib/base64.ts';

/** Modules of white around the code that a reader needs (ISO/IEC 18004). */
const quietZone = 4;

export function qrSvg(text: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const side = modules.size + quietZone * 2;
  let path = '';
  for (let row = 0; row < modules.size; row += 1) {
    let column = 0;
    while (column < modules.size) {
      if (!modules.get(row, column)) {
        column += 1;
        continue;
      }
      const from = column;
      while (column < modules.size && modules.get(row, column)) column += 1;
      path += `M${from + quietZone} ${row + quietZone}h${column - from}v1h-${column - from}z`;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side * 8}" height="${side * 8}" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${path}"/></svg>`;
}

type Props = { id: string; text: string; className: string; label: string };

export function QrImage({ id, text, className, label }: Props) {
  const src = useMemo(() => svgDataUri(qrSvg(text)), [text]);
  return <Image id={id} className={className} src={src} mode="aspectFit" ariaLabel={label} />;
}
