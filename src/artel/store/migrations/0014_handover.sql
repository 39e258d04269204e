-- What one shift tells the next.

CREATE TABLE handover_notes (
    id text PRIMARY KEY,
    at timestamptz NOT NULL,
    by text NOT NULL,                 -- the account
    author text NOT NULL,             -- how its holder is called
    text text NOT NULL
);
ALTER TABLE handover_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY operator ON handover_notes USING (artel_scope() = 'operator');
GRANT SELECT, INSERT ON handover_notes TO artel_app;
