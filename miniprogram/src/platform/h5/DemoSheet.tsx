import { dayMs, formatBrandTime, hourMs } from '@jindian/shared/time';
import { useState } from 'react';
import type { DemoChoice, Persona } from '../types.ts';
import { advanceLocalClock, currentPersona, localNowMs } from './local.ts';
import { h5Texts } from './texts.ts';

const steps = [
  { id: 'hour', byMs: hourMs, word: 'demoHour' },
  { id: 'day', byMs: dayMs, word: 'demoDay' },
  { id: 'week', byMs: 8 * dayMs, word: 'demoWeek' },
] as const;

type Props = { personas: readonly Persona[]; answer: (choice: DemoChoice | null) => void };

/** On the local system, over every page: who to be, and how late it is. */
export function DemoSheet({ personas, answer }: Props) {
  const { t, pick } = h5Texts.use();
  const [nowMs, setNowMs] = useState(localNowMs());
  const [busy, setBusy] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const [moved, setMoved] = useState(false);
  const advance = async (id: string, byMs: number) => {
    setBusy(id);
    setFailed(false);
    try {
      await advanceLocalClock(byMs);
      setNowMs(localNowMs());
      setMoved(true);
    } catch {
      setFailed(true);
    } finally {
      setBusy(null);
    }
  };
  const close = () => answer(moved ? { kind: 'moved' } : null);
  return (
    <div className="h5-shade">
      <section id="demo-sheet" className="h5-card h5-demo" role="dialog" aria-label={t('demoTitle')}>
        <h2 className="h5-card__title">{t('demoTitle')}</h2>
        <p id="demo-clock" className="h5-card__note" role="status">
          {failed ? t('demoClockFailed') : t('demoClock', { time: formatBrandTime(nowMs) })}
        </p>
        <div className="h5-demo__steps">
          {steps.map(({ id, byMs, word }) => (
            <button
              key={id}
              id={`demo-${id}`}
              type="button"
              className="h5-button h5-button--light"
              disabled={busy !== null}
              onClick={() => void advance(id, byMs)}
            >
              {busy === id ? '…' : t(word)}
            </button>
          ))}
        </div>
        <ul className="h5-demo__people">
          {personas.map((persona) => (
            <li key={persona.id}>
              <button
                id={`be-${persona.id}`}
                type="button"
                className="h5-demo__person"
                aria-pressed={persona.id === currentPersona()}
                onClick={() => answer({ kind: 'become', id: persona.id })}
              >
                <b>{pick(persona.name)}</b>
                <span>{pick(persona.description)}</span>
              </button>
            </li>
          ))}
        </ul>
        <a className="h5-button h5-button--plain" href="/hq" target="_blank" rel="noopener">
          {t('demoHq')}
        </a>
        <button id="demo-close" type="button" className="h5-button h5-button--plain" onClick={close}>
          {t('close')}
        </button>
      </section>
    </div>
  );
}
