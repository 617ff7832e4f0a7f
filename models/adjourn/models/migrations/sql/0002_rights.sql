-- Rights on tables and columns decide who may move a row; what follows from the move is done with the owner's rights.

-- Nobody executes anything through PUBLIC. Trigger functions neither: whoever may execute one can hang it on a table of
-- his own, and have it write whatever he likes into ours.
REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;

-- With a search_path of their own, so that they find no functions and operators of the caller's. session_user, with
-- which answers and events are signed, stays the person.
ALTER FUNCTION adjourn.add_job SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.job_starts SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.job_keeps SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.job_moves SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.job_moved SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.request_starts SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.request_keeps SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.request_moves SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.request_moved SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.pause_ended SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.is_kept SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
-- These with the caller's rights: who may answer one may answer many.
ALTER FUNCTION adjourn.answer_many SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.no_answer_yet SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.open_request_written SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION adjourn.open_request_inserted SET search_path = pg_catalog, pg_temp;
