import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { asText, type Figure } from '../format/numbers.js';
import { absolute, clock, type Zone } from '../format/times.js';
import { useZone } from '../zone.js';
import classes from './SeriesChart.module.css';

export interface ChartSeries {
  label: string;
  /** A CSS variable, such as `--rest`. */
  colour: `--${string}`;
  /** [epoch ms, value]; null is a gap and is drawn as one. All series of a chart share their times. */
  points: readonly (readonly [number, number | null])[];
}

interface Props {
  /** What it shows, for those who do not see it. */
  label: string;
  series: readonly ChartSeries[];
  /** Both ends of the time axis, epoch ms. */
  range?: { from: number; to: number } | undefined;
  format: (value: number) => Figure;
  height?: number;
  filled?: boolean;
  axes?: boolean;
}

/** One or more series over time, from zero, with the value under the pointer. */
export function SeriesChart({ label, series, range, format, height = 104, filled = true, axes = true }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false });
  const zone = useZone();
  useEffect(() => {
    const element = box.current as HTMLDivElement;
    const chart = new uPlot(options({ element, series, range, format, height, filled, axes, zone }), aligned(series), element);
    const watcher = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.destroy();
    };
    // Colours are read from the document, so another scheme needs another chart.
  }, [series, range, format, height, filled, axes, zone, scheme]);
  return <div ref={box} className={classes.chart} role="img" aria-label={`${label}. ${summary(series, format)}`} style={{ minHeight: height }} />;
}

function summary(series: readonly ChartSeries[], format: Props['format']): string {
  return series
    .map(({ label, points }) => {
      const known = points.flatMap(([, value]) => (value === null ? [] : [value]));
      if (known.length === 0) return `${label}: nothing measured`;
      return `${label}: last ${asText(format(known.at(-1) as number))}, highest ${asText(format(Math.max(...known)))}`;
    })
    .join('; ');
}

/** uPlot counts time in seconds. */
function aligned(series: readonly ChartSeries[]): uPlot.AlignedData {
  const times = (series[0]?.points ?? []).map(([at]) => at / 1_000);
  return [times, ...series.map(({ points }) => points.map(([, value]) => value))];
}

type Drawn = Required<Omit<Props, 'label' | 'range'>> & { element: HTMLElement; range: Props['range']; zone: Zone };

function options({ element, series, range, format, height, filled, axes, zone }: Drawn): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = '11px Inter Variable';
  const axis: uPlot.Axis = { stroke: colour('--faint'), font, grid: { stroke: colour('--row-line'), width: 1 }, ticks: { show: false }, show: axes };
  return {
    width: element.clientWidth || 320,
    height,
    padding: axes ? [8, 8, 0, 0] : [4, 0, 4, 0],
    cursor: { y: false, points: { size: 6 } },
    legend: { live: true, show: true },
    scales: { x: { time: true, ...(range && { range: [range.from / 1_000, range.to / 1_000] }) }, y: { range: (_chart, _low, high) => [0, Math.max(high * 1.08, Number.MIN_VALUE)] } },
    axes: [
      { ...axis, size: 22, space: 64, values: (_chart, times) => times.map((time) => clock(time * 1_000, zone).slice(0, 5)) },
      { ...axis, size: 52, space: 28, values: (_chart, values) => values.map((value) => asText(format(value))) },
    ],
    series: [
      { label: 'time', value: (_chart, time) => (time === null ? '' : absolute(time * 1_000, zone)) },
      ...series.map((one) => ({
        label: one.label,
        stroke: colour(one.colour),
        width: 1.6,
        spanGaps: false,
        points: { show: false },
        ...(filled && { fill: `color-mix(in srgb, ${colour(one.colour)} 16%, transparent)` }),
        value: (_chart: uPlot, value: number | null) => (value === null ? 'gap' : asText(format(value))),
      })),
    ],
  };
}
