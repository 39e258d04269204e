-- What owners handed over for no task of theirs, each once however often it is read; and runs that
-- are found quickly.

CREATE TABLE strays (
    owner text NOT NULL,
    exercise boolean NOT NULL,
    digest text NOT NULL,             -- of what was handed over: its id, its task, its Item
    at timestamptz NOT NULL,
    PRIMARY KEY (owner, exercise, digest)
);
ALTER TABLE strays ENABLE ROW LEVEL SECURITY;
CREATE POLICY operator ON strays USING (artel_scope() = 'operator');
GRANT SELECT, INSERT ON strays TO artel_app;

-- A worker looks for these every five seconds, and ended runs are many.
CREATE INDEX plan_runs_open ON plan_runs (asked, id) WHERE (state IN ('queued', 'running'));
