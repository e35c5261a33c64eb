import { expect, test } from 'vitest';
import { findRelayedClient } from './relayed-client.ts';
import { openRelays, readRelayNetwork } from './relays.ts';

const findRelay = openRelays(
  ['192.0.2.0/24', '2001:db8:1::/48=mx.example.com'].map((entry) => {
    const network = readRelayNetwork(entry);
    if (!network) throw new Error(entry);
    return network;
  }),
);

const find = (...received: readonly string[]) =>
  findRelayedClient(
    Buffer.from(`${received.map((one) => `Received: ${one}\r\n`).join('')}From: a@b.example\r\n\r\nx`),
    findRelay,
  );

test.for([
  [
    'Postfix',
    'from mail.a.example (mx.a.example [203.0.113.9])\r\n\t(using TLSv1.3 with cipher X (256/256 bits))\r\n\tby mx.example.com (Postfix) with ESMTPS id 4F\r\n\tfor <help@example.com>; Sat, 21 Nov 2026 09:00:00 +0000',
    '203.0.113.9',
    'mail.a.example',
  ],
  [
    'Postfix of an unknown name',
    'from mail.a.example (unknown [IPv6:2001:db8:2::9]) by mx.example.com (Postfix) with ESMTP; date',
    '2001:db8:2::9',
    'mail.a.example',
  ],
  [
    'Exim',
    'from mx.a.example ([203.0.113.9] helo=mail.a.example) by mx.example.com with esmtps (TLS1.3) id 1 for help@example.com; date',
    '203.0.113.9',
    'mail.a.example',
  ],
  [
    'Exim of an unknown name',
    'from [203.0.113.9] (helo=mail.a.example) by mx.example.com with esmtp id 1; date',
    '203.0.113.9',
    'mail.a.example',
  ],
  [
    'Sendmail',
    'from mail.a.example (mx.a.example [203.0.113.9] (may be forged)) by mx.example.com (8.17/8.17) with ESMTP id 4; date',
    '203.0.113.9',
    'mail.a.example',
  ],
  [
    'Exchange',
    'from mail.a.example (203.0.113.9) by mx.example.com (192.0.2.7) with Microsoft SMTP Server (version=TLS1_2) id 15; date',
    '203.0.113.9',
    'mail.a.example',
  ],
  [
    'qmail',
    'from unknown (HELO mail.a.example) (203.0.113.9) by mx.example.com with SMTP; date',
    '203.0.113.9',
    'mail.a.example',
  ],
] as const)('what %s writes of its client is understood', ([, line, address, helo]) => {
  expect(find(line)).toEqual({ address, helo });
});

test('relays that pass mail to each other are passed over, and what the mail brought with it is not looked at', () => {
  expect(
    find(
      'from mx2.example.com (mx2.example.com [192.0.2.8]) by mx1.example.com (Postfix) with ESMTP id 1; date',
      'from mail.a.example (mx.a.example [203.0.113.9]) by mx2.example.com (Postfix) with ESMTP id 2; date',
      'from bank.example (mx.bank.example [198.51.100.1]) by mail.a.example (Postfix) with ESMTP id 3; date',
    ),
  ).toMatchObject({ address: '203.0.113.9' });
});

test.for([
  'from [198.51.100.1] (unknown [203.0.113.9]) by mx.example.com (Postfix) with ESMTP id 1; date',
  'from x ([198.51.100.1]) by y (unknown [203.0.113.9]) by mx.example.com (Postfix) with ESMTP id 1; date',
  'from [203.0.113.9] (helo=[198.51.100.1]) by mx.example.com with esmtp id 1; date',
])('a client cannot name itself another address: %s', (line) => {
  expect(find(line)).toMatchObject({ address: '203.0.113.9' });
});

test.for([
  [[]],
  [['by mx.example.com (Postfix, from userid 0) id 1; date']],
  [['from localhost by mx.example.com with local; date', 'from a (b [203.0.113.9]) by c with ESMTP; date']],
])('where a relay does not say, nothing is guessed: %j', ([received]) => {
  expect(find(...(received ?? []))).toBeNull();
});

test('a relay is known by its network, and with the name that it writes results under', () => {
  expect(findRelay('::ffff:192.0.2.200')).toMatchObject({ authservId: null });
  expect(findRelay('2001:db8:1:2::3')).toMatchObject({ authservId: 'mx.example.com' });
  expect(findRelay('198.51.100.1')).toBeNull();
  expect(findRelay('')).toBeNull();
});
