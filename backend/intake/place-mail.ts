import type { RoutingReason } from '../../contract/domain/interaction.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import { findBlock } from './blocking/block-mail.ts';
import { chooseServiceAccess } from './choose-service-access.ts';
import { detectLanguage } from './language.ts';
import { recipientsOf } from './recipients.ts';
import type { RoutingGroup, RoutingTable } from './routing-table.ts';
import { applyRules, type RuleDecision } from './rules/apply-rules.ts';
import { gatherFacts } from './rules/mail-facts.ts';
import type { MailCopy } from './split-mail.ts';
import type { PlacedMail } from './store-placed.ts';
import type { TenantIntake } from './tenant-intake.ts';

/** Finds the place of a mail: its service access and group (M13), what the rules say, whether it is blocked (B3). */
export function placeMail(
  { received, content, headers, split }: MailCopy,
  { table, rules, blockedLists, confirmations }: TenantIntake,
): PlacedMail {
  const recipients = split ? [split.recipient] : recipientsOf(content, received.origin);
  const choice = chooseServiceAccess(recipients, table.accesses, table.masterAddresses);
  const byAddress = groupOf(table, choice.access?.groupKey);
  const language = detectLanguage(content.subject ?? '', content.replyText, content.contentLanguage);
  const facts = gatherFacts(content, headers, {
    language,
    serviceAccess: choice.access?.name ?? null,
    group: byAddress.key,
    size: received.size,
  });
  const decision = applyRules(rules, facts, (key) => groupOf(table, key).name);
  const group = decision.route === null ? byAddress : groupOf(table, decision.route);
  return {
    received,
    content,
    groupId: group.id,
    accessId: choice.access?.id ?? null,
    language: decision.language ?? language,
    problem: problemOf(content, received.origin),
    priority: decision.priority,
    tags: decision.tags,
    closes: decision.closes,
    isFurtherCopy: split?.isFurther === true,
    copyFor: split?.recipient.address ?? null,
    answers: { headers, requested: decision.mails, confirmation: confirmations.get(group.key) ?? null },
    blocked: findBlock(blockedLists, content, received.origin, group),
    routing: {
      serviceAccess: choice.access && {
        id: choice.access.id,
        name: choice.access.name,
        address: choice.access.address,
      },
      matched: choice.matched,
      explanation: [choice.explanation, ...saySplit(split)].join(' '),
      ...firedRules(decision),
    },
  };
}

/** A group that is not there any more gives way to the one where everything is seen. */
function groupOf({ groups, unroutedGroupId }: RoutingTable, key: string | undefined): RoutingGroup {
  const group = groups.find((one) => one.key === key) ?? groups.find(({ id }) => id === unroutedGroupId);
  return group ?? { id: unroutedGroupId, key: 'unrouted', name: 'Unrouted' };
}

function saySplit(split: MailCopy['split']): readonly string[] {
  if (split === null) return [];
  const left = split.leftOut === 0 ? '' : `, and ${split.leftOut} more would have been beyond the limit`;
  return [`The mail was split for ${split.copies} recipients${left}.`];
}

function firedRules({ outcomes }: RuleDecision): Pick<RoutingReason, 'rules'> {
  const fired = outcomes.filter((outcome) => outcome.fired);
  return fired.length === 0 ? {} : { rules: fired };
}

/** Why the mail could not be read as a whole; small faults are listed with the mail, not here. */
function problemOf(mail: ReadMail, origin: MailOrigin): string | null {
  if ('problem' in origin && origin.problem !== undefined) return origin.problem;
  return mail.isComplete ? null : (mail.problems[0] ?? 'The mail could not be read.');
}
