import { arrivalText } from '@jindian/shared/arrival';
import type { FulfilmentView, OrderView } from '@jindian/shared/contract/serving/order';
import { Text, View } from '@tarojs/components';
import { Chip } from '../../../components/Chip.tsx';
import { OrderLines } from '../../../components/OrderLines.tsx';
import { texts } from '../../../i18n/index.ts';
import { servingTexts } from '../../../i18n/serving/serving.ts';
import { isTaken, parcelPhase, phaseTones, progressOf } from '../../../lib/order-phase.ts';
import { platform } from '../../../platform/index';
import { Serials } from './Serials.tsx';
import './parcels.scss';

/** An order that comes from several places: what comes from where, and how far each parcel is. */
export function Parcels({ order }: { order: OrderView }) {
  const { t } = servingTexts.use();
  const { fulfilments } = order;
  return (
    <View id="parcels">
      <Text className="parcels__title">{t('parcels', { count: fulfilments.length })}</Text>
      {fulfilments.map((fulfilment, index) => (
        <Parcel
          key={fulfilment.id}
          fulfilment={fulfilment}
          number={index + 1}
          isLive={order.state === 'paid' || order.state === 'completed'}
        />
      ))}
    </View>
  );
}

function Parcel(props: { fulfilment: FulfilmentView; number: number; isLive: boolean }) {
  const { t, pick, language } = servingTexts.use();
  const { t: tm } = texts.use();
  const { fulfilment, number, isLive } = props;
  const phase = parcelPhase(fulfilment.state, fulfilment.method);
  const progress = isLive ? progressOf(phase) : null;
  return (
    <View id={`parcel-${number}`} className="card parcels__parcel">
      <View className="parcels__head">
        <View className="parcels__words">
          <Text className="parcels__number">{t('parcel', { number })}</Text>
          {!isTaken(phase) ? null : (
            <Text className="parcels__place">{t('from', { place: pick(fulfilment.place.name) })}</Text>
          )}
          {isLive && fulfilment.expected && phase !== 'completed' ? (
            <Text className="parcels__place">
              {arrivalText(fulfilment.expected, platform.nowMs(), language)}
            </Text>
          ) : null}
        </View>
        {isLive ? <Chip tone={phaseTones[phase]}>{tm(`phase_${phase}`)}</Chip> : null}
      </View>
      {progress ? (
        <View className="parcels__steps">
          {[0, 1, 2, 3].map((step) => (
            <View
              key={step}
              className={`parcels__step ${step < progress.done ? 'parcels__step--done' : ''}`}
            />
          ))}
        </View>
      ) : null}
      <OrderLines lines={fulfilment.lines} />
      <Serials serials={fulfilment.serials} />
    </View>
  );
}
