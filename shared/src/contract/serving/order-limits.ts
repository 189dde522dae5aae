/** What one order may hold; the app bounds carts by them, without the schemas of the contract. */
export const maxOrderLines = 40;
export const maxLineQuantity = 99;
