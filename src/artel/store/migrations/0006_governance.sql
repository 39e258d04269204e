-- Activations with a due time for each step, governance, and what keeps exercises from what is real.

-- ---------------------------------------------------------------- activations

ALTER TABLE activations DROP CONSTRAINT activations_state_check;
ALTER TABLE activations ADD CONSTRAINT activations_state_check CHECK (state IN
    ('called', 'checked', 'assigned', 'planned', 'managed', 'closed', 'refused'));
ALTER TABLE activations ADD COLUMN officer text NOT NULL DEFAULT '';
ALTER TABLE activations ADD COLUMN manager text NOT NULL DEFAULT '';
ALTER TABLE activations ADD COLUMN report text NOT NULL DEFAULT '';
ALTER TABLE activations ADD COLUMN alerted text NOT NULL DEFAULT '';  -- in which state it was late
ALTER TABLE activations ALTER COLUMN due DROP NOT NULL;               -- nothing is due of a closed one
ALTER TABLE activation_steps ADD COLUMN due timestamptz;              -- when this step was due
CREATE INDEX activations_due ON activations (due) WHERE (due IS NOT NULL);
CREATE INDEX orders_of_activation ON orders (activation) WHERE (activation IS NOT NULL);

-- ---------------------------------------------------------------- exercises

-- The id of whatever belongs to an exercise shows it, and no other id does.
DO $$
DECLARE
    marked text;
BEGIN
    FOREACH marked IN ARRAY ARRAY['activations', 'orders', 'consents', 'holds', 'tasks',
                                  'deliveries', 'notices', 'ledger_entries'] LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT exercise_shows
                        CHECK (exercise = (id LIKE ''EX-%%''))', marked);
    END LOOP;
END $$;
ALTER TABLE holds ADD UNIQUE (id, exercise);
ALTER TABLE holds ADD FOREIGN KEY (plan, exercise) REFERENCES plans (version, exercise);
ALTER TABLE hold_claims ADD FOREIGN KEY (hold, exercise) REFERENCES holds (id, exercise);
-- What is an exercise stays one.
CREATE FUNCTION exercise_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.exercise <> OLD.exercise THEN
        RAISE EXCEPTION 'what is an exercise stays one, and what is real stays real'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['activations', 'orders', 'consents', 'holds', 'plans', 'tasks'] LOOP
        EXECUTE format('CREATE TRIGGER exercise_stays BEFORE UPDATE OF exercise ON %I
                        FOR EACH ROW EXECUTE FUNCTION exercise_stays()', kept);
    END LOOP;
END $$;

-- ---------------------------------------------------------------- governance

ALTER TABLE proposals ADD COLUMN outcome jsonb;                   -- how the votes were counted
ALTER TABLE proposals ADD COLUMN trouble text NOT NULL DEFAULT ''; -- why it did not enter into force
CREATE INDEX proposals_by_state ON proposals (state, closes);
-- A vote may change until the close: each is a row, and the last one counts.
ALTER TABLE votes DROP CONSTRAINT votes_pkey;
ALTER TABLE votes ADD COLUMN number integer NOT NULL;
ALTER TABLE votes ADD PRIMARY KEY (proposal, party, number);
ALTER TABLE votes DROP COLUMN in_force;
-- From when a proposal that was carried binds each member.
CREATE TABLE bindings (
    proposal text NOT NULL REFERENCES proposals,
    party text NOT NULL,
    in_force timestamptz NOT NULL,
    PRIMARY KEY (proposal, party)
);
ALTER TABLE bindings ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON bindings FOR SELECT USING (artel_scope() = 'operator'
    OR artel_role() IN ('owner', 'observer', 'partner'));
CREATE POLICY written ON bindings FOR INSERT WITH CHECK (artel_scope() = 'operator');
GRANT SELECT, INSERT ON bindings TO artel_app;

-- A member proposes and votes for itself alone; the record is the operator's to keep.
DROP POLICY written ON proposals;
DROP POLICY written ON votes;
DROP POLICY written ON decisions;
DROP POLICY written ON follow_ups;
CREATE POLICY proposed ON proposals FOR INSERT
    WITH CHECK (artel_role() = 'owner' AND proposed_by = artel_party());
CREATE POLICY changed ON proposals FOR UPDATE USING (artel_scope() = 'operator'
    OR (artel_role() = 'owner' AND proposed_by = artel_party()));
CREATE POLICY cast_for_itself ON votes FOR INSERT
    WITH CHECK (artel_role() = 'owner' AND party = artel_party());
CREATE POLICY recorded ON decisions FOR INSERT WITH CHECK (artel_scope() = 'operator');
CREATE POLICY recorded ON follow_ups FOR INSERT WITH CHECK (artel_scope() = 'operator');
CREATE POLICY kept ON follow_ups FOR UPDATE USING (artel_scope() = 'operator');
REVOKE UPDATE ON decisions FROM artel_app;
