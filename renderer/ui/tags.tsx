import './tags.css';

export interface TagsProps {
  readonly tags: readonly string[];
  /** What the list is called for screen readers. */
  readonly label: string;
  /** Beyond so many only their number is shown, with their names in the title; default: all. */
  readonly most?: number;
}

/** Words that were put on a thing; nothing where there are none. */
export function Tags({ tags, label, most = tags.length }: TagsProps) {
  if (tags.length === 0) return null;
  const hidden = tags.slice(most);
  return (
    <span className="ui-tags">
      <span className="visually-hidden">{`${label}: ${tags.join(', ')}`}</span>
      {tags.slice(0, most).map((tag) => (
        <bdi key={tag} className="ui-tag" aria-hidden="true" title={tag}>
          {tag}
        </bdi>
      ))}
      {hidden.length > 0 ? (
        <span className="ui-tag" aria-hidden="true" title={hidden.join(', ')}>
          +{hidden.length}
        </span>
      ) : null}
    </span>
  );
}
