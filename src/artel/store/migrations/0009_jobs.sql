-- Jobs: the tables of procrastinate 3.10, as the library ships them, in a schema of their own.
-- A later library that changes them needs a migration here.
CREATE SCHEMA jobs;
SET LOCAL search_path TO jobs, public;
-- include: procrastinate
SET LOCAL search_path TO DEFAULT;
-- The desk counts jobs by state; only the owner makes and takes them.
GRANT USAGE ON SCHEMA jobs TO artel_app;
GRANT SELECT (status) ON jobs.procrastinate_jobs TO artel_app;
