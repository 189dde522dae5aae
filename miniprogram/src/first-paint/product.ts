import { texts } from '../i18n/index.ts';
import ProductPage from '../pages/goods/product/index.tsx';
import { answerTo, paintFirst } from './paint.ts';
import { answers } from './remote.ts';
import { params } from './taro.ts';

paintFirst(async () => {
  answers.getProductAtBranch = await answerTo(/\/products\/\w+$/);
  new URLSearchParams(location.hash.split('?')[1]).forEach((value, name) => {
    params[name] = value;
  });
  const title = texts.now()('productTitle');
  return answers.getProductAtBranch ? { page: ProductPage, sign: 'product-title', title } : null;
});
