import './splitter.css';
import { useRef, type PointerEvent } from 'react';

export interface SplitterProps {
  /** What it resizes. */
  readonly label: string;
  /** `column`: a vertical bar between left and right; `row`: a horizontal bar between above and below. */
  readonly between: 'columns' | 'rows';
  /** Pixels of the part that is resized. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** What Enter and a double press go back to. */
  readonly usual: number;
  /** How it is moved and reset, for the pointer and for screen readers. */
  readonly hint: string;
  /** True if the resized part lies after the bar. */
  readonly resizesNext?: boolean;
  readonly onChange: (value: number) => void;
}

/**
 * A bar to drag, or to move with the arrow keys (16 px a step), Home and End; Enter and a double press give it its
 * usual place.
 */
export function Splitter(props: SplitterProps) {
  const { label, hint, between, value, min, max, usual, resizesNext = false, onChange } = props;
  const start = useRef({ at: 0, value: 0 });
  const isColumns = between === 'columns';
  const clamp = (wanted: number) => Math.round(Math.min(max, Math.max(min, wanted)));
  const sign = (element: Element) =>
    (resizesNext ? -1 : 1) * (isColumns && getComputedStyle(element).direction === 'rtl' ? -1 : 1);
  const place = (event: PointerEvent) => (isColumns ? event.clientX : event.clientY);
  return (
    <div
      className={`ui-splitter ui-splitter-${between}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- one that moves and takes the focus, which hr is not
      role="separator"
      tabIndex={0}
      aria-label={label}
      title={hint}
      aria-orientation={isColumns ? 'vertical' : 'horizontal'}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: place(event), value };
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const moved = (place(event) - start.current.at) * sign(event.currentTarget);
        onChange(clamp(start.current.value + moved));
      }}
      onDoubleClick={() => {
        onChange(usual);
      }}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -16, ArrowUp: -16, ArrowRight: 16, ArrowDown: 16 }[event.key];
        if (step !== undefined) onChange(clamp(value + step * sign(event.currentTarget)));
        else if (event.key === 'Home') onChange(min);
        else if (event.key === 'End') onChange(max);
        else if (event.key === 'Enter') onChange(usual);
        else return;
        event.preventDefault();
      }}
    />
  );
}
