import { expect, test } from 'vitest';
import { agentId, interactionId, serviceGroupId, tenantId } from '../../contract/domain/ids.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import type { Viewer } from '../routing/viewer.ts';
import { type AddressedEvent, visibleEvent } from './visible-event.ts';

const sales = serviceGroupId.parse('1');
const support = serviceGroupId.parse('2');
const ann: Viewer = {
  tenantId: tenantId.parse('1'),
  agentId: agentId.parse('11'),
  login: 'ann',
  roles: ['agent'],
  groupIds: [sales],
};
const boss: Viewer = { ...ann, agentId: agentId.parse('12'), roles: ['administrator'], groupIds: [] };
const lead: Viewer = { ...ann, agentId: agentId.parse('13'), roles: ['agent', 'team-lead'] };

function changed(
  to: Partial<AddressedEvent>,
  holder: Viewer | null,
  state: 'queued' | 'open' | 'closed' = holder ? 'open' : 'queued',
): AddressedEvent {
  const event: RealtimeEvent = {
    type: 'interaction.changed',
    revision: 7,
    interaction: {
      id: interactionId.parse('5'),
      state,
      epoch: 1,
      group: { id: sales, name: 'Sales' },
      agent: holder && { id: holder.agentId, name: holder.login },
      from: { name: '', address: 'a@example.net' },
      subject: '',
      preview: '',
      language: null,
      receivedAt: '2026-01-05T10:00:00.000Z',
      enqueuedAt: '2026-01-05T10:00:00.000Z',
      offerExpiresAt: null,
      priority: 0,
      attachmentCount: 0,
      draftId: null,
      tags: [],
      problem: null,
    },
  };
  return { revision: 7, serviceGroupId: null, agentId: null, event, ...to };
}

test('a group’s events are seen by its agents and by administrators', () => {
  const event = changed({ serviceGroupId: sales }, null);
  expect(visibleEvent(ann, event)).toBe(event.event);
  expect(visibleEvent(boss, event)).toBe(event.event);
  expect(visibleEvent({ ...ann, groupIds: [support] }, event)).toBeNull();
});

test('who holds an interaction of another group sees it, and is told when it is gone', () => {
  const outsider = { ...ann, groupIds: [support] };
  const held = changed({ serviceGroupId: sales, agentId: outsider.agentId }, outsider);
  expect(visibleEvent(outsider, held)).toBe(held.event);
  const closed = changed({ serviceGroupId: sales, agentId: outsider.agentId }, null, 'closed');
  expect(visibleEvent(outsider, closed)).toBe(closed.event);

  const given = changed({ serviceGroupId: sales, agentId: outsider.agentId }, null);
  expect(visibleEvent(outsider, given)).toEqual({
    type: 'interaction.gone',
    revision: 7,
    interactionId: '5',
  });
});

test('what is for one agent alone is not for administrators', () => {
  const event: AddressedEvent = {
    revision: 8,
    serviceGroupId: null,
    agentId: ann.agentId,
    event: { type: 'session.ended', revision: 8 },
  };
  expect(visibleEvent(ann, event)).not.toBeNull();
  expect(visibleEvent(boss, event)).toBeNull();
});

test('outgoing mail is seen by its sender, the group’s team leads and administrators', () => {
  const event = {
    revision: 9,
    serviceGroupId: sales,
    agentId: ann.agentId,
    event: { type: 'outgoing.changed', revision: 9 } as RealtimeEvent,
  };
  expect(visibleEvent(ann, event)).not.toBeNull();
  expect(visibleEvent({ ...ann, agentId: agentId.parse('14') }, event)).toBeNull();
  expect(visibleEvent(lead, event)).not.toBeNull();
  expect(visibleEvent({ ...lead, groupIds: [support] }, event)).toBeNull();
  expect(visibleEvent(boss, event)).not.toBeNull();
});
