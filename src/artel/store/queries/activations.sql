-- name: activation_added
INSERT INTO activations (id, exercise, state, called_by, party, body, called, due)
VALUES (%(id)s, %(exercise)s, 'called', %(by)s, %(party)s, %(body)s, %(at)s, %(due)s)
RETURNING *

-- name: activation_by_id
SELECT * FROM activations WHERE id = %(id)s

-- name: activation_locked
SELECT * FROM activations WHERE id = %(id)s FOR UPDATE

-- name: activations_page
SELECT * FROM activations
WHERE (%(after)s::text IS NULL OR id < %(after)s) AND (%(state)s::text IS NULL OR state = %(state)s)
    AND (%(exercise)s::boolean IS NULL OR exercise = %(exercise)s)
ORDER BY id DESC LIMIT %(limit)s

-- name: activation_moved
UPDATE activations SET state = %(state)s, due = %(due)s,
    officer = coalesce(%(officer)s, officer), manager = coalesce(%(manager)s, manager),
    report = coalesce(%(report)s, report)
WHERE id = %(id)s RETURNING *

-- name: activation_step_added
INSERT INTO activation_steps (activation, number, state, at, actor, duty, note, due, late)
SELECT %(activation)s, coalesce(max(number), 0) + 1, %(state)s, %(at)s, %(actor)s, %(duty)s,
       %(note)s, %(due)s, %(late)s
FROM activation_steps WHERE activation = %(activation)s

-- name: steps_of_activation
SELECT number, state, at, actor, duty, note, due, late FROM activation_steps
WHERE activation = %(activation)s ORDER BY number

-- name: orders_of_activation
SELECT id, kind, state FROM orders WHERE activation = %(activation)s ORDER BY id

-- name: order_put_in_activation
UPDATE orders SET activation = %(activation)s WHERE id = %(id)s

-- name: activations_late
UPDATE activations SET alerted = state
WHERE due < %(at)s AND alerted <> state RETURNING *

-- name: may_call
SELECT id FROM accounts WHERE id = %(id)s AND authorised_user AND active

-- name: officer_of_desk
SELECT id FROM accounts WHERE id = %(id)s AND role = 'planner' AND active

-- name: active_account
SELECT id FROM accounts WHERE id = %(id)s AND active

-- name: caller_of
SELECT role, home FROM accounts WHERE id = %(id)s
