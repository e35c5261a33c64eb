import './sign-in.css';
import { useEffect } from 'react';
import { useDesktop } from '../../platform/desktop-context.ts';
import { openLink } from '../../platform/open-link.ts';
import { useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DemonstrationPanel } from './demonstration-panel.tsx';
import { ServerState } from './server-state.tsx';
import { useSession } from './session-store.ts';
import { SignInForm } from './sign-in-form.tsx';
import { signInStrings } from './strings.ts';
import { Wordmark } from './wordmark.tsx';

/** Who are you? Shown while nobody is signed in. */
export function SignInView() {
  const strings = useStrings(signInStrings);
  const failureText = useFailureCodeText();
  const desktop = useDesktop();
  const session = useSession((state) => state.session);
  const host = useSession((state) => state.host);
  const demonstration = useSession((state) => state.demonstration);
  const failure = useSession((state) => state.failure);
  const signingIn = useSession((state) => state.signingIn);
  const signIn = useSession((state) => state.signIn);
  const readAbout = useSession((state) => state.readAbout);

  useEffect(() => {
    void readAbout();
  }, [readAbout]);
  useEffect(() => {
    if (failure !== 'unreachable') return undefined;
    const timer = setInterval(() => void readAbout(), 5000);
    return () => {
      clearInterval(timer);
    };
  }, [failure, readAbout]);

  return (
    <main className="sign-in">
      <section className="sign-in-card" aria-labelledby="sign-in-title">
        <Wordmark />
        <h1 id="sign-in-title">{strings.title}</h1>
        <p className="sign-in-lead">{strings.lead}</p>
        {session.state === 'signed-out' && session.ended ? (
          <Notice tone="info">{strings.sessionEnded}</Notice>
        ) : null}
        <SignInForm signingIn={signingIn} onSignIn={(login, password) => void signIn(login, password)} />
        {failure ? (
          <Notice
            tone="danger"
            actions={
              failure === 'unreachable' ? (
                <Button size="small" look="quiet" onPress={() => void readAbout()}>
                  {strings.retry}
                </Button>
              ) : null
            }
          >
            {failureText(failure)}
          </Notice>
        ) : null}
        {host ? (
          <ServerState backend={host.backend} version={host.version} failed={failure === 'unreachable'} />
        ) : null}
      </section>
      {demonstration ? (
        <DemonstrationPanel
          demonstration={demonstration}
          busy={signingIn}
          onSignIn={(login) => void signIn(login, demonstration.password)}
          onOpenSink={() => void openLink(desktop, demonstration.sink.url)}
        />
      ) : null}
    </main>
  );
}
