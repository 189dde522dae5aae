import { Text, View } from '@tarojs/components';
import { texts } from '../i18n/index.ts';
import { choiceStore, noticeStore } from '../state/questions.ts';
import { PlainButton } from './PlainButton.tsx';
import { PrivacySheet } from './PrivacySheet.tsx';
import { Row } from './Row.tsx';
import { Sheet } from './Sheet.tsx';
import './overlays.scss';

/** What stands over whichever page is on screen: questions, and what was just done. */
export function Overlays() {
  return (
    <>
      <NoticeBar />
      <ChoiceSheet />
      <PrivacySheet />
    </>
  );
}

function NoticeBar() {
  const notice = noticeStore.use();
  if (!notice) return null;
  return (
    <View key={notice.count} id="notice" className="notice-bar" ariaRole="status" ariaLive="polite">
      <Text>{notice.text}</Text>
    </View>
  );
}

function ChoiceSheet() {
  const { t } = texts.use();
  const choice = choiceStore.use();
  if (!choice) return null;
  const { title, words, answer } = choice;
  return (
    <Sheet
      id="choice-sheet"
      title={title}
      onClose={() => answer(null)}
      actions={
        <PlainButton id="choice-close" grow onTap={() => answer(null)}>
          {t('cancel')}
        </PlainButton>
      }
    >
      {words.map((word, index) => (
        // Words may be the same, and never change while the list is open.
        // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change
        <Row key={index} id={`choice-${index}`} title={word} onTap={() => answer(index)} />
      ))}
    </Sheet>
  );
}
