-- The desk: people and machines, the pool's files, activations and orders.
-- Who sees a row is said in 0004_who_sees_what.sql.

CREATE SEQUENCE artel_ids;

CREATE FUNCTION artel_scope() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT coalesce(current_setting('artel.scope', true), '') $$;
CREATE FUNCTION artel_party() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT coalesce(current_setting('artel.party', true), '') $$;
CREATE FUNCTION artel_account() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT coalesce(current_setting('artel.account', true), '') $$;
CREATE FUNCTION artel_role() RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT coalesce(current_setting('artel.role', true), '') $$;
CREATE FUNCTION artel_sees(VARIADIC parties text[]) RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT artel_scope() = 'operator' OR artel_party() = ANY (parties) $$;

-- ---------------------------------------------------------------- people and machines

CREATE TABLE accounts (
    id text PRIMARY KEY,
    name text NOT NULL,
    email text,
    role text NOT NULL CHECK (role IN ('planner', 'finance', 'owner', 'customer', 'terminal_owner',
        'partner', 'observer', 'auditor', 'admin')),
    party text NOT NULL DEFAULT '',   -- member, partner, observer or customer; '' for the operator
    home text NOT NULL DEFAULT '',    -- the party that brings a customer's orders
    authorised_user boolean NOT NULL DEFAULT false,  -- may call an activation
    active boolean NOT NULL DEFAULT true,
    made timestamptz NOT NULL,
    CHECK ((role IN ('planner', 'finance', 'auditor', 'admin')) = (party = ''))
);
CREATE TABLE credentials (
    account text PRIMARY KEY REFERENCES accounts,
    scheme text NOT NULL,
    salt bytea NOT NULL,
    hash bytea NOT NULL,
    changed timestamptz NOT NULL
);
CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    account text NOT NULL REFERENCES accounts,
    csrf_hash bytea NOT NULL,
    made timestamptz NOT NULL,
    ends timestamptz NOT NULL
);
CREATE TABLE api_keys (
    id text PRIMARY KEY,
    account text NOT NULL REFERENCES accounts,
    name text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    made timestamptz NOT NULL,
    ends timestamptz,
    revoked timestamptz,
    used timestamptz
);
CREATE TABLE one_time_links (
    hash bytea PRIMARY KEY,
    purpose text NOT NULL,
    account text NOT NULL REFERENCES accounts,
    ends timestamptz NOT NULL,
    used timestamptz
);
CREATE TABLE identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    account text NOT NULL REFERENCES accounts,
    PRIMARY KEY (issuer, subject)
);
CREATE TABLE idempotency (
    account text NOT NULL,
    key text NOT NULL,
    digest text NOT NULL,
    status integer NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    made timestamptz NOT NULL,
    PRIMARY KEY (account, key)
);

-- ---------------------------------------------------------------- the pool

CREATE TABLE pool_files (
    name text PRIMARY KEY,
    content text NOT NULL,
    digest text NOT NULL,
    changed timestamptz NOT NULL
);
CREATE TABLE health (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asset text NOT NULL,
    owner text NOT NULL,
    state text NOT NULL CHECK (state IN ('nominal', 'degraded', 'lost')),
    note text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    told_by text NOT NULL
);
CREATE TABLE blockouts (
    id text PRIMARY KEY,
    owner text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('block-out', 'recall', 'loss')),
    asset text NOT NULL,
    span tstzrange NOT NULL,
    made timestamptz NOT NULL,
    made_by text NOT NULL,
    lifted timestamptz
);
-- What a party keeps to itself: nobody else reads it, the operator included.
CREATE TABLE withheld (
    party text NOT NULL,
    subject text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (party, subject)
);

-- ---------------------------------------------------------------- orders

CREATE TABLE activations (
    id text PRIMARY KEY,
    exercise boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('called', 'checked', 'assigned', 'planned', 'closed', 'refused')),
    called_by text NOT NULL,
    party text NOT NULL,
    body jsonb NOT NULL,
    called timestamptz NOT NULL,
    due timestamptz NOT NULL,
    UNIQUE (id, exercise)
);
CREATE TABLE activation_steps (
    activation text NOT NULL REFERENCES activations,
    number integer NOT NULL,
    state text NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    duty text NOT NULL,
    note text NOT NULL DEFAULT '',
    late boolean NOT NULL,
    PRIMARY KEY (activation, number)
);
CREATE TABLE orders (
    id text PRIMARY KEY,
    exercise boolean NOT NULL DEFAULT false,
    brought_by text NOT NULL,
    customer text NOT NULL,
    placed_by text NOT NULL,
    kind text NOT NULL,
    class text NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'quoted', 'received', 'accepted', 'held',
        'scheduled', 'tasked', 'acquired', 'downlinked', 'delivered', 'completed', 'rejected',
        'cancelled', 'failed', 'expired')),
    wish jsonb NOT NULL,
    not_before timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    deliver_by timestamptz NOT NULL,
    activation text,
    version integer NOT NULL DEFAULT 1,
    made timestamptz NOT NULL,
    changed timestamptz NOT NULL,
    UNIQUE (id, exercise),
    FOREIGN KEY (activation, exercise) REFERENCES activations (id, exercise)
);
CREATE INDEX orders_by_state ON orders (state, not_after);
CREATE INDEX orders_by_customer ON orders (customer, made);
CREATE TABLE order_steps (
    order_id text NOT NULL REFERENCES orders,
    number integer NOT NULL,
    from_state text,
    state text NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    reason text NOT NULL DEFAULT '',
    article text,
    PRIMARY KEY (order_id, number)
);
CREATE TABLE consents (
    id text PRIMARY KEY,
    order_id text NOT NULL,
    exercise boolean NOT NULL,
    kind text NOT NULL CHECK (kind IN ('consent', 'veto')),
    article text NOT NULL,
    party text NOT NULL,
    state text NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'lapsed')),
    question jsonb NOT NULL,
    asked timestamptz NOT NULL,
    deadline timestamptz NOT NULL,
    answered timestamptz,
    answered_by text,
    UNIQUE (order_id, kind, article, party),
    FOREIGN KEY (order_id, exercise) REFERENCES orders (id, exercise)
);
