-- Replies about each procedure, and how many people they went to.
SELECT procedure, COUNT(*) AS replies, COUNT(DISTINCT NULLIF(who, '')) AS people
FROM learned_turns
WHERE day BETWEEN :since AND :until AND procedure <> ''
GROUP BY procedure
HAVING COUNT(DISTINCT NULLIF(who, '')) >= :least
ORDER BY replies DESC, procedure
