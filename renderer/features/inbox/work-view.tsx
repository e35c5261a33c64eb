import { Coffee, ListChecks } from 'lucide-react';
import { useMemo } from 'react';
import type { Draft } from '../../../contract/domain/draft.ts';
import type { InteractionSummary } from '../../../contract/domain/interaction.ts';
import { useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { VirtualListbox, type ListboxEntry } from '../../ui/virtual-listbox.tsx';
import { usePresence } from '../presence/presence-store.ts';
import { useSettings } from '../settings/settings-store.ts';
import { useExpiredOffer } from './expired-offer.ts';
import { DraftRow } from './draft-row.tsx';
import { useInbox } from './inbox-store.ts';
import { InteractionRow } from './interaction-row.tsx';
import { selectMine } from './interactions.ts';
import { ListPane, LoadingRows } from './list-pane.tsx';
import { rowHeight } from './row-height.ts';
import { inboxStrings } from './strings.ts';

export type WorkItem =
  | { readonly kind: 'interaction'; readonly interaction: InteractionSummary }
  | { readonly kind: 'draft'; readonly draft: Draft };

export interface WorkViewProps {
  readonly selectedKey: string | null;
  readonly onSelect: (item: WorkItem) => void;
  readonly onOpen: (item: WorkItem) => void;
  readonly onShowWaiting: () => void;
}

/** What is mine: offers, open, parked, and new mail that I am writing. */
export function WorkView({ selectedKey, onSelect, onOpen, onShowWaiting }: WorkViewProps) {
  const strings = useStrings(inboxStrings);
  const failureText = useFailureCodeText();
  const interactions = useInbox((state) => state.interactions);
  const me = useInbox((state) => state.me);
  const drafts = useInbox((state) => state.drafts);
  const loading = useInbox((state) => state.loading);
  const failure = useInbox((state) => state.failure);
  const load = useInbox((state) => state.load);
  const isReady = usePresence((state) => state.presence?.state === 'ready');
  const expired = useExpiredOffer();
  const becomeReady = usePresence((state) => state.becomeReady);
  const density = useSettings((state) => state.settings.density);
  const entries = useMemo(() => {
    const mine = selectMine(interactions, me);
    return [
      ...section('offers', strings.offers, mine.offers.map(ofInteraction)),
      ...section('open', strings.open, mine.open.map(ofInteraction)),
      ...section('parked', strings.parked, mine.parked.map(ofInteraction)),
      ...section(
        'drafts',
        strings.drafts,
        drafts.map((draft): WorkItem => ({ kind: 'draft', draft })),
      ),
    ];
  }, [interactions, me, drafts, strings]);

  let body;
  if (loading === 'loading') body = <LoadingRows label={strings.loading} />;
  else if (loading === 'failed' && entries.length === 0) {
    body = (
      <EmptyState title={strings.failedTitle} text={failure ? failureText(failure) : ''}>
        <Button onPress={() => me && void load(me)}>{strings.retry}</Button>
      </EmptyState>
    );
  } else if (entries.length === 0) {
    body = (
      <EmptyState
        icon={isReady ? <ListChecks /> : <Coffee />}
        title={expired === null ? strings.emptyWorkTitle : strings.expiredTitle}
        text={isReady ? strings.emptyReady : (expired ?? strings.emptyNotReady)}
      >
        {isReady ? null : (
          <Button look="primary" onPress={() => void becomeReady()}>
            {strings.becomeReady}
          </Button>
        )}
        <Button onPress={onShowWaiting}>{strings.takeWaiting}</Button>
      </EmptyState>
    );
  } else {
    body = (
      <VirtualListbox
        label={strings.work}
        entries={entries}
        rowHeight={rowHeight(density)}
        selectedKey={selectedKey}
        onSelect={onSelect}
        onOpen={onOpen}
        renderOption={(item) =>
          item.kind === 'draft' ? (
            <DraftRow draft={item.draft} />
          ) : (
            <InteractionRow interaction={item.interaction} showsGroup />
          )
        }
      />
    );
  }
  const notice =
    expired !== null && entries.length > 0 ? (
      <Notice
        tone="warning"
        actions={
          <Button size="small" onPress={() => void becomeReady()}>
            {strings.becomeReady}
          </Button>
        }
      >
        {strings.expiredTitle}. {expired}
      </Notice>
    ) : null;
  return (
    <ListPane title={strings.work} tools={notice}>
      {body}
    </ListPane>
  );
}

/** The key of an item in the list and of what is open beside it. */
function workKey(item: WorkItem): string {
  return item.kind === 'draft' ? `draft-${item.draft.id}` : `interaction-${item.interaction.id}`;
}

function ofInteraction(interaction: InteractionSummary): WorkItem {
  return { kind: 'interaction', interaction };
}

function section(key: string, text: string, items: readonly WorkItem[]): ListboxEntry<WorkItem>[] {
  if (items.length === 0) return [];
  return [
    { kind: 'heading', key, text, count: items.length },
    ...items.map((value) => ({ kind: 'option' as const, key: workKey(value), value })),
  ];
}
