-- name: account_added
INSERT INTO accounts (id, name, role, party, home, authorised_user, made)
VALUES (%(id)s, %(name)s, %(role)s, %(party)s, %(home)s, %(authorised)s, %(at)s)
RETURNING *

-- name: account_by_id
SELECT * FROM accounts WHERE id = %(id)s

-- name: key_added
INSERT INTO api_keys (id, account, name, hash, made, ends)
VALUES (%(id)s, %(account)s, %(name)s, %(hash)s, %(at)s, %(ends)s)

-- name: account_of_key
SELECT a.* FROM api_keys k JOIN accounts a ON a.id = k.account
WHERE k.hash = %(hash)s AND k.revoked IS NULL AND (k.ends IS NULL OR k.ends > %(at)s) AND a.active
