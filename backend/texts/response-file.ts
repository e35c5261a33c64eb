import type { Culture } from '../../contract/domain/scalars.ts';
import { fittingCulture } from './fitting-culture.ts';

/**
 * A response file in memory (M22): the answers of a service group in a tree of categories, shared by e-mail, chat and
 * SMS. Made by `parseResponses`; everything in it is valid: ids are unique, includes exist and do not go in circles.
 */
export interface ResponseFile {
  readonly defaultCulture: Culture;
  readonly root: ResponseFolder;
  readonly responses: ReadonlyMap<string, Response>;
}

export interface ResponseFolder {
  readonly name: string;
  readonly folders: readonly ResponseFolder[];
  readonly responses: readonly Response[];
}

export const channels = ['email', 'chat', 'sms'] as const;
export type Channel = (typeof channels)[number];

export interface Response {
  readonly id: string;
  readonly name: string;
  readonly shortcut: string | null;
  readonly keywords: readonly string[];
  readonly channels: ReadonlySet<Channel>;
  readonly status: 'draft' | 'approved';
  /** The first and the last day on which it is offered, `YYYY-MM-DD`; null: no limit. */
  readonly notBefore: string | null;
  readonly notAfter: string | null;
  readonly subject: string | null;
  readonly bodies: readonly ResponseText[];
  /** Responses whose bodies come before and after its own. */
  readonly includesBefore: readonly string[];
  readonly includesAfter: readonly string[];
  /** Paths relative to the response file. */
  readonly attachments: readonly string[];
}

export interface ResponseText {
  readonly culture: Culture;
  readonly format: 'html' | 'text';
  /** With identifiers, not sanitised yet. */
  readonly source: string;
}

/** True if an agent may insert it: approved, for this channel, and `today` (`YYYY-MM-DD`) within its dates. */
export function isOffered(response: Response, today: string, channel: Channel): boolean {
  return (
    response.status === 'approved' &&
    response.channels.has(channel) &&
    (response.notBefore === null || response.notBefore <= today) &&
    (response.notAfter === null || today <= response.notAfter)
  );
}

/** Of several texts the one for a culture: its own, else its language's, else the default culture's, else the first. */
export function chooseText(
  texts: readonly ResponseText[],
  culture: Culture,
  defaultCulture: Culture,
): ResponseText | null {
  const fitting = fittingCulture(texts, culture, [defaultCulture]);
  return fitting.find((text) => text.format === 'html') ?? fitting[0] ?? null;
}
