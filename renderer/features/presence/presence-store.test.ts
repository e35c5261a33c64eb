import { expect, test } from 'vitest';
import { createDesktop } from '../../platform/desktop.ts';
import { createSampleBridge } from '../../testing/sample-bridge.ts';
import { agentId, sampleMe } from '../../testing/sample-work.ts';
import { applyToPresence, createPresenceStore } from './presence-store.ts';

const ready = sampleMe(0).presence;
const declined = { state: 'not-ready', reason: 'offer-declined', since: '2026-11-21T10:00:00.000Z' } as const;

test('my presence follows the server, that of others does not concern it', () => {
  const state = { agentId, presence: ready, revision: 1 };
  const event = { type: 'presence.changed', revision: 2, presence: declined } as const;
  expect(applyToPresence(state, { ...event, agentId }).presence).toEqual(declined);
  expect(applyToPresence(state, { ...event, agentId: '99' as never })).toBe(state);
});

test('a change that fails says why and leaves the presence as it was', async () => {
  const store = createPresenceStore(
    createDesktop(createSampleBridge({ failing: { 'presence.set': 'unreachable' } })),
  );
  store.getState().reset(agentId, ready);
  await store.getState().becomeNotReady('Lunch');
  expect(store.getState()).toMatchObject({ presence: ready, failure: 'unreachable', pending: false });
});

test('an answer that an event has overtaken is not believed', async () => {
  const answer = Promise.withResolvers<object>();
  const store = createPresenceStore(
    createDesktop(
      createSampleBridge({
        answers: { 'session.read': () => answer.promise },
      }),
    ),
  );
  store.getState().reset(agentId, ready);
  const loaded = store.getState().load();
  store.getState().apply({ type: 'presence.changed', revision: 9, agentId, presence: declined });
  answer.resolve({ ...sampleMe(0), revision: 8 });
  await loaded;
  expect(store.getState().presence).toEqual(declined);
});
