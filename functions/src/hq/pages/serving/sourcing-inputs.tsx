/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';

/** Inputs of the long forms of a policy, each with its label. */

export function Text({
  label,
  name,
  value,
  mode,
  required = false,
}: {
  label: string;
  name: string;
  value: string;
  mode?: 'numeric' | 'decimal';
  required?: boolean;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        value={value}
        inputmode={mode}
        maxlength={mode ? 9 : 400}
        required={required}
        autocomplete="off"
      />
    </label>
  );
}

export function Check({
  label,
  name,
  on,
  value = 'yes',
}: {
  label: string;
  name: string;
  on: boolean;
  value?: string;
}) {
  return (
    <label class="check">
      <input type="checkbox" name={name} value={value} checked={on} />
      <span>{label}</span>
    </label>
  );
}

export function Choice({
  name,
  chosen,
  options,
}: {
  name: string;
  chosen: string;
  options: readonly (readonly [string, string])[];
}) {
  return (
    <div class="checks">
      {options.map(([value, label]) => (
        <label class="check">
          <input type="radio" name={name} value={value} checked={value === chosen} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}

export function Select({
  label,
  name,
  chosen,
  options,
}: {
  label: string;
  name: string;
  chosen: string;
  options: readonly (readonly [string, string])[];
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Block({
  legend,
  forActions,
  children,
}: {
  legend?: string;
  /** Shown only while one of these actions is chosen. */
  forActions?: readonly string[];
  children?: Child;
}) {
  return (
    <fieldset class="block" data-for={forActions?.join(' ')}>
      {legend ? <legend>{legend}</legend> : null}
      <div class="checks">{children}</div>
    </fieldset>
  );
}
