import type { Ref } from 'react';
import { ArchiveView } from '../features/archive/archive-view.tsx';
import { useInbox } from '../features/inbox/inbox-store.ts';
import { WaitingView } from '../features/inbox/waiting-view.tsx';
import { WorkView, type WorkItem } from '../features/inbox/work-view.tsx';
import { useSession } from '../features/sign-in/session-store.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import { openedKey, usePlace, type Opened } from './place-store.ts';

function openedOf(item: WorkItem): Opened {
  return item.kind === 'draft'
    ? { kind: 'draft', id: item.draft.id }
    : { kind: 'interaction', id: item.interaction.id };
}

function openedOfRow({ id }: InteractionSummary): Opened {
  return { kind: 'interaction', id };
}

/** The list of the section. */
export function SectionList({ searchRef }: { readonly searchRef: Ref<HTMLInputElement> }) {
  const section = usePlace((state) => state.section);
  const groupId = usePlace((state) => state.group);
  const opened = usePlace((state) => state.opened[state.section]);
  const open = usePlace((state) => state.open);
  const go = usePlace((state) => state.go);
  const session = useSession((state) => state.session);
  const interactions = useInbox((state) => state.interactions);
  const selectedKey = openedKey(opened);

  if (section === 'archive') {
    return (
      <ArchiveView
        selectedKey={selectedKey}
        searchRef={searchRef}
        onSelect={({ id }) => {
          open({ kind: 'mail', id });
        }}
        onOpen={({ id }) => {
          open({ kind: 'mail', id }, true);
        }}
      />
    );
  }
  if (section === 'waiting') {
    const groups = session.state === 'signed-in' ? session.me.groups : [];
    const group =
      groups.find((each) => each.id === groupId) ??
      [...interactions.values()].find((each) => each.group.id === groupId)?.group ??
      null;
    return (
      <WaitingView
        key={groupId}
        group={group}
        selectedKey={selectedKey}
        onSelect={(interaction) => {
          open(openedOfRow(interaction));
        }}
        onOpen={(interaction) => {
          open(openedOfRow(interaction), true);
        }}
      />
    );
  }
  return (
    <WorkView
      selectedKey={selectedKey}
      onSelect={(item) => {
        open(openedOf(item));
      }}
      onOpen={(item) => {
        open(openedOf(item), true);
      }}
      onShowWaiting={() => {
        go('waiting');
      }}
    />
  );
}
