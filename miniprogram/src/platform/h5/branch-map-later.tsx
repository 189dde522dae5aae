import { type ComponentType, useEffect, useState } from 'react';
import type { BranchMapProps } from '../types.ts';

/** Asked for when a page wants it: the first screen has none. */
export function BranchMap(props: BranchMapProps) {
  const [Loaded, setLoaded] = useState<ComponentType<BranchMapProps> | null>(null);
  useEffect(() => {
    let gone = false;
    void import('./BranchMap.tsx').then((part) => {
      if (!gone) setLoaded(() => part.BranchMap);
    });
    return () => {
      gone = true;
    };
  }, []);
  return Loaded ? <Loaded {...props} /> : <div className="branch-map" />;
}
