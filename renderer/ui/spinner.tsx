import './spinner.css';

/** Something is under way; `label` says what. */
export function Spinner({ label }: { readonly label: string }) {
  return (
    <output className="ui-spinner">
      <span className="visually-hidden">{label}</span>
    </output>
  );
}
