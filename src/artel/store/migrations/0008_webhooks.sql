-- Webhooks: how far each has come and who is sending for it now; and members' public keys.

ALTER TABLE webhooks ADD COLUMN reached bigint NOT NULL DEFAULT 0;  -- the last event looked at
ALTER TABLE webhooks ADD COLUMN claimed timestamptz;                -- until then one worker sends
CREATE INDEX webhook_tries_due ON webhook_tries (webhook, event) WHERE (state = 'waiting');

-- The keys by which members countersign heads of the journal; a key that was handed in stays.
CREATE TABLE member_keys (
    party text NOT NULL,
    key bytea NOT NULL,
    made_by text NOT NULL,
    made timestamptz NOT NULL,
    PRIMARY KEY (party, key)
);
ALTER TABLE member_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON member_keys USING (artel_sees(party, party));
GRANT SELECT, INSERT ON member_keys TO artel_app;
