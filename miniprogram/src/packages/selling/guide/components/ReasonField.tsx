import { Input } from '@tarojs/components';
import { teamTexts } from '../../../../i18n/selling/team.ts';
import './reason-field.scss';

/** Why a manager does something about the branch's people: it is kept with what was done. */
export function ReasonField(props: {
  id: string;
  value: string;
  maxlength: number;
  onType: (text: string) => void;
}) {
  const { id, value, maxlength, onType } = props;
  const { t } = teamTexts.use();
  return (
    <Input
      id={id}
      className="reason-field"
      value={value}
      maxlength={maxlength}
      placeholder={t('reason')}
      onInput={(event) => onType(event.detail.value)}
    />
  );
}
