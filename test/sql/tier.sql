--
-- The ordered classes: city_class and risk_level.  The Chinese names need a
-- database in UTF8, which this one is; another encoding is tested elsewhere.
--

-- Every name, its value, and both labels
SELECT v AS input, c AS city_class, label(c) AS zh, label(c, 'en') AS en
FROM unnest(ARRAY['comprehensive', 'comprehensive city', 'comprehensive software city',
	'综合型', '综合', '综合型城市', '综合型软件名城', '综合型中国软件名城',
	'中国软件名城（综合型）', '中国软件名城(综合型)',
	'characteristic', 'characteristic city', 'characteristic software city',
	'特色型', '特色', '特色型城市', '特色型软件名城', '特色型中国软件名城',
	'中国软件名城（特色型）', '中国软件名城(特色型)',
	'candidate', 'candidate city', 'candidate software city',
	'pilot', 'pilot city', 'pilot software city',
	'创建', '创建型', '创建中', '创建城市', '创建试点', '创建试点城市', '试点', '试点城市',
	'正在创建', '正在创建城市', '软件名城创建', '软件名城创建城市', '软件名城创建试点',
	'软件名城创建试点城市', '中国软件名城创建城市', '中国软件名城创建试点',
	'中国软件名城创建试点城市']) WITH ORDINALITY AS n(v, i), LATERAL CAST(v AS city_class) AS c
ORDER BY i;
SELECT v AS input, l AS risk_level, label(l) AS zh, label(l, 'en') AS en
FROM unnest(ARRAY['low', 'low risk', 'low risk area', '低风险', '低', '低风险区', '低风险地区',
	'medium', 'medium risk', 'medium risk area', '中风险', '中', '中等风险', '中风险区', '中风险地区',
	'high', 'high risk', 'high risk area', '高风险', '高', '高风险区', '高风险地区'])
	WITH ORDINALITY AS n(v, i), LATERAL CAST(v AS risk_level) AS l
ORDER BY i;

-- Any ASCII case, space around, '_' and '-' for a space
SELECT 'COMPREHENSIVE'::city_class, 'Pilot'::city_class, ' candidate '::city_class,
	E'\t综合型\n'::city_class, 'Characteristic_Software_City'::city_class,
	'comprehensive-city'::city_class, 'LOW RISK'::risk_level, 'Medium-Risk-Area'::risk_level,
	' 高风险 '::risk_level, 'high_RISK'::risk_level;

-- Anything else is an error that names the value and the valid ones
SELECT ''::city_class;
\echo :SQLSTATE
SELECT ' '::city_class;
\echo :SQLSTATE
SELECT 'comprehensiv'::city_class;
\echo :SQLSTATE
SELECT 'comprehensives'::city_class;
\echo :SQLSTATE
SELECT 'low'::city_class;
\echo :SQLSTATE
SELECT '综合型 '::city_class, '综 合型'::city_class;
\echo :SQLSTATE
SELECT '综'::city_class;
\echo :SQLSTATE
SELECT '无锡'::city_class;
\echo :SQLSTATE
SELECT 'comprehensive  city'::city_class;
\echo :SQLSTATE
SELECT '0'::city_class;
\echo :SQLSTATE
SELECT ''::risk_level;
\echo :SQLSTATE
SELECT 'extreme'::risk_level;
\echo :SQLSTATE
SELECT '低风'::risk_level;
\echo :SQLSTATE
SELECT 'candidate'::risk_level;
\echo :SQLSTATE

-- Labels
SELECT label(city_class 'pilot', 'ZH'), label(city_class 'pilot', 'En'), label(risk_level 'low', 'zh'),
	label(NULL::city_class) IS NULL AS no_class, label(city_class 'pilot', NULL) IS NULL AS no_language;
SELECT label(city_class 'pilot', 'fr');
\echo :SQLSTATE
SELECT label(risk_level 'low', '');
\echo :SQLSTATE

-- Order is that of the classes, not of their names
CREATE TABLE city (name text, class city_class, risk risk_level);
INSERT INTO city VALUES ('a', 'candidate', 'low'), ('b', 'comprehensive', 'high'),
	('c', 'characteristic', 'medium'), ('d', NULL, NULL), ('e', '综合型', '低风险');
SELECT * FROM city ORDER BY class, name;
SELECT * FROM city ORDER BY risk DESC NULLS LAST, name;
SELECT min(class), max(class), min(risk), max(risk) FROM city;
SELECT min(class), max(risk) FROM city WHERE class IS NULL;
SELECT class, count(*), max(risk) FROM city GROUP BY class ORDER BY class;
SELECT DISTINCT risk FROM city ORDER BY risk;
SELECT a.v AS a, b.v AS b, a.v < b.v AS lt, a.v <= b.v AS le, a.v = b.v AS eq, a.v <> b.v AS ne,
	a.v >= b.v AS ge, a.v > b.v AS gt, sign(city_class_cmp(a.v, b.v)) AS cmp
FROM (VALUES (city_class 'comprehensive'), ('characteristic'), ('candidate')) AS a(v),
	(VALUES (city_class 'comprehensive'), ('characteristic'), ('candidate')) AS b(v)
ORDER BY 1, 2;
SELECT a.v AS a, b.v AS b, a.v < b.v AS lt, a.v <= b.v AS le, a.v = b.v AS eq, a.v <> b.v AS ne,
	a.v >= b.v AS ge, a.v > b.v AS gt, sign(risk_level_cmp(a.v, b.v)) AS cmp
FROM (VALUES (risk_level 'low'), ('medium'), ('high')) AS a(v),
	(VALUES (risk_level 'low'), ('medium'), ('high')) AS b(v)
ORDER BY 1, 2;
SELECT greatest(risk_level 'low', 'high', 'medium'), least(city_class 'candidate', 'characteristic');

-- The two types do not mix, and a class is no text and no number
\set VERBOSITY sqlstate
SELECT city_class 'candidate' = risk_level 'low';
SELECT city_class 'candidate' = 1;
SELECT city_class 'candidate' = 'candidate'::text;
SELECT 1::city_class;
SELECT (city_class 'candidate')::integer;
\set VERBOSITY default
SELECT city_class 'candidate' || '' AS concatenation, (city_class 'pilot')::text, '试点'::text::city_class;

-- Indexes, joins, grouping
SET enable_seqscan = off;
SET enable_bitmapscan = off;
CREATE INDEX city_class_idx ON city (class);
CREATE INDEX city_risk_idx ON city USING hash (risk);
EXPLAIN (COSTS OFF) SELECT class FROM city WHERE class < 'candidate' ORDER BY class;
SELECT class FROM city WHERE class < 'candidate' ORDER BY class;
-- min() and max() read one end of the index
CREATE FUNCTION pg_temp.explain(query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query; END $$;
SELECT query, count(*) FILTER (WHERE line ~ 'Limit') AS limits, count(*) FILTER (WHERE line ~ 'Index Only Scan Backward') AS backward,
	count(*) FILTER (WHERE line ~ 'Index Only Scan using') AS forward
FROM unnest(ARRAY['SELECT min(class) FROM city', 'SELECT max(class) FROM city']) AS query, pg_temp.explain(query) AS line GROUP BY query ORDER BY query;
SELECT min(class), max(class) FROM city;
EXPLAIN (COSTS OFF) SELECT name FROM city WHERE risk = '低';
SELECT name FROM city WHERE risk = '低' ORDER BY name;
RESET enable_seqscan;
RESET enable_bitmapscan;
CREATE TABLE by_class (class city_class, n integer) PARTITION BY LIST (class);
CREATE TABLE by_class_1 PARTITION OF by_class FOR VALUES IN ('comprehensive');
CREATE TABLE by_class_2 PARTITION OF by_class FOR VALUES IN ('特色型', '创建');
INSERT INTO by_class SELECT class, 1 FROM city WHERE class IS NOT NULL;
SELECT tableoid::regclass, class FROM by_class ORDER BY class, 1;

-- One byte by value
SELECT typname, typlen, typbyval, typalign, typstorage FROM pg_type
WHERE oid IN ('city_class'::regtype, 'risk_level'::regtype) ORDER BY 1;
-- Binary form: the canonical name
SELECT city_class_send('综合型'), risk_level_send('中');
SELECT encode(city_class_send('综合型'), 'escape') AS city_class, encode(risk_level_send('中'), 'escape') AS risk_level;
SELECT array_agg(class ORDER BY class) AS classes, json_agg(risk ORDER BY risk) AS levels FROM city;

-- A load with one bad row loses that statement and nothing else
COPY city FROM stdin;
f	特色型	中风险
g	特色型软件	中风险
\.
COPY city FROM stdin;
f	特色型	中风险
g	特色型软件名城	\N
\.
COPY (SELECT * FROM city ORDER BY name) TO stdout;
DROP TABLE city, by_class;
