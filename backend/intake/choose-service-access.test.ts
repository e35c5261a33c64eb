import { describe, expect, it } from 'vitest';
import { chooseServiceAccess } from './choose-service-access.ts';

const support = { name: 'Support', address: 'support@example.com', group: 'Service' };
const sales = { name: 'Sales', address: 'sales.*@example.com', group: 'Sales' };
const all = { name: 'Everything', address: '*@example.com', group: 'Front desk' };

describe('chooseServiceAccess', () => {
  it('takes the access of the first recipient that fits one, and says why', () => {
    const choice = chooseServiceAccess(
      [
        { header: 'Delivered-To', address: 'someone@elsewhere.example' },
        { header: 'To', address: 'Sales.North@example.com' },
        { header: 'Cc', address: 'support@example.com' },
      ],
      [support, sales],
    );
    expect(choice.access).toBe(sales);
    expect(choice.matched).toEqual({ header: 'To', address: 'Sales.North@example.com' });
    expect(choice.explanation).toBe(
      'Sales.North@example.com in To fits the service access “Sales” by its address sales.*@example.com, which leads to Sales.',
    );
  });

  it('takes the one activated first of several that fit, and names the others', () => {
    const choice = chooseServiceAccess([{ header: 'To', address: 'support@example.com' }], [support, all]);
    expect(choice.access).toBe(support);
    expect(choice.explanation).toContain('activated before “Everything”, which would fit too');
    expect(
      chooseServiceAccess([{ header: 'To', address: 'support@example.com' }], [all, support]).access,
    ).toBe(all);
  });

  it('does not let the mailbox that collects the mail hide whom it was for', () => {
    const recipients = [
      { header: 'Delivered-To', address: 'master@example.com' },
      { header: 'To', address: 'support@example.com' },
    ];
    expect(chooseServiceAccess(recipients, [all, support], ['Master@example.com']).matched?.header).toBe(
      'To',
    );
    expect(chooseServiceAccess(recipients.slice(0, 1), [all], ['master@example.com']).access).toBe(all);
  });

  it('explains why nothing fits', () => {
    expect(chooseServiceAccess([], [support]).explanation).toBe(
      'The mail names no recipient, so no service access fits.',
    );
    expect(chooseServiceAccess([{ header: 'To', address: 'x@y.example' }], []).explanation).toBe(
      'No service access is active.',
    );
    expect(chooseServiceAccess([{ header: 'To', address: 'x@y.example' }], [support])).toEqual({
      access: null,
      matched: null,
      explanation: 'No active service access fits any of the recipients: x@y.example (To).',
    });
  });
});
