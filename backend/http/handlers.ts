import type { about } from '../../contract/api/session.ts';
import type { OutputOf } from '../../contract/operation.ts';
import type { Database } from '../db/database.ts';
import { archiveHandlers } from './archive-handlers.ts';
import { dictionaryHandlers } from './dictionary-handlers.ts';
import { draftHandlers } from './draft-handlers.ts';
import type { Handlers } from './handler.ts';
import { interactionHandlers } from './interaction-handlers.ts';
import { outgoingHandlers } from './outgoing-handlers.ts';
import { sessionHandlers } from './session-handlers.ts';
import { textHandlers } from './text-handlers.ts';

export interface HandlerOptions {
  readonly db: Database;
  readonly version: string;
  /** The folder `Spelling/` (M21). */
  readonly spellingFolder: string;
  /** What a stranger may know of the demonstration; null: this is none. */
  readonly demonstration: { readonly about: OutputOf<typeof about>['demonstration'] } | null;
}

/** Every operation of the contract; one that is missing here is a type error. */
export function createHandlers(options: HandlerOptions): Handlers {
  return {
    ...sessionHandlers(options),
    ...interactionHandlers(options),
    ...draftHandlers(options),
    ...outgoingHandlers(options),
    ...textHandlers(options),
    ...dictionaryHandlers(options),
    ...archiveHandlers(options),
  };
}
