import type { SavedAddress } from '@jindian/shared/contract/people/member';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, useRouter } from '@tarojs/taro';
import { useRef } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { BottomBar } from '../../../components/BottomBar.tsx';
import { Chip } from '../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../components/Empty.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { texts } from '../../../i18n/index.ts';
import { addressTexts } from '../../../i18n/people/addresses.ts';
import { ask, noticeProblem } from '../../../lib/scan.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { goBack } from '../../../lib/use-ticker.ts';
import { editedAddress } from '../../../state/address.ts';
import { pickedAddress } from '../../../state/checkout.ts';
import './index.scss';

/** The address book; with `pick=1`, choosing one for the order being made. */
export default function AddressesPage() {
  const { t } = texts.use();
  const words = addressTexts.use();
  const picking = useRouter().params.pick === '1';
  const book = useRemote(() => call(endpoints.listAddresses, {}), 'book');
  const picked = pickedAddress.use();
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void book.reload();
    seen.current = true;
  });
  const items = book.data?.items ?? [];

  const edit = (address: SavedAddress | null) => {
    editedAddress.set(address);
    void Taro.navigateTo({ url: `/pages/people/address-edit/index${picking ? '?pick=1&from=book' : ''}` });
  };
  const remove = async (address: SavedAddress) => {
    if (!(await ask(words.t('addressDeleteAsk'), t('delete'), t('cancel')))) return;
    try {
      await call(endpoints.deleteAddress, { params: { addressId: address.id } });
      if (pickedAddress.get()?.id === address.id) pickedAddress.set(null);
      await book.reload();
    } catch (error) {
      noticeProblem(error);
    }
  };
  const pick = (address: SavedAddress) => {
    if (!picking) return edit(address);
    pickedAddress.set(address);
    goBack();
  };

  return (
    <Screen title={words.t('addressesTitle')} bar>
      {items.length > 0 ? (
        <View id="address-list">
          {items.map((address) => (
            <View
              key={address.id}
              id={`address-${address.id}`}
              className={`card addresses__row ${picking && picked?.id === address.id ? 'addresses__row--on' : ''}`}
            >
              <View
                id={`address-pick-${address.id}`}
                className="addresses__words"
                ariaRole="button"
                onClick={() => pick(address)}
              >
                <View className="addresses__head">
                  <Text className="addresses__area">{`${address.city}${address.county}`}</Text>
                  {address.isDefault ? <Chip tone="neutral">{words.t('addressIsDefault')}</Chip> : null}
                </View>
                <Text className="addresses__detail">{address.detail}</Text>
                <Text className="addresses__person">{`${address.recipientName} ${address.phone}`}</Text>
              </View>
              <View className="addresses__tools">
                <Text
                  id={`address-edit-${address.id}`}
                  className="addresses__tool"
                  onClick={() => edit(address)}
                >
                  {t('edit')}
                </Text>
                <Text
                  id={`address-delete-${address.id}`}
                  className="addresses__tool"
                  onClick={() => void remove(address)}
                >
                  {t('delete')}
                </Text>
              </View>
            </View>
          ))}
        </View>
      ) : book.error ? (
        <ErrorState error={book.error} onRetry={() => void book.reload()} />
      ) : book.loading ? (
        <Skeleton kind="rows" count={2} />
      ) : (
        <Empty picture="place" title={words.t('addressesEmpty')} note={words.t('addressesEmptyNote')} />
      )}
      <BottomBar>
        <PlainButton id="address-add" kind="primary" grow onTap={() => edit(null)}>
          {words.t('addressAdd')}
        </PlainButton>
      </BottomBar>
    </Screen>
  );
}
