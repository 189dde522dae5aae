import type { ResolvedCode } from '@jindian/shared/contract/goods/storefront';
import { invitationCodePattern } from '@jindian/shared/qr-text';
import { Text, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { Empty, ErrorState } from '../../../components/Empty.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { texts } from '../../../i18n/index.ts';
import { entryCode } from '../../../lib/entry-code.ts';
import { createIntention } from '../../../lib/intention.ts';
import { scanAndOpen } from '../../../lib/scan.ts';
import { enterBranchById } from '../../../state/branch.ts';
import { brandStore } from '../../../state/brand.ts';
import { refreshMember } from '../../../state/member.ts';
import { notice } from '../../../state/questions.ts';
import './index.scss';

const toStore = () => Taro.switchTab({ url: '/pages/goods/store/index' });

/** Where every scanned code arrives: a shelf leads to its product at its branch, a guide to their branch. */
export default function EntryPage() {
  const { t, pick } = texts.use();
  const { name } = brandStore.use();
  const { params } = useRouter();
  const code = entryCode(params);
  const productId = /^[0-9A-Z][0-9A-Z.-]{1,23}$/.test(params.productId ?? '') ? params.productId : null;
  const [error, setError] = useState<unknown>(null);
  const touching = useRef(createIntention());

  const follow = async (resolved: ResolvedCode, scanned: string) => {
    await enterBranchById(resolved.locationId);
    if (resolved.kind === 'product') {
      await Taro.redirectTo({
        url: `/pages/goods/product/index?productId=${resolved.productId}&locationId=${resolved.locationId}`,
      });
      return;
    }
    // Binding needs a signed-in member; where nobody can sign in, the branch is shown all the same.
    let isBound = false;
    try {
      await call(endpoints.recordTouch, {
        body: { code: scanned },
        idempotencyKey: touching.current.keyFor(scanned),
      });
      touching.current.settle();
      isBound = true;
      await refreshMember();
    } catch (problem) {
      if (!(problem instanceof ApiProblem && problem.code === 'unauthenticated')) throw problem;
    }
    // A product that a guide sent: at the guide's branch.
    if (productId)
      await Taro.redirectTo({
        url: `/pages/goods/product/index?productId=${productId}&locationId=${resolved.locationId}`,
      });
    else await toStore();
    // Said on the page that stays: going to another takes the words off the screen of a browser.
    if (isBound) notice(t('entryBound', { name: resolved.sellerName }));
  };

  const open = async () => {
    if (!code) return;
    setError(null);
    if (invitationCodePattern.test(code)) {
      await Taro.redirectTo({ url: `/packages/people/invitation/accept/index?code=${code}` });
      return;
    }
    try {
      await follow(await call(endpoints.resolveCode, { params: { code } }), code);
    } catch (problem) {
      setError(problem);
    }
  };
  const opening = useRef(open);
  opening.current = open;
  // A page may be opened again with another code; each is followed once.
  useEffect(() => {
    if (code) void opening.current();
  }, [code]);

  const unknown = !code || (error instanceof ApiProblem && error.code === 'code_unknown');
  return (
    <Screen title={pick(name)}>
      {unknown ? (
        <Empty id="code-unknown" picture="search" title={t('entryUnknownTitle')} note={t('entryUnknownNote')}>
          <PlainButton id="scan-again" kind="primary" onTap={() => void scanAndOpen()}>
            {t('entryScanAgain')}
          </PlainButton>
          <PlainButton id="back-to-store" onTap={() => void toStore()}>
            {t('backToStore')}
          </PlainButton>
        </Empty>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void open()} />
      ) : (
        <View>
          <Text className="entry__note">{t('entryResolving')}</Text>
          <Skeleton kind="product" />
        </View>
      )}
    </Screen>
  );
}
