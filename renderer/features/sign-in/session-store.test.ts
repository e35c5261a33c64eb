import { expect, test } from 'vitest';
import { createDesktop } from '../../platform/desktop.ts';
import { createSampleBridge } from '../../testing/sample-bridge.ts';
import { sampleMe } from '../../testing/sample-work.ts';
import { applyToSession, createSessionStore } from './session-store.ts';

const me = sampleMe(0);

test('a session that ends elsewhere leads back to signing in, and says so', () => {
  const state = { session: { state: 'signed-in', me } as const, connection: null };
  for (const event of [
    { type: 'session.ended' } as const,
    { type: 'realtime', event: { type: 'session.ended', revision: 4 } } as const,
  ]) {
    expect(applyToSession(state, event).session).toEqual({ state: 'signed-out', ended: true });
  }
});

test('wrong credentials are told where they were entered', async () => {
  const bridge = createSampleBridge({ signedIn: false, failing: { 'session.signIn': 'wrong-credentials' } });
  const store = createSessionStore(createDesktop(bridge));
  await store.getState().start();
  await store.getState().signIn('elin', 'wrong');
  expect(store.getState()).toMatchObject({ failure: 'wrong-credentials', signingIn: false });
  expect(store.getState().session.state).toBe('signed-out');
});

test('a host that does not answer can be asked again', async () => {
  const store = createSessionStore(
    createDesktop(createSampleBridge({ failing: { 'host.state': 'unreachable' } })),
  );
  await store.getState().start();
  expect(store.getState().session).toEqual({ state: 'failed', code: 'unreachable' });
});
