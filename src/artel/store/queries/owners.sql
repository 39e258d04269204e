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

-- name: stray_added
INSERT INTO strays (owner, exercise, digest, at)
VALUES (%(owner)s, %(exercise)s, %(digest)s, %(at)s)
ON CONFLICT DO NOTHING

-- name: deliveries_page
SELECT id, task, order_id, exercise, owner, item, files, sha256, arrived, verdict, faults
FROM deliveries
WHERE (%(after)s::text IS NULL OR id < %(after)s)
    AND (%(order_id)s::text IS NULL OR order_id = %(order_id)s)
ORDER BY id DESC LIMIT %(limit)s

-- name: delivery_by_id
SELECT id, task, order_id, exercise, owner, item, files, sha256, arrived, verdict, faults
FROM deliveries WHERE id = %(id)s

-- name: complaint_added
INSERT INTO complaints (id, delivery, task, order_id, exercise, owner, customer, ordered_by, body,
                        state, next_try, made, answer_by)
VALUES (%(id)s, %(delivery)s, %(task)s, %(order_id)s, %(exercise)s, %(owner)s, %(customer)s,
        %(ordered_by)s, %(body)s, 'waiting', %(at)s, %(at)s, %(answer_by)s)
RETURNING *

-- name: complaints_claimed
UPDATE complaints c SET next_try = %(until)s, tries = tries + 1
FROM (
    SELECT id FROM complaints
    WHERE owner = %(owner)s AND exercise = %(exercise)s AND next_try <= %(at)s
    ORDER BY made, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) chosen
WHERE c.id = chosen.id
RETURNING c.*

-- name: complaints_page
SELECT * FROM complaints
WHERE (%(after)s::text IS NULL OR id < %(after)s) AND (%(state)s::text IS NULL OR state = %(state)s)
ORDER BY id DESC LIMIT %(limit)s

-- name: complaint_by_id
SELECT * FROM complaints WHERE id = %(id)s

-- name: complaint_locked
SELECT * FROM complaints WHERE id = %(id)s FOR UPDATE

-- name: complaint_asked_again
UPDATE complaints SET next_try = %(next_try)s, state = %(state)s
WHERE id = %(id)s AND state IN ('waiting', 'sent', 'acknowledged')

-- name: complaint_moved
UPDATE complaints SET state = %(state)s, remedy = %(remedy)s, reason = %(reason)s,
    decision = %(decision)s, decided_by = %(decided_by)s, next_try = NULL,
    answered = coalesce(answered, %(answered)s), closed = %(closed)s
WHERE id = %(id)s RETURNING *

-- name: complaints_of_task
SELECT * FROM complaints WHERE task = %(task)s AND closed IS NULL ORDER BY id FOR UPDATE

-- name: complaints_overdue
SELECT * FROM complaints
WHERE state IN ('waiting', 'sent', 'acknowledged') AND answer_by <= %(at)s ORDER BY id FOR UPDATE

-- name: party_of_account
SELECT party FROM accounts WHERE id = %(id)s

-- name: station_time_held
INSERT INTO station_times (id, order_id, exercise, owner, station, antenna, resource, span, taken,
                           state, until, made)
VALUES (%(id)s, %(order_id)s, %(exercise)s, %(owner)s, %(station)s, %(antenna)s, %(resource)s,
        %(span)s, %(taken)s, 'held', %(until)s, %(at)s)

-- name: station_time_claimed
INSERT INTO hold_claims (station_time, resource, span, exercise)
SELECT id, resource, taken, exercise FROM station_times WHERE id = %(id)s

-- name: station_claims_ended
UPDATE hold_claims SET live = false WHERE station_time = %(station_time)s

-- name: station_times_of_order
SELECT id, order_id, exercise, owner, station, antenna, resource, span, taken, state, until, task,
       made, ended, reason
FROM station_times WHERE order_id = %(order_id)s ORDER BY lower(span), id

-- name: station_times_over
SELECT id, order_id, station, antenna, taken FROM station_times
WHERE state = %(state)s AND exercise = %(exercise)s AND taken && %(horizon)s::tstzrange
ORDER BY id

-- name: station_times_sold
SELECT station, antenna, taken FROM station_times
WHERE state = 'booked' AND exercise = %(exercise)s ORDER BY lower(taken), id

-- name: station_time_in_plan
INSERT INTO bookings (plan, resource, span, order_id)
SELECT %(plan)s, resource, taken, order_id FROM station_times WHERE id = %(id)s

-- name: station_times_in_the_way
SELECT s.order_id FROM station_times s JOIN bookings b
    ON b.plan = %(plan)s AND b.resource = s.resource AND b.span && s.taken
WHERE s.state = 'held' AND s.exercise = %(exercise)s AND s.taken && %(horizon)s::tstzrange

-- name: station_times_ended
UPDATE station_times SET state = %(state)s, reason = %(reason)s, ended = %(at)s
WHERE order_id = %(order_id)s AND state IN ('held', 'booked')
RETURNING id, owner, task

-- name: station_time_booked
UPDATE station_times SET state = 'booked', task = %(task)s WHERE id = %(id)s AND state = 'held'

-- name: station_time_given
UPDATE station_times SET state = 'given', ended = %(at)s WHERE task = %(task)s

-- name: station_times_overdue
SELECT DISTINCT order_id FROM station_times
WHERE state = 'held' AND until <= %(at)s ORDER BY order_id

-- name: station_times_orphaned
SELECT DISTINCT s.order_id FROM station_times s JOIN orders o ON o.id = s.order_id
WHERE s.state IN ('held', 'booked') AND o.state = ANY (%(states)s) ORDER BY s.order_id

-- name: station_busy
SELECT r.name, b.span FROM bookings b
    JOIN resources r ON r.id = b.resource JOIN plans p ON p.version = b.plan
WHERE p.state = 'published' AND p.exercise = %(exercise)s AND r.kind = 'antenna'
    AND r.name = ANY (%(names)s) AND b.span && %(span)s::tstzrange
UNION ALL
SELECT r.name, c.span FROM hold_claims c JOIN resources r ON r.id = c.resource
WHERE c.live AND c.exercise = %(exercise)s AND r.kind = 'antenna' AND r.name = ANY (%(names)s)
    AND c.span && %(span)s::tstzrange

-- name: plans_met
SELECT version, horizon FROM plans
WHERE state = 'published' AND exercise = %(exercise)s AND horizon && %(span)s::tstzrange
ORDER BY version

-- name: station_task_added
INSERT INTO tasks (id, plan, kind, order_id, exercise, owner, satellite, body, cutoff, state,
                   next_try, written)
VALUES (%(id)s, NULL, 'station', %(order_id)s, %(exercise)s, %(owner)s, %(satellite)s, %(body)s,
        %(cutoff)s, 'waiting', %(at)s, %(at)s)

-- name: task_reported
UPDATE tasks SET state = 'delivered', report = %(report)s, next_try = NULL, answered = %(at)s
WHERE id = %(id)s

-- name: archive_candidates
SELECT d.id, d.owner, d.item, d.sha256, t.satellite, t.body FROM deliveries d
    JOIN tasks t ON t.id = d.task
WHERE (d.verdict = 'accepted' OR artel_dismissed(d.id)) AND d.exercise = %(exercise)s
    AND (t.body->>'start')::timestamptz >= %(start)s AND (t.body->>'end')::timestamptz <= %(end)s
    AND (t.body->>'max_gsd_m')::double precision <= %(gsd_m)s
ORDER BY t.body->>'start' DESC, d.id LIMIT %(limit)s

-- name: archive_item_added
INSERT INTO archive_items (id, order_id, exercise, delivery, owner, item, sha256, area_km2,
                           price_minor, currency, at)
VALUES (%(id)s, %(order_id)s, %(exercise)s, %(delivery)s, %(owner)s, %(item)s, %(sha256)s,
        %(area_km2)s, %(price_minor)s, %(currency)s, %(at)s)

-- name: archive_items_of_order
SELECT id, order_id, exercise, owner, item, sha256, area_km2, price_minor, currency, at
FROM archive_items WHERE order_id = %(order_id)s ORDER BY id

-- name: archive_item_by_id
SELECT id, order_id, exercise, owner, item, sha256, area_km2, price_minor, currency, at
FROM archive_items WHERE id = %(id)s
