import { PhoneButton, PrivacyAgreeButton, ServiceButton, ShareButton } from '../platform/h5/buttons.tsx';

/** In place of platform/index: nothing is done yet, only drawn. */
export const platform: Record<string, unknown> = {
  name: 'h5',
  currentPersona: () => null,
  nowMs: () => Date.now(),
};
export const components = { PhoneButton, PrivacyAgreeButton, ServiceButton, ShareButton };
