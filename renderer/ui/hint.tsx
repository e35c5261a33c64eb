import './hint.css';
import type { ReactElement } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { Keys } from './keys.tsx';

export interface HintProps {
  readonly text: string;
  readonly shortcut?: string | undefined;
  /** One focusable element of react-aria-components. */
  readonly children: ReactElement;
}

/** A tooltip on hover and keyboard focus: what the control does, and its shortcut. */
export function Hint({ text, shortcut, children }: HintProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={60}>
      {children}
      <Tooltip className="ui-hint" offset={6}>
        {text}
        {shortcut ? <Keys shortcut={shortcut} /> : null}
      </Tooltip>
    </TooltipTrigger>
  );
}
