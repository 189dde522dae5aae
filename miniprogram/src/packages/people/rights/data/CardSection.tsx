import type { MemberCard } from '@jindian/shared/contract/selling/moving';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { rightsTexts } from '../../../../i18n/people/rights.ts';

type Claim = MemberCard['claims'][number];

/** Points and balances brought along from the system before, and what waits there under the own number. */
export function CardSection(props: {
  card: MemberCard;
  busy: boolean;
  onClaim: (claim: Claim) => void;
  onRefuse: (claim: Claim) => void;
}) {
  const { t } = rightsTexts.use();
  const { card, busy, onClaim, onRefuse } = props;
  const { points, paidFen, grantedFen, lots, claims, cards } = card;
  if (points + paidFen + grantedFen + claims.length + cards.length === 0) return null;
  const stored = (paid: number, granted: number) =>
    t('cardStored', { paid: formatYuan(paid), granted: formatYuan(granted) });
  return (
    <View id="my-card" className="card">
      <Text className="rights__head">{t('card')}</Text>
      {claims.map((claim) => (
        <Row
          key={claim.claimId}
          id={`claim-${claim.claimId}`}
          title={t('claimAsk', { name: claim.nameMasked ?? '', tail: claim.numberTail })}
          note={`${t('cardPoints', { points: claim.points })} · ${stored(claim.paidFen, claim.grantedFen)}`}
        >
          <PlainButton
            id={`claim-yes-${claim.claimId}`}
            size="small"
            kind="primary"
            busy={busy}
            onTap={() => onClaim(claim)}
          >
            {t('claimYes')}
          </PlainButton>
          <PlainButton
            id={`claim-no-${claim.claimId}`}
            size="small"
            busy={busy}
            onTap={() => onRefuse(claim)}
          >
            {t('claimNo')}
          </PlainButton>
        </Row>
      ))}
      {points > 0 ? <Row title={t('cardPointsHead')} end={String(points)} /> : null}
      {paidFen + grantedFen > 0 ? (
        <Row
          title={t('cardBalance')}
          note={stored(paidFen, grantedFen)}
          end={formatYuan(paidFen + grantedFen)}
        />
      ) : null}
      {lots
        .filter(({ expiresOn }) => expiresOn !== null)
        .map(({ id, leftFen, expiresOn }) => (
          <Row key={id} title={t('cardExpires', { day: expiresOn ?? '' })} end={formatYuan(leftFen)} />
        ))}
      {cards.map(({ memberNumber, cardNumber }) => (
        <Row key={memberNumber} title={t('cardNumber')} end={cardNumber ?? memberNumber} />
      ))}
    </View>
  );
}
