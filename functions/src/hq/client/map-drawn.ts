/** One city on one canvas: its grids as they were loaded with the network, by echarts. */
import { marks, theme } from '@jindian/shared/design/tokens';
import { LinesChart, ScatterChart } from 'echarts/charts';
import { GeoComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, registerMap, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { BranchRow } from '../pages/places/map-data.ts';
import { tooltipOf } from './map-card.ts';
import type { Outlines } from './map-messages.ts';
import { type MapMark, type MapSurface, markSize, type Picked, type Scene } from './map-scene.ts';

use([GeoComponent, TooltipComponent, ScatterChart, LinesChart, CanvasRenderer]);

const ink = theme.text;
const zoomLimit = { min: 0.8, max: 40 };

export function drawnSurface(element: HTMLElement, outlines: Outlines, picked: Picked): MapSurface {
  element.replaceChildren();
  registerMap('grids', outlines as unknown as Parameters<typeof registerMap>[1]);
  const chart = init(element);
  chart.setOption(frame());
  let scene: Scene = { branches: [], marks: [] };
  const draw = () => drawOn(chart, scene, zoomOf(chart));

  new ResizeObserver(() => chart.resize()).observe(element);
  chart.on('georoam', () => drawBranches(chart, scene.branches, zoomOf(chart)));
  chart.on('click', (event) => {
    const mark = (event.data as { mark?: MapMark } | undefined)?.mark;
    if (!mark) return;
    chart.dispatchAction({ type: 'hideTip' });
    picked(mark);
  });
  chart.getZr().on('click', (event) => {
    if (!event.target) picked(null);
  });
  return {
    draw(next) {
      scene = next;
      draw();
    },
    zoomBy(factor) {
      const zoom = zoomOf(chart) * factor;
      chart.setOption({ geo: { zoom: Math.min(zoomLimit.max, Math.max(zoomLimit.min, zoom)) } });
      draw();
    },
    reset() {
      chart.setOption(frame());
      draw();
    },
  };
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
        data: branches,
        tooltip: {
          formatter: ({ data }: { data: BranchRow }) => tooltipOf(data[3], [data[4]]),
        },
      },
    ],
  });
}

function drawOn(chart: EChartsType, { branches, marks: shown }: Scene, zoom: number): void {
  drawBranches(chart, branches, zoom);
  chart.setOption({
    series: [
      {
        id: 'ways',
        type: 'lines',
        coordinateSystem: 'geo',
        z: 3,
        silent: true,
        lineStyle: { width: 1.2, opacity: 0.55, curveness: 0.15 },
        data: shown.flatMap(({ ways }) =>
          ways.map(({ from, to, colour }) => ({ coords: [from, to], lineStyle: { color: colour } })),
        ),
      },
      {
        id: 'marks',
        type: 'scatter',
        coordinateSystem: 'geo',
        z: 4,
        symbolSize: (_: unknown, { data }: { data: { mark: MapMark } }) => markSize(data.mark.count),
        itemStyle: { borderColor: '#fff', borderWidth: 1.5 },
        label: {
          show: true,
          color: '#fff',
          fontSize: 10,
          fontWeight: 600,
          formatter: ({ data }: { data: { mark: MapMark } }) =>
            data.mark.count > 1 ? String(data.mark.count) : '',
        },
        data: shown.map((mark) => ({ value: mark.point, mark, itemStyle: { color: mark.colour } })),
        tooltip: {
          formatter: ({ data: { mark } }: { data: { mark: MapMark } }) =>
            tooltipOf(mark.tip.title, mark.tip.lines),
        },
      },
    ],
  });
}
