-- Where guides are put aside or left, beside how often that position was reached. Nobody is known
-- here, not even by hash: the least number counts events.
SELECT procedure, place,
  SUM(CASE WHEN event IN ('paused', 'left') THEN count ELSE 0 END) AS stopped,
  SUM(CASE WHEN event = 'reached' THEN count ELSE 0 END) AS reached
FROM guide_counts
WHERE day BETWEEN :since AND :until AND event IN ('paused', 'left', 'reached')
GROUP BY procedure, place
HAVING SUM(CASE WHEN event IN ('paused', 'left') THEN count ELSE 0 END) >= :least
ORDER BY stopped DESC, procedure, place
LIMIT 60
