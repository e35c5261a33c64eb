/** The product's sign and name. */
export function Wordmark() {
  return (
    <div className="wordmark">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect className="wordmark-ground" width="32" height="32" rx="8" />
        <g
          className="wordmark-line"
          fill="none"
          strokeWidth="2.2"
          strokeLinecap="round"
          strokeLinejoin="round"
        >
          <rect x="6.5" y="9" width="19" height="14" rx="3" />
          <path d="m7.5 11.5 8.5 6 8.5-6" />
        </g>
      </svg>
      <span>Postroom</span>
    </div>
  );
}
