-- name: plan_shown
SELECT version, state, horizon, sha256, value, bound FROM plans
WHERE CASE WHEN %(version)s::bigint IS NULL
    THEN state = 'published' AND NOT exercise
        AND upper(horizon) > %(at)s::timestamptz AND lower(horizon) <= %(until)s::timestamptz
    ELSE version = %(version)s END
ORDER BY lower(horizon) LIMIT 1

-- name: orders_shown
SELECT id, coalesce(wish ->> 'name', '') AS name, brought_by FROM orders WHERE id = ANY (%(ids)s)

-- name: tasks_shown
SELECT order_id, satellite FROM tasks WHERE plan = %(version)s

-- name: newest_event
SELECT coalesce(max(seq), 0) AS seq FROM events

-- name: note_added
INSERT INTO handover_notes (id, at, by, author, text)
VALUES (%(id)s, %(at)s, %(by)s, %(author)s, %(text)s) RETURNING *

-- name: notes_page
SELECT * FROM handover_notes WHERE %(after)s::text IS NULL OR id < %(after)s
ORDER BY id DESC LIMIT %(limit)s
