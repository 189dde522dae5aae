import { hourMs, minuteMs } from '@jindian/shared/time';
import type { AuditLog } from '../../platform/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Ledger } from './service.ts';

/** A second's postings together cost a fraction of folding, or paying, each of them. */
const togetherMs = 1_000;
/** Postings of other processes are not heard of: so often they are looked for. */
const lookEveryMs = minuteMs;
const anchorEveryMs = hourMs;

/**
 * What is done behind the postings, by whoever handles events and timers: what waits for its turn is paid, balances are
 * folded, and how far the hash chain has come is noted and logged. Nobody who asks for a balance has to wait for it.
 */
export function createKeepUp(deps: {
  clock: Clock;
  logger: Pick<Logger, 'info'>;
  ledger: Pick<Ledger, 'stepsWritten' | 'waitsWritten' | 'payInTurn' | 'foldAll' | 'anchor' | 'monitors'>;
  audit: Pick<AuditLog, 'chainWaiting' | 'anchor'>;
  /** One process alone pays at once: it has nobody to share with. */
  isAlone: boolean;
}) {
  const { clock, logger, ledger, audit } = deps;
  const payEveryMs = deps.isAlone ? 0 : togetherMs;
  let paidWaits = 0;
  let paidSteps = 0;
  let paidAtMs = Number.NEGATIVE_INFINITY;
  let foldedSteps = 0;
  let foldedAtMs = Number.NEGATIVE_INFINITY;
  let chainedAtMs = Number.NEGATIVE_INFINITY;
  let anchoredAtMs = Number.NEGATIVE_INFINITY;

  async function pay(): Promise<void> {
    const nowMs = clock.nowMs();
    const [waits, steps] = [ledger.waitsWritten(), ledger.stepsWritten()];
    // Something new waits, or money came in that others wait for.
    const everyMs = waits > paidWaits ? payEveryMs : steps > paidSteps ? togetherMs : lookEveryMs;
    if (nowMs - paidAtMs < everyMs) return;
    await ledger.payInTurn();
    paidWaits = waits;
    paidSteps = steps;
    paidAtMs = nowMs;
  }

  async function fold(): Promise<void> {
    const nowMs = clock.nowMs();
    if (nowMs - foldedAtMs < (ledger.stepsWritten() > foldedSteps ? togetherMs : lookEveryMs)) return;
    const steps = ledger.stepsWritten();
    await ledger.foldAll();
    // A fold looks at the monitors itself, unless it broke off: so nothing stays untold.
    await ledger.monitors.evaluate();
    foldedSteps = steps;
    foldedAtMs = nowMs;
  }

  async function anchor(): Promise<void> {
    const nowMs = clock.nowMs();
    if (nowMs - anchoredAtMs < anchorEveryMs) return;
    anchoredAtMs = nowMs;
    const note = await ledger.anchor();
    if (note) logger.info({ chain: 'ledger', note }, 'chain anchored');
    const auditNote = await audit.anchor();
    if (auditNote) logger.info({ chain: 'audit', note: auditNote }, 'chain anchored');
  }

  /** Audited acts are few: nobody notices whether their links are made a minute later. */
  async function chainAudit(): Promise<void> {
    const nowMs = clock.nowMs();
    if (nowMs - chainedAtMs < lookEveryMs) return;
    chainedAtMs = nowMs;
    await audit.chainWaiting();
  }

  return async function keepUp(): Promise<void> {
    await pay();
    await fold();
    await chainAudit();
    await anchor();
  };
}
