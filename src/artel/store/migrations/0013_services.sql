-- Complaints about deliveries, time of stations that is sold, and images that are sold again.

-- ---------------------------------------------------------------- complaints

CREATE TABLE complaints (
    id text PRIMARY KEY,
    delivery text NOT NULL,
    task text NOT NULL,
    order_id text NOT NULL,
    exercise boolean NOT NULL,
    owner text NOT NULL,
    customer text NOT NULL,
    ordered_by text NOT NULL,         -- the party of who placed the order
    body jsonb NOT NULL,              -- artel-complaint/1
    state text NOT NULL CHECK (state IN ('waiting', 'sent', 'acknowledged', 'accepted', 'disputed',
        'unanswered', 'upheld', 'dismissed', 'remedied')),
    remedy text CHECK (remedy IN ('fly-again', 'credit')),
    reason text NOT NULL DEFAULT '',  -- what the owner says
    decision text NOT NULL DEFAULT '',  -- what the operator says of a dispute
    decided_by text,
    tries integer NOT NULL DEFAULT 0,
    next_try timestamptz,
    made timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    answered timestamptz,
    closed timestamptz,
    FOREIGN KEY (task, exercise) REFERENCES tasks (id, exercise),
    FOREIGN KEY (order_id, exercise) REFERENCES orders (id, exercise)
);
CREATE UNIQUE INDEX one_complaint_a_delivery ON complaints (delivery);
CREATE INDEX complaints_due ON complaints (next_try) WHERE (next_try IS NOT NULL);
ALTER TABLE complaints ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON complaints USING (artel_sees(owner, owner));
-- Who ordered reads what was complained of and what came of it; nobody else does.
CREATE POLICY ordered ON complaints FOR SELECT
    USING (artel_party() IN (customer, ordered_by));
GRANT SELECT, INSERT, UPDATE ON complaints TO artel_app;

-- A complaint that the operator dismissed leaves the image good: who ordered may have it.
CREATE FUNCTION artel_dismissed(text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public
    AS $$ SELECT EXISTS (SELECT 1 FROM complaints WHERE delivery = $1 AND state = 'dismissed') $$;

-- ---------------------------------------------------------------- time of stations

-- A task of a station's time belongs to no plan: plans go around it.
ALTER TABLE tasks ALTER COLUMN plan DROP NOT NULL;
ALTER TABLE tasks ADD COLUMN kind text NOT NULL DEFAULT 'image'
    CHECK (kind IN ('image', 'station'));
ALTER TABLE tasks ADD CONSTRAINT image_of_a_plan CHECK ((kind = 'image') = (plan IS NOT NULL));
ALTER TABLE tasks ADD COLUMN report jsonb;  -- what the owner reports of time that was given

CREATE TABLE station_times (
    id text PRIMARY KEY,
    order_id text NOT NULL,
    exercise boolean NOT NULL,
    owner text NOT NULL,
    station text NOT NULL,
    antenna text NOT NULL,
    resource bigint NOT NULL REFERENCES resources,
    span tstzrange NOT NULL,          -- the guest's
    taken tstzrange NOT NULL,         -- and what the antenna needs to turn before and after
    state text NOT NULL CHECK (state IN ('held', 'booked', 'released', 'expired', 'withdrawn',
        'lost', 'given')),
    until timestamptz NOT NULL,       -- so long it is held
    task text REFERENCES tasks,
    made timestamptz NOT NULL,
    ended timestamptz,
    reason text NOT NULL DEFAULT '',
    FOREIGN KEY (order_id, exercise) REFERENCES orders (id, exercise)
);
CREATE INDEX station_times_standing ON station_times (order_id)
    WHERE (state IN ('held', 'booked'));
ALTER TABLE station_times ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON station_times USING (artel_sees(owner, owner));
CREATE POLICY of_order ON station_times FOR SELECT
    USING (EXISTS (SELECT 1 FROM orders o WHERE o.id = order_id));
GRANT SELECT, INSERT, UPDATE ON station_times TO artel_app;

-- What is held of a station excludes, and is excluded by, what is held for images.
ALTER TABLE hold_claims ALTER COLUMN hold DROP NOT NULL;
ALTER TABLE hold_claims ADD COLUMN station_time text REFERENCES station_times;
ALTER TABLE hold_claims ADD CONSTRAINT of_one CHECK (num_nonnulls(hold, station_time) = 1);

-- ---------------------------------------------------------------- the archive

-- An image that was delivered before and is given again, by reference to its file. Who gets it
-- reads nothing of the order that it was made for.
CREATE TABLE archive_items (
    id text PRIMARY KEY,
    order_id text NOT NULL,
    exercise boolean NOT NULL,
    delivery text NOT NULL REFERENCES deliveries,
    owner text NOT NULL,
    item jsonb NOT NULL,              -- the STAC Item without task and order
    sha256 text NOT NULL,
    area_km2 double precision NOT NULL,
    price_minor bigint,
    currency text NOT NULL,
    at timestamptz NOT NULL,
    UNIQUE (order_id, delivery),
    FOREIGN KEY (order_id, exercise) REFERENCES orders (id, exercise),
    CHECK (exercise = (currency = 'XTS'))
);
ALTER TABLE archive_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON archive_items USING (artel_sees(owner, owner));
CREATE POLICY of_order ON archive_items FOR SELECT
    USING (EXISTS (SELECT 1 FROM orders o WHERE o.id = order_id));
GRANT SELECT, INSERT ON archive_items TO artel_app;

DROP POLICY of_order ON deliveries;
CREATE POLICY of_order ON deliveries FOR SELECT USING (
    (verdict = 'accepted' OR artel_dismissed(id))
    AND EXISTS (SELECT 1 FROM orders o WHERE o.id = order_id));
