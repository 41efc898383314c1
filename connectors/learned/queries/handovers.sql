-- Citizens who waited for a person: why, how long until somebody came, how long it took.
SELECT reason, COUNT(*) AS people,
  ROUND(CAST(AVG((taken_at - asked_at) / 60.0) AS NUMERIC), 1) AS waited,
  ROUND(CAST(AVG((closed_at - taken_at) / 60.0) AS NUMERIC), 1) AS took
FROM desk_handovers
WHERE asked_at >= (:since_seconds) AND asked_at < (:until_seconds)
GROUP BY reason
HAVING COUNT(*) >= :least
ORDER BY people DESC
