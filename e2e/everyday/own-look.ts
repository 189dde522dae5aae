import { expect } from 'vitest';
import type { E2eFixture } from '../fixture.ts';
import { journey } from '../journey.ts';
import { shopper } from '../pages/shopper.ts';

/** What a brand wears, and what its members agree to. */
export function ownLookJourney(fixture: () => E2eFixture): void {
  journey(
    'a brand of its own name and colour',
    (step) => {
      step('what HQ sets is what the app and HQ wear, readable, from the first frame on', async () => {
        const path = '/v1/hq/policies/settings-brand';
        type Document = { revision: number; inForce: { content: object } };
        const { revision, inForce } = (await fixture().act('hq', 'GET', path)) as Document;
        const content = { ...inForce.content, brandColour: '#ffd400', nameZh: '晴空', nameEn: 'Clear Sky' };
        const draft = await fixture().act('hq', 'POST', `${path}/draft`, { revision, content });
        await fixture().act('hq', 'POST', `${path}/versions`, {
          revision: (draft as Document).revision,
          note: '换装',
        });
        await fixture().secondsPass();
        const wang = await fixture().person('shopper-wang');
        await shopper(wang).agreeToPrivacy();
        const worn = () =>
          wang.page.evaluate(() => {
            const style = getComputedStyle(document.querySelector('.screen')!);
            return ['--action', '--on-action'].map((name) => style.getPropertyValue(name).trim());
          });
        // Dark words, for nobody reads white ones on yellow.
        await expect.poll(worn).toEqual(['#ffd400', '#1d1d1f']);
        expect(await wang.page.title()).toBe('晴空');
        // Who was never here sees no other brand for a single frame: neither while the document paints nor in the app.
        await wang.page.addInitScript(() => {
          if (location.origin === 'null') return;
          for (const key of Object.keys(localStorage))
            if (/^jindian\.(brand|session\.)/.test(key)) localStorage.removeItem(key);
          const seen = new Set<string>();
          Object.assign(window, { seen });
          const look = () => {
            const shell = document.getElementById('shell');
            const [painted] = document.querySelectorAll(shell ? '#shell .painted .screen' : '#app .screen');
            if (painted) seen.add(getComputedStyle(painted).getPropertyValue('--action').trim());
            seen.add(document.title).add(shell?.querySelector('b')?.textContent ?? '');
            requestAnimationFrame(look);
          };
          look();
        });
        await wang.page.goto('about:blank');
        await wang.page.goto('/');
        await wang.page.locator('#shell').waitFor({ state: 'detached' });
        await wang.page.locator('#app .screen').first().waitFor();
        const seen = await wang.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
        expect(new Set(seen.filter((one) => one !== '' && one !== '门店 Shop'))).toEqual(
          new Set(['#ffd400', '晴空']),
        );
        await wang.openTab('member');
        await wang.shot('own-colour');

        // A new version of what was agreed to is asked for again, and who agreed is kept.
        const legal = '/v1/hq/policies/legal-privacy';
        const before = (await fixture().act('hq', 'GET', legal)) as Document;
        const text = { revision: before.revision, content: { zh: '# 新版\n只读一次。', en: '' } };
        const written = (await fixture().act('hq', 'POST', `${legal}/draft`, text)) as Document;
        await fixture().act('hq', 'POST', `${legal}/versions`, { revision: written.revision, note: '新版' });
        await fixture().secondsPass();
        await wang.page.goto('about:blank');
        await wang.page.goto('/');
        await wang.tap('privacy-document');
        await wang.see('legal-text', /新版/);
        await wang.shot('privacy-again');
        await wang.page.goBack();
        await wang.tap('privacy-agree');
        await expect
          .poll(async () => (await fixture().act('shopper-wang', 'GET', '/v1/me')) as object)
          .toMatchObject({ privacyVersion: '2026-11-30.1', termsVersion: '2026-11-30' });
        await wang.close();
        const hq = await fixture().hq();
        await hq.signInLocally();
        expect(
          await hq.page.evaluate(() =>
            getComputedStyle(document.body).getPropertyValue('--on-action').trim(),
          ),
        ).toBe('#1d1d1f');
        await hq.shot('hq-own-colour');
        await hq.close();
      });
    },
    () => fixture().pictureOfFailure(),
  );
}
