import { setPresence } from '../people/presence.ts';
import { readMe } from '../people/read-me.ts';
import { signIn } from '../people/sign-in.ts';
import { signOut } from '../people/sign-out.ts';
import { SignInThrottle } from '../people/sign-in-throttle.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

type Names = 'about.read' | 'session.signIn' | 'session.read' | 'session.signOut' | 'presence.set';

export function sessionHandlers({ db, version, demonstration }: HandlerOptions): Pick<Handlers, Names> {
  const throttle = new SignInThrottle();
  return {
    'about.read': () =>
      Promise.resolve({ product: 'postroom', version, demonstration: demonstration?.about ?? null }),
    'session.signIn': (input, { address }) => signIn(db, throttle, input, address),
    'session.read': (_input, { viewer }) => readMe(db, viewer.agentId),
    async 'session.signOut'(_input, { viewer, token }) {
      await signOut(db, viewer, token);
      return {};
    },
    'presence.set': (input, { viewer }) => setPresence(db, viewer, input),
  };
}
