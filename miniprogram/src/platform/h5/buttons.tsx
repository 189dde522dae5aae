import { Button } from '@tarojs/components';
import { notice } from '../../state/questions.ts';
import type {
  PhoneButtonProps,
  PrivacyAgreeButtonProps,
  ServiceButtonProps,
  ShareButtonProps,
} from '../types.ts';
import { copyToClipboard } from './clipboard.ts';
import { h5Texts } from './texts.ts';

export function PrivacyAgreeButton({ text, onAgree }: PrivacyAgreeButtonProps) {
  return (
    <Button id="privacy-agree" className="button button--primary" onClick={onAgree}>
      {text}
    </Button>
  );
}

export function ShareButton({ id, title, path, children }: ShareButtonProps) {
  const { t } = h5Texts.use();
  const share = async () => {
    const url = `${window.location.origin}${window.location.pathname}#${path}`;
    try {
      if (navigator.share) await navigator.share({ title, url });
      else {
        await copyToClipboard(url);
        notice(t('linkCopied'));
      }
    } catch {
      // The person closed the share sheet.
    }
  };
  return (
    <Button id={id} className="button-bare" onClick={share}>
      {children}
    </Button>
  );
}

/** A browser cannot vouch for a phone number. */
export function PhoneButton(_: PhoneButtonProps) {
  return null;
}

export function ServiceButton({ id, text, phone }: ServiceButtonProps) {
  if (phone === '') return null;
  return (
    <Button
      id={id}
      className="button button--small"
      onClick={() => {
        window.location.href = `tel:${phone}`;
      }}
    >
      {text}
    </Button>
  );
}
