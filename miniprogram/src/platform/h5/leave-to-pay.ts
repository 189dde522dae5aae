/**
 * To WeChat Pay's page, which comes back to a page of ours. It asks which page it was opened from: the one link that
 * says so, since our pages tell nobody else where somebody was.
 */
export function leaveToPay(h5Url: string, backTo: string): void {
  const { origin, pathname, search } = window.location;
  const back = `${origin}${pathname}${search}#${backTo}`;
  const link = document.createElement('a');
  link.href = `${h5Url}&redirect_url=${encodeURIComponent(back)}`;
  link.referrerPolicy = 'origin';
  document.body.appendChild(link);
  link.click();
  link.remove();
}
