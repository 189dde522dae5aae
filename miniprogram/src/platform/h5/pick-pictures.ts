/** Files of the person's choice; none: given up. The browser tells of that by nothing at all, or by `cancel`. */
export function pickPictures(most: number): Promise<ArrayBuffer[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = 'image/*';
    input.multiple = most > 1;
    input.id = 'picture-file';
    input.style.display = 'none';
    document.body.append(input);
    const end = async () => {
      input.remove();
      resolve(await Promise.all([...(input.files ?? [])].slice(0, most).map((file) => file.arrayBuffer())));
    };
    input.addEventListener('change', () => void end());
    input.addEventListener('cancel', () => void end());
    input.click();
  });
}

export async function sendBytes(
  to: { address: string; headers: Record<string, string> },
  bytes: ArrayBuffer,
): Promise<boolean> {
  const answer = await fetch(to.address, { method: 'PUT', headers: to.headers, body: bytes }).catch(
    () => null,
  );
  return answer?.ok === true;
}
