--
-- Counts in cells of spreadsheets: count_of() and count_fault(), as they
-- print.  test/pgtap/count_text.sql and count_text_any_encoding.sql have what
-- is read, and what is refused.
--
\pset null '(null)'

SELECT cell, count_of(cell) FROM unnest(ARRAY['1,234', '１２３４', ' 1 234　', '42.3万人', '-', '不详', NULL]) AS cell;
SELECT cell, count_fault(cell) FROM unnest(ARRAY['1,234', '-', '约300', '12.5', '1.234', '1,23', '-5', '85%', '3/4', '二千', '1e5', 'abc']) AS cell;
SELECT count_of('约300');
\echo :SQLSTATE
SELECT count_of('12.5');
\echo :SQLSTATE
SELECT count_of('-5');
\echo :SQLSTATE
SELECT count_of('9223372036854775808');
\echo :SQLSTATE

-- Cells that are not known are NULL, so a rate of them is, too
SELECT rate(count_of('1,234'), count_of('2,000')), rate(count_of('不详'), count_of('2,000'));

-- Where the encoding has no Chinese, what is written in ASCII is read
\set database :DBNAME
CREATE DATABASE regression_resume_count TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C';
\c regression_resume_count
SET client_min_messages = warning;
CREATE EXTENSION resume;
RESET client_min_messages;
SET client_encoding = LATIN1;
SELECT count_of('1,234'), count_of('12k people'), count_of('n/a'), count_fault(convert_from('\x31a0323334', 'LATIN1')), count_fault(convert_from('\xe9', 'LATIN1'));
\c :database
DROP DATABASE regression_resume_count;

-- SQL_ASCII holds whatever bytes there are, and UTF-8 if it holds Chinese
CREATE DATABASE regression_resume_count TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C';
\c regression_resume_count
SET client_min_messages = warning;
CREATE EXTENSION resume;
RESET client_min_messages;
SELECT count_of('42.3万人'), count_of('１２３'), count_of('不详'), count_fault(E'12\xff'), count_fault(E'\xe4\xb8'), count_fault(E'3\xe4\xb8'), count_fault(E'\xef\xbc\x91\xef\xbc');
\c :database
DROP DATABASE regression_resume_count;
