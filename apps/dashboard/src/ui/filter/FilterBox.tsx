import { ActionIcon, Combobox, useCombobox } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import type { FieldName } from '@contraflow/contract';
import { Keys } from '../Keys.js';
import { checkFilter, type Mistake } from './check.js';
import classes from './FilterBox.module.css';
import { FilterMirror } from './FilterMirror.js';
import { SyntaxSheet } from './SyntaxSheet.js';
import { complete, suggest, type KnownValues } from './suggest.js';

interface Props {
  /** The filter that is applied. */
  value: string;
  onApply: (filter: string) => void;
  placeholder: string;
  /** Values to offer for a field. */
  known: KnownValues;
  /** Told which field's value is being typed, so that its values can be fetched. */
  onField?: (field: FieldName | null) => void;
  /** What the server has against the applied filter. */
  refused?: Mistake | null;
  inputRef?: Ref<HTMLInputElement>;
}

/** One line of the filter language: offers fields and values, applies on Enter, and shows where a mistake stands. */
export function FilterBox({ value, onApply, placeholder, known, onField, refused = null, inputRef }: Props) {
  const [draft, setDraft] = useState(value);
  const [caret, setCaret] = useState(value.length);
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const field = useMergedRef(input, inputRef);
  const mirror = useRef<HTMLDivElement>(null);
  const moveTo = useRef<number | null>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = suggest(draft, caret, known);
  const { field: typedField } = found;
  useEffect(() => onField?.(typedField), [typedField, onField]);
  const shownMistake = mistake ?? (draft === value ? (checkFilter(value) ?? refused) : null);

  // The address may change it: a link, the way back, a click that filters.
  const [applied, setApplied] = useState(value);
  if (applied !== value) {
    setApplied(value);
    setDraft(value);
    setMistake(null);
  }
  useLayoutEffect(() => {
    if (moveTo.current !== null) input.current?.setSelectionRange(moveTo.current, moveTo.current);
    moveTo.current = null;
    if (mirror.current && input.current) mirror.current.scrollLeft = input.current.scrollLeft;
  }, [draft]);

  const change = (text: string, at: number) => {
    setDraft(text);
    setCaret(at);
    setMistake(null);
    combobox.resetSelectedOption();
  };
  const take = (insert: string) => {
    const next = complete(draft, found, insert);
    moveTo.current = next.caret;
    change(next.text, next.caret);
    if (insert.endsWith(' ')) combobox.closeDropdown();
  };
  const apply = (text: string) => {
    const wrong = checkFilter(text);
    setMistake(wrong);
    if (wrong !== null) return;
    combobox.closeDropdown();
    setDraft(text.trim());
    onApply(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const first = found.options[0];
    if (event.key === 'Enter' && combobox.getSelectedOptionIndex() === -1) apply(draft);
    else if (event.key === 'Tab' && !event.shiftKey && combobox.dropdownOpened && first && found.to > found.from) {
      event.preventDefault();
      take(first.insert);
    } else if (event.key === 'Escape') {
      if (combobox.dropdownOpened) combobox.closeDropdown();
      else input.current?.blur();
      event.stopPropagation();
    }
  };

  return (
    <div className={classes.box} data-mistake={shownMistake !== null || undefined}>
      <IconSearch size={15} className={classes.icon} aria-hidden />
      <Combobox store={combobox} onOptionSubmit={take} position="bottom-start" width={460} offset={6} shadow="md">
        <Combobox.Target withExpandedAttribute>
          <div className={classes.field}>
            <FilterMirror text={draft} column={shownMistake?.column ?? null} ref={mirror} />
            <Combobox.EventsTarget>
              <input
                ref={field}
                className={`mono ${classes.input}`}
                value={draft}
                placeholder={placeholder}
                aria-label="Filter"
                aria-invalid={shownMistake !== null}
                aria-describedby={shownMistake === null ? undefined : 'filter-mistake'}
                maxLength={2_000}
                spellCheck={false}
                autoComplete="off"
                autoCapitalize="none"
                onChange={(event) => {
                  change(event.currentTarget.value, event.currentTarget.selectionStart ?? 0);
                  combobox.openDropdown();
                }}
                onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
                onScroll={(event) => {
                  if (mirror.current) mirror.current.scrollLeft = event.currentTarget.scrollLeft;
                }}
                onKeyDown={onKeyDown}
                onFocus={() => combobox.openDropdown()}
                onClick={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
              />
            </Combobox.EventsTarget>
          </div>
        </Combobox.Target>
        <Combobox.Dropdown hidden={found.options.length === 0}>
          <Combobox.Options mah={260} aria-label="Suggestions" style={{ overflowY: 'auto' }}>
            {found.options.map(({ insert, label, description }) => (
              <Combobox.Option key={insert} value={insert} className={classes.option ?? ''}>
                <span className="mono">{label}</span>
                <span className="muted">{description}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
          {typedField === null && (
            <Combobox.Footer>
              <SyntaxSheet />
            </Combobox.Footer>
          )}
        </Combobox.Dropdown>
      </Combobox>
      {draft !== value ? <Keys keys="↵ apply" /> : draft === '' && <Keys keys="/" />}
      {draft !== '' && (
        <ActionIcon variant="subtle" color="gray" size={22} aria-label="Clear the filter" onClick={() => apply('')}>
          <IconX size={14} />
        </ActionIcon>
      )}
      {shownMistake && (
        <div className={classes.mistake} role="alert" id="filter-mistake">
          {shownMistake.column !== null && `Column ${shownMistake.column}: `}
          {shownMistake.message}
        </div>
      )}
    </div>
  );
}
