import { expect, test } from 'vitest';
import { AnswerTooLong, readAnswer, StrangeAnswer, textWithin } from './read-answer.ts';
import { readFault, readResponses } from './response-messages.ts';

async function* once(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
const read = (text: string, most = 1_000_000) => readAnswer(once(text), most);

test.for([
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['a page', '<html><br>not closed</html>'],
  ['half an answer', '<a><b>half'],
  ['nothing', ''],
  ['text', 'Service Unavailable'],
  ['a million elements in one another', '<a>'.repeat(100_000)],
])('%s is no answer', async ([, text]) => {
  await expect(read(text ?? '')).rejects.toThrow(StrangeAnswer);
});

test('no more is read than was asked for', async () => {
  await expect(read(`<a>${'b'.repeat(2000)}</a>`, 1000)).rejects.toThrow(AnswerTooLong);
});

test('control characters that Exchange lets through do not spoil an answer', async () => {
  expect(textWithin(await read('<a><b>x&#x1;&lt;&b;y</b></a>'), 'b')).toBe('x&#x1;<&b;y');
});

const fault = (detail: string) =>
  `<s:Envelope xmlns:s="s"><s:Body><s:Fault><faultcode xmlns:a="t">a:ErrorServerBusy</faultcode><faultstring>Try  again\nlater.</faultstring>${detail}</s:Fault></s:Body></s:Envelope>`;

test('a fault tells its code, its words and how long to wait', async () => {
  const detail =
    '<detail><e:ResponseCode xmlns:e="e">ErrorServerBusy</e:ResponseCode><e:Message xmlns:e="e">Busy.</e:Message><t:MessageXml xmlns:t="t"><t:Value Name="BackOffMilliseconds">297749</t:Value></t:MessageXml></detail>';
  expect(readFault(await read(fault(detail)))).toEqual({
    code: 'ErrorServerBusy',
    words: 'Busy.',
    backOff: 297_749,
  });
  expect(readFault(await read(fault('')))).toEqual({
    code: 'ErrorServerBusy',
    words: 'Try again later.',
    backOff: null,
  });
});

const one = (kind: string, code: string) =>
  `<m:GetItemResponseMessage ResponseClass="${kind}"><m:ResponseCode>${code}</m:ResponseCode></m:GetItemResponseMessage>`;

test('each thing that was asked for has its answer, in their order', async () => {
  const answers =
    one('Success', 'NoError') +
    one('Error', 'ErrorItemNotFound') +
    one('Warning', 'ErrorBatchProcessingStopped');
  const envelope = await read(
    `<s:Envelope><s:Body><m:GetItemResponse><m:ResponseMessages>${answers}</m:ResponseMessages></m:GetItemResponse></s:Body></s:Envelope>`,
  );
  expect(readFault(envelope)).toBeNull();
  expect(readResponses(envelope).map(({ error }) => error?.code)).toEqual([
    undefined,
    'ErrorItemNotFound',
    'ErrorBatchProcessingStopped',
  ]);
});
