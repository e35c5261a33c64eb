import { unroutedKey } from '../configuration/check-references.ts';
import type { Stored, StoredTenant } from '../configuration/stored-tenant.ts';
import type { SettledGroup } from '../configuration/settled-tenant.ts';
import { count, fail, ok, warn, type Diagnosis } from './diagnosis.ts';

/** What is configured, and what would keep mail of the tenant from being answered. */
export function checkTenant(tenant: StoredTenant): readonly Diagnosis[] {
  const accesses = present(tenant.serviceAccesses).filter((access) => access.fields.active);
  const agents = present(tenant.agents);
  const groups = present(tenant.serviceGroups);
  const subject = `tenant ${tenant.key}`;
  const summary = [
    count(groups.length, 'service group'),
    `${accesses.length} active service access${accesses.length === 1 ? '' : 'es'}`,
    count(agents.length, 'agent'),
    count(present(tenant.mailServers).length, 'mail server'),
  ].join(', ');
  return [
    ok(subject, summary),
    ...groups.flatMap((group) => checkGroup(tenant, group)),
    ...checkSending(tenant),
    ...checkPeople(tenant),
    ...checkResponses(tenant),
  ];
}

function present<T>(things: readonly Stored<T>[]): readonly Stored<T>[] {
  return things.filter((thing) => !thing.isRemoved);
}

function checkGroup(tenant: StoredTenant, group: Stored<SettledGroup>): readonly Diagnosis[] {
  const isUnrouted = group.name === unroutedKey;
  const subject = `service group ${tenant.key}/${group.name}`;
  const { email, replyUsingAccessAddress, template, signature, expertTemplate, mailServer } = group.fields;
  const members = tenant.agents.filter(
    (agent) => !agent.isRemoved && agent.fields.groups.includes(group.name),
  );
  const accesses = present(tenant.serviceAccesses).filter(
    (access) => access.fields.active && access.fields.group === group.name,
  );
  const diagnoses: Diagnosis[] = [];
  if (email === null && !isUnrouted) {
    const text = replyUsingAccessAddress
      ? 'has no address of its own: it answers from that of the service access, and cannot start mail'
      : 'has no address of its own and may not answer from that of the service access: it cannot send at all';
    const mend = `Give it an email in the configuration.`;
    diagnoses.push(replyUsingAccessAddress ? warn(subject, text, mend) : fail(subject, text, mend));
  }
  if (template === null && !isUnrouted) {
    diagnoses.push(warn(subject, 'has no default template: replies begin empty', 'Name one as template.'));
  }
  if (signature === null && !isUnrouted) {
    const mend = 'Name a template as signature.';
    diagnoses.push(warn(subject, 'has no signature: its mail ends without one', mend));
  }
  const untagged = expertTemplate === null ? [] : templatesWithout(tenant, expertTemplate, '[ExtAgentReply]');
  if (untagged.length > 0) {
    const text = `the template ${untagged.join(', ')} has no [ExtAgentReply]: an expert’s answer comes at its end`;
    diagnoses.push(warn(subject, text, 'Write [ExtAgentReply] where the answer belongs.'));
  }
  if (members.length === 0 && !isUnrouted) {
    diagnoses.push(warn(subject, 'nobody works in it', 'Add it to the groups of an agent.'));
  }
  if (accesses.length === 0 && !isUnrouted) {
    const mend = 'Add a service access with its key as group, or make one active.';
    diagnoses.push(warn(subject, 'no active service access leads to it', mend));
  }
  if (diagnoses.length > 0) return diagnoses;
  if (isUnrouted)
    return [ok(subject, `takes what fits no service access, ${count(members.length, 'agent')}`)];
  const from = email ?? 'the address written to';
  const through = mailServer === null ? '' : ` through ${mailServer}`;
  return [ok(subject, `sends from ${from}${through}, ${count(members.length, 'agent')}`)];
}

/** The versions of a template that lack a tag. */
function templatesWithout(tenant: StoredTenant, name: string, tag: string): readonly string[] {
  return present(tenant.templates)
    .filter(({ fields }) => fields.name === name && !fields.body.toLowerCase().includes(tag.toLowerCase()))
    .map((version) => version.name);
}

function checkSending(tenant: StoredTenant): readonly Diagnosis[] {
  const servers = present(tenant.mailServers);
  const subject = `tenant ${tenant.key}`;
  if (!servers.some((server) => server.fields.outgoing)) {
    return [fail(subject, 'has no mail server that sends', 'Add outgoing settings to a mail server.')];
  }
  return [];
}

function checkPeople(tenant: StoredTenant): readonly Diagnosis[] {
  const agents = present(tenant.agents);
  const without = agents.filter((agent) => agent.fields.password === null).map((agent) => agent.name);
  const diagnoses: Diagnosis[] = [];
  if (without.length > 0) {
    const names = `${without.slice(0, 5).join(', ')}${without.length > 5 ? ` and ${without.length - 5} more` : ''}`;
    const text = `${count(without.length, 'agent')} cannot sign in, having no password: ${names}`;
    diagnoses.push(warn(`tenant ${tenant.key}`, text, 'Name a secret as password.'));
  }
  const seesUnrouted = agents.some(
    ({ fields }) => fields.groups.includes(unroutedKey) || fields.roles.includes('administrator'),
  );
  if (!seesUnrouted) {
    const mend = `Add ${unroutedKey} to the groups of an agent.`;
    diagnoses.push(warn(`tenant ${tenant.key}`, 'nobody sees mail that fits no service access', mend));
  }
  return diagnoses;
}

function checkResponses(tenant: StoredTenant): readonly Diagnosis[] {
  return present(tenant.responseFiles).map(({ name, fields: { file, problem } }) => {
    const subject = `response file ${tenant.key}/${name}`;
    if (problem === null) {
      return ok(subject, file === null ? 'in use' : `in use; read again whenever ${file} changes`);
    }
    const mend =
      file === null
        ? 'Mend it (postroom responses check FILE) and apply the configuration again.'
        : `Mend ${file} (postroom responses check says where); it is read again by itself while a backend runs.`;
    return warn(subject, `the last good one is in use, since the newest has errors: ${problem}`, mend);
  });
}
