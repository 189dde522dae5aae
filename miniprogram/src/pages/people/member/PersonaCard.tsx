import { dayMs, formatBrandTime, hourMs } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { forgetSession } from '../../../api/session.ts';
import { Chip } from '../../../components/Chip.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { usePersonas } from '../../../components/use-personas.ts';
import { type TextKey, texts } from '../../../i18n/index.ts';
import { noticeProblem } from '../../../lib/scan.ts';
import { type Persona, platform } from '../../../platform/index';
import { beginAnew } from '../../../state/branch.ts';
import { becomePersona, memberStore } from '../../../state/member.ts';

/** Whom `platform` signs in as nobody. */
const browserVisitor = 'browser';

const roleWords: Record<string, TextKey> = {
  shopper: 'roleShopper',
  guide: 'roleGuide',
  clerk: 'roleClerk',
  manager: 'roleManager',
  courier: 'roleCourier',
  station: 'roleStation',
  promoter: 'rolePromoter',
  hq: 'roleHq',
  supervisor: 'roleSupervisor',
  owner: 'roleOwner',
  partner: 'rolePartner',
};

/** On the local system, instead of WeChat's login: who to be. Elsewhere there is nobody to choose, and no card. */
export function PersonaCard({ onChange }: { onChange: () => void }) {
  const { t, pick } = texts.use();
  const personas = usePersonas();
  const [current, setCurrent] = useState(platform.currentPersona());
  const [busy, setBusy] = useState<string | null>(null);
  /** Nobody yet: the page says how one signs in outside WeChat. */
  const becomeVisitor = async () => {
    platform.choosePersona(browserVisitor);
    forgetSession();
    memberStore.set(null);
    setCurrent(browserVisitor);
    onChange();
    await beginAnew();
  };
  const become = async (persona: Persona) => {
    if (persona.id === chosen || busy) return;
    setBusy(persona.id);
    try {
      await becomePersona(persona.id);
      setCurrent(persona.id);
      onChange();
      await beginAnew();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(null);
    }
  };

  if (personas.length === 0) return null;
  const chosen = current ?? personas[0]?.id;
  return (
    <View id="personas" className="card member__list">
      <Text className="member__heading">{t('personaTitle')}</Text>
      <Text className="member__note">{t('personaNote')}</Text>
      {personas.map((persona) => {
        const role = roleWords[persona.role];
        const on = persona.id === chosen;
        return (
          <View
            key={persona.id}
            id={`persona-${persona.id}`}
            className={`member__persona ${on ? 'member__persona--on' : ''}`}
            ariaRole="radio"
            ariaChecked={on}
            onClick={() => void become(persona)}
          >
            <View className="member__persona-words">
              <View className="member__persona-line">
                <Text className="member__persona-name">{pick(persona.name)}</Text>
                {role ? <Chip tone="neutral">{t(role)}</Chip> : null}
              </View>
              <Text className="member__muted">{pick(persona.description)}</Text>
            </View>
            {on ? <Icon name="check" size={40} color="brand" /> : null}
          </View>
        );
      })}
      <View
        id="persona-browser"
        className={`member__persona ${chosen === browserVisitor ? 'member__persona--on' : ''}`}
        ariaRole="radio"
        ariaChecked={chosen === browserVisitor}
        onClick={() => void becomeVisitor()}
      >
        <View className="member__persona-words">
          <View className="member__persona-line">
            <Text className="member__persona-name">{t('personaBrowser')}</Text>
          </View>
          <Text className="member__muted">{t('personaBrowserNote')}</Text>
        </View>
        {chosen === browserVisitor ? <Icon name="check" size={40} color="brand" /> : null}
      </View>
      <DemoClock onChange={onChange} />
    </View>
  );
}

const steps = [
  { id: 'hour', byMs: hourMs, word: 'clockHour' },
  { id: 'day', byMs: dayMs, word: 'clockDay' },
  { id: 'week', byMs: 8 * dayMs, word: 'clockWeek' },
] as const;

/** Days pass at a tap: unpaid orders close, commission becomes available. */
function DemoClock({ onChange }: { onChange: () => void }) {
  const { t } = texts.use();
  const [nowMs, setNowMs] = useState(platform.nowMs());
  const [busy, setBusy] = useState<string | null>(null);
  const advance = async (id: string, byMs: number) => {
    setBusy(id);
    try {
      await platform.advanceClock(byMs);
      setNowMs(platform.nowMs());
      onChange();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <View className="member__clock">
      <Text className="member__heading">{t('clockTitle')}</Text>
      <Text id="clock-now" className="member__note">
        {t('clockNow', { time: formatBrandTime(nowMs) })}
      </Text>
      <View className="member__clock-steps">
        {steps.map((step) => (
          <PlainButton
            key={step.id}
            id={`clock-${step.id}`}
            size="small"
            grow
            busy={busy === step.id}
            disabled={busy !== null && busy !== step.id}
            onTap={() => void advance(step.id, step.byMs)}
          >
            {t(step.word)}
          </PlainButton>
        ))}
      </View>
    </View>
  );
}
