import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import type { MapView } from '@jindian/shared/contract/goods/storefront';
import type { Session } from '@jindian/shared/contract/people/member';
import type { PayWay, WechatPayment } from '@jindian/shared/contract/serving/order';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { ComponentType, ReactNode } from 'react';
import type { MessageKey } from '../config.ts';

/** Who the platform says the person is: a WeChat login code to exchange, a ready session, or nobody. */
export type SignIn =
  | { kind: 'wechat_code'; code: string }
  | { kind: 'session'; session: Session }
  | { kind: 'none' };

/** `unknown`: the wallet closed without saying; ask the server. */
export type PayOutcome = 'paid' | 'cancelled' | 'unknown';

/**
 * What a wallet of our own, on the local system, has to show and to whom it belongs, and the page to come back to from a
 * wallet that is a page elsewhere. WeChat's needs none of it.
 */
export type Bill = { amountFen: number; title: string; sessionToken: string | null; backTo: string };

export type LocationReading =
  | { kind: 'point'; point: PointGcj02 }
  | { kind: 'refused' }
  | { kind: 'unavailable' };

export type ChosenPlace = { point: PointGcj02; name: string; address: string };

/** Outlines and branches around a point, for a platform that has to draw its own map. */
export type LoadMap = (center: PointGcj02, radiusMeters: number) => Promise<MapView>;

export type PlaceOnMap = { point: PointGcj02; name: string; address: string };

/** Someone to play on the local system instead of signing in with WeChat. */
export type Persona = {
  id: string;
  role: string;
  name: { zh: string; en: string };
  description: { zh: string; en: string };
  /** Where they work, for those who do. */
  locationId?: string;
  /** Where they stand when the browser does not tell. */
  standsAt?: PointGcj02;
};

export type BranchOnMap = MapView['branches'][number];

export type BranchMapProps = {
  id?: string;
  center: PointGcj02;
  branches: readonly BranchOnMap[];
  outlines?: MapView['outlines'];
  selectedId?: string | null;
  onSelect?: (locationId: string) => void;
  /** Where the person is. */
  here?: PointGcj02 | null;
  /** The map came to rest elsewhere. */
  onMove?: (center: PointGcj02, radiusMeters: number) => void;
  language: Language;
};

export type PrivacyAgreeButtonProps = { text: string; onAgree: () => void };

/** `moved`: the clock was, and the page reads everything anew. */
export type DemoChoice = { kind: 'become'; id: string } | { kind: 'moved' };

/** What the server was given for the payee's app. */
export type TransferAsked = { mchId: string; appId: string; package: string };

/** All that differs between WeChat and a browser. Nothing outside platform/ asks where it runs. */
export type Platform = {
  readonly name: 'weapp' | 'h5';
  /** Keys go to the dialog with this id until what is returned is called; Escape closes it. WeChat does that by itself. */
  holdFocus(id: string, onEscape?: () => void): () => void;
  signIn(refresh: boolean): Promise<SignIn>;
  /** Whether people sign in on a page of ours; WeChat knows who they are. */
  readonly signsInByPhone: boolean;
  /** What was asked for before the app was there, and has an answer; good once. */
  earlyAnswer(url: string): Promise<{ status: number; body: string } | null>;
  /** Says when a page could not be opened, such as one of a package that did not come. */
  onLostPage(tell: () => void): void;
  /** Says when restarting the app may bring another version than this one. */
  watchUpdate(version: string, ready: () => void): void;
  /** Restarts the app. */
  applyUpdate(): void;
  /** Where this phone pays by WeChat Pay: an order is placed for that. */
  payBy(): Promise<PayWay>;
  /** Asks for the money; of a page elsewhere the browser goes there, and `unknown` is answered. */
  requestPayment(payment: WechatPayment, bill: Bill): Promise<PayOutcome>;
  /** Opens WeChat for money that is to be taken, or for an authorisation to be given. */
  requestTransfer(asked: TransferAsked): Promise<'done' | 'cancelled' | 'unavailable'>;
  /** WeChat's own question whether one has what was paid for; `unavailable`: it asks nothing here, and we do. */
  confirmReceipt(transactionId: string): Promise<'confirmed' | 'given_up' | 'unavailable'>;
  /** The text of a QR code; null: given up. */
  scan(): Promise<string | null>;
  getLocation(): Promise<LocationReading>;
  /** A place picked on a map; null: given up. */
  chooseLocation(start: PointGcj02 | null, loadMap: LoadMap): Promise<ChosenPlace | null>;
  openInMapApp(place: PlaceOnMap): void;
  /** The brand on what stands beside the pages; on a page its colours are the page's own (`Screen`). */
  paint(brand: {
    name: LocalizedText;
    colour: string;
    logo: string;
    variables: Readonly<Record<string, string>>;
  }): void;
  /** Asks, on a tap or after a payment, to send each message once; gives those accepted. */
  askForMessages(keys: readonly MessageKey[]): Promise<MessageKey[]>;
  /** Whether there are messages to ask for at all. */
  canAskForMessages(keys: readonly MessageKey[]): boolean;
  /** Opens a page of the brand's web view; its address may hold a single-use ticket, so it never goes into a route. */
  openWebPage(url: string): void;
  /** Pictures from the album or the camera, at most so many; none: given up. */
  pickPictures(most: number): Promise<ArrayBuffer[]>;
  /** Sends bytes where the server said; false: they did not arrive. */
  sendBytes(to: { address: string; headers: Record<string, string> }, bytes: ArrayBuffer): Promise<boolean>;
  /** Shows pictures as large as the screen, beginning with one of them. */
  viewPictures(urls: readonly string[], first: string): Promise<void>;
  /** Hands a picture over to be kept, printed or sent; `name` without an ending. */
  savePicture(picture: { pngBase64: string; name: string }): Promise<void>;
  /**
   * Prints what stands in the element with this id, so many millimetres wide; null: no length of its own, sheets of A4.
   * Null where nothing can be printed.
   */
  readonly print: ((id: string, widthMm: number | null) => void) | null;
  /** The clock of the system behind the app; the local one can be moved. */
  nowMs(): number;
  /** Asks the local system how far its clock was moved; does nothing elsewhere. */
  syncClock(): Promise<void>;
  /** Moves the clock of the local system on, and waits until what was due by then is done. */
  advanceClock(byMs: number): Promise<void>;
  copyText(text: string): Promise<void>;
  /** Hands a text over as a file of this name, to be kept or sent; false: given up. */
  saveText(file: { name: string; text: string }): Promise<boolean>;
  /** What to know before another phone scans this text; null: nothing. */
  noteOnQr(text: string): string | null;
  /** Hooks the platform's own question for consent, if it has one, to ours. */
  onPrivacyQuestion(ask: () => Promise<boolean>): void;
  /** Personas of the local system; empty everywhere else. */
  personas(): Promise<Persona[]>;
  choosePersona(id: string): void;
  currentPersona(): string | null;
  /** Who to be, and how late it is, over the page on screen; null: closed, or not the local system. */
  askDemo(): Promise<DemoChoice | null>;
  /** On the local system: the code that lies on this phone; null everywhere else. */
  demoSmsCode(phone: string): Promise<string | null>;
};

/** Passes a page on: WeChat's own sheet from a button, a browser's share sheet or a copied link. */
export type ShareButtonProps = { id: string; title: string; path: string; children: ReactNode };

/** WeChat's button that hands out a code for the phone number; a browser has none and draws nothing. */
export type PhoneButtonProps = { id: string; text: string; onCode: (code: string) => void };

/** WeChat's own conversation with the brand; a browser calls the brand's number, or draws nothing without one. */
export type ServiceButtonProps = { id: string; text: string; phone: string };

export type PlatformComponents = {
  BranchMap: ComponentType<BranchMapProps>;
  PrivacyAgreeButton: ComponentType<PrivacyAgreeButtonProps>;
  ShareButton: ComponentType<ShareButtonProps>;
  PhoneButton: ComponentType<PhoneButtonProps>;
  ServiceButton: ComponentType<ServiceButtonProps>;
};
