-- Thumbs up and down by procedure.
SELECT procedure,
  SUM(CASE WHEN good THEN 1 ELSE 0 END) AS good,
  SUM(CASE WHEN good THEN 0 ELSE 1 END) AS bad,
  COUNT(DISTINCT NULLIF(who, '')) AS people
FROM learned_thumbs
WHERE day BETWEEN :since AND :until
GROUP BY procedure
HAVING COUNT(DISTINCT NULLIF(who, '')) >= :least
ORDER BY bad DESC, procedure
