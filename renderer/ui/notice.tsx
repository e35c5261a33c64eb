import './notice.css';
import type { ReactNode } from 'react';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';

export interface NoticeProps {
  readonly tone: 'info' | 'warning' | 'danger';
  readonly children: ReactNode;
  /** Buttons at its end. */
  readonly actions?: ReactNode;
}

/** Something to know or to do, where it happens. A failure is told to screen readers at once. */
export function Notice({ tone, children, actions }: NoticeProps) {
  const Icon = tone === 'info' ? Info : tone === 'warning' ? TriangleAlert : CircleAlert;
  return (
    <div className={`ui-notice ui-notice-${tone}`} {...(tone === 'danger' ? { role: 'alert' } : {})}>
      <Icon aria-hidden="true" />
      <div className="ui-notice-text">{children}</div>
      {actions ? <div className="ui-notice-actions">{actions}</div> : null}
    </div>
  );
}
