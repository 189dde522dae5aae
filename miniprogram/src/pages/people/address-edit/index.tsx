import { Input, Text, Textarea, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { type ReactNode, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { ApiProblem, problemMessage } from '../../../api/problem.ts';
import { BottomBar } from '../../../components/BottomBar.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { texts } from '../../../i18n/index.ts';
import { addressTexts } from '../../../i18n/people/addresses.ts';
import {
  type AddressField,
  type AddressForm,
  formOf,
  readForm,
  withoutPin,
  withRead,
} from '../../../lib/address-form.ts';
import { makeUlid } from '../../../lib/ids.ts';
import { noticeProblem } from '../../../lib/scan.ts';
import { loadMap } from '../../../lib/use-map.ts';
import { goBack } from '../../../lib/use-ticker.ts';
import { platform } from '../../../platform/index';
import { editedAddress } from '../../../state/address.ts';
import { branchStore } from '../../../state/branch.ts';
import { pickedAddress } from '../../../state/checkout.ts';
import { ensurePrivacy } from '../../../state/privacy.ts';
import { choose, notice } from '../../../state/questions.ts';
import { AddressFinder } from './AddressFinder.tsx';
import './index.scss';

/**
 * One delivery address: who, and a place that decides who serves it, found by name, on the map or by region.
 */
export default function AddressEditPage() {
  const { t, language } = texts.use();
  const words = addressTexts.use();
  const { params } = useRouter();
  const picking = params.pick === '1';
  const edited = useRef(editedAddress.get());
  // Made once: saving again after a lost answer replaces, and does not add.
  const id = useRef(edited.current?.id ?? makeUlid());
  const [form, setForm] = useState<AddressForm>(() => formOf(edited.current));
  const [wrong, setWrong] = useState<ReadonlySet<AddressField>>(new Set());
  const [busy, setBusy] = useState<'place' | 'save' | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const placeName = useRef('');
  // Said only when it was tapped: another may have been chosen since this page was opened.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isDefault = chosen ?? edited.current?.isDefault ?? false;
  const change = (part: Partial<AddressForm>, field: AddressField) => {
    setForm((before) => ({ ...before, ...part }));
    setWrong((before) => new Set([...before].filter((one) => one !== field)));
  };

  /** What a person wrote stays; what the last place was called makes way for the next. */
  const put = (
    place: Pick<AddressForm, 'point' | 'province' | 'city' | 'county' | 'rough'>,
    name: string,
  ) => {
    const ours = form.detail === '' || form.detail === placeName.current;
    placeName.current = name;
    change({ ...place, ...(ours ? { detail: name } : {}) }, 'place');
  };

  const choosePlace = async () => {
    if (busy || !(await ensurePrivacy())) return;
    const { point, branch } = branchStore.get();
    const place = await platform.chooseLocation(form.point ?? point ?? branch, loadMap);
    if (!place) return;
    setBusy('place');
    try {
      const { area, street } = await call(endpoints.describePoint, { query: place.point });
      if (!area) return notice(words.t('addressAreaUnknown'));
      // WeChat names the building it found; a browser's map names the county, which is said already.
      const named = place.name && place.name !== area.county ? place.name : (street ?? '');
      put({ point: place.point, ...area, rough: false }, named);
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(null);
    }
  };

  const readWhole = async (text: string) => {
    try {
      const found = await call(endpoints.readAddressText, { body: { text } });
      const read = withRead(form, found);
      setForm(read.form);
      setWrong(new Set());
      if (read.pin !== 'asked')
        return notice(words.t(read.form.point ? 'addressReadDone' : 'addressReadNoPlace'));
      const answer = await choose(
        [words.t('addressReadPinKeep'), words.t('addressReadPinAnew')],
        words.t('addressReadPinAsk', { pinned: areaOf(form) }),
      );
      if (answer === 0) return;
      setForm(withoutPin);
      if (answer === 1) await choosePlace();
    } catch (error) {
      noticeProblem(error);
    }
  };

  /** Text and pin name different counties: which of the two is right, only a person knows. */
  const settle = async (problem: ApiProblem): Promise<void> => {
    const { written = '', pinned = '' } = problem.params;
    const answer = await choose(
      [words.t('addressPinRight', { pinned }), words.t('addressMovePin', { written })],
      problemMessage(problem, language),
    );
    if (answer === 0 && form.point) {
      const { area } = await call(endpoints.describePoint, { query: form.point });
      const kept = { ...form, ...area };
      setForm(kept);
      return save(kept, true);
    }
    if (answer !== 1) return;
    const said = String(written);
    const text = form.detail.startsWith(said) ? form.detail : `${said} ${form.detail}`;
    const { province, city, county, point, rough } = await call(endpoints.readAddressText, {
      body: { text },
    });
    if (!point || !province || !city || !county) return choosePlace();
    const moved = { ...form, point, province, city, county, rough };
    setForm(moved);
    // The middle of a county is nobody's door: it is shown before it is saved.
    if (!rough) return save(moved);
  };

  const save = async (filled = form, pointIsRight = false): Promise<void> => {
    const read = readForm(filled);
    if ('wrong' in read) return setWrong(read.wrong);
    setBusy('save');
    setFailure(null);
    try {
      const saved = await call(endpoints.saveAddress, {
        params: { addressId: id.current },
        body: {
          ...read.address,
          ...(chosen === null ? {} : { isDefault: chosen }),
          pointIsRight,
          revision: edited.current?.revision ?? 0,
        },
      });
      notice(words.t('addressSaved'));
      if (picking) pickedAddress.set(saved);
      // Picked for an order: back to it, past the address book where that was on the way.
      if (picking && params.from === 'book') void Taro.navigateBack({ delta: 2 });
      else goBack();
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'address_disagrees')
        await settle(error).catch(setFailure);
      else setFailure(error);
    } finally {
      setBusy(null);
    }
  };

  const areaText = areaOf(form);
  return (
    <Screen title={words.t(edited.current ? 'addressEditTitle' : 'addressAdd')} bar>
      <AddressFinder
        near={form.point ?? branchStore.get().point}
        onMap={() => void choosePlace()}
        onPick={({ title, province, city, county, latGcj02, lngGcj02 }) =>
          put({ point: { latGcj02, lngGcj02 }, province, city, county, rough: false }, title)
        }
        onRegion={(region) => put({ ...region, rough: true }, '')}
        onRead={readWhole}
      />
      <View className="card address-edit">
        <Field name={words.t('addressPlace')} wrong={wrong.has('place') ? words.t('addressPlaceBad') : null}>
          <View
            id="address-place"
            className="address-edit__pick"
            ariaRole="button"
            onClick={() => void choosePlace()}
          >
            <Text id="address-area" className={areaText ? '' : 'placeholder'}>
              {busy === 'place' ? t('loading') : areaText || words.t('addressPlacePlaceholder')}
            </Text>
            <Icon name="place" size={40} color="textSoft" />
          </View>
          {form.rough ? (
            <View id="address-rough" ariaRole="button" onClick={() => void choosePlace()}>
              <Text className="address-edit__hint">{words.t('addressRough')}</Text>
            </View>
          ) : null}
        </Field>
        <Field
          name={words.t('addressDetail')}
          wrong={wrong.has('detail') ? words.t('addressDetailBad') : null}
        >
          <Textarea
            id="address-detail"
            className="address-edit__input address-edit__input--tall"
            value={form.detail}
            maxlength={120}
            autoHeight
            placeholder={words.t('addressDetailPlaceholder')}
            placeholderClass="placeholder"
            onInput={(event) => change({ detail: event.detail.value }, 'detail')}
          />
        </Field>
        <Field
          name={words.t('addressName')}
          wrong={wrong.has('recipientName') ? words.t('addressNameBad') : null}
        >
          <Input
            id="address-name"
            className="address-edit__input"
            value={form.recipientName}
            maxlength={32}
            placeholder={words.t('addressNamePlaceholder')}
            placeholderClass="placeholder"
            onInput={(event) => change({ recipientName: event.detail.value }, 'recipientName')}
          />
        </Field>
        <Field name={words.t('addressPhone')} wrong={wrong.has('phone') ? words.t('addressPhoneBad') : null}>
          <Input
            id="address-phone"
            className="address-edit__input"
            type="text"
            value={form.phone}
            maxlength={24}
            placeholder={words.t('addressPhonePlaceholder')}
            placeholderClass="placeholder"
            onInput={(event) => change({ phone: event.detail.value }, 'phone')}
          />
        </Field>
        <View
          id="address-default"
          className={`address-edit__default ${isDefault ? 'address-edit__default--on' : ''}`}
          ariaRole="checkbox"
          ariaChecked={isDefault}
          onClick={() => setChosen(!isDefault)}
        >
          <Text className="address-edit__name address-edit__name--wide">{words.t('addressDefault')}</Text>
          <View className="address-edit__tick">
            {isDefault ? <Icon name="check" size={28} color="onDark" /> : null}
          </View>
        </View>
      </View>
      {failure ? (
        <View id="address-problem" className="address-edit__problem" ariaRole="alert">
          <Text>{problemMessage(failure, language)}</Text>
        </View>
      ) : null}
      <BottomBar>
        <PlainButton
          id="address-save"
          kind="primary"
          grow
          busy={busy === 'save'}
          disabled={busy === 'place'}
          onTap={() => void save()}
        >
          {t('save')}
        </PlainButton>
      </BottomBar>
    </Screen>
  );
}

function areaOf({ point, province, city, county }: AddressForm): string {
  return point ? `${province === city ? '' : province}${city}${county}` : '';
}

function Field({ name, wrong, children }: { name: string; wrong: string | null; children: ReactNode }) {
  return (
    <View className={`address-edit__field ${wrong ? 'address-edit__field--wrong' : ''}`}>
      <Text className="address-edit__name">{name}</Text>
      <View className="address-edit__control">
        {children}
        {wrong ? <Text className="address-edit__wrong">{wrong}</Text> : null}
      </View>
    </View>
  );
}
