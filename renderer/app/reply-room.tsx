import { useEffect, useEffectEvent, useRef } from 'react';
import type { Interaction } from '../../contract/domain/interaction.ts';
import { useOutgoing } from '../features/outgoing/outgoing-store.ts';
import { ReplyView } from '../features/reply/reply-view.tsx';
import { useStrings } from '../strings/strings.ts';
import { Splitter } from '../ui/splitter.tsx';
import { usePlace, type OpenReply } from './place-store.ts';
import { focusWhenThere } from './focus-when-there.ts';
import { replyHeights } from './layout-bounds.ts';
import { appStrings } from './strings.ts';

/** The reply under the thread, as high as the agent wants it. */
export function ReplyRoom({
  interaction,
  reply,
}: {
  readonly interaction: Interaction;
  readonly reply: OpenReply;
}) {
  const strings = useStrings(appStrings);
  const height = usePlace((state) => state.replyHeight);
  const setHeight = usePlace((state) => state.setReplyHeight);
  const endReply = usePlace((state) => state.endReply);
  const focusOpened = usePlace((state) => state.focusOpened);
  const takeFocus = usePlace((state) => state.takeReplyFocus);
  const put = useOutgoing((state) => state.put);
  const room = useRef<HTMLDivElement>(null);
  const { turn } = reply;
  const focus = useEffectEvent((_turn: number) =>
    takeFocus(interaction.id) ? focusWhenThere(room.current, reply.kind) : undefined,
  );
  useEffect(() => focus(turn), [turn]);
  return (
    <>
      <Splitter
        label={strings.replyHeight}
        between="rows"
        value={height}
        hint={strings.sizeHint}
        {...replyHeights}
        resizesNext
        onChange={setHeight}
      />
      <div ref={room} className="reply-room" style={{ blockSize: height }} data-region>
        <ReplyView
          key={turn}
          interaction={interaction}
          kind={reply.kind}
          onSent={put}
          onClosed={() => {
            endReply(interaction.id);
            focusOpened({ kind: 'interaction', id: interaction.id });
          }}
        />
      </div>
    </>
  );
}
