import { browserName } from '@jindian/shared/browser-name';
import type { WaitingBrowser } from '@jindian/shared/contract/people/session';
import { readScannedText } from '@jindian/shared/qr-text';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem, problemMessage } from '../../../../api/problem.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { StatusHeader } from '../../../../components/StatusHeader.tsx';
import { hqTexts } from '../../../../i18n/people/hq.ts';
import { goBack } from '../../../../lib/use-ticker.ts';
import { platform } from '../../../../platform/index';
import { memberStore, refreshMember } from '../../../../state/member.ts';
import { notice } from '../../../../state/questions.ts';
import { takeScanned } from '../../../../state/scanned.ts';
import './index.scss';

type Step =
  | { kind: 'asking'; ticket: string; sending: boolean }
  | { kind: 'approved' }
  | { kind: 'expired' }
  | { kind: 'failed'; ticket: string; error: unknown };

function isGone(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === 'code_unknown' || error.code === 'invalid_request');
}

function ticketOf(scanned: string | null): string | null {
  const read = readScannedText(scanned ?? '');
  return read.kind === 'hq_sign_in' ? read.ticket : null;
}

/** A computer asks to be let in as this person: said plainly, and never done by the scan alone. */
export default function HqSignInPage() {
  const { t, language } = hqTexts.use();
  const member = memberStore.use();
  const [browser, setBrowser] = useState<WaitingBrowser | null>(null);
  const [step, setStep] = useState<Step>(() => {
    const ticket = ticketOf(takeScanned());
    return ticket ? { kind: 'asking', ticket, sending: false } : { kind: 'expired' };
  });
  useEffect(() => {
    // Whose name is shown; the server decides by itself who may approve.
    if (!memberStore.get()) refreshMember().catch(() => undefined);
  }, []);

  const askedFor = step.kind === 'asking' ? step.ticket : null;
  useEffect(() => {
    setBrowser(null);
    if (askedFor === null) return;
    call(endpoints.getHqSignIn, { params: { ticket: askedFor } }).then(setBrowser, (error: unknown) =>
      setStep(isGone(error) ? { kind: 'expired' } : { kind: 'failed', ticket: askedFor, error }),
    );
  }, [askedFor]);

  const approve = async (ticket: string) => {
    setStep({ kind: 'asking', ticket, sending: true });
    try {
      await call(endpoints.approveHqSignIn, { params: { ticket } });
      setStep({ kind: 'approved' });
    } catch (error) {
      setStep(isGone(error) ? { kind: 'expired' } : { kind: 'failed', ticket, error });
    }
  };
  const scan = async () => {
    const scanned = await platform.scan();
    if (scanned === null) return;
    const ticket = ticketOf(scanned);
    if (ticket) setStep({ kind: 'asking', ticket, sending: false });
    else notice(t('notSignIn'));
  };
  const scanButton = (
    <PlainButton id="scan-again" kind="primary" grow onTap={() => void scan()}>
      {t('scanAgain')}
    </PlainButton>
  );
  const back = (
    <PlainButton id="sign-in-back" grow onTap={goBack}>
      {t('back')}
    </PlainButton>
  );

  return (
    <Screen title={t('approveTitle')} bar>
      {step.kind === 'asking' ? (
        <>
          <StatusHeader id="sign-in-ask" icon="shield" tone="wait" title={t('approveAsk')} />
          <View className="card">
            {browser ? (
              <View id="waiting-browser">
                <Text className="hq-sign-in__me">
                  {browser.address === null
                    ? t('waitsAtUnknown')
                    : t('waitsAt', { address: browser.address })}
                </Text>
                {browser.agent ? (
                  <Text className="hq-sign-in__me">
                    {t('waitsWith', { browser: browserName(browser.agent) })}
                  </Text>
                ) : null}
                <Text className="hq-sign-in__me">
                  {t('waitsSince', { time: formatBrandTime(browser.openedAtMs) })}
                </Text>
              </View>
            ) : null}
            <Text className="hq-sign-in__note">{t('approveNote')}</Text>
            {member ? (
              <Text className="hq-sign-in__me">{t('approveMe', { name: member.nickname })}</Text>
            ) : null}
          </View>
          <BottomBar>
            <PlainButton id="refuse-sign-in" disabled={step.sending} onTap={goBack}>
              {t('refuse')}
            </PlainButton>
            <PlainButton
              id="approve-sign-in"
              kind="primary"
              grow
              busy={step.sending}
              disabled={browser === null}
              onTap={() => void approve(step.ticket)}
            >
              {t('approve')}
            </PlainButton>
          </BottomBar>
        </>
      ) : step.kind === 'approved' ? (
        <>
          <StatusHeader
            id="sign-in-approved"
            icon="check"
            tone="done"
            title={t('approved')}
            note={t('approvedNote')}
          />
          <BottomBar>{back}</BottomBar>
        </>
      ) : step.kind === 'expired' ? (
        <>
          <StatusHeader
            id="sign-in-expired"
            icon="cross"
            tone="neutral"
            title={t('expired')}
            note={t('expiredNote')}
          />
          <BottomBar>
            {back}
            {scanButton}
          </BottomBar>
        </>
      ) : (
        <>
          <StatusHeader
            id="sign-in-failed"
            icon="cross"
            tone="neutral"
            title={t('failed')}
            note={problemMessage(step.error, language)}
          />
          <BottomBar>
            {back}
            <PlainButton
              id="approve-again"
              kind="primary"
              grow
              onTap={() => setStep({ kind: 'asking', ticket: step.ticket, sending: false })}
            >
              {t('tryAgain')}
            </PlainButton>
          </BottomBar>
        </>
      )}
    </Screen>
  );
}
