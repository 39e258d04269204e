-- name: account_added
INSERT INTO accounts (id, name, role, party, home, authorised_user, made)
VALUES (%(id)s, %(name)s, %(role)s, %(party)s, %(home)s, %(authorised)s, %(at)s)
RETURNING *

-- name: account_named
UPDATE accounts SET login = %(login)s, email = coalesce(%(email)s, email) WHERE id = %(id)s
RETURNING *

-- name: account_by_id
SELECT * FROM accounts WHERE id = %(id)s

-- name: accounts_page
SELECT id, name, login, email, role, party, home, authorised_user, active, made FROM accounts
WHERE (%(after)s::text IS NULL OR id > %(after)s) ORDER BY id LIMIT %(limit)s

-- name: account_by_login
SELECT a.id, a.active, c.scheme, c.salt, c.hash
FROM accounts a JOIN credentials c ON c.account = a.id WHERE lower(a.login) = lower(%(login)s)

-- name: account_to_sign_in
SELECT id FROM accounts WHERE id = %(id)s AND active FOR SHARE

-- name: account_closed
UPDATE accounts SET active = false WHERE id = %(id)s AND active

-- name: administrators_held
SELECT id FROM accounts WHERE role = 'admin' AND active ORDER BY id FOR UPDATE

-- name: anybody_came_in
SELECT EXISTS (SELECT 1 FROM credentials) OR EXISTS (SELECT 1 FROM api_keys)
    OR EXISTS (SELECT 1 FROM identities) AS came

-- name: first_administrator
SELECT id FROM accounts WHERE role = 'admin' AND active ORDER BY id LIMIT 1

-- name: sessions_of_account_ended
DELETE FROM sessions WHERE account = %(account)s

-- name: other_sessions_ended
DELETE FROM sessions WHERE account = %(account)s AND token_hash <> %(hash)s

-- name: keys_of_account_revoked
UPDATE api_keys SET revoked = %(at)s WHERE account = %(account)s AND revoked IS NULL

-- name: links_of_account_forgotten
DELETE FROM one_time_links WHERE account = %(account)s AND used IS NULL

-- name: key_added
INSERT INTO api_keys (id, account, name, hash, made, ends)
VALUES (%(id)s, %(account)s, %(name)s, %(hash)s, %(at)s, %(ends)s)

-- name: account_of_key
SELECT a.*, k.id AS key_id, k.used AS key_used
FROM api_keys k JOIN accounts a ON a.id = k.account
WHERE k.hash = %(hash)s AND k.revoked IS NULL AND (k.ends IS NULL OR k.ends > %(at)s) AND a.active

-- name: key_used
UPDATE api_keys SET used = %(at)s WHERE id = %(id)s

-- name: keys_page
SELECT id, account, name, made, ends, revoked, used FROM api_keys
WHERE (%(account)s::text IS NULL OR account = %(account)s)
  AND (%(after)s::text IS NULL OR id > %(after)s) ORDER BY id LIMIT %(limit)s

-- name: key_by_id
SELECT id, account, name, made, ends, revoked, used FROM api_keys WHERE id = %(id)s FOR UPDATE

-- name: key_ends
UPDATE api_keys SET ends = %(ends)s WHERE id = %(id)s

-- name: key_revoked
UPDATE api_keys SET revoked = %(at)s WHERE id = %(id)s AND revoked IS NULL

-- name: session_added
INSERT INTO sessions (token_hash, account, csrf_hash, made, ends, how, used)
VALUES (%(hash)s, %(account)s, %(csrf)s, %(at)s, %(ends)s, %(how)s, %(at)s)

-- name: account_of_session
SELECT a.*, s.how AS session_how, s.used AS session_used
FROM sessions s JOIN accounts a ON a.id = s.account
WHERE s.token_hash = %(hash)s AND s.ends > %(at)s AND s.used > %(idle)s AND a.active

-- name: session_used
UPDATE sessions SET used = %(at)s WHERE token_hash = %(hash)s

-- name: session_ended
DELETE FROM sessions WHERE token_hash = %(hash)s

-- name: session_by_password
UPDATE sessions SET how = 'password' WHERE token_hash = %(hash)s

-- name: sessions_forgotten
DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions
    WHERE ends <= %(at)s OR used <= %(idle)s FOR UPDATE SKIP LOCKED)

-- name: link_added
INSERT INTO one_time_links (hash, purpose, account, ends, made, made_by)
VALUES (%(hash)s, %(purpose)s, %(account)s, %(ends)s, %(at)s, %(by)s)

-- name: link_taken
UPDATE one_time_links SET used = %(at)s
WHERE hash = %(hash)s AND used IS NULL AND ends > %(at)s RETURNING account, purpose

-- name: password_of_account
SELECT scheme, salt, hash FROM credentials WHERE account = %(account)s

-- name: password_kept
INSERT INTO credentials (account, scheme, salt, hash, changed)
VALUES (%(account)s, %(scheme)s, %(salt)s, %(hash)s, %(at)s)
ON CONFLICT (account) DO UPDATE
SET scheme = excluded.scheme, salt = excluded.salt, hash = excluded.hash, changed = excluded.changed

-- name: tries_held
SELECT pg_advisory_xact_lock(7310, 1)

-- name: tries_forgotten
DELETE FROM sign_in_tries WHERE at <= %(before)s

-- name: tries_counted
SELECT count(*) FILTER (WHERE name = %(name)s AND address = %(address)s) AS both,
    count(*) FILTER (WHERE name = %(name)s) AS name,
    count(*) FILTER (WHERE address = %(address)s) AS address,
    min(at) FILTER (WHERE name = %(name)s AND address = %(address)s) AS both_first,
    min(at) FILTER (WHERE name = %(name)s) AS name_first,
    min(at) FILTER (WHERE address = %(address)s) AS address_first
FROM sign_in_tries WHERE name = %(name)s OR address = %(address)s

-- name: try_added
INSERT INTO sign_in_tries (name, address, at) VALUES (%(name)s, %(address)s, %(at)s)

-- name: tries_forgiven
DELETE FROM sign_in_tries WHERE name = %(name)s AND address = %(address)s
