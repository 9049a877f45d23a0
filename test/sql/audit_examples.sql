--
-- The examples of auditing, filing quality, the bulletin as data and
-- disclosure, as they print, in a database of their own.
--
\set database :DBNAME
\getenv srcdir PG_ABS_SRCDIR
\set demo_data :srcdir '/../examples/demo_data.sql'
\set audit :srcdir '/../examples/audit.sql'
\set filing_quality :srcdir '/../examples/filing_quality.sql'
\set bulletin_data :srcdir '/../examples/bulletin_data.sql'
\set disclosure :srcdir '/../examples/disclosure.sql'

CREATE DATABASE resume_audit_examples TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C';
\c resume_audit_examples
SET datestyle = 'ISO, YMD';
SET jit = off;
\set ECHO none
\i :demo_data
\set ECHO all

\set ECHO none
\i :audit
\set ECHO all

\set ECHO none
\i :filing_quality
\set ECHO all

\set ECHO none
\i :bulletin_data
\set ECHO all

\set ECHO none
\i :disclosure
\set ECHO all

\c :database
DROP DATABASE resume_audit_examples;
