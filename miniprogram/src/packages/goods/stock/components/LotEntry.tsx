import { Input, Picker, Text, View } from '@tarojs/components';
import { Icon } from '../../../../components/Icon.tsx';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { lotFromText } from '../../../../lib/lot-text.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import type { TypedLot } from '../lib/count-draft.ts';
import './lot-entry.scss';

/** A lot that is not in the books yet: the code on its box, and the day until which it is good. */
export function LotEntry({
  id,
  lot,
  expires,
  onChange,
}: {
  id: string;
  lot: TypedLot;
  expires: boolean;
  onChange: (lot: TypedLot) => void;
}) {
  const { t } = stockTexts.use();
  const scan = async () => {
    const text = await platform.scan();
    if (text === null) return;
    const scanned = lotFromText(text);
    if (!scanned) return notice(t('lotNotRead'));
    onChange({ code: scanned.code, expiresOn: expires ? (scanned.expiresOn ?? lot.expiresOn) : null });
  };
  return (
    <View className="lot-entry">
      <Input
        id={`lot-${id}`}
        className="lot-entry__code"
        maxlength={20}
        placeholder={t('lotCode')}
        placeholderClass="placeholder"
        ariaLabel={t('lotCode')}
        value={lot.code}
        onInput={(event) => onChange({ ...lot, code: event.detail.value.replace(/[^A-Za-z0-9._-]/g, '') })}
      />
      <View
        id={`scan-lot-${id}`}
        className="lot-entry__scan"
        ariaRole="button"
        ariaLabel={t('lotScan')}
        onClick={() => void scan()}
      >
        <Icon name="scan" size={40} color="link" />
      </View>
      {expires ? (
        <Picker
          mode="date"
          value={lot.expiresOn ?? ''}
          onChange={(event) => onChange({ ...lot, expiresOn: event.detail.value })}
        >
          <View id={`expires-${id}`} className="lot-entry__day" ariaRole="button">
            <Text>
              {lot.expiresOn === null ? t('lotExpires') : t('lotExpiresOn', { day: lot.expiresOn })}
            </Text>
          </View>
        </Picker>
      ) : null}
    </View>
  );
}
