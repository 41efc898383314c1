-- Guides begun by somebody who had finished the same one before, and those finished without trouble
-- or a person. Nobody is known here: the least number counts guides.
SELECT procedure,
  SUM(CASE WHEN event = 'started_again' THEN count ELSE 0 END) AS again,
  SUM(CASE WHEN event = 'finished_again_alone' THEN count ELSE 0 END) AS alone
FROM guide_counts
WHERE day BETWEEN :since AND :until AND event IN ('started_again', 'finished_again_alone')
GROUP BY procedure
HAVING SUM(CASE WHEN event = 'started_again' THEN count ELSE 0 END) >= :least
ORDER BY again DESC, procedure
