/** A name as others may know it: enough to talk about a person, too little to look them up. */
export function maskName(name: string): string {
  const [first = ''] = name;
  return `${first}**`;
}

/** `138****0001`: enough for its owner to recognise it, too little to call. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}
