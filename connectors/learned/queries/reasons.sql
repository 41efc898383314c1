-- Why people were not content.
SELECT CASE reason WHEN 'wrong' THEN 'thông tin sai' WHEN 'unclear' THEN 'khó hiểu'
    WHEN 'other_topic' THEN 'không đúng việc hỏi' WHEN 'too_long' THEN 'dài quá'
    ELSE 'không nói' END AS reason,
  COUNT(*) AS thumbs, COUNT(DISTINCT NULLIF(who, '')) AS people
FROM learned_thumbs
WHERE day BETWEEN :since AND :until AND NOT good
GROUP BY 1
HAVING COUNT(DISTINCT NULLIF(who, '')) >= :least
ORDER BY thumbs DESC
