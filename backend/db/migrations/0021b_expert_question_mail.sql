create index expert_question_mail on expert_question (mail_id);
