/** @jsxImportSource hono/jsx */
import type { PolicyChain, SourcingRule } from '@jindian/shared/contract/serving/sourcing-policy';
import type { Child } from 'hono/jsx';
import { Card, Chip } from '../../ui/parts.tsx';
import type { ChipKind } from '../../ui/tones.ts';
import type { Visit } from '../../visit.ts';
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
  visit,
  chain,
  toolsOf,
}: {
  visit: Visit;
  chain: PolicyChain;
  toolsOf?: (rule: SourcingRule, index: number) => Child;
}) {
  return (
    <ol class="chain">
      {chain.rules.map((rule, index) => (
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

export function MoneyCard({ visit, chain, tools }: { visit: Visit; chain: PolicyChain; tools?: Child }) {
  const costs = costTexts(visit, chain.deliveryCosts);
  return (
    <Card id="fees" title={visit.t('policyFees')} tools={tools}>
      <ul class="plain-list">
        {feeTexts(visit, chain.serviceFees).map((text) => (
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
