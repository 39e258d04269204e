-- name: run_added
INSERT INTO plan_runs (id, exercise, state, request, asked_by, asked, changed)
VALUES (%(id)s, %(exercise)s, 'queued', %(request)s, %(by)s, %(at)s, %(at)s)

-- name: run_by_id
SELECT id, exercise, state, request, trace, plan, error, worker, asked_by, asked, changed
FROM plan_runs WHERE id = %(id)s

-- name: runs_page
SELECT id, exercise, state, request, trace, plan, error, worker, asked_by, asked, changed
FROM plan_runs WHERE %(after)s::text IS NULL OR id < %(after)s ORDER BY id DESC LIMIT %(limit)s

-- name: runs_open
SELECT id FROM plan_runs WHERE state IN ('queued', 'running') ORDER BY asked, id

-- name: run_taken
UPDATE plan_runs SET state = 'running', worker = %(worker)s, trace = '[]', changed = %(at)s
WHERE id = %(id)s AND state IN ('queued', 'running')

-- name: run_heard
UPDATE plan_runs SET trace = trace || %(line)s::jsonb, changed = %(at)s
WHERE id = %(id)s AND state = 'running' AND worker = %(worker)s

-- name: run_ended
UPDATE plan_runs SET state = %(state)s, plan = %(plan)s, error = %(error)s, changed = %(at)s
WHERE id = %(id)s AND state = 'running' AND worker = %(worker)s

-- name: run_stopped
UPDATE plan_runs SET state = 'stopped', changed = %(at)s
WHERE id = %(id)s AND state IN ('queued', 'running')

-- name: runs_by_state
SELECT state, count(*) AS number FROM plan_runs GROUP BY state ORDER BY state

-- name: jobs_by_state
SELECT status::text AS state, count(*) AS number FROM jobs.procrastinate_jobs
GROUP BY status ORDER BY status

-- name: orders_by_state
SELECT state, count(*) AS number FROM orders WHERE NOT exercise GROUP BY state ORDER BY state

-- name: plan_newest_published
SELECT version, value, bound FROM plans WHERE state = 'published' AND NOT exercise
ORDER BY version DESC LIMIT 1
