-- Hours between the portal's "submitted" and the office's "received". The moments are seconds since
-- 1970; Vietnam is seven hours ahead.
SELECT agency, COUNT(*) AS dossiers, ROUND(CAST(AVG((received_at - submitted_at) / 3600.0) AS NUMERIC), 1) AS hours
FROM (
  SELECT agency, submitted_at, received_at FROM dossier_arrivals
  WHERE received_at IS NOT NULL
    AND submitted_at >= (:since_seconds) AND submitted_at < (:until_seconds)
) AS arrived
GROUP BY agency
HAVING COUNT(*) >= :least
ORDER BY hours DESC, agency
LIMIT 40
