--
-- What is said of text that is no rate, in a database of UTF8 or of EUC_CN:
-- full-width characters are known as what they are in both.
--
\unset ECHO
\set QUIET 1
SET client_encoding = 'UTF8';
BEGIN;

CREATE FUNCTION pg_temp.detail(value text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	detail text;
BEGIN
	PERFORM value::rate;
	RETURN NULL;
EXCEPTION WHEN invalid_text_representation THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN detail;
END $f$;

CREATE TEMP TABLE said (value text, detail text);
INSERT INTO said VALUES
	('１２３／４５６', 'There are full-width characters in it.'),
	('1/２', 'There are full-width characters in it.'),
	('　1/2　', 'There are full-width characters in it.'),
	('１，２３４/２', 'The numerator, "1,234", has a separator between its digits.'),
	('３/４．５', 'The denominator, "4.5", has a decimal point; counts are whole numbers.'),
	('３／', 'The denominator is missing.'),
	('１／２／３', 'There is more than one slash.'),
	('７５％', 'A single number or percentage has lost its counts and cannot be pooled.'),
	('３：４', 'There is no slash between the counts.'),
	('　', 'There is no text.'),
	('百分之七十五', 'There is no count in it.'),
	('3万/4万', 'The numerator, "3万", is not a whole number.'),
	('三/四', 'The numerator, "三", is not a whole number.');

SELECT plan(14);
SELECT ok(getdatabaseencoding() IN ('UTF8', 'EUC_CN'), 'an encoding with Chinese: ' || getdatabaseencoding());
SELECT is(pg_temp.detail(value), detail, value) FROM said;

SELECT * FROM finish();
ROLLBACK;
