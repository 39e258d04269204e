-- name: pool_files
SELECT name, content, digest, changed FROM pool_files ORDER BY name

-- name: pool_file_put
INSERT INTO pool_files (name, content, digest, changed)
VALUES (%(name)s, %(content)s, %(digest)s, %(at)s)
ON CONFLICT (name) DO UPDATE
    SET content = excluded.content, digest = excluded.digest, changed = excluded.changed

-- name: blockouts_standing
SELECT id, owner, kind, asset, span FROM blockouts WHERE lifted IS NULL ORDER BY id

-- name: plan_added
INSERT INTO plans (exercise, base, state, horizon, value, bound, method, sha256, document, report,
                   made, made_by)
VALUES (%(exercise)s, %(base)s, 'draft', %(horizon)s, %(value)s, %(bound)s, %(method)s, %(sha256)s,
        %(document)s, %(report)s, %(at)s, %(by)s)
RETURNING version

-- name: plan_head
SELECT version, exercise, base, state, horizon, value, bound, method, sha256, report, made, made_by,
    (SELECT name FROM accounts WHERE id = made_by) AS maker
FROM plans WHERE version = %(version)s

-- name: plan_locked
SELECT * FROM plans WHERE version = %(version)s FOR UPDATE

-- name: plan_document
SELECT document FROM plans WHERE version = %(version)s

-- name: plans_page
SELECT version, exercise, base, state, horizon, value, bound, method, sha256, made, made_by,
    (SELECT name FROM accounts WHERE id = made_by) AS maker
FROM plans WHERE (%(after)s::bigint IS NULL OR version < %(after)s)
ORDER BY version DESC LIMIT %(limit)s

-- name: plan_published_at
SELECT version FROM plans
WHERE state = 'published' AND exercise = %(exercise)s AND horizon @> %(at)s::timestamptz

-- name: plans_published_over
SELECT version FROM plans
WHERE state = 'published' AND exercise = %(exercise)s AND horizon && %(horizon)s::tstzrange
ORDER BY version FOR UPDATE

-- name: plan_state
UPDATE plans SET state = %(state)s WHERE version = %(version)s

-- name: resource_named
INSERT INTO resources (kind, name) VALUES (%(kind)s, %(name)s)
ON CONFLICT (kind, name) DO UPDATE SET name = excluded.name
RETURNING id

-- name: booking_added
INSERT INTO bookings (plan, resource, span, order_id, image)
VALUES (%(plan)s, %(resource)s, tstzrange(%(start)s, %(end)s), %(order_id)s, %(image)s)

-- name: task_added
INSERT INTO tasks (id, plan, order_id, exercise, owner, satellite, body, cutoff, state,
                   next_try, written)
VALUES (%(id)s, %(plan)s, %(order_id)s, %(exercise)s, %(owner)s, %(satellite)s, %(body)s,
        %(cutoff)s, 'waiting', %(next_try)s, %(next_try)s)

-- name: tasks_of_plan
SELECT * FROM tasks WHERE plan = %(plan)s AND state NOT IN ('recalled', 'refused', 'unanswered', 'failed') ORDER BY id

-- name: task_kept
UPDATE tasks SET plan = %(plan)s WHERE id = %(id)s

-- name: task_recalled
UPDATE tasks SET state = 'recalled', reason = %(reason)s, answered = %(at)s,
    next_try = CASE WHEN sent IS NULL THEN NULL ELSE %(at)s END
WHERE id = %(id)s

-- name: consent_asked
INSERT INTO consents (id, order_id, exercise, kind, article, party, state, question, asked,
                      deadline)
VALUES (%(id)s, %(order_id)s, %(exercise)s, %(kind)s, %(article)s, %(party)s, 'asked',
        %(question)s, %(at)s, %(deadline)s)
ON CONFLICT (order_id, kind, article, party) DO NOTHING
RETURNING id

-- name: notice_added
INSERT INTO notices (id, order_id, exercise, kind, sentence, article, credit_minor, currency, at)
VALUES (%(id)s, %(order_id)s, %(exercise)s, %(kind)s, %(sentence)s, %(article)s, %(credit_minor)s,
        %(currency)s, %(at)s)

-- name: notices_of_order
SELECT id, kind, sentence, article, credit_minor, currency, at
FROM notices WHERE order_id = %(order_id)s ORDER BY at, id

-- name: ledger_entry
INSERT INTO ledger_entries (id, exercise, at, text, order_id)
VALUES (%(id)s, %(exercise)s, %(at)s, %(text)s, %(order_id)s)

-- name: ledger_line
INSERT INTO ledger_lines (entry, exercise, account, amount_minor, currency)
VALUES (%(entry)s, %(exercise)s, %(account)s, %(amount_minor)s, %(currency)s)

-- name: schema_version
SELECT max(version) AS version FROM artel_version
