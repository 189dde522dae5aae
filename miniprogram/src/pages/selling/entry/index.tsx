import type { CodeMeaning } from '@jindian/shared/contract/selling/codes';
import { invitationCodePattern, readScannedText } from '@jindian/shared/qr-text';
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
import { beginAtBranch, branchStore, enterBranchById } from '../../../state/branch.ts';
import { brandStore } from '../../../state/brand.ts';
import { openSharePath } from '../../../state/came-by.ts';
import { refreshMember } from '../../../state/member.ts';
import { notice } from '../../../state/questions.ts';
import './index.scss';

const toStore = () => Taro.switchTab({ url: '/pages/goods/store/index' });

/** Where every scanned code arrives: one with a product leads to it, any other to the branch that it names, or is near. */
export default function EntryPage() {
  const { t, pick } = texts.use();
  const { name } = brandStore.use();
  const { params } = useRouter();
  const code = entryCode(params);
  const asked = /^[0-9A-Z][0-9A-Z.-]{1,23}$/.test(params.productId ?? '') ? params.productId : null;
  const [error, setError] = useState<unknown>(null);
  const touching = useRef(createIntention());

  /** Whose customer this person is then; nobody's where nobody is signed in. */
  const touch = async (scanned: string): Promise<string | null> => {
    try {
      const { binding } = await call(endpoints.recordTouch, {
        body: { code: scanned },
        idempotencyKey: touching.current.keyFor(scanned),
      });
      touching.current.settle();
      return binding?.sellerId ?? null;
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.code === 'unauthenticated') return null;
      throw problem;
    }
  };

  const follow = async (meaning: CodeMeaning, scanned: string) => {
    const { sellerName } = meaning;
    if (meaning.locationId === null) await beginAtBranch();
    else await enterBranchById(meaning.locationId);
    let isBound = false;
    if (sellerName === null) {
      // Nobody waits for what only says which wall they stood at.
      touch(scanned).catch(() => undefined);
    } else if ((await touch(scanned)) === meaning.sellerId) {
      isBound = true;
      await refreshMember();
    }
    const productId = asked ?? meaning.productId;
    const locationId = meaning.locationId ?? branchStore.get().branch?.id;
    if (productId && locationId)
      await Taro.redirectTo({
        url: `/pages/goods/product/index?productId=${productId}&locationId=${locationId}`,
      });
    else await toStore();
    // Said on the page that stays: going to another takes the words off the screen of a browser.
    if (isBound) notice(t('entryBound', { name: sellerName ?? '' }));
  };

  const open = async () => {
    if (!code) return;
    setError(null);
    const read = readScannedText(code);
    if (read.kind === 'share') {
      await Taro.redirectTo({ url: openSharePath(read.shareId) });
      return;
    }
    if (invitationCodePattern.test(code)) {
      await Taro.redirectTo({ url: `/packages/people/invitation/accept/index?code=${code}` });
      return;
    }
    try {
      await follow(await call(endpoints.readCode, { params: { code } }), code);
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

  const revoked = error instanceof ApiProblem && error.code === 'code_revoked';
  const unknown = !code || revoked || (error instanceof ApiProblem && error.code === 'code_unknown');
  return (
    <Screen title={pick(name)}>
      {unknown ? (
        <Empty
          id="code-unknown"
          picture="search"
          title={t(revoked ? 'entryRevokedTitle' : 'entryUnknownTitle')}
          note={t(revoked ? 'entryRevokedNote' : 'entryUnknownNote')}
        >
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
