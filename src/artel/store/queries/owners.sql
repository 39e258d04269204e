-- name: consents_page
SELECT id, order_id, exercise, kind, article, party, state, question, asked, deadline, answered,
       answered_by
FROM consents WHERE (%(state)s::text IS NULL OR state = %(state)s) ORDER BY deadline, id

-- name: consent_locked
SELECT * FROM consents WHERE id = %(id)s FOR UPDATE

-- name: consent_closed
UPDATE consents SET state = %(state)s, answered = %(at)s, answered_by = %(by)s
WHERE id = %(id)s RETURNING *

-- name: consents_overdue
SELECT * FROM consents WHERE state = 'asked' AND deadline <= %(at)s ORDER BY id FOR UPDATE

-- name: withheld_put
INSERT INTO withheld (party, subject, reason) VALUES (%(party)s, %(subject)s, %(reason)s)
ON CONFLICT (party, subject) DO UPDATE SET reason = excluded.reason

-- name: withheld_of
SELECT reason FROM withheld WHERE subject = %(subject)s

-- name: consent_brought
INSERT INTO consents (id, order_id, exercise, kind, article, party, state, question, asked,
                      deadline, answered, answered_by)
VALUES (%(id)s, %(order_id)s, false, 'consent', %(article)s, %(party)s, 'granted', '{}', %(at)s,
        %(at)s, %(at)s, 'with the order')

-- name: centre_put
INSERT INTO centres (owner, exercise, kind, address, secret)
VALUES (%(owner)s, %(exercise)s, %(kind)s, %(address)s, %(secret)s)
ON CONFLICT (owner, exercise) DO UPDATE
    SET kind = excluded.kind, address = excluded.address, secret = excluded.secret

-- name: centres
SELECT owner, exercise, kind, address, secret, cursor FROM centres ORDER BY owner, exercise

-- name: centre_cursor
UPDATE centres SET cursor = %(cursor)s WHERE owner = %(owner)s AND exercise = %(exercise)s

-- name: tasks_claimed
UPDATE tasks t SET next_try = %(until)s, tries = tries + 1, sent = coalesce(t.sent, %(at)s)
FROM (
    SELECT id FROM tasks
    WHERE owner = %(owner)s AND exercise = %(exercise)s AND next_try <= %(at)s
        AND state = ANY (%(states)s)
    ORDER BY cutoff, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) chosen
WHERE t.id = chosen.id
RETURNING t.*

-- name: tasks_page
SELECT * FROM tasks
WHERE (%(after)s::text IS NULL OR id < %(after)s) AND (%(state)s::text IS NULL OR state = %(state)s)
ORDER BY id DESC LIMIT %(limit)s

-- name: task_by_id
SELECT * FROM tasks WHERE id = %(id)s

-- name: task_locked
SELECT * FROM tasks WHERE id = %(id)s FOR UPDATE

-- name: task_moved
UPDATE tasks SET state = %(state)s, reason = %(reason)s, next_try = %(next_try)s,
    sent = coalesce(sent, %(at)s), answered = %(at)s
WHERE id = %(id)s

-- name: task_asked_again
UPDATE tasks SET next_try = %(next_try)s, sent = coalesce(sent, %(at)s),
    reason = CASE WHEN state IN ('recalled', 'unanswered') THEN reason ELSE %(reason)s END,
    state = CASE WHEN state = 'waiting' THEN 'sent' ELSE state END
WHERE id = %(id)s AND state IN ('waiting', 'sent', 'acknowledged', 'flown', 'recalled', 'unanswered')
    AND next_try IS NOT NULL

-- name: tasks_of_order
SELECT id, plan, state, satellite FROM tasks
WHERE order_id = %(order_id)s AND state <> 'recalled' ORDER BY id

-- name: delivery_added
INSERT INTO deliveries (id, task, order_id, exercise, owner, handed, item, files, sha256, arrived,
                        verdict, faults)
VALUES (%(id)s, %(task)s, %(order_id)s, %(exercise)s, %(owner)s, %(handed)s, %(item)s, %(files)s,
        %(sha256)s, %(at)s, %(verdict)s, %(faults)s)
ON CONFLICT (task, handed, sha256) DO NOTHING
RETURNING id

-- name: deliveries_page
SELECT id, task, order_id, exercise, owner, item, files, sha256, arrived, verdict, faults
FROM deliveries
WHERE (%(after)s::text IS NULL OR id < %(after)s)
    AND (%(order_id)s::text IS NULL OR order_id = %(order_id)s)
ORDER BY id DESC LIMIT %(limit)s

-- name: delivery_by_id
SELECT id, task, order_id, exercise, owner, item, files, sha256, arrived, verdict, faults
FROM deliveries WHERE id = %(id)s
