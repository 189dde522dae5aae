/** The map of HQ: grids, branches and a day's orders of one city, drawn by echarts on one canvas. */
import { marks, theme } from '@jindian/shared/design/tokens';
import { LinesChart, ScatterChart } from 'echarts/charts';
import { GeoComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, registerMap, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { BranchRow, MapOrder } from '../pages/places/map-data.ts';
import { describeGroup, groupOrders, type OrderGroup, showCard, tooltipOf } from './map-orders.ts';

use([GeoComponent, TooltipComponent, ScatterChart, LinesChart, CanvasRenderer]);

const colours: Record<MapOrder['stage'], string> = {
  awaiting_payment: marks.unpaid,
  closing: marks.over,
  with_hq: marks.stuck,
  delivery_failed: marks.stuck,
  disputed: marks.stuck,
  awaiting_shopper: marks.shopper,
  in_grab_pool: marks.asked,
  offered: marks.asked,
  awaiting_goods: marks.goods,
  to_pack: marks.toPack,
  ready: marks.ready,
  dispatched: marks.onTheWay,
  completed: marks.done,
  cancelled: marks.over,
  refunding: marks.back,
  refunded: marks.back,
};
const ink = theme.text;
const zoomLimit = { min: 0.8, max: 40 };

const box = document.getElementById('map');
if (box) start(box).catch(() => fail(box));

function fail(element: HTMLElement): void {
  const state = element.parentElement?.querySelector('.map-state');
  if (state) state.textContent = element.dataset.failed ?? '';
}

async function read<T>(url: string | undefined): Promise<T> {
  const answer = await fetch(url ?? '', { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as T;
}

async function start(element: HTMLElement): Promise<void> {
  const { dataset } = element;
  const [outlines, { branches }] = await Promise.all([
    read<Parameters<typeof registerMap>[1]>(dataset.outlines),
    read<{ branches: BranchRow[] }>(dataset.branches),
  ]);
  let { orders } = await read<{ orders: MapOrder[] }>(dataset.orders);
  element.replaceChildren();
  registerMap('grids', outlines);
  const chart = init(element);
  chart.setOption(frame());
  const draw = () =>
    drawOn(chart, { branches, groups: groupOrders(orders, shownStages()), zoom: zoomOf(chart) });
  draw();

  new ResizeObserver(() => chart.resize()).observe(element);
  chart.on('georoam', () => drawBranches(chart, branches, zoomOf(chart)));
  chart.on('click', (event) => {
    const group = (event.data as { group?: OrderGroup } | undefined)?.group;
    if (!group) return;
    chart.dispatchAction({ type: 'hideTip' });
    showCard(describeGroup(group, colours, dataset.more ?? ''));
  });
  chart.getZr().on('click', (event) => {
    if (!event.target) showCard(null);
  });
  wireControls(chart, draw);

  setInterval(
    async () => {
      if (document.hidden) return;
      const fresh = await read<{ orders: MapOrder[] }>(dataset.orders).catch(() => null);
      if (!fresh) return;
      orders = fresh.orders;
      draw();
    },
    Math.max(1, Number(dataset.seconds)) * 1000,
  );
}

function wireControls(chart: EChartsType, draw: () => void): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-map-zoom]')) {
    button.addEventListener('click', () => {
      const zoom = zoomOf(chart) * Number(button.dataset.mapZoom);
      chart.setOption({ geo: { zoom: Math.min(zoomLimit.max, Math.max(zoomLimit.min, zoom)) } });
      draw();
    });
  }
  document.querySelector('[data-map-reset]')?.addEventListener('click', () => {
    chart.setOption(frame());
    draw();
  });
  document.querySelector('[data-map-close]')?.addEventListener('click', () => showCard(null));
  // The legend is refreshed with the page, so its changes are heard on the document.
  document.addEventListener('change', (event) => {
    if ((event.target as Element).matches('[data-map-stage],[data-map-branches]')) draw();
  });
}

function shownStages(): Set<string> {
  const boxes = document.querySelectorAll<HTMLInputElement>('[data-map-stage]:checked');
  return new Set(Array.from(boxes, ({ dataset }) => dataset.mapStage ?? ''));
}

function zoomOf(chart: EChartsType): number {
  const { geo } = chart.getOption() as { geo?: { zoom?: number }[] };
  return geo?.[0]?.zoom ?? 1;
}

/** The whole city, as large as the box allows. */
function frame() {
  return {
    animation: false,
    tooltip: {
      confine: true,
      borderWidth: 0,
      padding: [8, 12],
      textStyle: { color: ink, fontSize: 13, fontFamily: 'inherit' },
    },
    geo: {
      map: 'grids',
      roam: true,
      silent: true,
      zoom: 1,
      center: undefined,
      scaleLimit: zoomLimit,
      top: 16,
      bottom: 16,
      left: 12,
      right: 12,
      itemStyle: { areaColor: '#fffefc', borderColor: '#dcd5ca', borderWidth: 0.6 },
    },
  };
}

/** Dots must not cover the map: a city of a hundred branches on a phone has room for small ones only. */
function branchSize(zoom: number, widthPixels: number): number {
  if (zoom > 4) return 9;
  return widthPixels < 600 ? 4 : 6;
}

function drawBranches(chart: EChartsType, branches: readonly BranchRow[], zoom: number): void {
  const shown = document.querySelector<HTMLInputElement>('[data-map-branches]')?.checked ?? true;
  chart.setOption({
    series: [
      {
        id: 'branches',
        type: 'scatter',
        coordinateSystem: 'geo',
        z: 2,
        large: true,
        largeThreshold: 500,
        symbolSize: branchSize(zoom, chart.getWidth()),
        itemStyle: { color: marks.branch, opacity: 0.9 },
        data: shown ? branches : [],
        tooltip: {
          formatter: ({ data }: { data: BranchRow }) => tooltipOf(data[3], [data[4]]),
        },
      },
    ],
  });
}

function drawOn(
  chart: EChartsType,
  content: { branches: readonly BranchRow[]; groups: OrderGroup[]; zoom: number },
): void {
  drawBranches(chart, content.branches, content.zoom);
  const { groups } = content;
  chart.setOption({
    series: [
      {
        id: 'ways',
        type: 'lines',
        coordinateSystem: 'geo',
        z: 3,
        silent: true,
        lineStyle: { width: 1.2, opacity: 0.55, curveness: 0.15 },
        data: groups.flatMap(({ orders }) =>
          orders.flatMap(({ from, point, stage }) =>
            from ? [{ coords: [from, point], lineStyle: { color: colours[stage] } }] : [],
          ),
        ),
      },
      {
        id: 'orders',
        type: 'scatter',
        coordinateSystem: 'geo',
        z: 4,
        symbolSize: (_: unknown, { data }: { data: { group: OrderGroup } }) =>
          11 + Math.min(17, 4 * Math.log2(data.group.orders.length)),
        itemStyle: { borderColor: '#fff', borderWidth: 1.5 },
        label: {
          show: true,
          color: '#fff',
          fontSize: 10,
          fontWeight: 600,
          formatter: ({ data }: { data: { group: OrderGroup } }) =>
            data.group.orders.length > 1 ? String(data.group.orders.length) : '',
        },
        data: groups.map((group) => ({
          value: group.point,
          group,
          itemStyle: { color: colours[group.lead.stage] },
        })),
        tooltip: {
          formatter: ({ data: { group } }: { data: { group: OrderGroup } }) =>
            tooltipOf(
              `${group.lead.number} · ${group.lead.stageText}`,
              group.orders.length > 1 ? [group.lead.text, `+${group.orders.length - 1}`] : [group.lead.text],
            ),
        },
      },
    ],
  });
}
