import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNow } from '../now.js';
import { useZone } from '../zone.js';
import { rangeWords, type Range } from './range.js';
import { readRange } from './read-range.js';

/** A range as people write it; says how it is read while it is written. */
export function TypedRange({ onDone }: { onDone: (range: Range) => void }) {
  const zone = useZone();
  const now = useNow();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const read = text.trim() === '' ? null : readRange(text, now, zone);
  const wrong = asked && read ? read.mistake : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (read?.range) onDone(read.range);
      }}
    >
      <TextInput
        label="Range"
        description={read?.range ? `Enter: ${rangeWords(read.range, zone)}` : '30m · 6h · 7d · 14:00-15:00 · 2026-11-25 14:00 - 15:00'}
        placeholder="30m"
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        error={wrong}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAsked(false);
        }}
      />
    </form>
  );
}
