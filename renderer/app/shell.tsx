import './shell.css';
import type { ReactNode } from 'react';
import { useStrings } from '../strings/strings.ts';
import { Splitter } from '../ui/splitter.tsx';
import { ToastRoom } from '../ui/toast-room.tsx';
import { listWidths } from './layout-bounds.ts';
import { appStrings } from './strings.ts';

export interface ShellProps {
  readonly navigation: ReactNode;
  /** Null: the section has no list, and the main part takes its room. */
  readonly list: ReactNode;
  readonly listWidth: number;
  readonly onListWidth: (width: number) => void;
  readonly banner: ReactNode;
  /** What is offered; under the list, or floating where there is none. */
  readonly offer: ReactNode;
  readonly children: ReactNode;
}

/** The three columns: sections, list, what is open. */
export function Shell({ navigation, list, listWidth, onListWidth, banner, offer, children }: ShellProps) {
  const strings = useStrings(appStrings);
  return (
    <div className="shell">
      {navigation}
      <div className="shell-room">
        {banner}
        <div className="shell-columns">
          {list === null ? (
            <div className="shell-float">{offer}</div>
          ) : (
            <section
              className="shell-list"
              style={{ inlineSize: listWidth }}
              aria-label={strings.list}
              data-region
            >
              {list}
              {offer}
              <ToastRoom />
              <Splitter
                label={strings.listWidth}
                between="columns"
                value={listWidth}
                hint={strings.sizeHint}
                {...listWidths}
                onChange={onListWidth}
              />
            </section>
          )}
          <main className="shell-main" aria-label={strings.message} data-region>
            {children}
            {list === null ? <ToastRoom /> : null}
          </main>
        </div>
      </div>
    </div>
  );
}
