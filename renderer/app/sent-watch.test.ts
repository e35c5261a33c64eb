import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Outgoing, OutgoingState } from '../../contract/domain/outgoing.ts';
import { createOutgoingStore } from '../features/outgoing/outgoing-store.ts';
import { createDesktop } from '../platform/desktop.ts';
import { createSampleBridge } from '../testing/sample-bridge.ts';
import { sampleOutgoing } from '../testing/sample-mails.ts';
import { watchSent } from './sent-watch.ts';

const start = Date.parse('2026-11-21T10:00:00.000Z');
const mail = sampleOutgoing(start, 70, 'queued', {
  attempts: 0,
  queuedAt: new Date(start).toISOString(),
  notBefore: new Date(start).toISOString(),
});

let outgoing: ReturnType<typeof createOutgoingStore>;
let told: string[];
beforeEach(() => {
  outgoing = createOutgoingStore(createDesktop(createSampleBridge()));
  told = [];
});

function watch(now = start): void {
  const { stop } = watchSent({
    outgoing,
    clock: { now: () => now },
    onStage: (_mail, stage) => told.push(stage),
    onGone: () => told.push('gone'),
  });
  onTestFinished(stop);
}
function happen(state: OutgoingState, part: Partial<Outgoing> = {}): void {
  outgoing.getState().apply({ type: 'outgoing.changed', revision: 2, outgoing: { ...mail, ...part, state } });
}

test('each stage of what was sent here is told once, to its end', () => {
  watch();
  outgoing.getState().put(mail);
  happen('sending');
  happen('sending');
  happen('data-sent');
  happen('uncertain');
  happen('accepted');
  expect(told).toEqual(['waiting', 'sending', 'data-sent', 'uncertain']);
});

test('an answer that an event has overtaken tells the newer state', () => {
  watch();
  happen('accepted');
  outgoing.getState().put(mail);
  expect(told).toEqual(['accepted']);
});

test('of a mail that is tried again only the delay and the end are told', () => {
  watch();
  outgoing.getState().put(mail);
  happen('sending');
  for (const attempts of [1, 2]) {
    happen('queued', { attempts });
    happen('sending', { attempts });
  }
  happen('accepted', { attempts: 3 });
  expect(told).toEqual(['waiting', 'sending', 'delayed', 'accepted']);
});

test('within the undo time it can be called back, and then is gone', () => {
  watch(start - 5000);
  outgoing.getState().put(mail);
  happen('withdrawn');
  happen('withdrawn');
  expect(told).toEqual(['undoable', 'gone']);
});

test('what others sent, or what was sent elsewhere, is not told', () => {
  watch();
  happen('sending');
  happen('accepted');
  expect(told).toEqual([]);
});

test('what had come to its end is not told to a watch that begins later', () => {
  outgoing.getState().put(mail);
  happen('accepted');
  watch();
  expect(told).toEqual([]);
});
