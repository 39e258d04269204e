-- name: proposal_added
INSERT INTO proposals (id, kind, title, body, article, proposed_by, opened, closes, state, in_force)
VALUES (%(id)s, %(kind)s, %(title)s, %(body)s, %(article)s, %(party)s, %(at)s, %(closes)s, 'open',
        %(in_force)s)
RETURNING *

-- name: proposal_by_id
SELECT * FROM proposals WHERE id = %(id)s

-- name: proposal_locked
SELECT * FROM proposals WHERE id = %(id)s FOR UPDATE

-- name: proposals_page
SELECT * FROM proposals
WHERE (%(after)s::text IS NULL OR id < %(after)s) AND (%(state)s::text IS NULL OR state = %(state)s)
ORDER BY id DESC LIMIT %(limit)s

-- name: proposals_closing
SELECT id FROM proposals WHERE state = 'open' AND closes <= %(at)s ORDER BY closes, id

-- name: proposals_entering
SELECT id FROM proposals
WHERE state = 'carried' AND kind <> 'decision' AND in_force <= %(at)s ORDER BY in_force, id

-- name: proposal_moved
UPDATE proposals SET state = %(state)s, outcome = coalesce(%(outcome)s::jsonb, outcome),
    trouble = %(trouble)s
WHERE id = %(id)s RETURNING *

-- name: vote_added
INSERT INTO votes (proposal, party, number, vote, at, cast_by)
SELECT %(proposal)s, %(party)s, coalesce(max(number), 0) + 1, %(vote)s, %(at)s, %(by)s
FROM votes WHERE proposal = %(proposal)s AND party = %(party)s

-- name: votes_of
SELECT DISTINCT ON (party) party, vote, at FROM votes WHERE proposal = %(proposal)s
ORDER BY party, number DESC

-- name: binding_added
INSERT INTO bindings (proposal, party, in_force) VALUES (%(proposal)s, %(party)s, %(in_force)s)

-- name: bindings_of
SELECT party, in_force FROM bindings WHERE proposal = %(proposal)s ORDER BY party

-- name: open_orders_of_party
SELECT id, state, customer FROM orders
WHERE brought_by = %(party)s AND NOT exercise AND state = ANY (%(states)s) ORDER BY id

-- name: hold_of_order
SELECT * FROM holds WHERE order_id = %(order_id)s AND state = 'held' FOR UPDATE

-- name: balances_of_party
SELECT l.account, l.currency, sum(l.amount_minor)::bigint AS amount_minor
FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry
LEFT JOIN orders o ON o.id = e.order_id
WHERE NOT l.exercise AND (l.account = 'member:' || %(party)s
    OR (l.account LIKE 'customer:%%' AND o.brought_by = %(party)s))
GROUP BY l.account, l.currency HAVING sum(l.amount_minor) <> 0 ORDER BY l.account, l.currency

-- name: decision_added
INSERT INTO decisions (id, body, title, made, text, proposal)
VALUES (%(id)s, %(body)s, %(title)s, %(made)s, %(text)s, %(proposal)s) RETURNING *

-- name: decision_by_id
SELECT * FROM decisions WHERE id = %(id)s

-- name: decisions_page
SELECT * FROM decisions WHERE (%(after)s::text IS NULL OR id < %(after)s)
ORDER BY id DESC LIMIT %(limit)s

-- name: follow_up_added
INSERT INTO follow_ups (id, decision, what, responsible, due, state, changed)
VALUES (%(id)s, %(decision)s, %(what)s, %(responsible)s, %(due)s, 'open', %(at)s) RETURNING *

-- name: follow_up_locked
SELECT * FROM follow_ups WHERE id = %(id)s FOR UPDATE

-- name: follow_up_closed
UPDATE follow_ups SET state = 'done', note = %(note)s, changed = %(at)s
WHERE id = %(id)s RETURNING *

-- name: follow_ups_late
UPDATE follow_ups SET state = 'late', changed = %(at)s
WHERE state = 'open' AND due < %(today)s RETURNING *

-- name: follow_ups_of
SELECT * FROM follow_ups WHERE decision = %(decision)s ORDER BY due, id

-- name: follow_ups_page
SELECT * FROM follow_ups
WHERE (%(after)s::text IS NULL OR id < %(after)s) AND (%(state)s::text IS NULL OR state = %(state)s)
ORDER BY id DESC LIMIT %(limit)s
