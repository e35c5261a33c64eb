import { useState, type ReactNode } from 'react';
import { useStrings } from '../../strings/strings.ts';
import { replyStrings } from './strings.ts';

export interface DropTargetProps {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  readonly children: ReactNode;
}

/** Files dropped anywhere on the reply are attached; the text takes pictures for itself before they get here. */
export function DropTarget({ label, onFiles, onKeyDown, children }: DropTargetProps) {
  const strings = useStrings(replyStrings);
  const [isOver, setIsOver] = useState(false);
  return (
    // A place to drop, and where the keys of the whole reply end up; everything in it can be reached by itself.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className="reply"
      aria-label={label}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return;
        setIsOver(false);
      }}
      onDrop={(event) => {
        setIsOver(false);
        if (event.defaultPrevented || !hasFiles(event)) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {isOver ? <div className="reply-drop">{strings.dropHere}</div> : null}
    </section>
  );
}

function hasFiles(event: React.DragEvent): boolean {
  return event.dataTransfer.types.includes('Files');
}
