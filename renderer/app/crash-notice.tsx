import { useStrings } from '../strings/strings.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { appStrings } from './strings.ts';

/** In the place of a part that failed by a bug of ours. */
export function CrashNotice({ onReopen }: { readonly onReopen: () => void }) {
  const strings = useStrings(appStrings);
  return (
    <EmptyState title={strings.crashTitle} text={strings.crashText}>
      <Button onPress={onReopen}>{strings.reopen}</Button>
    </EmptyState>
  );
}
