-- name: sign_in_begun
INSERT INTO sign_ins_begun (state, browser, nonce, verifier, redirect, made)
VALUES (%(state)s, %(browser)s, %(nonce)s, %(verifier)s, %(redirect)s, %(at)s)

-- name: sign_in_taken
DELETE FROM sign_ins_begun WHERE state = %(state)s AND browser = %(browser)s AND made > %(since)s
RETURNING nonce, verifier, redirect

-- name: sign_ins_forgotten
DELETE FROM sign_ins_begun WHERE made <= %(before)s

-- name: account_of_identity
SELECT account FROM identities WHERE issuer = %(issuer)s AND subject = %(subject)s

-- name: accounts_of_email
SELECT a.id FROM accounts a
WHERE lower(a.email) = lower(%(email)s) AND a.active
  AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.account = a.id AND i.issuer = %(issuer)s)
ORDER BY a.id LIMIT 2 FOR UPDATE OF a

-- name: identity_bound
INSERT INTO identities (issuer, subject, account)
SELECT %(issuer)s, %(subject)s, %(account)s
WHERE NOT EXISTS (SELECT 1 FROM identities WHERE issuer = %(issuer)s AND account = %(account)s)
ON CONFLICT DO NOTHING
