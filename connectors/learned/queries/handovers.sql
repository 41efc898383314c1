-- Citizens who waited for a person: why, how long until somebody came, how long it took.
SELECT reason, COUNT(*) AS people,
  ROUND(AVG((taken_at - asked_at) / 60.0), 1) AS waited,
  ROUND(AVG((closed_at - taken_at) / 60.0), 1) AS took
FROM desk_handovers
WHERE asked_at >= (:since_seconds) AND asked_at < (:until_seconds)
GROUP BY reason
HAVING COUNT(*) >= :least
ORDER BY people DESC
