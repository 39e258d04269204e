-- People and machines sign in: names to sign in by, sessions, links, and what slows a guesser.

ALTER TABLE accounts ADD COLUMN login text;       -- what a person signs in by
CREATE UNIQUE INDEX one_login ON accounts (lower(login));

DELETE FROM sessions;
ALTER TABLE sessions
    ADD COLUMN how text NOT NULL CHECK (how IN ('password', 'link', 'oidc')),
    ADD COLUMN used timestamptz NOT NULL;         -- to the minute
CREATE INDEX sessions_account ON sessions (account);

DELETE FROM one_time_links;
ALTER TABLE one_time_links
    ADD COLUMN made timestamptz NOT NULL,
    ADD COLUMN made_by text NOT NULL,
    ADD CHECK (purpose IN ('first', 'invitation', 'reset'));
CREATE INDEX one_time_links_account ON one_time_links (account);
CREATE INDEX api_keys_account ON api_keys (account);

-- Each try to sign in by a password, until it succeeds. The name is kept as a digest: people type
-- their password in the wrong field.
CREATE TABLE sign_in_tries (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name bytea NOT NULL,
    address text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX sign_in_tries_at ON sign_in_tries (at);
ALTER TABLE sign_in_tries ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk_alone ON sign_in_tries USING (artel_role() = 'system');
GRANT SELECT, INSERT, DELETE ON sign_in_tries TO artel_app;

-- Who sees an account may not write it: only an administrator, or the desk itself.
DROP POLICY seen ON accounts;
CREATE POLICY seen ON accounts FOR SELECT USING (artel_scope() = 'operator'
    OR id = artel_account() OR (party <> '' AND party = artel_party()));
CREATE POLICY made ON accounts FOR INSERT WITH CHECK (artel_role() IN ('admin', 'system'));
CREATE POLICY kept ON accounts FOR UPDATE USING (artel_role() IN ('admin', 'system'));
