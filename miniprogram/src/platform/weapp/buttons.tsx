import { Button } from '@tarojs/components';
import type {
  PhoneButtonProps,
  PrivacyAgreeButtonProps,
  ServiceButtonProps,
  ShareButtonProps,
} from '../types.ts';

export function PrivacyAgreeButton({ text, onAgree }: PrivacyAgreeButtonProps) {
  return (
    <Button
      id="privacy-agree"
      className="button button--primary"
      openType="agreePrivacyAuthorization"
      onAgreePrivacyAuthorization={onAgree}
    >
      {text}
    </Button>
  );
}

/** What is shared is said by the page's `useShareAppMessage`. */
export function ShareButton({ id, children }: ShareButtonProps) {
  return (
    <Button id={id} className="button-bare" openType="share">
      {children}
    </Button>
  );
}

export function PhoneButton({ id, text, onCode }: PhoneButtonProps) {
  return (
    <Button
      id={id}
      className="button button--small"
      openType="getPhoneNumber"
      onGetPhoneNumber={(event) => {
        const code = (event.detail as { code?: string }).code;
        if (code) onCode(code);
      }}
    >
      {text}
    </Button>
  );
}

export function ServiceButton({ id, text }: ServiceButtonProps) {
  return (
    <Button id={id} className="button button--small" openType="contact">
      {text}
    </Button>
  );
}
