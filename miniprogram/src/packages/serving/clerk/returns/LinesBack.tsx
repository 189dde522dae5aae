import type { LocalizedText } from '@jindian/shared/contract/common';
import { dispositions } from '@jindian/shared/contract/serving/returns';
import { Input, Text, View } from '@tarojs/components';
import { Row } from '../../../../components/Row.tsx';
import { Stepper } from '../../../../components/Stepper.tsx';
import { returnsTexts } from '../../../../i18n/serving/returns.ts';
import type { Said } from './lines.ts';

export type LineBack = {
  lineId: string;
  title: LocalizedText;
  skuName: LocalizedText;
  imagePath: string;
  most: number;
  note?: string | undefined;
  hasSerials: boolean;
};

type Props = {
  lines: readonly LineBack[];
  said: Readonly<Record<string, Said>>;
  onSay: (lineId: string, said: Said) => void;
};

/** How many of each came in, and where they go. */
export function LinesBack({ lines, said, onSay }: Props) {
  const { t, pick } = returnsTexts.use();
  return (
    <>
      {lines.map(({ lineId, title, skuName, imagePath, most, note, hasSerials }) => {
        const now = said[lineId] ?? { quantity: 0, disposition: 'sellable', serials: '' };
        return (
          <View key={lineId} className="take-back__line">
            <Row
              imagePath={imagePath}
              title={pick(title)}
              note={[pick(skuName), note].filter(Boolean).join(' · ')}
              end={
                most > 0 ? (
                  <Stepper
                    id={`back-${lineId}`}
                    min={0}
                    max={most}
                    value={now.quantity}
                    onChange={(quantity) => onSay(lineId, { ...now, quantity })}
                  />
                ) : undefined
              }
            />
            {now.quantity > 0 ? (
              <View className="take-back__choices" ariaRole="radiogroup" ariaLabel={t('goesTo')}>
                {dispositions.map((one) => (
                  <View
                    key={one}
                    id={`goes-${lineId}-${one}`}
                    className={
                      one === now.disposition
                        ? 'take-back__choice take-back__choice--chosen'
                        : 'take-back__choice'
                    }
                    ariaRole="radio"
                    ariaChecked={one === now.disposition}
                    onClick={() => onSay(lineId, { ...now, disposition: one })}
                  >
                    <Text>{t(`disposition_${one}`)}</Text>
                  </View>
                ))}
              </View>
            ) : null}
            {now.quantity > 0 && hasSerials ? (
              <Input
                id={`serials-${lineId}`}
                className="take-back__field"
                value={now.serials}
                maxlength={500}
                placeholder={t('serialsField')}
                placeholderClass="placeholder"
                ariaLabel={t('serialsField')}
                onInput={(event) => onSay(lineId, { ...now, serials: event.detail.value })}
              />
            ) : null}
          </View>
        );
      })}
    </>
  );
}
