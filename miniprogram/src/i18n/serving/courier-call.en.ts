import type { courierCallZh } from './courier-call.zh.ts';

export const courierCallEn: { [Key in keyof typeof courierCallZh]: string } = {
  callCourier: 'Call a courier',
  callAsk: 'Call a courier for {number}? The fund pool pays the fee.',
  called: "It is in the couriers' task grab pool",
  courierOpen: 'Courier task: open',
  courierGrabbed: '{name} is coming to fetch it',
  courierPickedUp: '{name} is on the way',
  courierReturning: '{name} could not deliver it; the goods are not back yet',
  courierBlocked: '{name} entered too many wrong codes: check with the customer, then tap “Delivered”',
  callOff: 'No courier',
  callOffAsk: 'Call the courier off and bring it yourselves?',
  calledOff: 'The courier is called off',
  yes: 'Yes',
  no: 'Not yet',
};
