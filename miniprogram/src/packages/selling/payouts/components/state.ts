import type { PayoutState, Statement } from '@jindian/shared/contract/selling/settlement';
import type { Tone } from '@jindian/shared/design/tokens';

export const toneOfPayout: Record<PayoutState, Tone> = {
  due: 'wait',
  invoice: 'wait',
  held: 'danger',
  sent: 'progress',
  confirm: 'wait',
  in_file: 'progress',
  paid: 'done',
  returned: 'neutral',
};

/** What the payee can do about it now. */
export const canTake = ({ route, payout }: Statement): boolean =>
  route === 'wechat' && payout !== null && ['due', 'sent', 'confirm'].includes(payout.state);
