/** What stands in a picker once something was chosen: its name for people, its id for us. */
export const pickedText = (name: string, id: string) => `${name} · ${id}`;

/** The id in what was chosen or typed; a bare id is taken as well. */
export function pickedId(text: string): string {
  return idPicked(text).toUpperCase();
}

/** The same where small letters are another id. */
export function idPicked(text: string): string {
  return (text.trim().split(' · ').at(-1) ?? '').trim();
}
