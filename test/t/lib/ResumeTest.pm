# What the tests with servers of their own have in common: servers, a schema
# that stores and uses every type of the extension, and a description of it all
# that must read the same wherever the schema has been carried.

package ResumeTest;

use strict;
use warnings;

use Exporter 'import';
use FindBin;
use lib "$FindBin::RealBin/../docs";
use Examples;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(%stored_values @stored_types new_server create_schema describe
  describe_rows create_rollups check_rollups in_script read_file_or_die documented);

# Every type that a column can have, and values that must arrive unchanged. A
# new type of the extension is one more line: whatever operator classes it has
# are found in the catalogs and get an index.
our %stored_values = (
	rate => [
		"'1/2'", "'500/1000'", "'0/0'", "'0/1'", "'307/100'",
		"'9223372036854775807/9223372036854775807'", 'rate(true)'
	],
	proportion => [ "'1/2'", "'0/0'", "'7/7'", "'13012/15910'" ],
	city_class => [ "'comprehensive'", "'characteristic'", "'candidate'" ],
	risk_level => [ "'low'", "'medium'", "'high'" ],
	rate_series => [
		"'{}'", "'{-infinity: 0/0 (1), 2020-02-10: 3/4 (2), 2020-02-20: null (0), 5874897-12-31: 1/1 (1)}'",
		"(SELECT pool(rate(i, 9223372036854), daterange(date '2020-01-01' + i, date '2020-01-09' + i)) FROM generate_series(1, 70) AS i)"
	],
	filing_set => [
		"'integer,14,received{7,2020-02-03,1/2,634003200000000}{7,2020-02-04,,634003200000000}'",
		"'uuid,,{00000000-0000-4000-8000-000000000001,2020-02-03,9223372036854775807/9223372036854775807}'",
		"'text,,{\"南京 \\\"1\\\"\",2020-02-03,0/0}'"
	],
	rate_trend => [
		"(SELECT trend(day, r) FROM (VALUES (date '2020-02-10', '1/2'::rate), ('2020-02-14', '3/4')) AS v(day, r))",
		"(SELECT trend(date '0001-01-01' + i, rate(i, 9000000000000)) FROM generate_series(0, 3000) AS i)"
	],
	ratio_sample => [
		"(SELECT ratio_sample(r) FROM (VALUES ('1/2'::rate), ('3/4'), ('500/1000')) AS v(r))",
		"(SELECT ratio_sample(i, 3000000000) FROM generate_series(1, 9) AS i)"
	],
	logistic_trend => [
		"'{}'", "'{(4714-11-24 BC,0,1),(2020-02-19,1,170141183460469231731687303715884105727)}'",
		"(SELECT logistic_trend(date '2020-01-01' + i, rate(i, 1000)) FROM generate_series(0, 60) AS i)"
	],
	stratified_sample => [
		"'{}'", "'{(9,0,0,2,1,2,1,2,4),(9,1,11,2,1,2,1,2,4)}'",
		"(SELECT stratified('(2,1,2,1,2,4)', i) FROM generate_series(2, 200) AS i)"
	],
	dated_value => [
		"'(date,2020-02-19,13012/15910)'", "'(date,-infinity,)'", "'(timestamp,-211813488000000000,-9223372036854775808)'",
		"'(timestamptz,infinity,9223372036854775807/9223372036854775807)'"
	],
	mean_of_rates_sums => [ "'(0,0x0)'", "'(3,0x1.c0000000000004)'", "'(9223372036854775807,0x3fffffff.8)'" ],
	chain_sums => [ "'(0,0,0,0x0,0x0)'", "'(3,1,2,0x1.c0000000000004,0x2c)'", "'(9223372036854775807,0,0,0x0.00000000000000000000000000000001,0x15ffffffffffffffd4)'" ],
	standardize_sums => [
		"'(0x0,0x0)'", "'(0x3e8,0x1f4.8)'", "'(0x1" . '0' x 200 . ",0x0)'", "'(0x0." . '0' x 200 . "1,0x0." . '0' x 214 . "1)'"
	],
	decompose_sums => [
		"'(0,0,0,0,0x0,0x0)'", "'(4,6,3,8,0x3.c,0x4)'",
		"'(170141183460469231731687303715884105727,170141183460469231731687303715884105727,0,1,0x7.00000000000000000000000000000001,0x0)'"
	],
	concentration => [ "'(0,0,0,0)'", "'(1,5000,5000,0)'", "'(2,100,90,10)'", "'(4,100,70,10)'", "'(9223372036854775807,85070591730234615847396907784232501249,9223372036854775807,9223372036854775807)'" ],
	range_sums => [ "'(0,0,0,0,0,0)'", "'(2,0,0,0,11,15)'", "'(3,1,0,1,-11,4)'", "'(1,1,0,0,0,0)'", "'(9223372036854775807,0,0,0,-85070591730234615856620279821087277056,85070591730234615847396907784232501249)'" ],
	decompose_factors_sums => [ "'(0,0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)'", "'(1,2,0x0.8,0x0,0x0,0x1.4,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)'", "'(2,6,0x1,0x0.4,0x0,0x0,0x0,0x2,0x0,0x0,0x0,0x0,0x0,0x0)'", "'(1537228672809129301,9223372036854775806,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff)'" ],
	percent_index_sums => [ "'(0,0,0x0)'", "'(2,1000000000000000000000000,0x69e10de76676d0800000.8)'", "'(1,1,0x0)'", "'(9223372036854775807,170141183460469231731687303715884105727,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff)'" ],
	panel_change_split_sums => [ "'(0,0,0,0,0,0,0,0,0,0x0,0x0)'", "'(1,2,1,3,1,2,0,5,1,0x0.8,0x0.55555555555555555555555555555555)'", "'(1,2,0,0,0,0,0,0,0,0x0,0x0)'", "'(1,1,1,1,0,0,0,0,9223372036854775807,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x0)'" ],
	panel_change_sums => [ "'(0,0,0,0,0,0,0,0)'", "'(1,2,3,8,3,4,0,0)'", "'(0,0,0,0,0,0,5,18446744073709551617)'" ],);
our @stored_types = sort grep { in_script('TYPE|DOMAIN', $_) } keys %stored_values;

# Whether the scripts, or the install script of a version, create an object of that
# kind and name.
sub in_script
{
	my ($kind, $name, $version) = @_;
	my $pattern = defined $version ? "resume--$version.sql" : 'resume--*.sql';
	my $scripts = join '', map { read_file_or_die($_) } glob "$FindBin::RealBin/../../sql/$pattern";

	return $scripts =~ /^CREATE (?:$kind) \Q$name\E\b/m;
}

# A server with the extension at hand, started.
sub new_server
{
	my ($name, %init) = @_;
	my $conf = delete $init{conf};
	my @path = $init{install_path} ? (install_path => delete $init{install_path}) : ();
	my $extra = delete $init{extra} // [];
	my $node = PostgreSQL::Test::Cluster->new($name, @path);

	$node->init(extra => [ '--no-locale', '--encoding=UTF8', @$extra ], %init);
	$node->append_conf('postgresql.conf', "timezone = 'UTC'\nlog_statement = none\n" . ($conf // ''));
	$node->start;
	return $node;
}

# One table a type, with its array, and an index for each operator class.
sub stored_type_tables
{
	my ($version) = @_;
	my $sql = '';

	foreach my $type (grep { in_script('TYPE|DOMAIN', $_, $version) } @stored_types)
	{
		my $id = 0;
		my @rows = map { '(' . ++$id . ", $_)" } @{ $stored_values{$type} };

		$sql .= "CREATE TABLE stored_$type (id integer PRIMARY KEY, v $type, list $type\[]);\n"
		  . "INSERT INTO stored_$type (id, v) VALUES " . join(', ', @rows) . ";\n"
		  . "INSERT INTO stored_$type (id) VALUES (0);\n"
		  . "UPDATE stored_$type SET list = ARRAY[v, NULL, v];\n";
	}
	return $sql . q{
DO $$
DECLARE
	c record;
BEGIN
	FOR c IN
		SELECT t.relname, am.amname
		FROM pg_class t
		JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'v'
		JOIN pg_type ty ON ty.oid = a.atttypid
		JOIN pg_opclass oc ON oc.opcintype IN (ty.oid, ty.typbasetype) AND oc.opcdefault
		JOIN pg_am am ON am.oid = oc.opcmethod
		WHERE t.relname LIKE 'stored\_%' AND t.relkind = 'r'
		ORDER BY 1, 2
	LOOP
		EXECUTE format('CREATE INDEX %I ON %I USING %I (v)',
			c.relname || '_' || c.amname, c.relname, c.amname);
	END LOOP;
END
$$;
};
}

# Everything that a schema can hold of the extension's types and functions.
my $other_objects = q{
CREATE TABLE filing (
	enterprise_id integer NOT NULL,
	division_code integer NOT NULL,
	filed_on date NOT NULL DEFAULT '2020-02-19',
	class city_class DEFAULT class_on(320100, '2020-02-19'),
	risk risk_level NOT NULL DEFAULT 'low',
	r rate NOT NULL DEFAULT rate(0, 0),
	back proportion,
	ratio double precision GENERATED ALWAYS AS (ratio(r)) STORED,
	printed numeric GENERATED ALWAYS AS (percent(r, 1)) STORED,
	PRIMARY KEY (enterprise_id, filed_on),
	CONSTRAINT plausible CHECK (r <= 10 OR r = '0/0'),
	CONSTRAINT not_of_this_risk CHECK (risk < 'high' OR class <= 'candidate')
);
INSERT INTO filing (enterprise_id, division_code, filed_on, r, back)
SELECT i, (ARRAY[320100, 350100, 420100])[1 + i % 3], date '2020-02-10' + i % 10,
	rate(i % 17, 17 + i % 5), rate(i % 7, 7)
FROM generate_series(1, 1000) AS i;
INSERT INTO filing (enterprise_id, division_code) VALUES (0, 610100);
UPDATE filing SET class = class_on(division_code, filed_on);

CREATE INDEX filing_low ON filing (r) WHERE r < 0.5;
CREATE INDEX filing_percent ON filing (percent(r, 0, 'half_even'), numerator(r));
CREATE INDEX filing_class ON filing (class, risk) INCLUDE (r);
CREATE STATISTICS filing_statistics (ndistinct, mcv) ON r, class FROM filing;

CREATE TABLE one_of_each (
	r rate,
	class city_class,
	EXCLUDE USING btree (r WITH =, class WITH =),
	EXCLUDE USING hash (r WITH =) WHERE (class = 'candidate')
);
INSERT INTO one_of_each VALUES ('1/2', 'candidate'), ('2/4', 'candidate'), ('1/2', 'comprehensive');

CREATE TABLE refers (r rate PRIMARY KEY);
INSERT INTO refers VALUES ('1/2'), ('0/0');
CREATE TABLE referred (r rate REFERENCES refers, class city_class UNIQUE);
INSERT INTO referred VALUES ('0/0', 'candidate'), ('1/2', 'comprehensive');

CREATE TABLE by_hash (r rate, id integer) PARTITION BY HASH (r);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE by_hash_2 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO by_hash SELECT rate(i, 100), i FROM generate_series(0, 100) AS i;
CREATE INDEX ON by_hash (r);

CREATE TABLE by_range (r rate, id integer) PARTITION BY RANGE (r);
CREATE TABLE by_range_low PARTITION OF by_range FOR VALUES FROM (MINVALUE) TO ('1/2');
CREATE TABLE by_range_high PARTITION OF by_range FOR VALUES FROM ('1/2') TO ('0/0');
CREATE TABLE by_range_empty PARTITION OF by_range DEFAULT;
INSERT INTO by_range SELECT rate(i, 100), i FROM generate_series(0, 100) AS i;
INSERT INTO by_range VALUES ('1/2', -1), ('0/0', -2);

CREATE TABLE by_class (class city_class, risk risk_level, r rate) PARTITION BY RANGE (class);
CREATE TABLE by_class_named PARTITION OF by_class
	FOR VALUES FROM ('comprehensive') TO ('candidate');
CREATE TABLE by_class_candidate PARTITION OF by_class
	FOR VALUES FROM ('candidate') TO (MAXVALUE) PARTITION BY LIST (risk);
CREATE TABLE by_class_candidate_low PARTITION OF by_class_candidate FOR VALUES IN ('low', NULL);
CREATE TABLE by_class_candidate_rest PARTITION OF by_class_candidate
	FOR VALUES IN ('medium', 'high');
INSERT INTO by_class SELECT class, risk, r FROM filing;
INSERT INTO by_class VALUES ('candidate', 'high', '1/1'), ('candidate', NULL, NULL);

CREATE TYPE measured AS (what text, r rate, class city_class);
CREATE TYPE raterange AS RANGE (subtype = rate);
CREATE DOMAIN majority AS proportion CHECK (VALUE > 0.5);
CREATE TABLE composed (m measured, between_rates raterange, most majority DEFAULT '2/3');
INSERT INTO composed VALUES (('return', '3/4', 'candidate'), '[1/2,500/1000]', '3/4');
CREATE INDEX ON composed USING gist (between_rates);

CREATE VIEW by_city AS
SELECT division_code, class_on(division_code, filed_on) AS class, pool(r) AS pooled, avg(r) AS average,
	percent(pool(r)), mean_of_rates(r) AS unweighted, pool(r >= 0.5) AS half
FROM filing GROUP BY ROLLUP (division_code, filed_on);
CREATE VIEW running AS
SELECT enterprise_id, pool(r) OVER (ORDER BY enterprise_id ROWS 7 PRECEDING) FROM filing
WHERE r >= '1/3' AND class = ANY ('{comprehensive,candidate}'::city_class[]);
CREATE MATERIALIZED VIEW by_day AS
SELECT filed_on, pool(r) AS r, pool(numerator(r), denominator(r)) AS the_same FROM filing GROUP BY filed_on;
CREATE UNIQUE INDEX ON by_day (r, filed_on);

CREATE FUNCTION atomic_body(r rate DEFAULT '1/3', class city_class DEFAULT 'candidate') RETURNS numeric
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT percent(atomic_body.r) WHERE atomic_body.class >= class_on(320100, '2020-02-19');
END;
CREATE FUNCTION added(rate, rate) RETURNS rate LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
	SELECT pool(v) FROM unnest(ARRAY[$1, $2]) AS v;
END;
CREATE OPERATOR |+| (LEFTARG = rate, RIGHTARG = rate, FUNCTION = added);
CREATE AGGREGATE every_rate(rate) (SFUNC = added, STYPE = rate, INITCOND = '0/0');
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'not a correction';
END
$$;
CREATE TRIGGER corrections BEFORE UPDATE ON filing FOR EACH ROW
	WHEN (old.r = new.r AND new.r > 9.5) EXECUTE FUNCTION refuse();
ALTER TABLE filing ENABLE ROW LEVEL SECURITY;
CREATE POLICY only_published ON filing USING (r > '0/1' AND risk <= 'medium');
CREATE RULE keep AS ON DELETE TO filing WHERE old.r = '1/1'::rate DO INSTEAD NOTHING;
};

# What a DBA adds to the register: a city more, a class for the very days of a
# seeded row, and one for a part of them.
my $register_rows = q{
INSERT INTO software_city (division_code, name_zh, name_en, class, during)
SELECT division_code, name_zh, name_en, 'candidate', during
FROM software_city WHERE division_code = 320100;
INSERT INTO software_city VALUES
	(420100, '武汉', 'Wuhan', 'comprehensive', '[2020-02-01,2020-03-01)'),
	(420100, '武汉', 'Wuhan', 'candidate', '[2020-03-01,)'),
	(659001, NULL, 'Shihezi', 'characteristic', DEFAULT);
};

# Fills the schema app of a database. The extension is created in the schema
# given, if it is not there; in the version given, or the current one.
sub create_schema
{
	my ($node, $database, $extension_schema, %how) = @_;
	my $quoted = '"' . ($extension_schema =~ s/"/""/gr) . '"';

	$node->safe_psql(
		$database,
		($how{has_extension} ? '' : "CREATE EXTENSION resume SCHEMA $quoted"
			  . (defined $how{version} ? " VERSION '$how{version}'" : '') . ";\n")
		  . "CREATE SCHEMA app; SET search_path = app, $quoted;\n"
		  . $register_rows
		  . stored_type_tables($how{version})
		  . $other_objects
		  . 'ANALYZE;',
		%{ $how{psql} // {} });
	return;
}

# Rollups of both kinds, of a table and of a partitioned one, in the schema app.
my $rollups = q{
CREATE TABLE report (report_id integer, enterprise_id integer, "City" text, on_day date, staff integer, back integer, resumed boolean)
	PARTITION BY RANGE (on_day);
CREATE TABLE report_2 PARTITION OF report FOR VALUES FROM ('2020-02-01') TO ('2020-03-01');
CREATE TABLE report_rest PARTITION OF report DEFAULT;
INSERT INTO report SELECT i, i % 30, (ARRAY['a', 'b', NULL])[1 + i % 3], date '2020-02-20' + i % 20, 10 + i % 7, i % 10, i % 2 = 0
FROM generate_series(1, 500) AS i;
SELECT rollup_create('filing_day', 'filing', '{filed_on,division_code,"upper(class::text) AS class"}', '{"n": "count", "r": "r", "low": {"count": "*", "filter": "risk < ''medium''"}}'),
	rollup_create_as_of('filing_series', 'filing', 'enterprise_id', 'filed_on', '{}', '{division_code}', '{"r": ["numerator(r)", "denominator(r)"]}', 2),
	rollup_create('report_day', 'report', '{on_day,City}', '{"n": "count", "back": ["back", "staff"], "resumed": "resumed", "staff": {"sum": "staff"}}'),
	rollup_create_as_of('report_series', 'report', 'enterprise_id', 'on_day', '{report_id}', '{City}', '{"back": ["back", "staff"], "resumed": "resumed"}');
INSERT INTO report SELECT i, i % 30, 'c', date '2020-02-20' + i % 20, 10 + i % 7, i % 10, true FROM generate_series(501, 550) AS i;
UPDATE filing SET r = '3/17' WHERE enterprise_id % 9 = 4;
DELETE FROM report WHERE report_id % 11 = 3;
REFRESH MATERIALIZED VIEW by_day;
};

sub create_rollups
{
	my ($node, $database, $extension_schema) = @_;
	my $quoted = '"' . ($extension_schema =~ s/"/""/gr) . '"';

	$node->safe_psql($database, "SET search_path = app, $quoted; SET client_min_messages = warning; $rollups");
	return;
}

# They are exact and without a fault, and stay so if somebody files; but nobody
# can file where all is read only, as on a standby. Where triggers have been
# enabled all at once they are told to be no longer what they were, filings count
# once all the same, and rollup_refresh() mends them.
sub check_rollups
{
	my ($node, $database, $what, %how) = @_;
	my $schema = $node->safe_psql($database,
		"SELECT quote_ident(nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'resume'");
	my $begin = "SET search_path = app, $schema; SET client_min_messages = error; BEGIN";
	my $faults = "SELECT count(fault) FROM $schema.rollups WHERE schema = 'app'";
	my $state = "SELECT string_agg(concat_ws(' ', name, $schema.rollup_check(format('%I.%I', schema, name))), ', ' ORDER BY name) FROM $schema.rollups WHERE schema = 'app'";
	my $good = 'filing_day 0, filing_series 0, report_day 0, report_series 0';
	my $file = q{
		INSERT INTO report VALUES (9001, 5, 'd', '2020-02-21', 10, 4, true), (9002, 5, 'd', '2020-03-21', 10, 4, false);
		UPDATE report SET on_day = on_day + 20 WHERE report_id % 13 = 5;
		DELETE FROM report_2 WHERE report_id % 17 = 5;
		INSERT INTO filing (enterprise_id, division_code, r) VALUES (3, 610100, '4/5'), (5000, 610100, '1/5');
		UPDATE filing SET division_code = 320100 WHERE enterprise_id % 7 = 2;};
	my $refresh = "DO 'BEGIN PERFORM $schema.rollup_refresh(format(''%I.%I'', schema, name)) FROM $schema.rollups WHERE schema = ''app''; END'";

	is($node->safe_psql($database, "SET client_min_messages = error; $faults; $state"),
		($how{enabled} ? 4 : 0) . "\n$good", "$what: rollups are exact");
	return if $how{read_only};
	is($node->safe_psql($database, "$begin; $file; $state; ROLLBACK"), $good, "$what: and kept");
	is($node->safe_psql($database, "$begin; $refresh; $file; $faults; $state; ROLLBACK"), "0\n$good", "$what: and mended")
	  if $how{enabled};
	return;
}

# All rows, all definitions and some results, as text in which the schema of
# the extension is called "the extension". Nothing is in search_path, so every
# definition is printed as a dump prints it.
my $description = q{
\set QUIET on
SET search_path = '';
SET extra_float_digits = 1;
SELECT format('SELECT ''%1$s '' || count(*) FROM %1$s; SELECT t::text FROM %1$s AS t ORDER BY t::text COLLATE "C"', c.oid::regclass)
FROM pg_class c
WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
ORDER BY c.relname COLLATE "C" \gexec

SELECT format('SELECT t::text FROM %s.software_city AS t ORDER BY t::text COLLATE "C"', e.extnamespace::regnamespace),
	format('SELECT code, day, %s.class_on(code, day) FROM unnest(''{320100,420100,659001,370100}''::integer[]) AS code,
		unnest(''{2009-01-01,2020-02-19,2020-03-01}''::date[]) AS day ORDER BY 1, 2', e.extnamespace::regnamespace)
FROM pg_extension e WHERE e.extname = 'resume' \gexec

\echo Definitions:
SELECT definition FROM (
	SELECT pg_get_indexdef(c.oid) AS definition FROM pg_class c
	WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('i', 'I')
	UNION ALL
	SELECT c.relname || ' AS ' || pg_get_viewdef(c.oid) FROM pg_class c
	WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('v', 'm')
	UNION ALL
	SELECT format('%s %s %s', c.relname, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid)) FROM pg_class c
	WHERE c.relnamespace = 'app'::regnamespace AND (c.relispartition OR c.relkind = 'p')
	UNION ALL
	SELECT format('%s %s %s %s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid))
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
	WHERE c.relnamespace = 'app'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
	UNION ALL
	SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
	WHERE connamespace = 'app'::regnamespace
	UNION ALL
	SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
	WHERE c.relnamespace = 'app'::regnamespace AND NOT tgisinternal
	UNION ALL
	SELECT pg_get_functiondef(oid) FROM pg_proc
	WHERE pronamespace = 'app'::regnamespace AND prokind = 'f'
	UNION ALL
	SELECT format('%s %s', oid::regprocedure, pg_get_function_result(oid)) FROM pg_proc
	WHERE pronamespace = 'app'::regnamespace
	UNION ALL
	SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = 'app'::regnamespace
	UNION ALL
	SELECT format('%s %s', polname, pg_get_expr(polqual, polrelid)) FROM pg_policy
	UNION ALL
	SELECT pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
	WHERE c.relnamespace = 'app'::regnamespace AND r.rulename <> '_RETURN'
	UNION ALL
	SELECT format('%s %s', oid::regoperator, oprcode) FROM pg_operator WHERE oprnamespace = 'app'::regnamespace
	UNION ALL
	SELECT format('%s %s', t.typname, format_type(t.typbasetype, NULL)) FROM pg_type t
	WHERE t.typnamespace = 'app'::regnamespace AND t.typrelid = 0
) AS d
ORDER BY definition COLLATE "C";

\echo 'Through the indexes:'
SET enable_seqscan = off;
SELECT count(*), min(t::text COLLATE "C") FROM app.filing AS t WHERE r OPERATOR(:ext.<) 0.5;
SELECT count(*) FROM app.by_hash WHERE r OPERATOR(:ext.=) '50/100';
SELECT count(*) FROM app.by_range WHERE r OPERATOR(:ext.>=) '1/2';
SELECT app.atomic_body(), app.atomic_body('2/3'), '1/2' OPERATOR(app.|+|) '3/4':::ext.rate, app.every_rate(r)
FROM app.by_hash;
};

sub describe
{
	my ($node, $database, %psql) = @_;
	my $schema = $node->safe_psql($database,
		"SELECT quote_ident(nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
		 WHERE extname = 'resume'", %psql);
	my $text = $node->safe_psql($database, $description, %psql,
		extra_params => [ '-v', "ext=$schema" ]);

	$text =~ s/(?<![\w"])\Q$schema\E\./the_extension./g;
	return $text;
}

# The same without the definitions, which other major versions print otherwise.
sub describe_rows
{
	my ($node, $database, %psql) = @_;

	return describe($node, $database, %psql) =~ s/^Definitions:\n.*?^(?=Through the indexes:)//msr;
}

# Runs what the reference shows on an engine, in a database that has it.
sub documented
{
	my ($node, $database, $engine) = @_;
	my @blocks = grep { ($_->{engine} // '') eq $engine } examples("$FindBin::RealBin/../../doc/resume.md");
	local @ENV{qw(PGHOST PGPORT PGCLIENTENCODING PGDATESTYLE PGTZ PAGER)} = ($node->host, $node->port, 'UTF8', 'ISO, YMD', 'UTC', '');

	ok(@blocks > 0, "the reference has examples on $engine");
	session('doc/resume.md', $database, @blocks);
	return;
}

sub read_file_or_die
{
	my ($file) = @_;

	open my $in, '<:encoding(UTF-8)', $file or die "$file: $!";
	local $/ = undef;
	my $text = <$in>;
	close $in;
	return $text;
}

1;
