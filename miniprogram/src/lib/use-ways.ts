import type { ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import { useEffect, useMemo, useRef, useState } from 'react';
import { call, endpoints } from '../api/client.ts';
import { branchStore } from '../state/branch.ts';
import { channel } from './channel.ts';
import { type Choice, firstChoice } from './sku-choice.ts';
import { asksAround, type HadOf, hadAtBranch } from './sku-ways.ts';
import { useRemote } from './use-remote.ts';

/** Who around has what this branch does not; asked for the place where the shopper stands, or else for the branch. */
export function useWays(view: ProductAtBranch) {
  const { product, branch } = view;
  const { latGcj02, lngGcj02 } = branchStore.use().point ?? branch;
  const remote = useRemote(
    asksAround(view)
      ? () =>
          call(endpoints.getWays, {
            params: { locationId: branch.id },
            query: {
              productIds: product.id,
              latGcj02,
              lngGcj02,
              channel,
            },
          })
      : null,
    `${branch.id} ${product.id} ${latGcj02} ${lngGcj02}`,
  );
  const seen = useRef(view);
  const { reload } = remote;
  useEffect(() => {
    if (seen.current !== view) void reload();
    seen.current = view;
  }, [view, reload]);
  const had = useMemo(() => hadAtBranch(view, remote.data?.items[0]?.skus ?? null), [view, remote.data]);
  return { had, today: remote.data?.today ?? '', failed: remote.error !== null, reload };
}

/** Chosen by the shopper, or as long as nothing is, the best that there is by now. */
export function useChoice({ product }: ProductAtBranch, had: HadOf) {
  const [chosen, setChosen] = useState<Choice | null>(null);
  return [chosen ?? firstChoice(product, had), setChosen] as const;
}
