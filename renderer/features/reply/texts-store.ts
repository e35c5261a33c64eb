import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DraftAttachment } from '../../../contract/domain/draft.ts';
import type { DraftId, ServiceGroupId } from '../../../contract/domain/ids.ts';
import type { FilledResponse, ResponseCategory, ResponseEntry } from '../../../contract/domain/response.ts';
import type { FilledText, Template } from '../../../contract/domain/template.ts';
import type { Failure } from '../../../contract/error.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { toFailure } from './failures.ts';

export interface TextsState {
  readonly state: 'loading' | 'ready' | 'failed';
  /** Null: the group has none, or they are not read yet. */
  readonly responses: ResponseCategory | null;
  readonly templates: readonly Template[];
  readonly failure: Failure | null;
}

/** What can be inserted into one draft. */
export interface TextsStore extends StoreApi<TextsState> {
  /** Previews in this culture, or the one before. */
  readonly load: (culture?: string) => Promise<void>;
  readonly fillResponse: (entry: ResponseEntry) => Promise<FilledResponse>;
  readonly attachFiles: (entry: ResponseEntry) => Promise<readonly DraftAttachment[]>;
  readonly fillTemplate: (template: Template) => Promise<FilledText>;
}

export function createTextsStore(desktop: Desktop, group: ServiceGroupId, draftId: DraftId): TextsStore {
  const store = createStore<TextsState>(() => ({
    state: 'loading',
    responses: null,
    templates: [],
    failure: null,
  }));
  let culture: string | undefined;
  return {
    ...store,
    async load(next) {
      culture = next ?? culture;
      const asked = culture;
      try {
        const [{ root }, { templates }] = await Promise.all([
          desktop.call('responses.list', { group, ...(asked ? { culture: asked } : {}) }),
          desktop.call('templates.list', {}),
        ]);
        // Another culture was chosen meanwhile.
        if (asked !== culture) return;
        store.setState({ state: 'ready', responses: root, templates, failure: null });
      } catch (error) {
        store.setState({ state: 'failed', failure: toFailure(error) });
      }
    },
    fillResponse: (entry) => desktop.call('responses.fill', { group, response: entry.id, draftId }),
    async attachFiles(entry) {
      const { attachments } = await desktop.call('responses.attach', { group, response: entry.id, draftId });
      return attachments;
    },
    fillTemplate: (template) => desktop.call('templates.fill', { id: template.id, draftId }),
  };
}
