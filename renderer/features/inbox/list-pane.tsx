import './list-pane.css';
import type { ReactNode } from 'react';

export interface ListPaneProps {
  readonly title: string;
  /** Beside the title: a count, a button. */
  readonly aside?: ReactNode;
  /** Under the title: a search field, a note. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** The column of a list with its title. */
export function ListPane({ title, aside, tools, children }: ListPaneProps) {
  return (
    <div className="list-pane">
      <header className="list-pane-head">
        <h1>{title}</h1>
        {aside}
      </header>
      {tools ? <div className="list-pane-tools">{tools}</div> : null}
      {children}
    </div>
  );
}

/** Rows that are still being loaded. */
export function LoadingRows({ label }: { readonly label: string }) {
  return (
    <output className="list-pane-loading">
      <span className="visually-hidden">{label}</span>
      {[70, 52, 84, 61, 76].map((width) => (
        <span key={width} className="list-pane-bones" aria-hidden="true">
          <span className="ui-bone" style={{ inlineSize: `${width / 2}%`, blockSize: 12 }} />
          <span className="ui-bone" style={{ inlineSize: `${width}%`, blockSize: 10 }} />
          <span className="ui-bone" style={{ inlineSize: `${width + 12}%`, blockSize: 9 }} />
        </span>
      ))}
    </output>
  );
}
