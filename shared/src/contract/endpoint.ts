import type { z } from '../zod.ts';
import type { AuditedAct } from './people/audit.ts';
import type { Permission } from './people/permissions.ts';
import type { ProblemCode } from './problems/problem.ts';
import type { ThrottleName } from './throttles.ts';

/**
 * Where a permission must hold for a call:
 *
 *     brand      everywhere: only a grant for the whole brand is enough
 *     location   at the place that the path names (`{locationId}`)
 *     owner      for the dealer that the path names (`{ownerId}`)
 *     service    somewhere; whose thing it is, the service finds out where it reads the thing
 *     places     somewhere; the answer holds what lies within the caller's reach, and nothing else is acted upon
 */
export type AccessAt = 'brand' | 'location' | 'owner' | 'service' | 'places';

/**
 * Who may call: `public` anyone; `member` any signed-in member (their own things only, which the service checks);
 * otherwise who holds the permission there.
 */
export type Access = 'public' | 'member' | { readonly permission: Permission; readonly at: AccessAt };

/** `needs('stock.read', 'location')`: the permission, at the place in the path. */
export function needs(permission: Permission, at: AccessAt): Access {
  return { permission, at };
}

/**
 * One row of the table of endpoints. The server registers its routes from it, OpenAPI is generated from it, the
 * mini-program calls through it, and the tests of scopes and bad input walk over it: nothing can be forgotten.
 */
export type Endpoint<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> = {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With OpenAPI parameters: `/v1/orders/{orderId}`. */
  readonly path: `/v1/${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly response: Response;
  readonly status?: 200 | 201;
  /** Leaves a record of who did it, written with it: see `auditedActs`. */
  readonly audited?: AuditedAct;
  /** What is asked for is somebody's papers: the record, which outlives the person, has only what the service says. */
  readonly bodyIsPersonal?: true;
  /**
   * Lets somebody in or changes how one gets in: done in the member's own hand only, never from a desk that many sit at,
   * else whoever comes to the desk next stays for good.
   */
  readonly ownHandOnly?: true;
  /** Answers clients of any version: what one needs to know that there is a newer one, and to end what was begun. */
  readonly anyVersion?: true;
  /** A command: needs an `Idempotency-Key`; the same key and input give the same answer and one effect. */
  readonly idempotent?: boolean;
  /** Which attempts are counted; what is public is counted by `public` unless told otherwise. */
  readonly throttle?: ThrottleName;
  /** Codes beyond those that any endpoint may answer. */
  readonly problems?: readonly ProblemCode[];
};

export function endpoint<
  Response extends z.ZodType,
  Params extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
>(row: Endpoint<Params, Query, Body, Response>): Endpoint<Params, Query, Body, Response> {
  return row;
}

export type ParamsOf<E> =
  E extends Endpoint<infer P, z.ZodObject, z.ZodType, z.ZodType> ? z.output<P> : never;
export type QueryOf<E> = E extends Endpoint<z.ZodObject, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
export type QueryInputOf<E> =
  E extends Endpoint<z.ZodObject, infer Q, z.ZodType, z.ZodType> ? z.input<Q> : never;
export type BodyOf<E> =
  E extends Endpoint<z.ZodObject, z.ZodObject, infer B, z.ZodType> ? z.output<B> : never;
export type BodyInputOf<E> =
  E extends Endpoint<z.ZodObject, z.ZodObject, infer B, z.ZodType> ? z.input<B> : never;
export type ResponseOf<E> =
  E extends Endpoint<z.ZodObject, z.ZodObject, z.ZodType, infer R> ? z.output<R> : never;
