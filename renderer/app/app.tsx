import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { createSettingsStore, SettingsProvider, useSettings } from '../features/settings/settings-store.ts';
import { createSessionStore, SessionProvider, useSession } from '../features/sign-in/session-store.ts';
import { SignInView } from '../features/sign-in/sign-in-view.tsx';
import type { Desktop } from '../platform/desktop.ts';
import { DesktopContext } from '../platform/desktop-context.ts';
import { useFailureCodeText } from '../strings/failures.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { Announcer } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Toasts } from '../ui/toast.tsx';
import { useAppearance } from './appearance.ts';
import { CrashNotice } from './crash-notice.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { SignedIn } from './signed-in.tsx';
import { appStrings } from './strings.ts';

/** Postroom's window: the stores of the host, and who is at it. */
export function App({ desktop }: { readonly desktop: Desktop }) {
  const [stores] = useState(() => ({
    session: createSessionStore(desktop),
    settings: createSettingsStore(desktop),
  }));
  useEffect(() => {
    const stop = desktop.onEvent((event) => {
      stores.session.getState().apply(event);
      stores.settings.getState().apply(event);
    });
    void stores.session.getState().start();
    return stop;
  }, [desktop, stores]);
  return (
    <DesktopContext value={desktop}>
      <SessionProvider value={stores.session}>
        <SettingsProvider value={stores.settings}>
          <Root />
        </SettingsProvider>
      </SessionProvider>
    </DesktopContext>
  );
}

const noLocales: readonly string[] = [];

function Root() {
  const strings = useStrings(appStrings);
  const failureText = useFailureCodeText();
  const locale = useLanguage((state) => state.locale);
  const session = useSession((state) => state.session);
  const start = useSession((state) => state.start);
  const host = useSession((state) => state.host);
  const settings = useSettings((state) => state.settings);
  const resetSettings = useSettings((state) => state.reset);
  const readDictionaries = useSettings((state) => state.readDictionaries);
  const isSignedIn = session.state === 'signed-in';
  useEffect(() => {
    if (host) resetSettings(host.settings);
  }, [host, resetSettings]);
  useEffect(() => {
    if (isSignedIn) void readDictionaries();
  }, [isSignedIn, readDictionaries]);
  useAppearance(settings, host?.locales ?? noLocales);

  let content;
  if (session.state === 'starting') {
    content = (
      <div className="ui-empty">
        <Spinner label={strings.starting} />
      </div>
    );
  } else if (session.state === 'failed') {
    content = (
      <EmptyState title={strings.startFailed} text={failureText(session.code)}>
        <Button look="primary" onPress={() => void start()}>
          {strings.retry}
        </Button>
      </EmptyState>
    );
  } else if (session.state === 'signed-out') content = <SignInView />;
  else content = <SignedIn key={session.me.agent.id} me={session.me} />;

  return (
    <I18nProvider locale={locale}>
      <ErrorBoundary fallback={CrashNotice}>{content}</ErrorBoundary>
      <Toasts label={strings.notifications} closeLabel={strings.dismiss} />
      <Announcer />
    </I18nProvider>
  );
}
