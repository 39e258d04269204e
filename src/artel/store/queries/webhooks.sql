-- name: webhook_added
INSERT INTO webhooks (id, party, made_by, url, secret, kinds, begins, reached, made)
SELECT %(id)s, %(party)s, %(by)s, %(url)s, %(secret)s, %(kinds)s::text[], last + 1, last, %(at)s
FROM (SELECT coalesce(max(seq), 0) AS last FROM events) AS e
RETURNING id, party, url, kinds, active, begins, made

-- name: webhooks_page
SELECT id, party, url, kinds, active, begins, made FROM webhooks
WHERE (%(after)s::text IS NULL OR id < %(after)s) ORDER BY id DESC LIMIT %(limit)s

-- name: webhook_by_id
SELECT * FROM webhooks WHERE id = %(id)s

-- name: webhook_ended
UPDATE webhooks SET active = false WHERE id = %(id)s

-- name: webhook_claimed
UPDATE webhooks SET claimed = %(until)s WHERE id = (
    SELECT w.id FROM webhooks w
    WHERE w.active AND (w.claimed IS NULL OR w.claimed <= %(at)s)
      AND w.id > %(after)s
    ORDER BY w.id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *

-- name: webhook_freed
UPDATE webhooks SET claimed = NULL WHERE id = %(id)s AND claimed = %(until)s

-- name: webhook_queued
WITH seen AS (
    SELECT e.seq, (w.party = '' OR w.party = ANY (e.audience)) AND e.kind NOT LIKE 'webhook.%%'
        AND (e.kind = ANY (w.kinds) OR '*' = ANY (w.kinds)
             OR split_part(e.kind, '.', 1) || '.*' = ANY (w.kinds)) AS wanted
    FROM webhooks w JOIN events e ON e.seq > w.reached
    WHERE w.id = %(id)s ORDER BY e.seq LIMIT 1000
), added AS (
    INSERT INTO webhook_tries (webhook, event, state, next_try)
    SELECT %(id)s, seq, 'waiting', %(at)s FROM seen WHERE wanted
    ON CONFLICT DO NOTHING
)
UPDATE webhooks SET reached = greatest(reached, coalesce((SELECT max(seq) FROM seen), 0))
WHERE id = %(id)s

-- name: webhook_due
SELECT t.event, t.tries, e.at, e.kind, e.subject, e.body
FROM webhook_tries t JOIN events e ON e.seq = t.event
WHERE t.webhook = %(id)s AND t.state = 'waiting' AND t.next_try <= %(at)s
ORDER BY t.event LIMIT %(limit)s

-- name: webhook_tried
UPDATE webhook_tries SET state = %(state)s, tries = tries + 1, next_try = %(next_try)s,
    status = %(status)s, said = %(said)s
WHERE webhook = %(id)s AND event = %(event)s AND state = 'waiting'

-- name: webhook_replayed
INSERT INTO webhook_tries (webhook, event, state, next_try)
SELECT w.id, e.seq, 'waiting', %(at)s FROM webhooks w JOIN events e ON e.seq >= %(begin)s
WHERE w.id = %(id)s AND e.seq <= w.reached
    AND (w.party = '' OR w.party = ANY (e.audience)) AND e.kind NOT LIKE 'webhook.%%'
    AND (e.kind = ANY (w.kinds) OR '*' = ANY (w.kinds)
         OR split_part(e.kind, '.', 1) || '.*' = ANY (w.kinds))
ORDER BY e.seq LIMIT %(limit)s
ON CONFLICT (webhook, event) DO UPDATE
SET state = 'waiting', tries = 0, next_try = excluded.next_try

-- name: webhook_tries_page
SELECT event, state, tries, next_try, status, said FROM webhook_tries
WHERE webhook = %(id)s AND (%(after)s::bigint IS NULL OR event < %(after)s)
ORDER BY event DESC LIMIT %(limit)s

-- name: member_key_added
INSERT INTO member_keys (party, key, made_by, made)
VALUES (%(party)s, decode(%(key)s, 'hex'), %(by)s, %(at)s) ON CONFLICT DO NOTHING

-- name: member_keys
SELECT party, encode(key, 'hex') AS key, made FROM member_keys ORDER BY party, made, key
