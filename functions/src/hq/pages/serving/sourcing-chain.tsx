/** @jsxImportSource hono/jsx */
import type { PolicyChain, SourcingRule } from '@jindian/shared/contract/serving/sourcing-policy';
import type { Child } from 'hono/jsx';
import { Card, Chip } from '../../ui/parts.tsx';
import type { ChipKind } from '../../ui/tones.ts';
import { type HqContext, partsOn, type Visit } from '../../visit.ts';
import {
  actionText,
  candidatesText,
  conditionTexts,
  costTexts,
  feeTexts,
  sortText,
} from './sourcing-text.ts';

/** A chain from the top down, in words; `toolsOf` adds what can be done with a rule. */
export function Chain({
  c,
  chain,
  toolsOf,
}: {
  c: HqContext;
  chain: PolicyChain;
  toolsOf?: (rule: SourcingRule, index: number) => Child;
}) {
  const visit = c.get('visit');
  const inUse = chain.rules.flatMap((rule, index) => {
    const shown = ruleInUse(c, rule);
    return shown ? [{ rule: shown, index }] : [];
  });
  return (
    <ol class="chain">
      {inUse.map(({ rule, index }) => (
        <li class={rule.enabled ? 'chain-rule' : 'chain-rule is-off'} id={`rule-${rule.id}`}>
          <div class="chain-head">
            <h3>
              <span class="chain-number">{index + 1}</span>
              {rule.name[visit.language]}
            </h3>
            {rule.enabled ? (
              <Chip kind={chipOf(rule)}>{visit.code('action', rule.action.type)}</Chip>
            ) : (
              <Chip kind="off">{visit.t('policyRuleOff')}</Chip>
            )}
          </div>
          <RuleText visit={visit} rule={rule} />
          {toolsOf ? <div class="chain-tools">{toolsOf(rule, index)}</div> : null}
        </li>
      ))}
    </ol>
  );
}

/** A rule without what the brand does not use; null where nothing is left of it. */
function ruleInUse(c: HqContext, rule: SourcingRule): SourcingRule | null {
  const { action, candidates } = rule;
  if (partsOn(c, 'action', [action.type]).length === 0) return null;
  if (candidates.from !== 'nearest') return rule;
  const kinds = partsOn(c, 'placeKind', candidates.kinds);
  return kinds.length === 0 ? null : { ...rule, candidates: { ...candidates, kinds } };
}

function chipOf({ action }: SourcingRule): ChipKind {
  if (action.type === 'offer' || action.type === 'grab') return 'offered';
  if (action.type === 'hand_to_hq') return 'with_hq';
  return action.type === 'allocate' ? 'chosen' : 'ready';
}

function RuleText({ visit, rule }: { visit: Visit; rule: SourcingRule }) {
  const { t } = visit;
  if (rule.action.type === 'hand_to_hq') return null;
  const conditions = conditionTexts(visit, rule);
  return (
    <dl class="chain-facts">
      <div>
        <dt>{t('columnAsked')}</dt>
        <dd>{candidatesText(visit, rule)}</dd>
      </div>
      <div>
        <dt>{t('columnThen')}</dt>
        <dd>
          {actionText(visit, rule)}
          {rule.otherwise === 'hand_to_hq' ? (
            <span class="sub">
              {t('formOtherwise')}
              {visit.language === 'zh' ? '：' : ': '}
              {visit.code('otherwise', 'hand_to_hq')}
            </span>
          ) : null}
        </dd>
      </div>
      <div>
        <dt>{t('columnConditions')}</dt>
        <dd>
          {conditions.length === 0 ? t('none') : conditions.join(visit.language === 'zh' ? '、' : '; ')}
        </dd>
      </div>
      {rule.candidates.from === 'nearest' ? (
        <div>
          <dt>{t('columnOrderOf')}</dt>
          <dd>{sortText(visit, rule)}</dd>
        </div>
      ) : null}
    </dl>
  );
}

export function MoneyCard({ c, chain, tools }: { c: HqContext; chain: PolicyChain; tools?: Child }) {
  const visit = c.get('visit');
  const fees = chain.serviceFees && {
    ...chain.serviceFees,
    bands: chain.serviceFees.bands.filter(
      ({ ownership }) => ownership === null || partsOn(c, 'ownership', [ownership]).length > 0,
    ),
  };
  const costs = costTexts(visit, chain.deliveryCosts);
  return (
    <Card id="fees" title={visit.t('policyFees')} tools={tools}>
      <ul class="plain-list">
        {feeTexts(visit, fees).map((text) => (
          <li>{text}</li>
        ))}
      </ul>
      {costs.length === 0 ? (
        <p class="hint">{visit.t('policyCostsNone')}</p>
      ) : (
        <dl class="chain-facts is-costs">
          {costs.map(({ kind, bands }) => (
            <div>
              <dt>{kind}</dt>
              <dd>
                {bands.map((band) => (
                  <span class="sub">{band}</span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
