/** What a person and their WeChat do when the app asks. Each test says what it needs; the rest has quiet defaults. */
export type Person = {
  /** The text of the QR code held before the camera; null: the person closes the scanner. */
  scan(): string | null | Promise<string | null>;
  /** Where the phone is, in GCJ-02; null: the person refuses. */
  location: { latitude: number; longitude: number } | null;
  chooseLocation(): { name: string; address: string; latitude: number; longitude: number } | null;
  pay(params: Record<string, string>): Promise<'paid' | 'cancelled'>;
  /** A function in the cloud, called as this person. */
  callFunction(call: { name: string; data: unknown }): Promise<unknown>;
  /** Yes or no to a question. */
  modal(question: { title?: string; content?: string }): boolean;
  /** Whether a page comes that is in a package of its own. */
  downloads(url: string): boolean;
  /** What the person does with WeChat's own component that asks whether a delivery came; `success` reaches WeChat. */
  confirmReceipt(transactionId: string): Promise<'success' | 'cancel' | 'fail'>;
  /** Which message templates are accepted. */
  subscribe(templateIds: readonly string[]): readonly string[];
};

export type Recorded = { api: string; input: unknown };

export type Phone = {
  person: Person;
  /** What the app keeps on the phone; stays when it is launched again. */
  storage: Map<string, unknown>;
  files: Map<string, string>;
  /** Whether WeChat has recorded consent to the privacy guide. */
  privacyAgreed: boolean;
  /** Every call of wx, in order. */
  calls: Recorded[];
  /** The inputs of the calls of one API. */
  callsOf(api: string): unknown[];
  language: 'zh_CN' | 'en';
  /** Who wants to know that WeChat has loaded a newer version of the app. */
  whenUpdated: (() => void)[];
};

export function createPhone(person: Partial<Person> = {}, language: Phone['language'] = 'zh_CN'): Phone {
  const calls: Recorded[] = [];
  return {
    person: {
      scan: () => null,
      location: null,
      chooseLocation: () => null,
      pay: async () => 'cancelled',
      callFunction: async () => {
        throw new Error('this phone has no cloud');
      },
      modal: () => true,
      downloads: () => true,
      confirmReceipt: async () => 'cancel',
      subscribe: () => [],
      ...person,
    },
    storage: new Map(),
    files: new Map(),
    privacyAgreed: false,
    calls,
    callsOf: (api) => calls.filter((call) => call.api === api).map(({ input }) => input),
    language,
    whenUpdated: [],
  };
}
