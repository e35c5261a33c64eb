/**
 * Header fields that may not be added to outgoing mail (G4): those that Postroom writes itself, those that servers and
 * recipients trust to be a server's, and those that would send the mail or its reports somewhere else. An administrator
 * can put another list in its place (`sending.forbiddenHeaders`).
 */
const usualForbiddenHeaders: readonly string[] = [
  'From', 'Sender', 'Reply-To', 'To', 'Cc', 'Bcc', 'Subject', 'Date', 'Message-ID', 'In-Reply-To', 'References',
  'MIME-Version', 'Content-*', 'Resent-*', 'Received', 'Received-SPF', 'Return-Path', 'Delivered-To', 'X-Original-To',
  'Envelope-To', 'DKIM-Signature', 'DomainKey-Signature', 'Authentication-Results', 'ARC-*', 'Auto-Submitted',
  'Disposition-Notification-*', 'Original-Recipient', 'Return-Receipt-To', 'Errors-To', 'Apparently-To',
]; // prettier-ignore

/**
 * Whatever an administrator allows: a second one of these breaks the mail or its thread, or names somebody whom the
 * envelope does not.
 */
const always: readonly string[] = [
  'From', 'To', 'Cc', 'Bcc', 'Subject', 'Date', 'Message-ID', 'In-Reply-To', 'References', 'MIME-Version', 'Content-*',
]; // prettier-ignore

/** Which of the names may not be added; `Content-*` stands for all that begin so, without regard to case. */
export function findForbidden(
  names: readonly string[],
  list: readonly string[] | null | undefined,
): readonly string[] {
  const patterns = [...(list ?? usualForbiddenHeaders), ...always].map((one) => one.toLowerCase());
  return names.filter((name) => {
    const lower = name.toLowerCase();
    return patterns.some((pattern) =>
      pattern.endsWith('*') ? lower.startsWith(pattern.slice(0, -1)) : lower === pattern,
    );
  });
}
