import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { Icon } from '../../components/Icon.tsx';
import { type TextKey, texts } from '../../i18n/index.ts';
import { noticeProblem } from '../../lib/scan.ts';
import { type Persona, platform } from '../../platform/index';
import { branchStore, enterBranchById } from '../../state/branch.ts';
import { becomePersona } from '../../state/member.ts';

const roleWords: Record<string, TextKey> = {
  shopper: 'roleShopper',
  guide: 'roleGuide',
  clerk: 'roleClerk',
  manager: 'roleManager',
  hq: 'roleHq',
  partner: 'rolePartner',
};

/** On the local system, instead of WeChat's login: who to be. Elsewhere there is nobody to choose, and no card. */
export function PersonaCard({ onChange }: { onChange: () => void }) {
  const { t, pick } = texts.use();
  const [personas, setPersonas] = useState<readonly Persona[]>([]);
  const [current, setCurrent] = useState(platform.currentPersona());
  const [busy, setBusy] = useState<string | null>(null);
  useEffect(() => {
    void platform.personas().then(setPersonas);
  }, []);

  const become = async (persona: Persona) => {
    if (persona.id === chosen || busy) return;
    setBusy(persona.id);
    try {
      await becomePersona(persona.id);
      setCurrent(persona.id);
      if (persona.locationId && !branchStore.get().branch) await enterBranchById(persona.locationId);
      onChange();
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
            onClick={() => void become(persona)}
          >
            <View className="member__persona-words">
              <View className="member__persona-line">
                <Text className="member__persona-name">{pick(persona.name)}</Text>
                {role ? <Text className="chip chip--grey">{t(role)}</Text> : null}
              </View>
              <Text className="member__muted">{pick(persona.description)}</Text>
            </View>
            {on ? <Icon name="check" size={40} color="#E2452B" /> : null}
          </View>
        );
      })}
    </View>
  );
}
