import type { Side } from '@contraflow/contract';

/** Word, sign and place of a side: colour is never the only one to say it. */
export const SIDES: Record<Side, { word: string; sign: string; manner: string; colour: string }> = {
  http: { word: 'REST', sign: '⇄', manner: 'request and await', colour: 'var(--rest)' },
  kafka: { word: 'Kafka', sign: '≋', manner: 'publish and subscribe', colour: 'var(--kafka)' },
};

/** The class that colours text for a side. */
export const sideClass = (side: Side): 'rest' | 'kafka' => (side === 'http' ? 'rest' : 'kafka');

export const otherSide = (side: Side): Side => (side === 'http' ? 'kafka' : 'http');
