import { readBodyNote, type BodyPrefix } from '@contraflow/contract';
import { useMemo } from 'react';
import { CopyButton } from '../CopyButton.js';
import { asText, bytes } from '../format/numbers.js';
import classes from './BodyViewer.module.css';
import type { JsonPiece } from './json.js';
import { bodyShape, type BodyShape } from './shape.js';

interface Props {
  /** What it is, for its label: `Request body`. */
  name: string;
  body: BodyPrefix | null;
  /** True size in bytes. */
  size: number;
  contentType?: string | null;
  /** How what is kept differs from what passed, see the contract's `BodyNote`. */
  note?: string | null;
}

/** A body as it is: JSON laid out, text as text, anything else in hex. */
export function BodyViewer({ name, body, size, contentType = null, note = null }: Props) {
  const shape = useMemo(() => (body && body.base64 !== '' ? bodyShape(body, contentType) : null), [body, contentType]);
  if (!body || !shape) return <p className={classes.none}>{size === 0 ? `${name}: empty` : `${name}: ${asText(bytes(size))}, not kept by the capture settings`}</p>;
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span>
          {name} · {FORMS[shape.form]} · {asText(bytes(size))}, {body.truncated ? `the first ${asText(bytes(keptBytes(body)))} are kept` : 'whole'}
        </span>
        {shape.form !== 'binary' && <CopyButton value={shape.raw} label={`Copy ${name.toLowerCase()}`} compact />}
      </figcaption>
      {shape.form === 'text' && shape.brokenJson && <p className={classes.note}>It says that it is JSON, but it is not; shown as it came.</p>}
      {note !== null && <p className={classes.note}>{noteText(note)}</p>}
      <pre className={`mono ${classes.body}`} tabIndex={0} role="group" aria-label={name}>
        <Contents shape={shape} />
      </pre>
    </figure>
  );
}

function noteText(note: string): string {
  const { coding, charset, dropped } = readBodyNote(note);
  if (dropped) return 'It was dropped at capture, and counted as such; why stands in its place.';
  const done = [coding && `decompressed (${coding.replaceAll(',', ', ')})`, charset && `turned from ${charset} into UTF-8`].filter(Boolean);
  return `At capture it was ${done.join(' and ')}.`;
}

const FORMS = { json: 'JSON', text: 'text', binary: 'binary' } as const;
const keptBytes = (body: BodyPrefix) => Math.floor((body.base64.replace(/=+$/, '').length * 3) / 4);

function Contents({ shape }: { shape: BodyShape }) {
  if (shape.form === 'text') return shape.raw;
  if (shape.form === 'json') return shape.pieces.map((piece, index) => <Piece key={index} piece={piece} />);
  return shape.lines.map(({ at, hex, text }) => (
    <span key={at}>
      <span className="faint">{at}</span>
      {`  ${hex}  `}
      <span className="muted">{`${text}\n`}</span>
    </span>
  ));
}

function Piece({ piece: { kind, text } }: { piece: JsonPiece }) {
  if (kind === 'layout') return text;
  if (kind === 'redacted')
    return (
      <mark className={classes.redacted} title="Taken out at capture, before it was stored">
        {text}
      </mark>
    );
  return <span className={classes[kind]}>{text}</span>;
}
