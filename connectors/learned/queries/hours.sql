-- Replies in each hour of the day.
SELECT hour, COUNT(*) AS replies, COUNT(DISTINCT NULLIF(who, '')) AS people
FROM learned_turns
WHERE day BETWEEN :since AND :until
GROUP BY hour
HAVING COUNT(DISTINCT NULLIF(who, '')) >= :least
ORDER BY hour
