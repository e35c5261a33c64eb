import './plain-text.css';
import { useMemo, useState } from 'react';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { findLinks, splitPlainText, type TextBlock } from './plain-text.ts';
import { splitByReply } from './split-by-reply.ts';
import { messageStrings } from './strings.ts';

export interface PlainTextViewProps {
  readonly text: string;
  /** What was written anew, where it is known. */
  readonly replyText: string | undefined;
  readonly onOpenLink: (href: string) => void;
}

/** A plain-text mail: its line breaks and spaces kept, quotes folded, each paragraph in its own direction. */
export function PlainTextView({ text, replyText, onOpenLink }: PlainTextViewProps) {
  const blocks = useMemo(
    () => (replyText === undefined ? null : splitByReply(text, replyText)) ?? splitPlainText(text),
    [text, replyText],
  );
  // A mail that is nothing but a quote is shown as it is.
  const onlyQuotes = blocks.every((block) => block.kind === 'quote');
  return (
    <div className="plain-text">
      {blocks.map((block, index) => (
        <Block key={index} block={block} startsOpen={onlyQuotes} onOpenLink={onOpenLink} />
      ))}
    </div>
  );
}

interface BlockProps {
  readonly block: TextBlock;
  readonly startsOpen: boolean;
  readonly onOpenLink: (href: string) => void;
}

function Block({ block, startsOpen, onOpenLink }: BlockProps) {
  const strings = useStrings(messageStrings);
  const [open, setOpen] = useState(startsOpen);
  const paragraphs = <Paragraphs text={block.text} onOpenLink={onOpenLink} />;
  if (block.kind === 'text') return paragraphs;
  if (block.kind === 'signature') return <div className="plain-text-signature">{paragraphs}</div>;
  return (
    <div className="plain-text-quote">
      <Button
        size="small"
        aria-expanded={open}
        onPress={() => {
          setOpen(!open);
        }}
      >
        {open ? strings.hideQuoted : strings.showQuoted}
      </Button>
      {open ? <blockquote>{paragraphs}</blockquote> : null}
    </div>
  );
}

function Paragraphs({
  text,
  onOpenLink,
}: {
  readonly text: string;
  readonly onOpenLink: (href: string) => void;
}) {
  return text.split(/\n{2,}/).map((paragraph, index) => (
    <p key={index} dir="auto">
      {findLinks(paragraph).map((part, place) =>
        part.href === undefined ? (
          part.text
        ) : (
          <a
            key={place}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            onClick={(event) => {
              event.preventDefault();
              onOpenLink(part.href ?? '');
            }}
          >
            {part.text}
          </a>
        ),
      )}
    </p>
  ));
}
