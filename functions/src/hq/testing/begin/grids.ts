import { expect, test } from 'vitest';
import type { Visitor } from './visitor.ts';

/** A plan of grids over the map of counties, drawn up and left as a draft. */
export function firstGrids(visitor: Visitor): void {
  const { ask, send } = visitor;
  const [draft, change] = ['/hq/grids/draft', '/hq/grids/draft/change'];
  const [huangpu, jingan] = ['上海市/上海市/黄浦区', '上海市/上海市/静安区'];

  test('grids are generated, a county is given to a grid of its own and back; none that the map has not', async () => {
    expect((await send('/hq/grids', {}, { action: `${draft}/start` })).to).toBe(draft);
    const made = await send(draft, { served: '上海市' }, { action: `${draft}/generate` });
    expect([made.status, made.to]).toEqual([303, `${draft}?done=saved`]);
    const grid = /\/hq\/grids\/draft\/(G\d+)/.exec((await ask(draft)).text)?.[1] ?? '';
    const at = `${draft}/${grid}`;
    const page = (await ask(at)).text;
    // To be chosen in the list, and on the map where there is a script.
    expect(page).toContain(`name="area" value="${huangpu}"`);
    expect(page).toContain(`data-area="${huangpu}"`);
    const split = await send(at, { act: 'split', grid, area: jingan, branch: 'SH-001' }, { action: change });
    expect(split.status).toBe(303);
    const other = [...(await ask(draft)).text.matchAll(/\/hq\/grids\/draft\/(G\d+)/g)]
      .map(([, id]) => id as string)
      .find((id) => id !== grid) as string;
    const none = await send(
      at,
      { act: 'give', grid, area: '火星省/火星市/火星区', to: other },
      { action: change },
    );
    expect([none.status, none.text.includes('没有选中区县')]).toEqual([400, true]);
    const given = await send(at, { act: 'give', grid, area: huangpu, to: other }, { action: change });
    expect(given.status).toBe(303);
    expect((await ask(`${draft}/${other}`)).text).toContain('黄浦区');
    expect((await ask(at)).text).not.toContain(`value="${huangpu}"`);
    expect((await send(draft, {}, { action: '/hq/grids/discard' })).status).toBe(303);
  });
}
