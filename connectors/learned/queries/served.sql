-- Citizens served at the desk.
SELECT procedure, COUNT(*) AS people, ROUND(CAST(AVG(seconds / 60.0) AS NUMERIC), 1) AS minutes,
  SUM(CASE WHEN finished THEN 1 ELSE 0 END) AS finished
FROM desk_served
WHERE day BETWEEN :since AND :until AND procedure <> ''
GROUP BY procedure
HAVING COUNT(*) >= :least
ORDER BY people DESC, procedure
