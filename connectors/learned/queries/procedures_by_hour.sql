-- Pairs of procedure and hour, those with most replies.
SELECT procedure, hour, COUNT(*) AS replies, COUNT(DISTINCT NULLIF(who, '')) AS people
FROM learned_turns
WHERE day BETWEEN :since AND :until AND procedure <> ''
GROUP BY procedure, hour
HAVING COUNT(DISTINCT NULLIF(who, '')) >= :least
ORDER BY replies DESC, procedure, hour
LIMIT 60
