import './countdown-ring.css';

export interface CountdownRingProps {
  /** Milliseconds left and altogether. */
  readonly left: number;
  readonly total: number;
  /** `urgent` when little is left. */
  readonly tone?: 'accent' | 'urgent';
}

const radius = 9;
const length = 2 * Math.PI * radius;

/** A ring that empties, with the seconds in it. Decoration: say the time in text to screen readers. */
export function CountdownRing({ left, total, tone = 'accent' }: CountdownRingProps) {
  // The clock that all countdowns share ticks once a second: it may be behind the instant at which this one began.
  const rest = Math.min(total, Math.max(0, left));
  const share = total > 0 ? rest / total : 0;
  return (
    <span className={`ui-ring ui-ring-${tone}`} aria-hidden="true">
      <svg viewBox="0 0 22 22">
        <circle className="ui-ring-track" cx="11" cy="11" r={radius} />
        <circle
          className="ui-ring-left"
          cx="11"
          cy="11"
          r={radius}
          strokeDasharray={length}
          strokeDashoffset={length * (1 - share)}
        />
      </svg>
      <span className="ui-ring-text tabular">{Math.ceil(rest / 1000)}</span>
    </span>
  );
}
