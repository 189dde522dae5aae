import { WebView } from '@tarojs/components';
import { webPageStore } from '../../platform/web-page.ts';

/** A page of the brand's web view inside the mini-program. */
export default function WebPage() {
  const url = webPageStore.use();
  return url ? <WebView src={url} /> : null;
}
