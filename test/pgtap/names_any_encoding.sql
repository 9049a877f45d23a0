--
-- Chinese names in and out, in a database of UTF8 or of EUC_CN.  The file is
-- in UTF-8, as the client is: the server converts.
--
\unset ECHO
\set QUIET 1
SET client_encoding = 'UTF8';
BEGIN;

CREATE TEMP TABLE class_name (class text, zh text, names text[]);
INSERT INTO class_name VALUES
	('comprehensive', '综合型', ARRAY['comprehensive', 'comprehensive city', 'comprehensive software city', '综合型', '综合', '综合型城市',
		'综合型软件名城', '综合型中国软件名城', '中国软件名城（综合型）', '中国软件名城(综合型)']),
	('characteristic', '特色型', ARRAY['characteristic', 'characteristic city', 'characteristic software city', '特色型', '特色', '特色型城市',
		'特色型软件名城', '特色型中国软件名城', '中国软件名城（特色型）', '中国软件名城(特色型)']),
	('candidate', '创建', ARRAY['candidate', 'candidate city', 'candidate software city', 'pilot', 'pilot city', 'pilot software city',
		'创建', '创建型', '创建中', '创建城市', '创建试点', '创建试点城市', '试点', '试点城市', '正在创建', '正在创建城市',
		'软件名城创建', '软件名城创建城市', '软件名城创建试点', '软件名城创建试点城市', '中国软件名城创建城市', '中国软件名城创建试点', '中国软件名城创建试点城市']);
CREATE TEMP TABLE level_name (level text, zh text, names text[]);
INSERT INTO level_name VALUES
	('low', '低风险', ARRAY['low', 'low risk', 'low risk area', '低风险', '低', '低风险区', '低风险地区']),
	('medium', '中风险', ARRAY['medium', 'medium risk', 'medium risk area', '中风险', '中', '中等风险', '中风险区', '中风险地区']),
	('high', '高风险', ARRAY['high', 'high risk', 'high risk area', '高风险', '高', '高风险区', '高风险地区']);

SELECT plan(46);

SELECT ok(getdatabaseencoding() IN ('UTF8', 'EUC_CN'), 'an encoding with Chinese: ' || getdatabaseencoding());
SELECT is(octet_length('综合型'), CASE getdatabaseencoding() WHEN 'EUC_CN' THEN 6 ELSE 9 END, 'which is that of the data');
SELECT is((SELECT sum(cardinality(names)) FROM class_name), 43::bigint, 'the names of classes');
SELECT is((SELECT sum(cardinality(names)) FROM level_name), 22::bigint, 'the names of levels');

-- in
SELECT is_empty($$ SELECT name FROM class_name, unnest(names) AS name WHERE name::city_class::text <> class $$, 'each name of a class');
SELECT is_empty($$ SELECT name FROM level_name, unnest(names) AS name WHERE name::risk_level::text <> level $$, 'each name of a level');
SELECT is_empty($$ SELECT name FROM class_name, unnest(names) AS name, unnest(ARRAY[' ', E'\t', E'\n']) AS space
	WHERE (space || upper(replace(name, ' ', '_')) || space)::city_class::text <> class $$, 'with white space around, in capitals, with underscores');
SELECT is_empty($$ SELECT name FROM level_name, unnest(names) AS name, unnest(ARRAY[' ', E'\t', E'\n']) AS space
	WHERE (space || initcap(replace(name, ' ', '-')) || space)::risk_level::text <> level $$, 'with white space around, capitals, hyphens');

-- out
SELECT is_empty($$ SELECT class FROM class_name WHERE label(class::city_class) <> zh OR label(class::city_class, 'zh') <> zh OR label(class::city_class, 'en') <> class $$, 'labels of classes');
SELECT is_empty($$ SELECT level FROM level_name WHERE label(level::risk_level) <> zh OR label(level::risk_level, 'zh') <> zh OR label(level::risk_level, 'en') <> level $$, 'labels of levels');
SELECT is_empty($$ SELECT class FROM class_name WHERE label(class::city_class)::city_class::text <> class $$, 'a label is a name');
SELECT is_empty($$ SELECT level FROM level_name WHERE label(level::risk_level)::risk_level::text <> level $$, 'a label is a name');
SELECT is(convert_to(label(city_class 'comprehensive'), 'UTF8'), '\xe7bbbce59088e59e8b', 'in its bytes');
SELECT is(convert_to(label(risk_level 'high'), 'UTF8'), '\xe9ab98e9a38ee999a9', 'in its bytes');

-- what is nearly a name
SELECT is_empty($$
	SELECT name, shorter FROM class_name AS t, unnest(names) AS name, generate_series(1, length(name)) AS i,
		LATERAL (SELECT overlay(name PLACING '' FROM i FOR 1) AS shorter) AS s, class_name AS other
	WHERE shorter = ANY (other.names) AND other.class <> t.class $$, 'no name of a class is a slip away from that of another');
SELECT throws_ok(format('SELECT %L::city_class', name), '22P02', format('invalid input value for type city_class: "%s"', name), 'no class: ' || quote_literal(name))
FROM unnest(ARRAY['', '综', '型', '综合形', '特色型软件', '创', '建创', '软件名城', '中国软件名城', '综合型特色型', '综合 型', '无', '城市', '南京', '低风险']) AS name;
SELECT throws_ok(format('SELECT %L::risk_level', name), '22P02', format('invalid input value for type risk_level: "%s"', name), 'no level: ' || quote_literal(name))
FROM unnest(ARRAY['', '风险', '低风', '中高风险', '风险低', '疫区', '创建']) AS name;

-- the register
CREATE TEMP TABLE list (division_code integer, name_zh text, name_en text, class text, since text, since_note text, reported text, confidence text);
\copy list FROM PROGRAM 'grep -v ^# test/data/software_cities.csv' (FORMAT csv, HEADER, ENCODING 'UTF8')
SELECT is_empty($$ SELECT division_code, name_zh, name_en, class::city_class FROM list EXCEPT SELECT division_code, name_zh, name_en, class FROM software_city $$, 'the names of the cities');
SELECT is_empty($$ SELECT name_zh FROM list WHERE class_on(name_zh, '2020-02-19') IS DISTINCT FROM class::city_class $$, 'class_on by Chinese name');
SELECT is_empty($$ SELECT name_en FROM list WHERE class_on(upper(name_en), '2020-02-19') IS DISTINCT FROM class::city_class $$, 'class_on by English name');
SELECT is(class_on('南京', '2020-02-19'), '综合型', 'Nanjing');
SELECT is(class_on('南 京', '2020-02-19'), NULL, 'no such city');
INSERT INTO software_city VALUES (340100, '合肥', 'Hefei', '试点', '[2021-01-01,)');
SELECT is(class_on('合肥', '2021-01-01'), 'candidate', 'a city of one''s own');

-- in text that travels
SELECT is(jsonb_build_object('class', city_class '特色型', 'label', label(city_class '特色型'))::text, '{"class": "characteristic", "label": "特色型"}', 'in JSON');
CREATE TABLE travels (c city_class, l risk_level, zh text);
INSERT INTO travels SELECT class::city_class, level::risk_level, label(class::city_class) || label(level::risk_level) FROM class_name, level_name;
SELECT is_empty($$ SELECT * FROM travels WHERE left(zh, -3)::city_class <> c OR right(zh, 3)::risk_level <> l $$, 'cut out of text');
SELECT results_eq($$ SELECT string_agg(DISTINCT label(c), ' ') FROM (SELECT c FROM travels GROUP BY c ORDER BY c) AS t GROUP BY c ORDER BY c $$, $$ VALUES ('综合型'), ('特色型'), ('创建') $$, 'ordered as classes are');

SELECT * FROM finish();
ROLLBACK;
