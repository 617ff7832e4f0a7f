-- A limit that is written while a job ends counts that job, and who ends it cannot see the place that is not committed yet:
-- nobody would leave it, and with one place nothing under the limit would run any more. Nor may a limit lock what it counts,
-- as in a transaction that stays open it would cost all of these jobs their leases. So the scheduler looks, at each sweep.
-- A place and its job are locked, and looked at as they are then: they may just have begun to belong together.
CREATE FUNCTION adjourn.leave_places() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE lost CONSTANT bigint[] := ARRAY(
  SELECT p.id FROM adjourn.places p JOIN adjourn.jobs j ON j.id = p.job_id WHERE j.status <> 'running'
  FOR NO KEY UPDATE OF p, j SKIP LOCKED);
BEGIN
  IF lost <> '{}' THEN
    DELETE FROM adjourn.places WHERE id = ANY(lost) AND leaves;
    UPDATE adjourn.places SET job_id = NULL WHERE id = ANY(lost);
    PERFORM pg_notify('adjourn', '');
  END IF;
END $$;
REVOKE ALL ON FUNCTION adjourn.leave_places FROM PUBLIC;
