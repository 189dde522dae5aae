import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { texts } from '../i18n/index.ts';
import { platform } from '../platform/index';
import { memberStore } from '../state/member.ts';
import { Icon } from './Icon.tsx';
import './persona-pill.scss';
import { usePersonas } from './use-personas.ts';

/** On the local system: who one plays, on every main page, and the way to be someone else. */
export function PersonaPill() {
  const { t, pick } = texts.use();
  const personas = usePersonas();
  // Drawn anew when another member is signed in.
  memberStore.use();
  const current = platform.currentPersona();
  const persona = personas.find((one) => one.id === current) ?? personas[0];
  if (!persona) return null;
  return (
    <View
      id="persona-pill"
      className="persona-pill"
      ariaRole="button"
      onClick={() => Taro.switchTab({ url: '/pages/people/member/index' })}
    >
      <Icon name="person" size={28} color="textSoft" />
      <Text>{t('personaPill', { name: pick(persona.name) })}</Text>
      <Icon name="down" size={24} color="textSoft" />
    </View>
  );
}
