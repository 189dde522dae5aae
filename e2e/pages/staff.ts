import type { App } from './app.ts';

/** What a guide does in the mini-program. */
export function guide(app: App) {
  return {
    async openCode(): Promise<void> {
      await app.openTab('member');
      await app.tap('open-guide');
      await app.see('guide-qr');
    },
    async openEarnings(): Promise<void> {
      await app.openPage('packages/selling/guide/earnings/index');
      await app.see('pending');
    },
    /** As a guide who opens the app again days later. */
    async reloadEarnings(): Promise<void> {
      await app.page.reload();
      await app.see('pending');
    },
  };
}

/** What branch staff do at their desk. */
export function clerk(app: App) {
  return {
    async openDesk(): Promise<void> {
      await app.openTab('member');
      await app.tap('open-clerk');
      await app.see('desk-branch');
    },
    showQueue: (queue: 'offered' | 'to-pack' | 'ready' | 'dispatched' | 'awaiting-goods' | 'done') =>
      app.tap(`queue-${queue}`),
    seeOrder: (number: string) => app.see(`work-${number}`),
    /** Opens the row, which says in short what it is, and reads where it goes. */
    async readOrder(number: string, text: string): Promise<void> {
      await app.see(`work-${number}`);
      await app.tap(`open-${number}`);
      await app.see(`work-${number}`, text);
    },
    accept: (number: string) => app.tap(`accept-${number}`),
    /** Opens the question why, and gives the reason; what else it asks is up to the test. */
    async refuseFor(
      number: string,
      reason: 'no-stock' | 'price' | 'too-far' | 'closed' | 'other',
    ): Promise<void> {
      await app.see(`work-${number}`);
      // What an order that is taken already can still come to opens below it.
      if (!(await app.at(`refuse-${number}`).isVisible())) await app.tap(`open-${number}`);
      await app.tap(`refuse-${number}`);
      await app.see('refuse-sheet');
      await app.tap(`reason-${reason}`);
    },
    confirmRefusal: () => app.tap('refuse-confirm'),
    async openGrabPool(): Promise<void> {
      await app.tap('open-grab-pool');
      await app.page.locator('#grab-pool-list:visible, #grab-pool-empty:visible').first().waitFor();
    },
    pack: (number: string) => app.tap(`pack-${number}`),
    async dispatch(number: string): Promise<void> {
      await app.tap(`dispatch-${number}`);
      await app.answer('确认');
    },
    async deliver(number: string): Promise<void> {
      await app.tap(`deliver-${number}`);
      await app.answer('确认');
    },
    async scanPickup(text: string): Promise<void> {
      await app.tap('scan-pickup');
      await app.scanText(text);
    },
    async scanAgain(text: string): Promise<void> {
      await app.tap('scan-again');
      await app.scanText(text);
    },
    confirmHandOver: () => app.tap('confirm-hand-over'),
  };
}
