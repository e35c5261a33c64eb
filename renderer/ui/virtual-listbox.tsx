import './virtual-listbox.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useListCursor } from './list-cursor.ts';

export type ListboxEntry<T> =
  | { readonly kind: 'heading'; readonly key: string; readonly text: string; readonly count: number }
  | { readonly kind: 'option'; readonly key: string; readonly value: T };

export interface VirtualListboxProps<T> {
  readonly label: string;
  readonly entries: readonly ListboxEntry<T>[];
  /** Pixels; all options are equally high, so that thousands of them need no measuring. */
  readonly rowHeight: number;
  readonly selectedKey: string | null;
  /** The selection moved: by arrows, J and K, or a press. */
  readonly onSelect: (value: T) => void;
  /** Enter or a double press: go into it. */
  readonly onOpen: (value: T) => void;
  readonly renderOption: (value: T) => ReactNode;
  /** The list reached its end on the screen. */
  readonly onEnd?: () => void;
}

const headingHeight = 34;

interface Option<T> {
  readonly entry: Extract<ListboxEntry<T>, { kind: 'option' }>;
  /** Among all entries, headings too. */
  readonly index: number;
}

function optionsOf<T>(entries: readonly ListboxEntry<T>[]): readonly Option<T>[] {
  return entries.flatMap((entry, index) => (entry.kind === 'option' ? [{ entry, index }] : []));
}

/** Counted from 1 among the options; there are few headings, so the search starts near its end. */
function positionOf(options: readonly { readonly index: number }[], index: number): number {
  let position = Math.min(index, options.length - 1);
  while (position > 0 && (options[position]?.index ?? 0) > index) position -= 1;
  return position + 1;
}

/**
 * A long list with headings: only what is in view is in the document. The list itself has the focus and names the
 * active option; arrows, Home, End and the page keys move the selection, which is shown beside the list.
 */
export function VirtualListbox<T>(props: VirtualListboxProps<T>) {
  const { label, entries, rowHeight, selectedKey, onSelect, onOpen, renderOption, onEnd } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- the compiler that cannot memoise around it is not used
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.kind === 'heading' ? headingHeight : rowHeight),
    getItemKey: (index) => entries[index]?.key ?? index,
    overscan: 8,
    scrollPaddingStart: headingHeight,
    scrollPaddingEnd: 8,
  });
  useEffect(() => {
    virtualizer.measure();
  }, [virtualizer, rowHeight]);

  const options = useMemo(() => optionsOf(entries), [entries]);
  const selected = options.findIndex(({ entry }) => entry.key === selectedKey);

  function selectAt(wanted: number): void {
    const target = options[Math.max(0, Math.min(options.length - 1, wanted))];
    if (!target) return;
    virtualizer.scrollToIndex(target.index, { align: 'auto' });
    if (target.entry.key !== selectedKey) onSelect(target.entry.value);
  }
  function move(by: number): void {
    selectAt(selected < 0 ? 0 : selected + by);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (step !== undefined) move(step);
    else if (event.key === 'Home') selectAt(0);
    else if (event.key === 'End') selectAt(options.length - 1);
    else if (event.key === 'Enter') {
      const current = options[selected];
      if (current) onOpen(current.entry.value);
    } else return;
    event.preventDefault();
  }

  useEffect(() => {
    useListCursor.setState({ move, focus: () => scroller.current?.focus() });
  });
  useEffect(
    () => () => {
      useListCursor.setState({ move: null, focus: null });
    },
    [],
  );

  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onEnd && entries.length > 0 && last >= entries.length - 1) onEnd();
  }, [onEnd, last, entries.length]);

  const current = options[selected];
  return (
    <div
      ref={scroller}
      className="ui-listbox"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a native list can neither be virtual nor hold rows
      role="listbox"
      tabIndex={0}
      aria-label={label}
      onKeyDown={onKeyDown}
      {...(current ? { 'aria-activedescendant': `${id}-${current.entry.key}` } : {})}
    >
      <div
        className="ui-listbox-canvas"
        role="presentation"
        style={{ blockSize: virtualizer.getTotalSize() }}
      >
        {shown.map((item) => {
          const entry = entries[item.index];
          if (!entry) return null;
          const place = { blockSize: item.size, transform: `translateY(${item.start}px)` };
          if (entry.kind === 'heading') {
            return (
              <div key={entry.key} className="ui-listbox-heading" role="presentation" style={place}>
                <span>{entry.text}</span>
                <span className="ui-listbox-count tabular">{entry.count}</span>
              </div>
            );
          }
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the list has focus and keys
            <div
              key={entry.key}
              id={`${id}-${entry.key}`}
              className="ui-listbox-option"
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- see the list
              role="option"
              aria-selected={entry.key === selectedKey}
              aria-setsize={options.length}
              aria-posinset={positionOf(options, item.index)}
              style={place}
              onClick={() => {
                onSelect(entry.value);
              }}
              onDoubleClick={() => {
                onOpen(entry.value);
              }}
            >
              {renderOption(entry.value)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
