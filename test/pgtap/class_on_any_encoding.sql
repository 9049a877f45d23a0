--
-- A city as people write it, in a database of UTF8 or of EUC_CN: what can only
-- mean one city is taken for it, and nothing else.
--
\unset ECHO
\set QUIET 1
SET client_encoding = 'UTF8';
BEGIN;

-- The provinces and what is of their rank, by GB/T 2260, with the full name
CREATE TEMP TABLE province (code integer, name text, full_name text);
INSERT INTO province VALUES
	(11, '北京', '北京市'), (12, '天津', '天津市'), (13, '河北', '河北省'), (14, '山西', '山西省'), (15, '内蒙古', '内蒙古自治区'),
	(21, '辽宁', '辽宁省'), (22, '吉林', '吉林省'), (23, '黑龙江', '黑龙江省'), (31, '上海', '上海市'), (32, '江苏', '江苏省'),
	(33, '浙江', '浙江省'), (34, '安徽', '安徽省'), (35, '福建', '福建省'), (36, '江西', '江西省'), (37, '山东', '山东省'),
	(41, '河南', '河南省'), (42, '湖北', '湖北省'), (43, '湖南', '湖南省'), (44, '广东', '广东省'), (45, '广西', '广西壮族自治区'),
	(46, '海南', '海南省'), (50, '重庆', '重庆市'), (51, '四川', '四川省'), (52, '贵州', '贵州省'), (53, '云南', '云南省'),
	(54, '西藏', '西藏自治区'), (61, '陕西', '陕西省'), (62, '甘肃', '甘肃省'), (63, '青海', '青海省'), (64, '宁夏', '宁夏回族自治区'),
	(65, '新疆', '新疆维吾尔自治区'), (71, '台湾', '台湾省'), (81, '香港', '香港特别行政区'), (82, '澳门', '澳门特别行政区');
CREATE TEMP TABLE list (division_code integer, name_zh text, name_en text, class text, since text, since_note text, reported text, confidence text);
\copy list FROM PROGRAM 'grep -v ^# test/data/software_cities.csv' (FORMAT csv, HEADER, ENCODING 'UTF8')

SELECT plan(93);

SELECT is((SELECT count(*) FROM province), 34::bigint, 'the provinces');

-- names
CREATE TEMP VIEW written AS
SELECT division_code, class, front || between_them || name_zh || behind AS city, code = division_code / 10000 AS is_of_it
FROM list, unnest(ARRAY['', '市']) AS behind, province, unnest(ARRAY[name, full_name]) AS front, unnest(ARRAY['', ' ', '　']) AS between_them;
SELECT is_empty($$ SELECT city FROM written WHERE is_of_it AND class_on(city, '2020-02-19')::text IS DISTINCT FROM class $$, 'the right province in front');
SELECT is_empty($$ SELECT city FROM written WHERE NOT is_of_it AND class_on(city, '2020-02-19') IS NOT NULL $$, 'a wrong province in front');
SELECT is((SELECT count(*) FROM written WHERE is_of_it), 228::bigint, 'so many ways');
SELECT is_empty($$
	SELECT before || name || behind FROM list, unnest(ARRAY[name_zh, name_zh || '市', lower(name_en), upper(name_en), name_en,
			division_code::text, division_code || '000000']) AS name,
		unnest(ARRAY['', ' ', '　', E'\t', E'\r\n', ' 　 ']) AS before, unnest(ARRAY['', ' ', '　', E'\n', '　 　']) AS behind
	WHERE class_on(before || name || behind, '2020-02-19')::text IS DISTINCT FROM class $$, 'blanks around a name');

-- what means no city, or may mean another
SELECT is(class_on(city, '2020-02-19'), NULL, 'no city: ' || quote_literal(city))
FROM unnest(ARRAY['', ' ', '　', '市', '省', '江苏', '江苏省', '江苏市', '南', '京', '南 京', '南　京市', '南京市市', '南京省', '南京区', '南京市鼓楼区',
	'中国南京', '江苏省江苏省南京', '南京江苏', '江省南京', '省南京', '广东广西深圳', '大连市中山', 'Nan jing', 'Nanjing,', '"Nanjing"', 'Nanjing Jinan',
	'Jiangsu Nanjing', 'Xian', 'N', '南京Nanjing', '32010', '3201000', '32010000000', '3201000000000', '+320100', '-320100', '320100.0', '0x320100',
	'３２０１００', '320 100', '000000', '110', '999999', '320000', '3201', '?', '%', '南京%']) AS city;
SELECT is(class_on(repeat('南京', 100000), '2020-02-19'), NULL, 'a long text');
SELECT is(class_on(repeat(' ', 100000) || '江苏省' || repeat('　', 100000) || '南京', '2020-02-19'), 'comprehensive', 'many blanks');

-- codes
CREATE FUNCTION pg_temp.by_digits(code integer, day date) RETURNS city_class LANGUAGE sql STABLE
AS $$ SELECT class FROM software_city WHERE during @> day AND division_code::text
	= CASE WHEN left(code::text, 2) IN ('11', '12', '31', '50') THEN left(code::text, 2) || '0000' ELSE left(code::text, 4) || '00' END $$;
SELECT is_empty($$ SELECT code FROM generate_series(110000, 659999, 7) AS code
	WHERE class_on(code, '2020-02-19') IS DISTINCT FROM pg_temp.by_digits(code, '2020-02-19') $$, 'a district has the class of its city');
SELECT is_empty($$ SELECT code FROM generate_series(110000, 659999, 11) AS code
	WHERE class_on(code::text, '2020-02-19') IS DISTINCT FROM class_on(code, '2020-02-19')
		OR class_on(code || '001203', '2020-02-19') IS DISTINCT FROM class_on(code, '2020-02-19') $$, 'as a text of six or twelve digits');
SELECT is_empty($$ SELECT code FROM unnest(ARRAY[0, -1, 1, 99, 11, 3201, 32010, 109999, 660000, 3201000, -320100, 2147483647, -2147483648]) AS code
	WHERE class_on(code, '2020-02-19') IS NOT NULL $$, 'numbers that are no code');

-- rows of one's own
INSERT INTO software_city VALUES
	(340100, '合肥', 'Hefei', 'candidate', '[2020-01-01,2021-01-01)'),
	(220200, '吉林', 'Jilin', 'candidate', '(,)'), (341300, '宿州市', ' Suzhou ', 'candidate', '[2020-01-01,2021-01-01)'), (430781, '津市', 'Jinshi', 'candidate', '(,)'),
	(320583, NULL, 'Kunshan', 'candidate', '[2020-01-01,2021-01-01)'), (500000, '重庆', 'Chongqing', 'candidate', '(,)'),
	(360100, '江西省南昌市', 'Nanchang', 'candidate', '(,)'), (350500, '同名', 'Tongming', 'candidate', '(,)'), (440500, '同名', 'Tongming', 'comprehensive', '(,)'),
	(650100, '320500', 'A number', 'candidate', '(,)'), (370300, '淄博', 'Zibo', 'candidate', '(,)'), (370301, '淄博市', 'Zibo City', 'characteristic', '(,)');
SELECT is(class_on(city, day)::text, expected, format('%s on %s', city, day))
FROM (VALUES ('合肥市', date '2020-02-19', 'candidate'), ('安徽省合肥市', '2020-02-19', 'candidate'), ('安徽 合肥', '2020-02-19', 'candidate'),
	('江苏合肥', '2020-02-19', NULL), ('合肥市', '2021-01-01', NULL), ('340104', '2020-02-19', 'candidate'),
	('吉林', '2020-02-19', 'candidate'), ('吉林市', '2020-02-19', 'candidate'), ('吉林省吉林市', '2020-02-19', 'candidate'), ('吉林省', '2020-02-19', NULL),
	('宿州', '2020-02-19', 'candidate'), ('安徽宿州', '2020-02-19', 'candidate'), ('江苏宿州', '2020-02-19', NULL),
	-- of two cities with one name, the row of one's own comes first on its days
	('suzhou', '2020-02-19', 'candidate'), ('suzhou', '2022-02-19', 'characteristic'), ('江苏苏州', '2020-02-19', 'characteristic'),
	('津市', '2020-02-19', 'candidate'), ('津市市', '2020-02-19', 'candidate'), ('湖南省津市市', '2020-02-19', 'candidate'),
	('320583', '2020-02-19', 'candidate'), ('320583', '2022-02-19', 'characteristic'), ('kunshan', '2022-02-19', 'characteristic'),
	('重庆市', '2020-02-19', 'candidate'), ('500238', '2020-02-19', 'candidate'),
	('南昌', '2020-02-19', 'candidate'), ('南昌市', '2020-02-19', 'candidate'), ('江西南昌', '2020-02-19', 'candidate'), ('湖南南昌', '2020-02-19', NULL),
	-- the name of two: the first by its code if it is one of their names, no class if it only could be
	('同名', '2020-02-19', 'candidate'), ('同名市', '2020-02-19', NULL), ('广东同名', '2020-02-19', 'comprehensive'),
	('320500', '2020-02-19', 'candidate'),
	('淄博市', '2020-02-19', 'characteristic'), ('山东淄博', '2020-02-19', NULL)) AS v(city, day, expected);

SELECT * FROM finish();
ROLLBACK;
