-- name: journal_last
SELECT * FROM journal_last()

-- name: journal_counts
SELECT member, sequence FROM journal_counts(%(members)s::text[])

-- name: journal_added
INSERT INTO journal (number, at, actor, action, subject, digest, previous, sequences, hash)
VALUES (%(number)s, %(at)s, %(actor)s, %(action)s, %(subject)s, %(digest)s, %(previous)s,
        %(sequences)s, %(hash)s)

-- name: journal_body_added
INSERT INTO journal_bodies (number, part, salt, body)
VALUES (%(number)s, %(part)s, %(salt)s, %(body)s)

-- name: journal_personal_deleted
DELETE FROM journal_bodies WHERE number = %(number)s AND part = 'personal'

-- name: journal_entries
SELECT * FROM journal WHERE number <= %(size)s ORDER BY number

-- name: journal_bodies
SELECT number, part, salt, body FROM journal_bodies WHERE number <= %(size)s ORDER BY number, part

-- name: journal_page
SELECT j.*, b.body FROM journal j
LEFT JOIN journal_bodies b ON b.number = j.number AND b.part = 'body'
WHERE (%(before)s::bigint IS NULL OR j.number < %(before)s)
ORDER BY j.number DESC LIMIT %(limit)s

-- name: journal_size
SELECT coalesce(max(number), 0) AS size FROM journal
WHERE (%(before)s::timestamptz IS NULL OR at < %(before)s)

-- name: journal_heads
SELECT day, size, root, at, sequences, signature FROM journal_heads ORDER BY day

-- name: journal_head_added
INSERT INTO journal_heads (day, size, root, at, sequences, signature)
VALUES (%(day)s, %(size)s, %(root)s, %(at)s, %(sequences)s, %(signature)s)

-- name: countersignatures
SELECT day, size, member, signature FROM countersignatures ORDER BY day, member

-- name: countersignature_added
INSERT INTO countersignatures (day, size, member, signature, at)
VALUES (%(day)s, %(size)s, %(member)s, %(signature)s, %(at)s)

-- name: event_added
INSERT INTO events (at, kind, subject, audience, body)
VALUES (%(at)s, %(kind)s, %(subject)s, %(audience)s::text[], %(body)s)

-- name: events_announced
SELECT pg_notify('artel_events', '')

-- name: events_after
SELECT seq, at, kind, subject, audience, body FROM events
WHERE seq > %(after)s ORDER BY seq LIMIT %(limit)s
