/** @jsxImportSource hono/jsx */
import type { SettlementRun } from '@jindian/shared/contract/selling/settlement';
import { minuteMs } from '@jindian/shared/time';
import { standardWithholdingVersion } from '../../../selling/settlement/withholding/rates.ts';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { Card, Chip, Facts, Figure, Money, Notice, Time } from '../../ui/parts.tsx';
import { type HqContext, signedIn } from '../../visit.ts';
import { runChips, settlementPath } from './settlement-parts.tsx';

/** Longer than any run of some thousand people takes: then somebody may have it go on. */
const stuckAfterMs = 3 * minuteMs;
const isStuck = ({ state, startedAtMs, approvals }: SettlementRun, nowMs: number) =>
  (state === 'trying' && nowMs - startedAtMs > stuckAfterMs) ||
  (state === 'paying' && nowMs - (approvals.at(-1)?.atMs ?? startedAtMs) > stuckAfterMs);

/** What may be done about a run; `isOwn`: it has a statement of whoever looks at it. */
export function RunActs({
  c,
  run,
  isOwn,
  nowMs,
  fault,
}: {
  c: HqContext;
  run: SettlementRun;
  isOwn: boolean;
  nowMs: number;
  fault: FormFault | null;
}) {
  const { t } = c.get('visit');
  const { principal } = signedIn(c);
  const act = (name: 'approve' | 'drop' | 'go-on', text: string, kind: string) => (
    <PostForm c={c} layout="inline-form" action={`${settlementPath}/runs/${run.id}/${name}`} fault={fault}>
      <button class={`button ${kind}`} type="submit">
        {text}
      </button>
    </PostForm>
  );
  const may = (name: string) => maySend(principal, `/settlement/runs/:runId/${name}`);
  return (
    <>
      {run.state === 'tried' && may('approve') && isOwn ? <p class="hint">{t('runLeavesYouOut')}</p> : null}
      {run.state === 'tried' && may('approve') ? act('approve', t('runApprove'), '') : null}
      {(run.state === 'tried' || run.state === 'trying') && may('drop')
        ? act('drop', t('runDrop'), 'is-danger is-plain')
        : null}
      {isStuck(run, nowMs) && may('go-on') ? act('go-on', t('runGoOn'), 'is-plain is-small') : null}
    </>
  );
}

export function RunFigures({ c, run }: { c: HqContext; run: SettlementRun }) {
  const { t, code } = c.get('visit');
  const { sums } = run;
  return (
    <>
      <dl class="figures is-three">
        <Figure
          label={t('runGross')}
          value={<Money fen={sums.grossFen} />}
          hint={t('runPaidCount', { count: sums.paid })}
        />
        <Figure label={t('runWithheld')} value={<Money fen={sums.withheldFen} />} />
        <Figure label={t('runNet')} value={<Money fen={sums.netFen} />} />
        <Figure
          label={t('runCarried')}
          value={<Money fen={sums.carriedFen} />}
          hint={t('runCarriedHint', { count: sums.carried })}
        />
        <Figure
          label={t('runOwing')}
          value={<Money fen={sums.owingFen} />}
          hint={t('runOwingHint', { count: sums.owing })}
        />
        <Figure label={t('runPayees')} value={sums.payees} />
      </dl>
      <Card id="state" title={t('runApprovals')}>
        <Facts
          rows={[
            [
              t('columnState'),
              <>
                <Chip kind={runChips[run.state]}>{code('runState', run.state)}</Chip>
                {run.state === 'trying' || run.state === 'paying' ? (
                  <span class="sub">{t('runProgress', { done: run.partsDone })}</span>
                ) : null}
              </>,
            ],
            [
              t('runApprovals'),
              <>
                {t('runApprovalsNeeded', { needed: run.peopleNeeded, there: run.approvals.length })}
                {run.approvals.map(({ name, atMs }) => (
                  <span class="sub">
                    {name} <Time atMs={atMs} />
                  </span>
                ))}
              </>,
            ],
            [
              t('runWithholding'),
              run.withholdingVersion === standardWithholdingVersion
                ? t('runWithholdingStandard')
                : run.withholdingVersion,
            ],
          ]}
        />
        {run.issued > 0 ? <Notice kind="good">{t('runIssued', { count: run.issued })}</Notice> : null}
        {run.passedOver > 0 ? (
          <Notice kind="bad">{t('runPassedOver', { count: run.passedOver })}</Notice>
        ) : null}
      </Card>
    </>
  );
}
