import type { PointGcj02 } from '@jindian/shared/geo';
import type { Outcome } from '../../platform/outgoing/outcome.ts';

export type LocationFailureCode =
  /** No answer, or none that can be read: it may work in a moment. */
  | 'unavailable'
  /** More calls in a second, or in a day, than the key has. */
  | 'quota'
  /** The key, its signature or its settings are wrong: somebody has to look. */
  | 'misconfigured'
  /** Nothing is known by that text. */
  | 'not_found';

export type LocationFailure = {
  readonly code: LocationFailureCode;
  /** For the log; holds neither what was asked nor the key. */
  readonly detail: string;
};

export type LocationArea = { readonly province: string; readonly city: string; readonly county: string };

export type SuggestedPlace = {
  readonly id: string;
  readonly title: string;
  readonly address: string;
  readonly area: LocationArea;
  readonly point: PointGcj02;
};

export type LocatedAddress = {
  readonly point: PointGcj02;
  readonly area: LocationArea;
  /** 1 city, 2 county, 3 town … 7 road, 9 house number, 10 estate, 11 place; below 7 it is no place to deliver to. */
  readonly level: number;
  /** 1 (low) to 10: how far the text was understood. */
  readonly reliability: number;
};

export type DescribedPoint = {
  readonly area: LocationArea;
  /** 中山路1号; empty where there is no street. */
  readonly street: string;
  /** What people call it: 新街口地铁站东北. */
  readonly known: string;
};

/** The WebService API of the Tencent Location Service. Everything is GCJ-02. */
export interface TencentLocation {
  /** What may be meant by the beginning of an address, near to `near` first where it is given. */
  suggest(
    text: string,
    near: PointGcj02 | null,
  ): Promise<Outcome<readonly SuggestedPlace[], LocationFailure>>;
  /** Where an address lies; it has to name its city. */
  locate(address: string): Promise<Outcome<LocatedAddress, LocationFailure>>;
  /** What lies at a point. */
  describe(point: PointGcj02): Promise<Outcome<DescribedPoint, LocationFailure>>;
}
