import { Inbox } from 'lucide-react';
import { useMemo } from 'react';
import type { ServiceGroupId } from '../../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../../contract/domain/interaction.ts';
import { useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { VirtualListbox, type ListboxEntry } from '../../ui/virtual-listbox.tsx';
import { useSettings } from '../settings/settings-store.ts';
import { useInbox } from './inbox-store.ts';
import { InteractionRow } from './interaction-row.tsx';
import { selectWaiting } from './interactions.ts';
import { ListPane, LoadingRows } from './list-pane.tsx';
import { rowHeight } from './row-height.ts';
import { inboxStrings } from './strings.ts';

export interface WaitingViewProps {
  /** Null: all my groups. */
  readonly group: { readonly id: ServiceGroupId; readonly name: string } | null;
  readonly selectedKey: string | null;
  readonly onSelect: (interaction: InteractionSummary) => void;
  readonly onOpen: (interaction: InteractionSummary) => void;
}

/** What waits in a group or in all of mine, best place first. */
export function WaitingView({ group, selectedKey, onSelect, onOpen }: WaitingViewProps) {
  const strings = useStrings(inboxStrings);
  const failureText = useFailureCodeText();
  const interactions = useInbox((state) => state.interactions);
  const me = useInbox((state) => state.me);
  const loading = useInbox((state) => state.loading);
  const failure = useInbox((state) => state.failure);
  const load = useInbox((state) => state.load);
  const total = useInbox((state) => state.waitingTotal);
  const density = useSettings((state) => state.settings.density);
  const groupId = group?.id ?? null;
  const waiting = useMemo(() => selectWaiting(interactions, groupId), [interactions, groupId]);
  const entries = useMemo(
    () =>
      waiting.map((value): ListboxEntry<InteractionSummary> => ({
        kind: 'option',
        key: `interaction-${value.id}`,
        value,
      })),
    [waiting],
  );

  let body;
  if (loading === 'loading') body = <LoadingRows label={strings.loading} />;
  else if (loading === 'failed' && entries.length === 0) {
    body = (
      <EmptyState title={strings.failedTitle} text={failure ? failureText(failure) : ''}>
        <Button onPress={() => me && void load(me)}>{strings.retry}</Button>
      </EmptyState>
    );
  } else if (entries.length === 0) {
    body = <EmptyState icon={<Inbox />} title={strings.emptyWaitingTitle} text={strings.emptyWaiting} />;
  } else {
    body = (
      <VirtualListbox
        label={strings.waiting}
        entries={entries}
        rowHeight={rowHeight(density)}
        selectedKey={selectedKey}
        onSelect={onSelect}
        onOpen={onOpen}
        renderOption={(interaction) => (
          <InteractionRow interaction={interaction} showsGroup={group === null} />
        )}
      />
    );
  }
  const listedAll = group !== null || total <= interactions.size;
  return (
    <ListPane
      title={group?.name ?? `${strings.waiting} – ${strings.allGroups}`}
      aside={
        <span className="list-pane-note tabular">
          {listedAll ? entries.length : strings.someOf({ shown: entries.length, total })}
        </span>
      }
    >
      {body}
    </ListPane>
  );
}
