import { useEffect, useState } from 'react';
import { FolderOpen, MessageSquareText, Paperclip } from 'lucide-react';
import type { FilledResponse, ResponseCategory, ResponseEntry } from '../../../contract/domain/response.ts';
import { SafeHtml } from '../../editor/safe-html.tsx';
import { useStrings } from '../../strings/strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { responsesIn, type ResponseRow } from './response-tree.ts';
import { replyStrings } from './strings.ts';

export interface ResponsePreviewProps {
  /** Undefined: nothing is chosen. */
  readonly row: ResponseRow | undefined;
  readonly fill: (entry: ResponseEntry) => Promise<FilledResponse>;
}

/** What is chosen in the tree: the text of a response, or what a category holds. */
export function ResponsePreview({ row, fill }: ResponsePreviewProps) {
  const strings = useStrings(replyStrings);
  return (
    <section className="response-preview" aria-label={strings.responsePreview}>
      {row === undefined ? (
        <EmptyState icon={<MessageSquareText />} title={strings.previewNone} />
      ) : row.type === 'category' ? (
        <CategoryContent category={row.category} />
      ) : (
        <FilledText key={row.entry.id} entry={row.entry} fill={fill} />
      )}
    </section>
  );
}

/** So many responses of a category are named. */
const mostNamed = 8;

function CategoryContent({ category }: { readonly category: ResponseCategory }) {
  const strings = useStrings(replyStrings);
  const entries = responsesIn(category);
  const more = entries.length - mostNamed;
  return (
    <>
      <h3 className="response-category">
        <FolderOpen aria-hidden="true" />
        <bdi>{category.name}</bdi>
      </h3>
      <p className="response-count">{strings.responsesInside({ count: entries.length })}</p>
      <ul className="response-inside">
        {entries.slice(0, mostNamed).map((entry) => (
          <li key={entry.id}>
            <span className="response-name">
              <bdi>{entry.name}</bdi>
              <bdi className="response-preview-line">{entry.preview}</bdi>
            </span>
            {entry.shortcut === null ? null : <kbd className="response-shortcut">;{entry.shortcut}</kbd>}
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="response-count">{strings.responsesMore({ count: more })}</p> : null}
    </>
  );
}

interface FilledTextProps {
  readonly entry: ResponseEntry;
  readonly fill: ResponsePreviewProps['fill'];
}

/** The text as it would be inserted, filled in by the server; asked for once the choice has rested on it. */
function FilledText({ entry, fill }: FilledTextProps) {
  const strings = useStrings(replyStrings);
  const [filled, setFilled] = useState<FilledResponse | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      void (async () => {
        const answer = await fill(entry).catch(() => null);
        if (isCurrent && answer !== null) setFilled(answer);
      })();
    }, 120);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [entry, fill]);
  return (
    <>
      <h3 dir="auto">{entry.name}</h3>
      {filled === null ? (
        <p dir="auto">{entry.preview}</p>
      ) : (
        <SafeHtml html={filled.html} className="response-paper" />
      )}
      {filled === null || filled.files.length === 0 ? null : (
        <ul className="response-files" aria-label={strings.responseFiles}>
          {filled.files.map((file) => (
            <li key={file.name}>
              <Paperclip aria-hidden="true" />
              <bdi>{file.name}</bdi>
              <span className="reply-attachment-size tabular">{strings.bytes({ bytes: file.size })}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
