-- name: alert_raised
INSERT INTO alerts (id, kind, subject, party, role, sentence, proposal, raised, escalates)
VALUES (%(id)s, %(kind)s, %(subject)s, %(party)s, %(role)s, %(sentence)s, %(proposal)s, %(at)s,
        %(escalates)s)
ON CONFLICT DO NOTHING

-- name: alerts_page
SELECT * FROM alerts
WHERE (%(after)s::text IS NULL OR id < %(after)s) AND (NOT %(open)s OR closed IS NULL)
ORDER BY id DESC LIMIT %(limit)s

-- name: alert_locked
SELECT * FROM alerts WHERE id = %(id)s FOR UPDATE

-- name: alert_acknowledged
UPDATE alerts SET acknowledged = %(at)s, acknowledged_by = %(by)s, escalates = NULL
WHERE id = %(id)s RETURNING *

-- name: alert_closed
UPDATE alerts SET closed = %(at)s, escalates = NULL WHERE id = %(id)s RETURNING *

-- name: alerts_of_subject
SELECT * FROM alerts WHERE subject = %(subject)s AND closed IS NULL ORDER BY id FOR UPDATE

-- name: alerts_unheard
SELECT * FROM alerts WHERE closed IS NULL AND acknowledged IS NULL AND escalates <= %(at)s
ORDER BY id FOR UPDATE

-- name: alert_escalated
UPDATE alerts SET role = %(role)s, party = %(party)s, escalates = %(escalates)s WHERE id = %(id)s

-- name: blockout_added
INSERT INTO blockouts (id, owner, kind, asset, span, made, made_by, reason)
VALUES (%(id)s, %(owner)s, %(kind)s, %(asset)s, %(span)s, %(at)s, %(by)s, %(reason)s)
RETURNING *

-- name: blockout_locked
SELECT * FROM blockouts WHERE id = %(id)s FOR UPDATE

-- name: blockout_lifted
UPDATE blockouts SET lifted = %(at)s WHERE id = %(id)s AND lifted IS NULL RETURNING *

-- name: blockouts_page
SELECT * FROM blockouts WHERE %(after)s::text IS NULL OR id < %(after)s
ORDER BY id DESC LIMIT %(limit)s

-- name: losses_standing
SELECT id FROM blockouts WHERE asset = %(asset)s AND kind = 'loss' AND lifted IS NULL ORDER BY id

-- name: health_added
INSERT INTO health (asset, owner, state, note, at, told_by)
VALUES (%(asset)s, %(owner)s, %(state)s, %(note)s, %(at)s, %(by)s) RETURNING *

-- name: health_page
SELECT * FROM health
WHERE (%(after)s::bigint IS NULL OR number < %(after)s)
    AND (%(asset)s::text IS NULL OR asset = %(asset)s)
ORDER BY number DESC LIMIT %(limit)s

-- name: veto_added
INSERT INTO consents (id, order_id, exercise, kind, article, party, state, question, asked,
                      deadline, answered, answered_by)
VALUES (%(id)s, %(order_id)s, %(exercise)s, 'veto', %(article)s, %(party)s, 'refused',
        %(question)s, %(asked)s, %(deadline)s, %(at)s, %(by)s)
RETURNING *

-- name: vetoes_standing
SELECT article, order_id FROM consents WHERE kind = 'veto' AND state = 'refused'
ORDER BY article, order_id
