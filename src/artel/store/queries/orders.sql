-- name: next_id
SELECT nextval('artel_ids') AS number

-- name: order_added
INSERT INTO orders (id, exercise, brought_by, customer, placed_by, kind, class, state, wish,
                    not_before, not_after, deliver_by, activation, made, changed)
VALUES (%(id)s, %(exercise)s, %(brought_by)s, %(customer)s, %(placed_by)s, %(kind)s,
        %(order_class)s, 'received', %(wish)s, %(not_before)s, %(not_after)s, %(deliver_by)s,
        NULL, %(at)s, %(at)s)
RETURNING *

-- name: order_by_id
SELECT * FROM orders WHERE id = %(id)s

-- name: order_locked
SELECT * FROM orders WHERE id = %(id)s FOR UPDATE

-- name: orders_page
SELECT * FROM orders
WHERE (%(after)s::text IS NULL OR id < %(after)s) AND (%(state)s::text IS NULL OR state = %(state)s)
ORDER BY id DESC LIMIT %(limit)s

-- name: order_moved
UPDATE orders SET state = %(state)s, changed = %(at)s WHERE id = %(id)s RETURNING *

-- name: order_amended
UPDATE orders SET wish = %(wish)s, class = %(order_class)s, not_before = %(not_before)s,
    not_after = %(not_after)s, deliver_by = %(deliver_by)s, version = version + 1, changed = %(at)s
WHERE id = %(id)s RETURNING *

-- name: orders_overdue
SELECT id FROM orders
WHERE state = ANY (%(states)s)
    -- The interval of an order of the archive lies in the past: it stands open for a while.
    AND CASE WHEN kind = 'archive' THEN made + interval '30 days' ELSE not_after END <= %(at)s
ORDER BY id

-- name: orders_in
SELECT * FROM orders WHERE state = ANY (%(states)s) AND exercise = %(exercise)s ORDER BY id

-- name: step_added
INSERT INTO order_steps (order_id, number, from_state, state, at, actor, reason, article)
SELECT %(order_id)s, coalesce(max(number), 0) + 1, %(from_state)s, %(state)s, %(at)s, %(actor)s,
       %(reason)s, %(article)s
FROM order_steps WHERE order_id = %(order_id)s

-- name: steps_of_order
SELECT number, from_state, state, at, actor, reason, article
FROM order_steps WHERE order_id = %(order_id)s ORDER BY number

-- name: consents_granted
SELECT article, party FROM consents
WHERE order_id = %(order_id)s AND kind = 'consent' AND state = 'granted' ORDER BY article, party
