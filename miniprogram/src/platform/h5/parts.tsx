/**
 * Taro's elements are elements of its own, of which a browser knows neither what they are nor that one can tap them. Here
 * what a page says for a screen reader becomes what browsers understand, and whatever can be tapped can be reached and
 * pressed with a keyboard.
 */

import { type ComponentType, createElement, forwardRef } from 'react';
import {
  Button as TaroButton,
  Image as TaroImage,
  Input as TaroInput,
  ScrollView as TaroScrollView,
  Text as TaroText,
  Textarea as TaroTextarea,
  View as TaroView,
} from 'taro-elements';

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
  if (said.role === 'main') said.tabindex ??= '0';
  const isHidden = said['aria-hidden'] === 'true';
  if (typeof props.onClick !== 'function' || isHidden) return said;
  said.role ??= 'button';
  if (pressed.has(String(said.role))) {
    said.tabindex ??= '0';
    said.onKeyDown ??= press;
  }
  return said;
}

const speaking = (Part: unknown, also: (props: Props) => Props = (props) => props) =>
  forwardRef<unknown, Props>((props, ref) =>
    createElement(Part as ComponentType<Props>, { ...also(spoken(props)), ref }),
  );

/** The picture itself is an element inside: its words go there, and one without words is decoration. */
function picture({ 'aria-label': label, ...props }: Props): Props {
  const isTapped = typeof props.onClick === 'function';
  return {
    ...props,
    ...(isTapped && label ? { 'aria-label': label } : {}),
    nativeProps: { alt: isTapped ? '' : (label ?? ''), ...(props.nativeProps as Props | undefined) },
  };
}

/** So is a field: what it is called goes to what one types into. */
function field({ 'aria-label': label, ...props }: Props): Props {
  const said = label ?? props.placeholder;
  return {
    ...props,
    nativeProps: { ...(said ? { 'aria-label': said } : {}), ...(props.nativeProps as Props | undefined) },
  };
}

function button(props: Props): Props {
  const isOff = props.disabled === true;
  return {
    ...props,
    role: 'button',
    tabindex: isOff ? '-1' : '0',
    ...(isOff ? { 'aria-disabled': 'true' } : {}),
  };
}

/** A part of the page that scrolls by itself must be reached to be scrolled with keys. */
const scrolled = (props: Props): Props => ({ tabindex: '0', ...props });

export const View = speaking(TaroView);
export const Text = speaking(TaroText);
export const Image = speaking(TaroImage, picture);
export const Input = speaking(TaroInput, field);
export const Textarea = speaking(TaroTextarea, field);
export const Button = speaking(TaroButton, button);
export const ScrollView = speaking(TaroScrollView, scrolled);
