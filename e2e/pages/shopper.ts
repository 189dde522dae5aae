import type { App } from './app.ts';

/** What a shopper does in the mini-program. */
export function shopper(app: App) {
  return {
    /** Asked the first time that the app wants to know where they are. */
    async agreeToPrivacy(): Promise<void> {
      await app.tap('privacy-agree');
      await app.see('branch-name');
    },
    /** The big red button of the storefront. */
    async scanShelf(): Promise<void> {
      await app.openTab('store');
      await app.tap('scan');
    },
    async openProduct(locationId: string, productId: string): Promise<void> {
      await app.openPage(`pages/goods/product/index?productId=${productId}&locationId=${locationId}`);
      await app.see('product-title');
    },
    async choose(optionId: string, valueId: string): Promise<void> {
      await app.tap(`option-${optionId}-${valueId.replace('.', '_')}`);
    },
    buyNow: () => app.tap('buy-now'),
    async checkOutFor(method: 'pickup' | 'delivery'): Promise<void> {
      await app.tap(`method-${method}`);
    },
    placeAndPay: () => app.tap('place-and-pay'),
    confirmInWallet: () => app.tap('pay-confirm'),
    closeWallet: () => app.tap('pay-cancel'),
    /** A new address: the pin is dragged on the map a little, and who and where exactly is typed. */
    async addAddress(words: { detail: string; name: string; phone: string }): Promise<void> {
      await app.tap('address-place');
      await app.dragMap('place-map', 20, 10);
      await app.page.locator('#place-confirm:enabled').waitFor();
      await app.shot('map');
      await app.tap('place-confirm');
      await app.see('address-area', /\S+[市区县]/);
      await app.type('address-detail', words.detail);
      await app.type('address-name', words.name);
      await app.type('address-phone', words.phone);
      await app.shot('address');
      await app.tap('address-save');
    },
    /** From the page that says how the payment went; answers the order's number. */
    async viewOrder(): Promise<string> {
      await app.tap('view-order');
      await app.see('order-number', /\d/);
      return app.textOf('order-number');
    },
    orderIdOnScreen(): string {
      const id = /orderId=(\w+)/.exec(app.page.url())?.[1];
      if (!id) throw new Error(`no order on screen: ${app.page.url()}`);
      return id;
    },
    /** `order-phase-…`, as orderPhase() of the app names them. */
    seePhase: (phase: string) => app.see(`order-phase-${phase}`),
  };
}
export type Shopper = ReturnType<typeof shopper>;
