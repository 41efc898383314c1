-- How replies ended, in five kinds; small talk is none of them.
SELECT kind, COUNT(*) AS replies, COUNT(DISTINCT NULLIF(who, '')) AS people
FROM (
  SELECT who, CASE
      WHEN outcome IN ('answered', 'guiding', 'status', 'troubleshooting', 'explained') THEN 'trả lời được'
      WHEN outcome = 'asked_back' THEN 'hỏi lại'
      WHEN outcome IN ('unanswerable_not_understood', 'unanswerable_no_words') THEN 'chưa hiểu'
      WHEN outcome IN ('unanswerable_out_of_scope', 'unanswerable_status_here') THEN 'ngoài phạm vi'
      WHEN outcome IN ('handoff', 'handoff_emergency', 'with_person') THEN 'chuyển cho người'
    END AS kind
  FROM learned_turns
  WHERE day BETWEEN :since AND :until
) AS turns
WHERE kind IS NOT NULL
GROUP BY kind
HAVING COUNT(DISTINCT NULLIF(who, '')) >= :least
ORDER BY replies DESC
