import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { texts } from '../i18n/index.ts';
import { noticeProblem } from '../lib/scan.ts';
import { platform } from '../platform/index';
import { beginAnew } from '../state/branch.ts';
import { becomePersona, memberStore } from '../state/member.ts';
import { Icon } from './Icon.tsx';
import './persona-pill.scss';
import { usePersonas } from './use-personas.ts';

/** On the local system, on every page: who one plays; a tap offers to be someone else, and to move the clock. */
export function PersonaPill() {
  const { t, pick } = texts.use();
  const personas = usePersonas();
  // Drawn anew when another member is signed in.
  memberStore.use();
  const current = platform.currentPersona();
  const persona = personas.find((one) => one.id === current) ?? personas[0];
  if (!persona) return null;

  const open = async () => {
    const choice = await platform.askDemo();
    const next = choice?.kind === 'become' ? personas.find(({ id }) => id === choice.id) : undefined;
    if (!next || next.id === (current ?? persona.id)) return;
    try {
      await becomePersona(next.id);
      await beginAnew();
      // What is open is the other one's. Where a shopper begins, and where others have their work.
      const start = next.role === 'shopper' ? 'goods/store' : 'people/member';
      await Taro.reLaunch({ url: `/pages/${start}/index` });
    } catch (error) {
      noticeProblem(error);
    }
  };
  return (
    <View id="persona-pill" className="persona-pill" ariaRole="button" onClick={() => void open()}>
      <Icon name="person" size={28} color="textSoft" />
      <Text>
        {t('personaPill', { name: current === 'browser' ? t('personaBrowser') : pick(persona.name) })}
      </Text>
      <Icon name="down" size={24} color="textSoft" />
    </View>
  );
}
