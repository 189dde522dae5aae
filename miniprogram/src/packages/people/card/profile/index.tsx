import {
  ageBands,
  childrenVersion,
  type MemberProfileData,
  type MyProfile,
  sharingVersion,
} from '@jindian/shared/contract/selling/member-card';
import { formatBrandTime } from '@jindian/shared/time';
import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { cardTexts } from '../../../../i18n/people/card.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';
import { appliancesFrom, appliancesText, sizesFrom, sizesText } from '../lib/said.ts';
import './index.scss';

/** What a member says of themselves, whether staff may see it, and what staff noted. */
export default function ProfilePage() {
  const { t } = cardTexts.use();
  const profile = useRemote(() => call(endpoints.getMyProfile, {}), 'profile');
  return (
    <Screen title={t('profileTitle')}>
      {profile.data ? (
        <>
          <Sharing profile={profile.data} onChanged={profile.replace} />
          <Said key={profile.data.revision} profile={profile.data} onChanged={profile.replace} />
          <Notes profile={profile.data} onChanged={profile.replace} />
        </>
      ) : profile.error ? (
        <ErrorState error={profile.error} onRetry={() => void profile.reload()} />
      ) : (
        <Skeleton kind="page" count={2} />
      )}
    </Screen>
  );
}

type PartProps = { profile: MyProfile; onChanged: (profile: MyProfile) => void };

function Sharing({ profile, onChanged }: PartProps) {
  const { t } = cardTexts.use();
  const { sharing } = profile;
  const change = async (version: string | null) => {
    try {
      onChanged(await call(endpoints.shareInStores, { body: { version } }));
      notice(t(version === null ? 'sharingEnded' : 'sharingBegun'));
    } catch (error) {
      noticeProblem(error);
    }
  };
  return (
    <View id="sharing" className="card">
      <Text className="store-profile__head">{t('sharingHead')}</Text>
      <Text className="store-profile__text">{t('sharingText')}</Text>
      {sharing ? (
        <>
          <Text className="store-profile__text">
            {t('sharingSince', { time: formatBrandTime(sharing.sinceMs) })}
          </Text>
          <PlainButton id="end-sharing" grow onTap={() => void change(null)}>
            {t('sharingEnd')}
          </PlainButton>
        </>
      ) : (
        <PlainButton id="begin-sharing" kind="primary" grow onTap={() => void change(sharingVersion)}>
          {t('sharingBegin')}
        </PlainButton>
      )}
    </View>
  );
}

function Said({ profile, onChanged }: PartProps) {
  const { t } = cardTexts.use();
  const [birthday, setBirthday] = useState(profile.birthday ?? '');
  const [sizes, setSizes] = useState(sizesText(profile.sizes));
  const [likes, setLikes] = useState(profile.likes);
  const [appliances, setAppliances] = useState(appliancesText(profile.appliances));
  const [bands, setBands] = useState<readonly (typeof ageBands)[number][]>(profile.children?.bands ?? []);
  const [busy, setBusy] = useState(false);

  const toggle = async (band: (typeof ageBands)[number]) => {
    if (bands.includes(band)) return setBands(bands.filter((one) => one !== band));
    // The guardian agrees before anything of a child is kept.
    const agreed = bands.length > 0 || (await ask(t('childrenAsk'), t('childrenYes'), t('childrenNo')));
    if (agreed) setBands([...bands, band]);
  };
  const save = async () => {
    const said: MemberProfileData = {
      birthday: birthday.trim() === '' ? null : birthday.trim(),
      sizes: sizesFrom(sizes),
      likes: likes.trim(),
      children: bands.length === 0 ? null : { agreedVersion: childrenVersion, bands: [...bands] },
      appliances: appliancesFrom(appliances),
    };
    setBusy(true);
    try {
      onChanged(await call(endpoints.saveMyProfile, { body: { ...said, revision: profile.revision } }));
      notice(t('saved'));
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const field = (
    id: string,
    label: string,
    value: string,
    set: (value: string) => void,
    placeholder: string,
  ) => (
    <View className="store-profile__field">
      <Text className="store-profile__label">{label}</Text>
      <Input
        id={id}
        className="store-profile__input"
        value={value}
        maxlength={200}
        placeholder={placeholder}
        placeholderClass="placeholder"
        ariaLabel={label}
        onInput={(event) => set(event.detail.value)}
      />
    </View>
  );
  return (
    <View id="said" className="card">
      <Text className="store-profile__head">{t('saidHead')}</Text>
      {field('birthday', t('birthday'), birthday, setBirthday, '05-20')}
      {field('sizes', t('sizes'), sizes, setSizes, t('sizesHint'))}
      {field('likes', t('likes'), likes, setLikes, t('likesHint'))}
      {field('appliances', t('appliances'), appliances, setAppliances, t('appliancesHint'))}
      <Text className="store-profile__label">{t('children')}</Text>
      <View className="store-profile__bands">
        {ageBands.map((band) => (
          <View
            key={band}
            id={`band-${band}`}
            className={
              bands.includes(band) ? 'store-profile__band store-profile__band--chosen' : 'store-profile__band'
            }
            ariaRole="checkbox"
            ariaChecked={bands.includes(band)}
            onClick={() => void toggle(band)}
          >
            <Text>{t(`band_${band}`)}</Text>
          </View>
        ))}
      </View>
      <PlainButton id="save-profile" kind="primary" grow busy={busy} onTap={() => void save()}>
        {t('save')}
      </PlainButton>
    </View>
  );
}

function Notes({ profile, onChanged }: PartProps) {
  const { t, pick } = cardTexts.use();
  const remove = async (noteId: string) => {
    if (!(await ask(t('noteAsk'), t('noteDelete'), t('keep')))) return;
    try {
      onChanged(await call(endpoints.deleteGuideNote, { params: { noteId } }));
    } catch (error) {
      noticeProblem(error);
    }
  };
  return (
    <View id="guide-notes" className="card">
      <Text className="store-profile__head">{t('notesHead')}</Text>
      {profile.notes.length === 0 ? <Text className="store-profile__text">{t('notesNone')}</Text> : null}
      {profile.notes.map(({ noteId, text, byName, branchName, atMs }) => (
        <Row
          key={noteId}
          title={text}
          note={[byName, branchName ? pick(branchName) : null, formatBrandTime(atMs)]
            .filter(Boolean)
            .join(' · ')}
        >
          <PlainButton id={`delete-note-${noteId}`} size="small" onTap={() => void remove(noteId)}>
            {t('noteDelete')}
          </PlainButton>
        </Row>
      ))}
    </View>
  );
}
