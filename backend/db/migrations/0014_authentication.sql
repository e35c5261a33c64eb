-- Whether an incoming mail is from whom it says (mailAuthentication of the contract); null where it was not looked at.
alter table mail add column authentication jsonb;

-- How mail leaves (sendingSettings of the contract): domains that are signed (DKIM, with references to their keys),
-- header fields put into all mail, header fields that may not be (G4). Null: as by default.
alter table tenant add column sending jsonb;
