import './response-picker.css';
import { useEffect, useId, useRef, useState } from 'react';
import { ChevronDown, ChevronRight, Search } from 'lucide-react';
import type { FilledResponse, ResponseCategory, ResponseEntry } from '../../../contract/domain/response.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ResponsePreview } from './response-preview.tsx';
import { listRows, searchResponses, type ResponseRow } from './response-tree.ts';
import { replyStrings } from './strings.ts';

export interface ResponsePickerProps {
  readonly root: ResponseCategory | null;
  /** Said where there is no tree to show. */
  readonly emptyText: string;
  readonly fill: (entry: ResponseEntry) => Promise<FilledResponse>;
  readonly onInsert: (entry: ResponseEntry) => void;
  readonly onClose: () => void;
}

/**
 * The response file as a tree with a search field and a preview. The focus stays in the field: arrow keys go through
 * the tree, Left and Right close and open a category, Enter inserts.
 */
export function ResponsePicker({ root, emptyText, fill, onInsert, onClose }: ResponsePickerProps) {
  const strings = useStrings(replyStrings);
  const [query, setQuery] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState(0);
  const treeId = useId();

  const isSearching = query.trim() !== '';
  const rows = root === null ? [] : isSearching ? searchResponses(root, query) : listRows(root, closed);
  const row = rows[Math.min(active, rows.length - 1)];
  const entry = row?.type === 'response' ? row.entry : null;

  function toggle(key: string, isOpen: boolean): void {
    const next = new Set(closed);
    if (isOpen) next.delete(key);
    else next.add(key);
    setClosed(next);
  }

  function take(chosen: ResponseRow): void {
    if (chosen.type === 'response') onInsert(chosen.entry);
    else toggle(chosen.key, !chosen.isOpen);
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const last = rows.length - 1;
    if (event.key === 'ArrowDown') setActive(Math.min(last, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else if (event.key === 'Enter' && row !== undefined) take(row);
    else if (event.key === 'ArrowRight' && !isSearching && row?.type === 'category') toggle(row.key, true);
    else if (event.key === 'ArrowLeft' && !isSearching && row?.type === 'category') toggle(row.key, false);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog
      title={strings.responses}
      closeLabel={strings.cancel}
      isOpen
      onClose={onClose}
      width="wide"
      actions={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={entry === null}
            onPress={() => {
              if (entry !== null) onInsert(entry);
            }}
          >
            {strings.insert}
          </Button>
        </>
      }
    >
      <div className="response-picker">
        <div className="response-search">
          <Search aria-hidden="true" />
          <input
            type="text"
            role="combobox"
            aria-label={strings.responsesSearch}
            aria-controls={treeId}
            aria-expanded="true"
            aria-haspopup="tree"
            aria-autocomplete="list"
            aria-activedescendant={row === undefined ? undefined : rowId(treeId, row)}
            placeholder={strings.responsesSearch}
            autoComplete="off"
            spellCheck={false}
            // The dialog was opened to search.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        {rows.length === 0 ? (
          <p id={treeId} className="response-tree response-none">
            {root === null ? emptyText : strings.responsesNone}
          </p>
        ) : (
          <ul id={treeId} role="tree" aria-label={strings.responses} className="response-tree">
            {rows.map((each, index) => (
              <TreeRow
                key={each.key}
                id={rowId(treeId, each)}
                row={each}
                isActive={each === row}
                onPoint={() => {
                  setActive(index);
                }}
                onTake={() => {
                  take(each);
                }}
              />
            ))}
          </ul>
        )}
        <ResponsePreview row={row} fill={fill} />
      </div>
      <p className="response-help">{strings.responsesHelp}</p>
    </Dialog>
  );
}

function rowId(treeId: string, row: ResponseRow): string {
  return `${treeId}-${row.type}-${row.key}`;
}

interface TreeRowProps {
  readonly id: string;
  readonly row: ResponseRow;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onTake: () => void;
}

function TreeRow({ id, row, isActive, onPoint, onTake }: TreeRowProps) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    // The keys are those of the search field, which holds the focus.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <li
      ref={element}
      id={id}
      role="treeitem"
      // The focus is the field's; the tree is walked by aria-activedescendant.
      tabIndex={-1}
      aria-level={row.level}
      aria-selected={isActive}
      {...(row.type === 'category' ? { 'aria-expanded': row.isOpen } : {})}
      className={`response-row response-row-${row.type} response-level-${Math.min(row.level, 6)}`}
      onClick={row.type === 'category' ? onTake : onPoint}
      onDoubleClick={row.type === 'response' ? onTake : undefined}
    >
      {row.type === 'category' ? (
        <>
          {row.isOpen ? <ChevronDown aria-hidden="true" /> : <ChevronRight aria-hidden="true" />}
          <bdi>{row.name}</bdi>
        </>
      ) : (
        <>
          <span className="response-name">
            <bdi>{row.entry.name}</bdi>
            <bdi className="response-preview-line">{row.entry.preview}</bdi>
          </span>
          {row.entry.shortcut === null ? null : (
            <kbd className="response-shortcut">;{row.entry.shortcut}</kbd>
          )}
        </>
      )}
    </li>
  );
}
