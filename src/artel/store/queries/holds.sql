-- name: pool_digests
SELECT name, digest FROM pool_files ORDER BY name

-- name: plan_over
SELECT version, sha256, horizon FROM plans
WHERE state = 'published' AND exercise = %(exercise)s
    AND horizon && tstzrange(%(start)s, %(end)s)
ORDER BY lower(horizon) LIMIT 1

-- name: plan_of_span
SELECT version, sha256, horizon FROM plans
WHERE state = 'published' AND exercise = %(exercise)s AND horizon @> %(span)s::tstzrange

-- name: holds_live
SELECT * FROM holds
WHERE state = 'held' AND exercise = %(exercise)s AND until > %(at)s ORDER BY id

-- name: holds_overdue
SELECT * FROM holds WHERE state = 'held' AND until <= %(at)s ORDER BY id

-- name: holds_to_tell
SELECT * FROM holds WHERE state = 'withdrawn' AND NOT told ORDER BY id

-- name: hold_told
UPDATE holds SET told = true WHERE id = %(id)s AND NOT told

-- name: hold_by_id
SELECT id, order_id, exercise, state, made, until, window_open, window_close, delivered, reason,
    ended
FROM holds WHERE id = %(id)s

-- name: hold_locked
SELECT * FROM holds WHERE id = %(id)s FOR UPDATE

-- name: holds_page
SELECT id, order_id, exercise, state, made, until, window_open, window_close, delivered, reason,
    ended
FROM holds WHERE (%(after)s::text IS NULL OR id < %(after)s)
    AND (%(state)s::text IS NULL OR state = %(state)s)
ORDER BY id DESC LIMIT %(limit)s

-- name: hold_added
INSERT INTO holds (id, order_id, exercise, state, document, plan, made, until, span, window_open,
                   window_close, delivered)
VALUES (%(id)s, %(order_id)s, %(exercise)s, 'held', %(document)s, %(plan)s, %(at)s, %(until)s,
        tstzrange(%(start)s, %(end)s), %(window_open)s, %(window_close)s, %(delivered)s)

-- name: hold_claimed
INSERT INTO hold_claims (hold, resource, span, exercise, shared)
VALUES (%(hold)s, %(resource)s, tstzrange(%(start)s, %(end)s), %(exercise)s, %(shared)s)

-- name: hold_ended
UPDATE holds SET state = %(state)s, reason = %(reason)s, ended = %(at)s
WHERE id = %(id)s AND state = 'held'

-- name: hold_claims_ended
UPDATE hold_claims SET live = false WHERE hold = %(hold)s
