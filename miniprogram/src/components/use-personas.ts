import { useEffect, useState } from 'react';
import { type Persona, platform } from '../platform/index';

/** The people of the local system; none anywhere else. */
export function usePersonas(): readonly Persona[] {
  const [personas, setPersonas] = useState<readonly Persona[]>([]);
  useEffect(() => {
    let gone = false;
    void platform.personas().then((all) => {
      if (!gone) setPersonas(all);
    });
    return () => {
      gone = true;
    };
  }, []);
  return personas;
}
