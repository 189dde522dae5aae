/**
 * What pages are built of, in a browser: plain elements, which are there as soon as they are drawn. Taro's own are custom
 * elements, each with a life of its own and hidden until it has begun; a page of five hundred of them stood still for a
 * second on a phone. What a page says for a screen reader becomes what browsers understand, and whatever can be tapped
 * can be reached and pressed with a keyboard.
 */

import { type ComponentType, createElement, forwardRef, type Ref, useEffect, useRef } from 'react';
import { Input as TaroInput, Textarea as TaroTextarea } from 'taro-elements';

type Props = Record<string, unknown>;

/** Roles that a keyboard gets to one by one. */
const pressed = new Set(['button', 'link', 'radio', 'checkbox', 'tab', 'switch', 'option', 'menuitem']);

/** With a space or return, as a browser does it for its own buttons. */
function press(event: KeyboardEvent): void {
  if (event.target !== event.currentTarget) return;
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  (event.currentTarget as HTMLElement).click();
}

/** `ariaChecked: false` is said as well: a radio that says nothing is broken to a screen reader. */
export function spoken(props: Props): Props {
  const said: Props = {};
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name === 'ariaRole') said.role = value;
    else if (/^aria[A-Z]/.test(name)) said[`aria-${name.slice(4).toLowerCase()}`] = String(value);
    else said[name] = value;
  }
  if (said.role === 'radio' || said.role === 'checkbox') said['aria-checked'] ??= 'false';
  if (said.role === 'tab') said['aria-selected'] ??= 'false';
  // The page itself is reached too, so that it can be scrolled with keys.
  if (said.role === 'main') said.tabIndex ??= 0;
  const isHidden = said['aria-hidden'] === 'true';
  if (typeof props.onClick !== 'function' || isHidden) return said;
  said.role ??= 'button';
  if (pressed.has(String(said.role))) {
    said.tabIndex ??= 0;
    said.onKeyDown ??= press;
  }
  return said;
}

const classed = (own: string, also: unknown) => (also ? `${own} ${String(also)}` : own);

export const View = forwardRef<HTMLElement, Props>((props, ref) =>
  createElement('div', { ...spoken(props), ref: ref as Ref<HTMLDivElement> }),
);

export const Text = forwardRef<HTMLElement, Props>((props, ref) => {
  const { className, ...said } = spoken(props);
  return createElement('span', { ...said, className: classed('part-text', className), ref });
});

/** A picture without words is decoration; of one that can be tapped, the words are those of a button. */
export const Image = forwardRef<HTMLImageElement, Props>((props, ref) => {
  const { mode, lazyLoad, src, className, ...said } = spoken(props);
  return createElement('img', {
    alt: said['aria-label'] ?? '',
    ...said,
    ...(lazyLoad ? { loading: 'lazy' } : {}),
    ...(src ? { src } : {}),
    className: classed(`part-picture part-picture--${String(mode ?? 'fill').toLowerCase()}`, className),
    ref,
  });
});

type Scroll = Props & {
  scrollX?: boolean;
  scrollY?: boolean;
  scrollIntoView?: string;
  scrollWithAnimation?: boolean;
  lowerThreshold?: number;
  onScroll?: (event: {
    detail: { scrollLeft: number; scrollTop: number; scrollWidth: number; scrollHeight: number };
  }) => void;
  onScrollToLower?: () => void;
};

/** A part of the page that scrolls by itself must be reached to be scrolled with keys. */
export function ScrollView(props: Scroll) {
  const {
    scrollX,
    scrollY,
    scrollIntoView,
    scrollWithAnimation,
    lowerThreshold = 50,
    onScroll,
    onScrollToLower,
    showScrollbar,
    enhanced: _enhanced,
    pagingEnabled: _paging,
    className,
    ...said
  } = spoken(props) as Scroll;
  const box = useRef<HTMLElement>(null);
  const shown = useRef(scrollIntoView);
  useEffect(() => {
    if (shown.current === scrollIntoView) return;
    shown.current = scrollIntoView;
    const target = scrollIntoView ? document.getElementById(scrollIntoView) : null;
    if (!box.current || !target) return;
    const [from, to] = [box.current.getBoundingClientRect(), target.getBoundingClientRect()];
    box.current.scrollBy({
      left: scrollX ? to.left - from.left : 0,
      top: scrollY ? to.top - from.top : 0,
      behavior: scrollWithAnimation ? 'smooth' : 'auto',
    });
  }, [scrollIntoView, scrollX, scrollY, scrollWithAnimation]);
  const sides = `${scrollX ? ' part-scroll--x' : ''}${scrollY ? ' part-scroll--y' : ''}${showScrollbar === false ? ' part-scroll--bare' : ''}`;
  return createElement('div', {
    tabIndex: 0,
    ...said,
    className: classed(`part-scroll${sides}`, className),
    ref: box as Ref<HTMLDivElement>,
    onScroll: (event: { currentTarget: HTMLElement }) => {
      const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientHeight, clientWidth } =
        event.currentTarget;
      onScroll?.({ detail: { scrollLeft, scrollTop, scrollWidth, scrollHeight } });
      const left = scrollY ? scrollHeight - clientHeight - scrollTop : scrollWidth - clientWidth - scrollLeft;
      if (left <= lowerThreshold) onScrollToLower?.();
    },
  });
}

/** No button of the browser's: pages lay it out as WeChat's, which holds more than words. */
export const Button = forwardRef<HTMLElement, Props>((props, ref) => {
  const { hoverClass: _held, disabled, loading, className, children, ...said } = spoken(props);
  const isOff = disabled === true;
  return createElement(
    'div',
    {
      ...said,
      role: 'button',
      tabIndex: isOff ? -1 : 0,
      onKeyDown: press,
      ...(isOff ? { 'aria-disabled': 'true', disabled: true } : {}),
      className: classed('part-button', className),
      ref,
    },
    loading === true ? createElement('i', { key: 'busy', className: 'part-busy' }) : null,
    children as never,
  );
});

const speaking = (Part: unknown) =>
  forwardRef<unknown, Props>((props, ref) =>
    createElement(Part as ComponentType<Props>, { ...field(spoken(props)), ref }),
  );

/** The field itself is an element inside: what it is called goes to what one types into. */
function field({ 'aria-label': label, ...props }: Props): Props {
  const said = label ?? props.placeholder;
  return {
    ...props,
    nativeProps: { ...(said ? { 'aria-label': said } : {}), ...(props.nativeProps as Props | undefined) },
  };
}

export const Input = speaking(TaroInput);
export const Textarea = speaking(TaroTextarea);
