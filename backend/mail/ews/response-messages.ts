import { type AnswerElement, textWithin, within } from './read-answer.ts';

/** What Exchange says went wrong, as a SOAP fault or about one thing of several. */
export interface EwsError {
  /** Its ResponseCode (https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode). */
  readonly code: string;
  /** Exchange's own words, shortened to one line. */
  readonly words: string;
  /** How long to leave it alone, in milliseconds; null where it does not say. */
  readonly backOff: number | null;
}

/** The answer about one of the things that were asked for, in their order. */
export interface ResponseMessage {
  /** Null: it was done. */
  readonly error: EwsError | null;
  readonly element: AnswerElement;
}

/** The SOAP fault in an envelope; null where there is none. */
export function readFault(envelope: AnswerElement): EwsError | null {
  const [fault] = within(envelope, 'Body', 'Fault');
  if (!fault) return null;
  const [detail] = within(fault, 'detail');
  const inner = detail && textWithin(detail, 'ResponseCode');
  const code = inner ?? (textWithin(fault, 'faultcode') ?? '').replace(/^.*:/, '');
  const words = (detail && textWithin(detail, 'Message')) ?? textWithin(fault, 'faultstring') ?? '';
  return describeError(detail ?? fault, code, words);
}

/** @param envelope of an answer that is no fault */
export function readResponses(envelope: AnswerElement): readonly ResponseMessage[] {
  const [body] = within(envelope, 'Body');
  const messages = (body?.children ?? []).flatMap((operation) => within(operation, 'ResponseMessages'));
  return messages
    .flatMap(({ children }) => children)
    .map((element) => {
      const code = textWithin(element, 'ResponseCode') ?? '';
      const isDone = element.attributes.get('ResponseClass') === 'Success';
      return {
        element,
        error: isDone ? null : describeError(element, code, textWithin(element, 'MessageText') ?? ''),
      };
    });
}

/** An overloaded server may say so within a general error. */
function describeError(element: AnswerElement, code: string, words: string): EwsError {
  const values = new Map(
    within(element, 'MessageXml', 'Value').map((value) => [value.attributes.get('Name'), value.text.trim()]),
  );
  const inner = values.get('InnerErrorResponseCode');
  const wait = Number(values.get('BackOffMilliseconds') ?? Number.NaN);
  return {
    code: inner === 'ErrorServerBusy' ? inner : code,
    words: words.replaceAll(/\s+/g, ' ').trim().slice(0, 300),
    backOff: Number.isFinite(wait) && wait > 0 ? wait : null,
  };
}
