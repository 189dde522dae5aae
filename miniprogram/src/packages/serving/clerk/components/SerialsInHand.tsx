import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { Input, Text, View } from '@tarojs/components';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { platform } from '../../../../platform/index';
import './serials-in-hand.scss';

type Wanted = NonNullable<WorkItem['serials']>;

/** Of goods whose pieces have numbers: each is scanned or typed before it leaves, and can be taken back. */
export function SerialsInHand({ item }: { item: WorkItem }) {
  const { t, pick } = clerkTexts.use();
  const [busy, setBusy] = useState(false);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [taken, setTaken] = useState<{ wanted: Wanted; instead: string } | null>(null);
  const intention = useRef(createIntention()).current;
  const said = JSON.stringify(item.serials ?? []);
  // What the server says later is newer than the answer to a tap.
  const wanted = taken?.instead === said ? taken.wanted : (item.serials ?? []);
  if (wanted.length === 0) return null;
  const mayChange = item.state === 'to_pack' || item.state === 'ready';
  const titleOf = (sku: string) => {
    const line = item.lines.find(({ skuId }) => skuId === sku);
    return line ? `${pick(line.title)} ${pick(line.skuName)}` : '';
  };
  const send = async (skuId: string, change: (serials: string[]) => string[]) => {
    const next = wanted.map((one) => (one.skuId === skuId ? { ...one, serials: change(one.serials) } : one));
    const body = {
      serials: next.flatMap((one) => one.serials.map((serial) => ({ skuId: one.skuId, serial }))),
    };
    setBusy(true);
    try {
      const params = { orderId: item.orderId, fulfilmentId: item.id };
      const now = await call(endpoints.takeSerials, { params, body, idempotencyKey: intention.keyFor(body) });
      intention.settle();
      setTaken({ wanted: now.serials ?? [], instead: said });
      setTyped((before) => ({ ...before, [skuId]: '' }));
    } catch (error) {
      if (error instanceof ApiProblem && !error.isUnsettled) intention.settle();
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const add = (skuId: string, serial: string) =>
    serial.trim() === '' ? undefined : void send(skuId, (serials) => [...serials, serial.trim()]);
  const scan = async (skuId: string) => {
    const text = await platform.scan();
    if (text !== null) add(skuId, text);
  };
  return (
    <View id={`serials-${item.orderNumber}`} className="serials">
      {wanted.map(({ skuId, quantity, serials }) => (
        <View key={skuId} className="serials__goods">
          <View className="serials__head">
            <Text className="serials__name">{t('serialsOf', { goods: titleOf(skuId) })}</Text>
            <Chip tone={serials.length === quantity ? 'done' : 'wait'}>
              {t('serialsTold', { told: serials.length, count: quantity })}
            </Chip>
          </View>
          {serials.map((serial) => (
            <View key={serial} className="serials__one">
              <Text className="serials__number" userSelect>
                {serial}
              </Text>
              {mayChange ? (
                <PlainButton
                  id={`serial-drop-${serial}`}
                  size="small"
                  busy={busy}
                  onTap={() => void send(skuId, (all) => all.filter((one) => one !== serial))}
                >
                  {t('serialDrop')}
                </PlainButton>
              ) : null}
            </View>
          ))}
          {mayChange && serials.length < quantity ? (
            <View className="serials__add">
              <Input
                id={`serial-${item.orderNumber}-${skuId}`}
                className="serials__input"
                value={typed[skuId] ?? ''}
                maxlength={40}
                placeholder={t('serialType')}
                placeholderClass="placeholder"
                onInput={(event) => {
                  const { value } = event.detail;
                  setTyped((before) => ({ ...before, [skuId]: value }));
                }}
                onConfirm={(event) => add(skuId, event.detail.value)}
              />
              <PlainButton
                id={`serial-add-${item.orderNumber}-${skuId}`}
                size="small"
                busy={busy}
                disabled={(typed[skuId] ?? '').trim() === ''}
                onTap={() => add(skuId, typed[skuId] ?? '')}
              >
                {t('serialAdd')}
              </PlainButton>
              <PlainButton
                id={`serial-scan-${item.orderNumber}-${skuId}`}
                size="small"
                busy={busy}
                onTap={() => void scan(skuId)}
              >
                {t('serialScan')}
              </PlainButton>
            </View>
          ) : null}
        </View>
      ))}
    </View>
  );
}
