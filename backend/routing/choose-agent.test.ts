import { expect, test } from 'vitest';
import { agentId, serviceGroupId, tenantId } from '../../contract/domain/ids.ts';
import { lineUp, type ReadyAgent } from './choose-agent.ts';

const sales = serviceGroupId.parse('1');
const support = serviceGroupId.parse('2');

function agent(id: string, idleSince: string, changes: Partial<ReadyAgent> = {}): ReadyAgent {
  return {
    id: agentId.parse(id),
    tenantId: tenantId.parse('1'),
    idleSince: new Date(`2026-01-05T${idleSince}:00Z`),
    capacity: 2,
    holds: 0,
    hasOffer: false,
    groupIds: [sales],
    ...changes,
  };
}

function order(agents: readonly ReadyAgent[], waiting = [sales]): string[] {
  return lineUp(agents, new Set(waiting)).map((next) => next.id);
}

test('who has been idle longest is first', () => {
  expect(order([agent('1', '10:05'), agent('2', '10:00'), agent('3', '10:10')])).toEqual(['2', '1', '3']);
});

test('of two idle since the same instant the lower id is first, so that all backends agree', () => {
  expect(order([agent('10', '10:00'), agent('9', '10:00')])).toEqual(['9', '10']);
});

test('who is full or has an offer already is left out', () => {
  const full = agent('1', '10:00', { holds: 2 });
  const asked = agent('2', '10:01', { hasOffer: true, holds: 1 });
  expect(order([full, asked, agent('3', '10:02', { holds: 1 })])).toEqual(['3']);
});

test('who belongs to no group with work waiting is left out', () => {
  expect(order([agent('1', '10:00'), agent('2', '10:05', { groupIds: [support] })], [support])).toEqual([
    '2',
  ]);
});
