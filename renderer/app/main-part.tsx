import { ArchivedMailView } from '../features/archive/archived-mail-view.tsx';
import type { Me } from '../features/sign-in/session-store.ts';
import { CrashNotice } from './crash-notice.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { MessagePane } from './message-pane.tsx';
import { OutgoingRoom } from './outgoing-room.tsx';
import { openedKey, usePlace } from './place-store.ts';
import type { WorkActions } from './work-actions.ts';

/** The main part of the window: what is open in the section. */
export function MainPart({ me, actions }: { readonly me: Me; readonly actions: WorkActions }) {
  const section = usePlace((state) => state.section);
  const opened = usePlace((state) => state.opened[state.section]);
  return (
    <ErrorBoundary resetKey={`${section} ${openedKey(opened)}`} fallback={CrashNotice}>
      {section === 'outgoing' ? (
        <OutgoingRoom actions={actions} />
      ) : section === 'archive' ? (
        <ArchivedMailView id={opened?.kind === 'mail' ? opened.id : null} onReopen={actions.reopen} />
      ) : (
        <MessagePane opened={opened} me={me} actions={actions} />
      )}
    </ErrorBoundary>
  );
}
