import './empty-state.css';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text?: string;
  /** What to do next: buttons. */
  readonly children?: ReactNode;
}

/** Where there is nothing to show: says why, and what to do next. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="ui-empty">
      {icon ? (
        <span className="ui-empty-icon" aria-hidden="true">
          {icon}
        </span>
      ) : null}
      <p className="ui-empty-title">{title}</p>
      {text ? <p className="ui-empty-text">{text}</p> : null}
      {children ? <div className="ui-empty-actions">{children}</div> : null}
    </div>
  );
}
