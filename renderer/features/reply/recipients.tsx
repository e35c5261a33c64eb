import { useState } from 'react';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { RecipientField } from './recipient-field.tsx';
import {
  addRecipients,
  recipientFields,
  removeRecipient,
  type Fields,
  type InvalidRecipient,
  type RecipientField as Field,
} from './reply-state.ts';
import { replyStrings } from './strings.ts';

export interface RecipientsProps {
  readonly fields: Fields;
  readonly invalid: readonly InvalidRecipient[];
  readonly onChange: (fields: Partial<Fields>, invalid: readonly InvalidRecipient[]) => void;
}

/** To, and Cc and Bcc once they are used. */
export function Recipients({ fields, invalid, onChange }: RecipientsProps) {
  const strings = useStrings(replyStrings);
  const [opened, setOpened] = useState<readonly Field[]>([]);
  const isShown = (field: Field) =>
    field === 'to' ||
    opened.includes(field) ||
    fields[field].length > 0 ||
    invalid.some((each) => each.field === field);
  const hidden = recipientFields.filter((field) => !isShown(field));

  return recipientFields.filter(isShown).map((field) => (
    <RecipientField
      key={field}
      label={strings[field]}
      recipients={fields[field]}
      invalid={invalid.filter((each) => each.field === field).map((each) => each.text)}
      isJustOpened={opened.at(-1) === field}
      onAdd={(recipients, texts) => {
        const fresh = texts.filter(
          (text) => !invalid.some((each) => each.field === field && each.text === text),
        );
        onChange(addRecipients(fields, field, recipients), [
          ...invalid,
          ...fresh.map((text) => ({ field, text })),
        ]);
      }}
      onRemove={(address) => {
        onChange(removeRecipient(fields, field, address), invalid);
      }}
      onRemoveInvalid={(text) => {
        onChange(
          {},
          invalid.filter((each) => each.field !== field || each.text !== text),
        );
      }}
    >
      {field === 'to' && hidden.length > 0 ? (
        <span className="reply-more-fields">
          {hidden.map((each) => (
            <Button
              key={each}
              look="quiet"
              size="small"
              onPress={() => {
                setOpened([...opened, each]);
              }}
            >
              {strings[each]}
            </Button>
          ))}
        </span>
      ) : null}
    </RecipientField>
  ));
}
