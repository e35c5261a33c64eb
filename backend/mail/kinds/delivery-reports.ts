import type { DeliveryAction, DeliveryReport, FailureCause } from '../../../contract/domain/mail-kind.ts';
import { deliveryWords } from '../../../contract/domain/delivery-words.ts';
import { causeOfNotice, causeOfWords } from './cause-words.ts';
import { type DeliveryStatus, actionOf, recipientOf, valueOf } from './delivery-status.ts';
import type { NamedFailure } from './failed-recipients.ts';
import { untyped } from './report-fields.ts';
import {
  causeOfStatus,
  chooseStatus,
  findCodes,
  isVague,
  readStatusField,
  statusOfCause,
} from './status-codes.ts';

const longestDiagnostic = 2000;

/** The reports of a structured delivery status. @param notice the words around it, asked where the fields say little */
export function reportsOfStatus(status: DeliveryStatus, notice: string): readonly DeliveryReport[] {
  const only = status.recipients.length === 1;
  return status.recipients.map((group) => {
    const action = actionOf(group);
    const diagnostic = untyped(valueOf(group, 'diagnostic-code'));
    const comment = `${valueOf(group, 'action')} ${valueOf(group, 'status')}`.replace(/^\S+\s+\S+$/, '');
    const quoted = findCodes(diagnostic, '245').status;
    const stated = readStatusField(valueOf(group, 'status'));
    const chosen = chooseStatus(stated, quoted);
    const around = only ? notice : '';
    const exact =
      chosen !== null && isVague(chosen) && only
        ? chooseStatus(chosen, sameClass(findCodes(notice).status, chosen))
        : chosen;
    const cause = wentWrong(action) ? causeOf(exact, [diagnostic, comment], around) : null;
    return finish({
      recipient: recipientOf(group),
      action,
      status: exact ?? (cause === null ? null : statusOfCause(cause, action === 'delayed')),
      diagnostic: diagnostic === '' ? comment.trim() : diagnostic,
      remoteMta: untyped(valueOf(group, 'remote-mta')) || null,
      cause,
    });
  });
}

function sameClass(status: string | null, other: string): string | null {
  return status !== null && status[0] === other[0] ? status : null;
}

/** The reports of a notice in free text. @param fallback whom the returned mail was for, where the notice names nobody */
export function reportsOfNotice(
  action: 'failed' | 'delayed' | 'delivered' | 'relayed',
  named: readonly NamedFailure[],
  fallback: readonly string[],
  notice: string,
): readonly DeliveryReport[] {
  const whole = { words: notice.trim(), codes: findCodes(notice) };
  const failures =
    named.length > 0
      ? named
      : (fallback.length === 0 ? [''] : fallback).map((recipient) => ({ recipient, ...whole }));
  return failures.map(({ recipient, words, codes }) => {
    const only = failures.length === 1;
    const status = codes.status ?? (only ? whole.codes.status : null);
    const reply = codes.reply ?? (only ? whole.codes.reply : null);
    const cause = wentWrong(action)
      ? causeOf(status, named.length > 0 ? [words] : [], only ? whole.words : '')
      : null;
    const isTemporary = action === 'delayed' || (status === null && reply !== null && reply < 500);
    return finish({
      recipient,
      action,
      status: wentWrong(action)
        ? status !== null && !isVague(status)
          ? status
          : chooseStatus(status, statusOfCause(cause, isTemporary))
        : (status ?? '2.0.0'),
      diagnostic: words,
      remoteMta:
        /\b(?:host|server|remote mta|generating server)[ :]{1,3}([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})/i.exec(
          words.slice(0, 4000),
        )?.[1] ?? null,
      cause,
    });
  });
}

/** Statuses that say by themselves what went wrong; behind the others servers hide all kinds of things. */
const telling = /^[45]\.(?:1\.[1236]|2\.[23]|3\.4|4\.6|7\.2\d)$/;

function causeOf(status: string | null, words: readonly string[], notice: string): FailureCause {
  if (status !== null && telling.test(status)) return causeOfStatus(status) ?? 'unknown';
  for (const text of words) {
    const cause = text === '' ? null : causeOfWords(text);
    if (cause !== null) return cause;
  }
  return (
    (status !== null && isVague(status) ? null : causeOfStatus(status)) ??
    (notice === '' ? null : causeOfNotice(notice)) ??
    'unknown'
  );
}

function wentWrong(action: DeliveryAction): boolean {
  return action === 'failed' || action === 'delayed';
}

/** @returns the report with what follows from its fields */
export function finish(
  report: Pick<DeliveryReport, 'recipient' | 'action' | 'status' | 'diagnostic' | 'remoteMta' | 'cause'>,
): DeliveryReport {
  return {
    ...report,
    recipient: report.recipient.slice(0, 400).toWellFormed(),
    diagnostic: report.diagnostic.slice(0, longestDiagnostic).toWellFormed(),
    remoteMta: report.remoteMta?.slice(0, 255).toWellFormed() ?? null,
    final: report.action !== 'delayed',
    reason: deliveryWords(report.action, report.cause),
  };
}
