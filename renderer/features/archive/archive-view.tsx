import { Archive, Search, SearchX } from 'lucide-react';
import { useEffect, useEffectEvent, useMemo, useState, type Ref } from 'react';
import type { ArchivedMail } from '../../../contract/domain/archive.ts';
import { useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useListCursor } from '../../ui/list-cursor.ts';
import { TextField } from '../../ui/text-field.tsx';
import { VirtualListbox, type ListboxEntry } from '../../ui/virtual-listbox.tsx';
import { ListPane, LoadingRows } from '../inbox/list-pane.tsx';
import { rowHeight } from '../inbox/row-height.ts';
import { useSettings } from '../settings/settings-store.ts';
import { ArchiveRow } from './archive-row.tsx';
import { useArchive } from './archive-store.ts';
import { archiveStrings } from './strings.ts';

export interface ArchiveViewProps {
  readonly selectedKey: string | null;
  readonly onSelect: (mail: ArchivedMail) => void;
  readonly onOpen: (mail: ArchivedMail) => void;
  readonly searchRef: Ref<HTMLInputElement>;
}

/** Milliseconds after the last key before a search begins. */
const pause = 250;

/** Search through everything received and sent. */
export function ArchiveView({ selectedKey, onSelect, onOpen, searchRef }: ArchiveViewProps) {
  const strings = useStrings(archiveStrings);
  const failureText = useFailureCodeText();
  const searched = useArchive((state) => state.text);
  const mails = useArchive((state) => state.mails);
  const searching = useArchive((state) => state.searching);
  const failure = useArchive((state) => state.failure);
  const search = useArchive((state) => state.search);
  const more = useArchive((state) => state.more);
  const density = useSettings((state) => state.settings.density);
  const [text, setText] = useState(searched);
  useEffect(() => {
    if (text.trim() === searched) return undefined;
    const timer = setTimeout(() => void search(text.trim()), pause);
    return () => {
      clearTimeout(timer);
    };
  }, [text, searched, search]);
  // What came in since the last visit belongs to the answer.
  const onVisit = useEffectEvent(() => {
    void search(searched);
  });
  useEffect(() => {
    onVisit();
  }, []);
  const entries = useMemo(
    () =>
      mails.map((value): ListboxEntry<ArchivedMail> => ({ kind: 'option', key: `mail-${value.id}`, value })),
    [mails],
  );

  let body;
  if (failure) {
    body = (
      <EmptyState title={strings.failedTitle} text={failureText(failure)}>
        <Button onPress={() => void search(searched)}>{strings.retry}</Button>
      </EmptyState>
    );
  } else if (entries.length > 0) {
    body = (
      <VirtualListbox
        label={strings.title}
        entries={entries}
        rowHeight={rowHeight(density)}
        selectedKey={selectedKey}
        onSelect={onSelect}
        onOpen={onOpen}
        renderOption={(mail) => <ArchiveRow mail={mail} />}
        onEnd={() => void more()}
      />
    );
  } else if (searching) body = <LoadingRows label={strings.searching} />;
  else if (searched) {
    body = (
      <EmptyState
        icon={<SearchX />}
        title={strings.nothingTitle}
        text={strings.nothingText({ text: searched })}
      />
    );
  } else body = <EmptyState icon={<Archive />} title={strings.emptyTitle} text={strings.emptyText} />;

  return (
    <ListPane
      title={strings.title}
      tools={
        <TextField
          label={strings.search}
          hideLabel
          type="search"
          value={text}
          onChange={setText}
          placeholder={strings.placeholder}
          icon={<Search aria-hidden="true" />}
          inputRef={searchRef}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' || entries.length === 0) return;
            event.preventDefault();
            const { focus, move } = useListCursor.getState();
            focus?.();
            move?.(1);
          }}
        />
      }
    >
      {body}
    </ListPane>
  );
}
