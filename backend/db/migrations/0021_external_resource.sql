-- Questions that agents put to experts outside of the contact centre (G14). A question waits until it has an answer.
create table expert_question (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenant,
  -- Where the answer belongs; another one once the answer came to a closed interaction.
  interaction_id bigint not null references interaction on delete cascade,
  agent_id bigint not null references agent,
  expert_name text not null,
  expert_address text not null,
  -- The customer's mail, and the one to the expert.
  asked_mail_id bigint references mail on delete set null,
  mail_id bigint references mail on delete set null,
  asked_at timestamptz not null default now()
);
create index expert_question_of on expert_question (interaction_id);

create table expert_answer (
  mail_id bigint primary key references mail on delete cascade,
  question_id bigint not null references expert_question on delete cascade,
  -- What the expert wrote anew, without quotes and signature.
  text text not null,
  -- When it came into the draft.
  drafted_at timestamptz
);
create index expert_answer_to on expert_answer (question_id);

-- Name of the template that an expert's answer is put into a draft by, with [ExtAgentReply].
alter table service_group add column expert_template text;
