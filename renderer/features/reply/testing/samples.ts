import { draft, type Draft } from '../../../../contract/domain/draft.ts';
import { interaction, type Interaction } from '../../../../contract/domain/interaction.ts';
import type { ResponseCategory } from '../../../../contract/domain/response.ts';

const at = '2026-11-20T09:30:00.000Z';

export function sampleDraft(changes: Partial<Draft> = {}): Draft {
  return {
    ...draft.parse({
      id: '11',
      kind: 'reply',
      interactionId: '5',
      mailId: '7',
      groupId: '3',
      from: { name: 'Nordvind Energy', address: 'support@nordvind.example' },
      author: '2',
      revision: 1,
      to: [{ name: 'Élise Laurent', address: 'elise@laurent.example', source: 'reply-to' }],
      cc: [],
      bcc: [],
      subject: 'Re: Facture du mois de mars',
      culture: 'en-US',
      html:
        '<p></p><div data-postroom-signature=""><p>Customer care, Nordvind Energy</p></div>' +
        '<blockquote type="cite" data-postroom-quote=""><p>On 20 November Élise wrote:</p>' +
        '<table style="color: #336699"><tbody><tr><td>The bill is <b>wrong</b>.</td></tr></tbody></table></blockquote>',
      attachments: [],
      updatedAt: at,
    }),
    ...changes,
  };
}

export function sampleInteraction(): Interaction {
  return interaction.parse({
    id: '5',
    state: 'open',
    epoch: 4,
    group: { id: '3', name: 'Billing' },
    agent: { id: '2', name: 'Maja Lind' },
    from: { name: 'Élise Laurent', address: 'elise@laurent.example' },
    subject: 'Facture du mois de mars',
    preview: 'The bill is wrong.',
    language: 'fr',
    receivedAt: at,
    enqueuedAt: at,
    offerExpiresAt: null,
    priority: 0,
    attachmentCount: 0,
    draftId: '11',
    problem: null,
    messages: [
      {
        id: '7',
        direction: 'in',
        from: { name: 'Élise Laurent', address: 'elise@laurent.example' },
        replyTo: [],
        to: [{ name: '', address: 'support@nordvind.example' }],
        cc: [{ name: 'Paul', address: 'paul@laurent.example' }],
        subject: 'Facture du mois de mars',
        date: at,
        receivedAt: at,
        messageId: '<1@laurent.example>',
        text: 'The bill is wrong.',
        html: null,
        attachments: [],
        attachedData: {},
        authentication: null,
        problems: [],
      },
    ],
    routing: { serviceAccess: null, matched: null, explanation: '' },
    outgoing: [],
  });
}

export const sampleResponses: ResponseCategory = {
  name: '',
  responses: [],
  categories: [
    {
      name: 'Billing',
      categories: [
        {
          name: 'Reminders',
          categories: [],
          responses: [
            {
              id: 'late-fee',
              name: 'Late fee',
              shortcut: 'lf',
              keywords: ['fee', 'late'],
              cultures: ['en-US', 'fr-FR'],
              preview: 'A fee is added when a bill is paid late.',
            },
          ],
        },
      ],
      responses: [
        {
          id: 'instalments',
          name: 'Payment in instalments',
          shortcut: 'pi',
          keywords: ['plan'],
          cultures: ['en-US'],
          preview: 'You can pay the bill in three parts.',
        },
      ],
    },
    {
      name: 'Moving house',
      categories: [],
      responses: [
        {
          id: 'moving',
          name: 'New address',
          shortcut: null,
          keywords: ['address', 'contract'],
          cultures: ['en-US', 'fr-FR', 'de-DE'],
          preview: 'Tell us your new address two weeks ahead.',
        },
      ],
    },
  ],
};
