-- Holds: how each ended and why, the time window that its customer is told, and claims by what is
-- real and what is an exercise.

ALTER TABLE holds DROP CONSTRAINT holds_state_check;
ALTER TABLE holds ADD CONSTRAINT holds_state_check
    CHECK (state IN ('held', 'accepted', 'released', 'expired', 'withdrawn'));
ALTER TABLE holds ADD COLUMN span tstzrange NOT NULL;          -- all that it uses, links and all
ALTER TABLE holds ADD COLUMN window_open timestamptz NOT NULL; -- about when the image is taken
ALTER TABLE holds ADD COLUMN window_close timestamptz NOT NULL;
ALTER TABLE holds ADD COLUMN delivered timestamptz NOT NULL;
ALTER TABLE holds ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE holds ADD COLUMN ended timestamptz;
-- Whether the customer of a hold that was withdrawn was told what else there is.
ALTER TABLE holds ADD COLUMN told boolean NOT NULL DEFAULT false;
CREATE INDEX holds_live ON holds (until) WHERE (state = 'held');

ALTER TABLE hold_claims ADD COLUMN exercise boolean NOT NULL;
-- A command pass may carry what several holds ask of one satellite.
ALTER TABLE hold_claims ADD COLUMN shared boolean NOT NULL DEFAULT false;
ALTER TABLE hold_claims DROP CONSTRAINT no_double_hold;
ALTER TABLE hold_claims ADD CONSTRAINT no_double_hold EXCLUDE USING gist (
    int4range(exercise::int, exercise::int, '[]') WITH &&,
    int8range(resource, resource, '[]') WITH &&, span WITH &&) WHERE (live AND NOT shared);
