-- name: answer_of_key
SELECT digest, body FROM idempotency WHERE account = %(account)s AND key = %(key)s

-- name: answer_kept
INSERT INTO idempotency (account, key, digest, status, headers, body, made)
VALUES (%(account)s, %(key)s, %(digest)s, 201, '{}', %(body)s, %(at)s)

-- name: answers_forgotten
DELETE FROM idempotency WHERE account = %(account)s AND made < %(before)s
