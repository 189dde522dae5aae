/** @jsxImportSource hono/jsx */

/**
 * A field for a place or a product that is found by its name: whoever types is offered what fits (client/pick.ts), and
 * nobody has to know a number. Without a script a number does.
 */
export function Picker({
  name,
  of,
  label,
  value = '',
  placeholder,
  required = false,
  unseenLabel = false,
  fault,
  nth,
}: {
  name: string;
  of: 'places' | 'goods' | 'kinds' | 'categories' | 'products' | 'people' | 'owners' | 'things';
  label: string;
  value?: string;
  placeholder?: string;
  required?: boolean;
  unseenLabel?: boolean;
  /** What is wrong with what was typed: a name that was not chosen stands for nothing. */
  fault?: string | undefined;
  /** Of several fields of one name. */
  nth?: number;
}) {
  const list = `pick-${of}-${name}${nth === undefined ? '' : `-${nth}`}`;
  return (
    <label class="field">
      <span class={unseenLabel ? 'unseen' : undefined}>{label}</span>
      <input
        name={name}
        value={value}
        list={list}
        data-pick={`/hq/pick/${of}`}
        placeholder={placeholder}
        maxlength={120}
        autocomplete="off"
        required={required}
        aria-invalid={fault ? 'true' : undefined}
      />
      <datalist id={list} />
      {fault ? <span class="field-fault">{fault}</span> : null}
    </label>
  );
}
