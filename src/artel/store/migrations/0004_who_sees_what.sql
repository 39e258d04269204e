-- Who sees what: policies that the desk's role cannot lift, and what that role may write.

DO $$
DECLARE
    secret text;
    open_to_all text;
    own text[];
BEGIN
    -- Read by the desk's own hand alone, or by the account itself.
    FOREACH secret IN ARRAY ARRAY['credentials', 'sessions', 'api_keys', 'one_time_links',
                                  'identities', 'idempotency'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', secret);
        EXECUTE format('CREATE POLICY own ON %I USING (artel_role() = ''system''
                        OR account = artel_account()
                        OR (artel_role() = ''admin'' AND %L IN (''api_keys'', ''one_time_links'',
                            ''sessions'')))', secret, secret);
    END LOOP;
    -- Rows of the operator, and of the parties named in their columns.
    FOREACH own SLICE 1 IN ARRAY ARRAY[
        ['orders', 'brought_by', 'customer'], ['activations', 'party', 'party'],
        ['consents', 'party', 'party'], ['blockouts', 'owner', 'owner'],
        ['health', 'owner', 'owner'], ['centres', 'owner', 'owner'], ['tasks', 'owner', 'owner'],
        ['deliveries', 'owner', 'owner'], ['webhooks', 'party', 'party']] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', own[1]);
        EXECUTE format('CREATE POLICY parties ON %I USING (artel_sees(%I, %I))',
                       own[1], own[2], own[3]);
    END LOOP;
    -- Rows of the operator alone.
    FOREACH secret IN ARRAY ARRAY['plans', 'plan_runs', 'bookings', 'ledger_entries',
                                  'ledger_lines', 'hold_claims', 'pool_files'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', secret);
        EXECUTE format('CREATE POLICY operator ON %I USING (artel_scope() = ''operator'')', secret);
    END LOOP;
    -- Rows of an order: whoever sees the order sees them.
    FOREACH secret IN ARRAY ARRAY['order_steps', 'holds', 'notices'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', secret);
        EXECUTE format('CREATE POLICY of_order ON %I USING (artel_scope() = ''operator''
                        OR EXISTS (SELECT 1 FROM orders o WHERE o.id = order_id))', secret);
    END LOOP;
    FOREACH open_to_all IN ARRAY ARRAY['proposals', 'votes', 'decisions', 'follow_ups'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', open_to_all);
        EXECUTE format('CREATE POLICY members ON %I FOR SELECT USING (artel_scope() = ''operator''
                        OR artel_role() IN (''owner'', ''observer'', ''partner''))', open_to_all);
        EXECUTE format('CREATE POLICY written ON %I FOR ALL USING (artel_scope() = ''operator''
                        OR artel_role() = ''owner'')', open_to_all);
    END LOOP;
END $$;
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON accounts USING (artel_scope() = 'operator' OR id = artel_account()
    OR (party <> '' AND party = artel_party()));
ALTER TABLE withheld ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON withheld USING (party = artel_party());
ALTER TABLE activation_steps ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_activation ON activation_steps USING (artel_scope() = 'operator'
    OR EXISTS (SELECT 1 FROM activations a WHERE a.id = activation));
ALTER TABLE webhook_tries ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_webhook ON webhook_tries USING (artel_scope() = 'operator'
    OR EXISTS (SELECT 1 FROM webhooks w WHERE w.id = webhook));
-- The customer of a delivered image sees its delivery, as well as the owner that made it.
CREATE POLICY of_order ON deliveries FOR SELECT
    USING (EXISTS (SELECT 1 FROM orders o WHERE o.id = order_id));

GRANT SELECT, INSERT, UPDATE ON
    accounts, credentials, sessions, api_keys, one_time_links, identities, idempotency,
    pool_files, health, blockouts, withheld, activations, activation_steps, orders, order_steps,
    consents, resources, plan_runs, plans, bookings, holds, hold_claims, centres, tasks,
    deliveries, notices, ledger_entries, ledger_lines, webhooks, webhook_tries, proposals,
    votes, decisions, follow_ups
    TO artel_app;
GRANT DELETE ON sessions, one_time_links, idempotency, webhook_tries, centres TO artel_app;
GRANT USAGE ON SEQUENCE artel_ids TO artel_app;
-- What happened stays as it was told.
REVOKE UPDATE ON order_steps, activation_steps, ledger_entries, ledger_lines, deliveries, votes,
    bookings, notices, health FROM artel_app;
