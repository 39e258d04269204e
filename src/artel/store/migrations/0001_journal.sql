-- The journal and the events. What is written here stays: not even the owner of the tables changes
-- it, except personal bodies, which can be deleted.
-- Each connection of the desk works as the role artel_app, under these policies; a unit of work
-- says in artel.scope and artel.party in whose name it acts.

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'artel_app') THEN
        CREATE ROLE artel_app NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- another database of the same server was quicker
END $$;
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'artel_app', 'SET') THEN
        EXECUTE format('GRANT artel_app TO %I WITH INHERIT FALSE, SET TRUE', current_user);
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO artel_app;

CREATE TABLE artel_version (
    version integer PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE journal (
    number bigint PRIMARY KEY,
    at timestamptz NOT NULL,          -- whole milliseconds, as sealed
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    digest text NOT NULL,
    previous text NOT NULL,
    sequences jsonb NOT NULL,         -- member -> the how manyth of its entries this is
    hash text NOT NULL UNIQUE
);
-- Bodies as their canonical text: a digest is that of these very characters. The digest of the part
-- that is personal stands in the body, so that the part can be deleted.
CREATE TABLE journal_bodies (
    number bigint NOT NULL REFERENCES journal,
    part text NOT NULL CHECK (part IN ('body', 'personal')),
    salt text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (number, part)
);
CREATE TABLE journal_sequences (
    member text NOT NULL,
    sequence bigint NOT NULL,
    number bigint NOT NULL REFERENCES journal,
    PRIMARY KEY (member, sequence),
    UNIQUE (number, member)
);
CREATE TABLE journal_heads (
    day date PRIMARY KEY,
    size bigint NOT NULL,
    root text NOT NULL,
    at timestamptz NOT NULL,
    sequences jsonb NOT NULL,
    signature text NOT NULL
);
CREATE TABLE countersignatures (
    day date NOT NULL REFERENCES journal_heads,
    size bigint NOT NULL,
    member text NOT NULL,
    signature text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (day, member)
);
-- What is told to people and machines; numbers are given in the order of commits.
CREATE TABLE events (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    audience text[] NOT NULL,
    body jsonb NOT NULL
);

-- ---------------------------------------------------------------- what is written stays

CREATE FUNCTION journal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal stays as it was written: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION journal_body_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.part = 'personal' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the body of entry % is not personal and stays', OLD.number
        USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['journal', 'journal_bodies', 'journal_sequences', 'journal_heads',
                                'countersignatures'] LOOP
        EXECUTE format('CREATE TRIGGER stays_whole BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION journal_stays()', kept);
        EXECUTE format('CREATE TRIGGER stays BEFORE UPDATE ON %I
                        FOR EACH ROW EXECUTE FUNCTION journal_stays()', kept);
        EXECUTE format('CREATE TRIGGER stays_there BEFORE DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION %I()', kept,
                       CASE kept WHEN 'journal_bodies' THEN 'journal_body_stays'
                                 ELSE 'journal_stays' END);
        -- ALWAYS: also for a session that calls itself a replica.
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER stays_whole', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER stays', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER stays_there', kept);
    END LOOP;
END $$;

-- ---------------------------------------------------------------- each entry follows the last

-- Holds other writers of the journal back until this transaction ends, and returns the last entry.
CREATE FUNCTION journal_last() RETURNS SETOF journal
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(107091337636866);
    RETURN QUERY SELECT * FROM journal ORDER BY number DESC LIMIT 1;
END $$;
CREATE FUNCTION journal_counts(members text[]) RETURNS TABLE (member text, sequence bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m, (SELECT coalesce(max(s.sequence), 0) FROM journal_sequences s WHERE s.member = m)
    FROM unnest(members) AS m
$$;
CREATE FUNCTION journal_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last journal;
BEGIN
    SELECT * INTO last FROM journal ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
            OR NEW.previous <> coalesce(last.hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'entry % does not follow entry %', NEW.number, coalesce(last.number, 0)
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION journal_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    given record;
BEGIN
    FOR given IN SELECT key AS member, value::bigint AS sequence
                 FROM jsonb_each_text(NEW.sequences) LOOP
        IF given.sequence <> (SELECT coalesce(max(s.sequence), 0) + 1 FROM journal_sequences s
                              WHERE s.member = given.member) THEN
            RAISE EXCEPTION 'entry % is not number % of %', NEW.number, given.sequence, given.member
                USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO journal_sequences VALUES (given.member, given.sequence, NEW.number);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER follows BEFORE INSERT ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_follows();
CREATE TRIGGER counted AFTER INSERT ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_counted();

-- ---------------------------------------------------------------- who sees what

ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_bodies ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_sequences ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE countersignatures ENABLE ROW LEVEL SECURITY;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;

CREATE POLICY seen ON journal_sequences FOR SELECT
    USING (current_setting('artel.scope', true) = 'operator'
        OR (member <> '' AND member = current_setting('artel.party', true)));
-- Whose sequence it has, sees the entry and its body; personal parts are the operator's to show.
CREATE POLICY seen ON journal FOR SELECT
    USING (current_setting('artel.scope', true) = 'operator' OR EXISTS (
        SELECT 1 FROM journal_sequences s WHERE s.number = journal.number));
CREATE POLICY seen ON journal_bodies FOR SELECT
    USING (current_setting('artel.scope', true) = 'operator' OR (part = 'body' AND EXISTS (
        SELECT 1 FROM journal_sequences s WHERE s.number = journal_bodies.number)));
CREATE POLICY written ON journal FOR INSERT WITH CHECK (true);
CREATE POLICY written ON journal_bodies FOR INSERT WITH CHECK (true);
CREATE POLICY deleted ON journal_bodies FOR DELETE
    USING (current_setting('artel.scope', true) = 'operator');
CREATE POLICY seen ON journal_heads FOR SELECT USING (true);
CREATE POLICY written ON journal_heads FOR INSERT
    WITH CHECK (current_setting('artel.scope', true) = 'operator');
CREATE POLICY seen ON countersignatures FOR SELECT USING (true);
CREATE POLICY written ON countersignatures FOR INSERT
    WITH CHECK (current_setting('artel.scope', true) = 'operator'
        OR member = current_setting('artel.party', true));
CREATE POLICY seen ON events FOR SELECT
    USING (current_setting('artel.scope', true) = 'operator'
        OR current_setting('artel.party', true) = ANY (audience));
CREATE POLICY written ON events FOR INSERT WITH CHECK (true);

GRANT SELECT ON artel_version, journal_sequences TO artel_app;
GRANT SELECT, INSERT ON journal, journal_heads, countersignatures, events TO artel_app;
GRANT SELECT, INSERT, DELETE ON journal_bodies TO artel_app;
REVOKE ALL ON FUNCTION journal_last(), journal_counts(text[]), journal_follows(), journal_counted()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_last(), journal_counts(text[]) TO artel_app;
