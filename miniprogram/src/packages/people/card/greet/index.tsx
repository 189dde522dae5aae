import type { GreetedMember } from '@jindian/shared/contract/selling/member-card';
import { cardBarcodePattern, readScannedText } from '@jindian/shared/qr-text';
import { brandDay } from '@jindian/shared/time';
import { Input, Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { cardTexts } from '../../../../i18n/people/card.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import { appliancesText, sizesText } from '../lib/said.ts';
import './index.scss';

const isCard = (text: string) =>
  cardBarcodePattern.test(text) || readScannedText(text).kind === 'member_card';

/** A member shows the card: what helps to serve them, as far as they agreed. */
export default function GreetPage() {
  const { t } = cardTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const [member, setMember] = useState<GreetedMember | null>(null);
  const [typed, setTyped] = useState('');
  const greet = async (raw: string) => {
    const text = raw.trim();
    if (!isCard(text)) return notice(t('notACard'));
    try {
      setMember(await call(endpoints.greetMember, { params: { locationId }, body: { text } }));
      setTyped('');
    } catch (error) {
      noticeProblem(error);
    }
  };
  const scan = async () => {
    const text = await platform.scan();
    if (text !== null) await greet(text);
  };
  return (
    <Screen title={t('greetTitle')} staff>
      <View className="card">
        <View id="scan-card" className="greet__scan" ariaRole="button" onClick={() => void scan()}>
          <Icon name="scan" size={72} color="onAction" />
          <Text>{t('scanCard')}</Text>
        </View>
        <Text className="greet__hint">{t('scanNote')}</Text>
        <Input
          id="card-text"
          className="greet__input"
          value={typed}
          maxlength={200}
          placeholder={t('typeCard')}
          placeholderClass="placeholder"
          ariaLabel={t('typeCard')}
          onInput={(event) => setTyped(event.detail.value)}
        />
        <PlainButton id="read-card" disabled={typed.trim() === ''} onTap={() => void greet(typed)}>
          {t('readCard')}
        </PlainButton>
      </View>
      {member ? (
        <>
          <Card member={member} />
          {member.shared ? (
            <Shared shared={member.shared} />
          ) : (
            <View id="not-shared" className="card">
              <Text className="greet__hint">{t('notShared')}</Text>
            </View>
          )}
          {member.shared ? (
            <Notes
              member={member}
              locationId={locationId}
              onNoted={(seen) => setMember(seen)}
              key={member.greetingId}
            />
          ) : null}
        </>
      ) : null}
    </Screen>
  );
}

function Card({ member }: { member: GreetedMember }) {
  const { t, pick } = cardTexts.use();
  const { shared, tier, points, numberTail } = member;
  return (
    <View id="greeted" className="card">
      <Text className="greet__name">{shared?.name || t('memberTail', { tail: numberTail })}</Text>
      <Text className="greet__hint">
        {[tier ? pick(tier) : t('member'), points === null ? null : t('points', { points })]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {shared?.isBirthdayMonth ? <Text className="greet__hint">{t('birthdayMonth')}</Text> : null}
    </View>
  );
}

function Shared({ shared }: { shared: NonNullable<GreetedMember['shared']> }) {
  const { t, pick } = cardTexts.use();
  const { sizes, likes, children, appliances, bought, interests, openOrders, openRefunds } = shared;
  const facts: [string, string][] = [
    [t('sizes'), sizesText(sizes)],
    [t('likes'), likes],
    [t('children'), children.map((band) => t(`band_${band}`)).join('、')],
    [t('appliances'), appliancesText(appliances)],
    [t('interests'), interests.map(pick).join('、')],
    [t('openOrders'), openOrders === 0 ? '' : String(openOrders)],
    [t('openRefunds'), openRefunds === 0 ? '' : String(openRefunds)],
  ];
  return (
    <View id="shared" className="card">
      {facts
        .filter(([, said]) => said !== '')
        .map(([label, said]) => (
          <Row key={label} title={label} note={said} />
        ))}
      {bought.map(({ title, form, atMs }) => (
        <Row
          key={`${atMs} ${title.zh} ${form?.zh}`}
          title={pick(title)}
          note={[form ? pick(form) : null, brandDay(atMs)].filter(Boolean).join(' · ')}
        />
      ))}
    </View>
  );
}

function Notes(props: {
  member: GreetedMember;
  locationId: string;
  onNoted: (member: GreetedMember) => void;
}) {
  const { t } = cardTexts.use();
  const { member, locationId, onNoted } = props;
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const params = { locationId, greetingId: member.greetingId };
      onNoted(await call(endpoints.noteOfMember, { params, body: { text: text.trim() } }));
      setText('');
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <View id="notes" className="card">
      {member.shared?.notes.map((note) => (
        <Row key={note.noteId} title={note.text} note={`${note.byName} · ${brandDay(note.atMs)}`} />
      ))}
      <Text className="greet__hint">{t('noteHint')}</Text>
      <Input
        id="note-text"
        className="greet__input"
        value={text}
        maxlength={200}
        placeholder={t('noteField')}
        placeholderClass="placeholder"
        ariaLabel={t('noteField')}
        onInput={(event) => setText(event.detail.value)}
      />
      <PlainButton id="save-note" busy={busy} disabled={text.trim().length < 2} onTap={() => void save()}>
        {t('noteSave')}
      </PlainButton>
    </View>
  );
}
