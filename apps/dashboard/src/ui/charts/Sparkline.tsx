import { sparkPath } from './spark-path.js';

interface Props {
  values: readonly (number | null)[];
  colour: string;
  slots?: number;
  width?: number;
  height?: number;
}

/** The course of a figure beside it, from zero; the figure itself is what is read out. */
export function Sparkline({ values, colour, slots = values.length, width = 116, height = 22 }: Props) {
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width="100%" height={height} preserveAspectRatio="none" aria-hidden style={{ display: 'block' }}>
      <path d={sparkPath(values, width, height, slots)} fill="none" stroke={colour} strokeWidth={1.5} strokeLinecap="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
