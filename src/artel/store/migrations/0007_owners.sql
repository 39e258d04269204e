-- Owners: alerts, reasons that are told, when a task was written, and each delivery as handed over.

ALTER TABLE blockouts ADD COLUMN reason text NOT NULL DEFAULT '';  -- '' where it is withheld
ALTER TABLE tasks ADD COLUMN written timestamptz;
-- The same delivery comes twice after a crash; another one with the same image is another delivery.
ALTER TABLE deliveries ADD COLUMN handed text NOT NULL DEFAULT '';  -- its id at its owner
ALTER TABLE deliveries DROP CONSTRAINT deliveries_task_sha256_key;
ALTER TABLE deliveries ADD CONSTRAINT taken_once UNIQUE (task, handed, sha256);
-- Who ordered sees what was accepted; what was complained of is between the desk and the owner.
DROP POLICY of_order ON deliveries;
CREATE POLICY of_order ON deliveries FOR SELECT USING (verdict = 'accepted'
    AND EXISTS (SELECT 1 FROM orders o WHERE o.id = order_id));

CREATE TABLE alerts (
    id text PRIMARY KEY,
    kind text NOT NULL,
    subject text NOT NULL,
    party text NOT NULL DEFAULT '',   -- an owner, or '' for the operator
    role text NOT NULL CHECK (role IN ('owner', 'planner', 'admin')),
    sentence text NOT NULL,
    proposal jsonb,
    raised timestamptz NOT NULL,
    escalates timestamptz,
    acknowledged timestamptz,
    acknowledged_by text,
    closed timestamptz
);
CREATE UNIQUE INDEX one_alert_open ON alerts (kind, subject, party) WHERE (closed IS NULL);
ALTER TABLE alerts ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON alerts USING (artel_sees(party));
GRANT SELECT, INSERT, UPDATE ON alerts TO artel_app;
