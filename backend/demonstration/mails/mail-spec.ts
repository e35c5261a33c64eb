/** A customer's mail of the demonstration, before it is put into MIME. */
export interface MailSpec {
  /** Short and unique: becomes part of the Message-ID. */
  readonly id: string;
  /** Before now. */
  readonly minutesAgo: number;
  /** The shop's address it was written to; what decides the route. */
  readonly to: string;
  readonly cc?: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo?: string;
  readonly subject: string;
  /** Paragraphs parted by empty lines. A line that begins with `- ` is an item of a list. */
  readonly text: string;
  /**
   * The program it was written with: `plain` has no HTML part; the others have the HTML of that program, made from the
   * text; `html` has the HTML of its own.
   */
  readonly style: 'plain' | 'gmail' | 'outlook' | 'apple' | 'phone' | 'html';
  /** Only with style `html`; images by `cid:` and the attachment's name. */
  readonly html?: string;
  readonly direction?: 'rtl';
  /** The mail it answers: quoted below in the manner of the program. */
  readonly quote?: { readonly intro: string; readonly text: string };
  /** Ids of the mails before it in its thread, oldest first; `ours-…` for those of the shop. */
  readonly thread?: readonly string[];
  readonly attachments?: readonly MailAttachment[];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface MailAttachment {
  readonly name: string;
  readonly type: string;
  readonly content: () => Buffer;
  /** Shown in the text at `[[name]]` (styles made from text) or by `cid:name` (style `html`). */
  readonly inline?: true;
}
