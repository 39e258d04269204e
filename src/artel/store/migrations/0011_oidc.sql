-- People sign in by a provider of their own: what was begun and waits for the browser to come back.

CREATE TABLE sign_ins_begun (
    state bytea PRIMARY KEY,          -- digests, as of every secret
    browser bytea NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    redirect text NOT NULL,
    made timestamptz NOT NULL
);
ALTER TABLE sign_ins_begun ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk_alone ON sign_ins_begun USING (artel_role() = 'system');
GRANT SELECT, INSERT, DELETE ON sign_ins_begun TO artel_app;
CREATE INDEX identities_account ON identities (account);
