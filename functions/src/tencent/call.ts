/** One call of a service of Tencent's, for the log: what was asked about is no part of it. */
export type TencentCall = {
  readonly operation: string;
  readonly durationMs: number;
  readonly result: string;
  readonly detail?: string;
};
