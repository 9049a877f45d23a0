# CREATE, ALTER and DROP EXTENSION: who may, what depends on it, and that
# nothing which lies in wait in a schema is run by it or by what it installs.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $node = new_server('extension', conf => 'jit = off');

# Runs SQL that must fail with this message.
sub refused
{
	my ($database, $role, $sql, $message, $name) = @_;
	my ($status, $stdout, $stderr) =
	  $node->psql($database, $sql, extra_params => [ '-U', $role ]);

	isnt($status, 0, "$name: refused");
	like($stderr, $message, "$name: with the reason");
	return;
}

sub allowed
{
	my ($database, $role, $sql, $expected, $name) = @_;
	my ($status, $stdout, $stderr) =
	  $node->psql($database, $sql, extra_params => [ '-U', $role ]);

	is("$stdout$stderr", $expected, $name);
	return;
}

# The tables of create_schema() hold every type that a column can have.
$node->safe_psql('postgres', 'CREATE EXTENSION resume');
is($node->safe_psql('postgres', "
	SELECT string_agg(typname, ' ' ORDER BY typname) FROM pg_type t
	JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
	WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume')
		AND typtype IN ('b', 'd') AND typelem = 0 AND typname <> ALL ('{" . join(',', @stored_types) . "}')"),
	'', 'every type is stored in these tests');

my $superuser = $node->safe_psql('postgres', 'SELECT current_user');

# ---- by whom -------------------------------------------------------------------

$node->safe_psql('postgres', q{
CREATE ROLE owner LOGIN;
CREATE ROLE reader LOGIN;
CREATE ROLE stranger LOGIN;
CREATE DATABASE owned OWNER owner;
});

refused('owned', 'stranger', 'CREATE EXTENSION resume', qr/permission denied to create extension "resume"/,
	'a role without CREATE in the database');
allowed('owned', 'owner', 'CREATE EXTENSION resume', '', 'the owner of the database creates it');
allowed('owned', 'owner', "SELECT extowner::regrole FROM pg_extension WHERE extname = 'resume'", 'owner',
	'and owns it');
allowed('owned', 'owner',
	"INSERT INTO software_city VALUES (320100, NULL, 'Nanjing', 'candidate', '[2020-02-19,2020-02-19]');
	 SELECT class_on('Nanjing', '2020-02-19'), class_on('Nanjing', '2020-02-20')",
	'candidate|comprehensive', 'and adds to the register');
allowed('owned', 'owner', "UPDATE software_city SET class = 'characteristic' WHERE NOT seeded RETURNING class",
	'characteristic', 'and corrects it');
refused('owned', 'owner', "UPDATE software_city SET class = 'candidate' WHERE seeded", qr/software_city_seeded/,
	'a seeded row is changed');
refused('owned', 'owner', "INSERT INTO software_city VALUES (340100, NULL, 'Hefei', 'candidate', '(,)', true)",
	qr/software_city_seeded/, 'a seeded row is added');
allowed('owned', 'owner', 'CREATE INDEX by_name ON software_city (name_en); DROP INDEX by_name; REVOKE SELECT ON software_city FROM PUBLIC', '',
	'the owner of the database has an index on it, and takes the right to read it away');
refused('owned', 'reader', "SELECT class_on(350100, '2020-02-19')", qr/permission denied for table software_city/, 'so class_on() has nothing to read');
allowed('owned', 'owner', 'GRANT SELECT ON software_city TO PUBLIC', '', 'and gives it back');
refused('owned', 'owner', $_, qr/must be owner|extension resume requires it/, "the owner of the database tries: $_")
  foreach 'ALTER FUNCTION rate_in(cstring) CALLED ON NULL INPUT', 'ALTER FUNCTION class_on(text, date) IMMUTABLE', 'DROP TYPE rate CASCADE',
  'ALTER TYPE city_class RENAME TO c', 'ALTER FUNCTION is_seeded_city(integer, text, city_class, daterange) CALLED ON NULL INPUT',
  'CREATE OR REPLACE FUNCTION ratio(rate) RETURNS double precision LANGUAGE sql AS $$ SELECT 1.0 $$';
allowed('owned', 'reader', "SELECT class_on(350100, '2020-02-19'), percent(pool('1/2'::rate))", 'characteristic|50.00',
	'everybody reads');
refused('owned', 'reader', "DELETE FROM software_city", qr/permission denied/, 'others write to the register');
allowed('owned', 'owner', 'GRANT INSERT ON software_city TO reader', '', 'the owner lets somebody in');
allowed('owned', 'reader', "INSERT INTO software_city VALUES (659001, NULL, 'Shihezi', 'candidate')", '',
	'who then adds to it');
refused('owned', 'reader', 'DROP EXTENSION resume', qr/must be owner of extension/, 'dropped by somebody else');
refused('owned', 'owner', 'DROP FUNCTION class_on(text, date)', qr/must be owner|extension resume requires it/,
	'a part of it is dropped');

# ---- without PL/pgSQL --------------------------------------------------------------

# Every database has it until somebody takes it away; a function of 1.0 needs it.
$node->safe_psql('postgres', 'CREATE DATABASE without_language OWNER owner');
$node->safe_psql('without_language', 'DROP EXTENSION plpgsql');
refused('without_language', 'owner', 'CREATE EXTENSION resume', qr/required extension "plpgsql" is not installed/,
	'a database without PL/pgSQL');
allowed('without_language', 'owner', "SET client_min_messages = warning; CREATE EXTENSION resume CASCADE;
	SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension", 'plpgsql resume', 'CASCADE creates both');
refused('without_language', $superuser, 'DROP EXTENSION plpgsql', qr/extension resume depends on extension plpgsql/,
	'PL/pgSQL is taken away');

# ---- what depends ----------------------------------------------------------------

$node->safe_psql('postgres', 'CREATE DATABASE dropped');
$node->safe_psql('dropped', 'CREATE SCHEMA measures');
create_schema($node, 'dropped', 'measures');
{
	my ($status, $stdout, $stderr) = $node->psql('dropped', 'DROP EXTENSION resume');

	isnt($status, 0, 'DROP EXTENSION is refused while something depends on it');
	like($stderr, qr/cannot drop extension resume because other objects depend on it/, 'and says so');
	like($stderr, qr/$_/, "and names: $_")
	  foreach 'column v of table app\.stored_rate depends on type measures\.rate',
	  'column class of table app\.filing depends on type measures\.city_class',
	  'view app\.by_city depends on function measures\.',
	  'materialized view app\.by_day depends on function measures\.pool',
	  'function app\.atomic_body',
	  'Use DROP \.\.\. CASCADE';
	is($node->safe_psql('dropped', "SELECT count(*) FROM app.filing WHERE r OPERATOR(measures.>=) 0"), '1000',
		'and nothing has changed');

	($status, $stdout, $stderr) = $node->psql('dropped', 'DROP EXTENSION resume CASCADE');
	is($status, 0, 'DROP EXTENSION CASCADE');
	like($stderr, qr/drop cascades to \d+ other objects/, 'says how much it has taken');
}
my $left = q{
SELECT count(*) FROM (
	SELECT oid FROM pg_proc WHERE pronamespace = 'measures'::regnamespace
	UNION ALL SELECT oid FROM pg_type WHERE typnamespace = 'measures'::regnamespace
	UNION ALL SELECT oid FROM pg_class WHERE relnamespace = 'measures'::regnamespace
	UNION ALL SELECT oid FROM pg_operator WHERE oprnamespace = 'measures'::regnamespace
	UNION ALL SELECT oid FROM pg_opclass WHERE opcnamespace = 'measures'::regnamespace
	UNION ALL SELECT oid FROM pg_opfamily WHERE opfnamespace = 'measures'::regnamespace
	UNION ALL SELECT oid FROM pg_cast WHERE castfunc > 16383
) AS o};
is($node->safe_psql('dropped', $left), '0', 'CASCADE: nothing of the extension is left');
is($node->safe_psql('dropped', "SELECT count(*), count(DISTINCT enterprise_id), min(filed_on) FROM app.filing"),
	'1001|1001|2020-02-10', 'CASCADE: the tables keep their rows and other columns');
is($node->safe_psql('dropped', "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute
		WHERE attrelid = 'app.filing'::regclass AND attnum > 0 AND NOT attisdropped"),
	'enterprise_id division_code filed_on', 'CASCADE: the columns of its types are gone');
$node->safe_psql('dropped', 'DROP SCHEMA app CASCADE');
create_schema($node, 'dropped', 'measures');
is($node->safe_psql('dropped', 'SELECT count(*) FROM measures.software_city WHERE seeded'), '19',
	'created again');

# A move that fails half-way leaves it where it was.
refused('dropped', $superuser, 'CREATE SCHEMA taken; CREATE TABLE taken.software_city (); ALTER EXTENSION resume SET SCHEMA taken',
	qr/(relation|type) "software_city" already exists in schema "taken"/, 'SET SCHEMA to where a name is taken');
is($node->safe_psql('dropped', "SELECT count(*) FROM app.filing WHERE r OPERATOR(measures.>=) 0"), '1000',
	'and it is where it was');

# ---- what lies in wait -------------------------------------------------------------

# Functions and operators by the names that the script or a function body could
# call, with every other combination of argument types that a call might prefer
# to the one meant. Each raises an error if it runs.
my $script = join '', map { read_file_or_die($_) } glob "$FindBin::RealBin/../../sql/resume--*.sql";
my %called = map { lc $_ => 1 } $script =~ /\b(\w+)\s*\(/g;
my $called = join ',', sort keys %called;

my $traps = qq{
SET check_function_bodies = off;
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.set_traps(schema text) RETURNS bigint LANGUAGE plpgsql AS \$set\$
DECLARE
	known text[] := '{int2,int4,int8,numeric,float8,text,varchar,name,bool,date,daterange,int4range,bytea,oid,regclass,"float8[]",anyelement,anyrange}';
	few text[] := '{int4,text,name,date,anyelement}';
	body text := 'BEGIN RAISE EXCEPTION ''a trap has run: %%'', ' || quote_literal('%s') || '; END';
	arguments text;
	f record;
	made bigint := 0;
BEGIN
	FOR f IN
		-- of the server
		SELECT DISTINCT p.proname AS name, a.list
		FROM pg_catalog.pg_proc p,
			LATERAL (
				SELECT x::text AS list FROM unnest(known) x WHERE p.pronargs = 1
				UNION ALL
				SELECT x || ', ' || y FROM unnest(known) x, unnest(known) y WHERE p.pronargs = 2
				UNION ALL
				SELECT x || ', ' || y || ', ' || z FROM unnest(few) x, unnest(few) y, unnest(few) z WHERE p.pronargs = 3
			) a
		WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY ('{$called}')
			AND p.prokind = 'f' AND p.pronargs BETWEEN 1 AND 3
		UNION
		-- of the extension, which makes its own later
		SELECT n, a.list
		FROM unnest('{$called}'::name[]) n, (VALUES ('anynonarray'), ('anynonarray, anynonarray'), ('anynonarray, anynonarray, anynonarray')) a(list)
		WHERE n NOT IN ('in', 'and', 'or', 'values', 'check', 'varchar', 'any', 'coalesce', 'exists', 'nullif', 'greatest', 'least')
	LOOP
		EXECUTE format('CREATE FUNCTION %s.%I(%s) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS %L',
			schema, f.name, f.list, format(body, f.name || '(' || f.list || ')'));
		made := made + 1;
	END LOOP;

	FOR f IN
		SELECT DISTINCT o.oprname AS name, x, y
		FROM pg_catalog.pg_operator o, unnest(known) x, unnest(known) y
		WHERE o.oprname IN ('=', '<>', '<', '<=', '>', '>=', '\@>', '<\@', '&&', '||', '+', '-', '*', '/', '%', '~', '~~')
	LOOP
		IF NOT EXISTS (SELECT FROM pg_catalog.pg_proc WHERE pronamespace = schema::regnamespace AND proname = 'trap_op_' || f.x || f.y) THEN
			EXECUTE format('CREATE FUNCTION %s.%I(%s, %s) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS %L',
				schema, 'trap_op_' || f.x || f.y, f.x, f.y, format(body, 'operator (' || f.x || ', ' || f.y || ')'));
		END IF;
		EXECUTE format('CREATE OPERATOR %s.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = %s.%I)',
			schema, f.name, f.x, f.y, schema, 'trap_op_' || f.x || f.y);
		made := made + 1;
	END LOOP;
	RETURN made;
END
\$set\$;
};

# What the extension depends on is its own or the server's.
my $strange = q{
SELECT string_agg(pg_describe_object(d.classid, d.objid, d.objsubid) || ' -> ' ||
	pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid), E'\n')
FROM pg_depend d
JOIN pg_depend ours ON (ours.classid, ours.objid) = (d.classid, d.objid) AND ours.deptype = 'e'
	OR d.classid = 'pg_constraint'::regclass AND d.objid IN (SELECT oid FROM pg_constraint WHERE conname LIKE 'software%')
		AND ours.classid = 'pg_class'::regclass AND ours.objid = (SELECT conrelid FROM pg_constraint WHERE oid = d.objid)
	OR d.classid = 'pg_class'::regclass AND ours.classid = 'pg_class'::regclass
		AND d.objid IN (SELECT indexrelid FROM pg_index WHERE indrelid = ours.objid)
WHERE d.refobjid > 16383 AND d.deptype = 'n'
	AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass)
	-- before 17 the array of a member is none itself
	AND NOT EXISTS (SELECT FROM pg_depend r WHERE (r.classid, r.objid) = (d.refclassid,
		coalesce((SELECT e.oid FROM pg_type e WHERE d.refclassid = 'pg_type'::regclass AND e.typarray = d.refobjid), d.refobjid)) AND r.deptype = 'e')};

# Every function of the extension whose body the server reads, and a call of it.
my %calls = (
	'sparkline(rate_series,date,date)' => q{SELECT ext.sparkline('{2020-02-10: 1/2 (1)}'::ext.rate_series, date '2020-02-10', date '2020-02-11')},
	'trend(rate_series,date,date)' => q{SELECT ext.trend('{2020-02-10: 1/2 (1)}'::ext.rate_series, date '2020-02-10', date '2020-02-11')},
	'logistic_trend(rate_series,date,date)' => q{SELECT ext.logistic_trend('{2020-02-10: 1/2 (1)}'::ext.rate_series, date '2020-02-10', date '2020-02-12')},
	'slope(text)' => q{SELECT ext.slope('(,0,0,0,0,0,0)'::text)},
	'percent_at(text,date)' => q{SELECT ext.percent_at('(,0,0,0,0,0,0)'::text, date '2020-02-10')},
	'day_reaching(text,double precision,integer)' => q{SELECT ext.day_reaching('(,0,0,0,0,0,0)'::text, 90::double precision, 365)},
	'prints_as(rate,numeric,text,text)' => q{SELECT ext.prints_as('1/2'::ext.rate, 50.0, 'half_up'::text, '1'::text)},
	'rounding_modes(rate,numeric,text)' => q{SELECT ext.rounding_modes('1/2'::ext.rate, 50.0, '1'::text)},
	'rounding_modes(rate,numeric,smallint)' => q{SELECT ext.rounding_modes('1/2'::ext.rate, 50.0, 1::smallint)},
	'implied_denominators(bigint,numeric,text,text)' => q{SELECT ext.implied_denominators(1::bigint, 50.0, 'half_up'::text, '1'::text)},
	'implied_numerators(bigint,numeric,text,text)' => q{SELECT ext.implied_numerators(2::bigint, 50.0, 'half_up'::text, '1'::text)},
	# no longer in use: a trigger that nothing calls
	'software_city_protect_seeded()' => q{CREATE TEMP TABLE like_1_0 AS TABLE ext.software_city;
		INSERT INTO like_1_0 VALUES (659001, NULL, 'Shihezi', 'candidate', '(,)', false);
		CREATE TRIGGER t BEFORE DELETE ON like_1_0 FOR EACH ROW WHEN (NOT old.seeded) EXECUTE FUNCTION ext.software_city_protect_seeded();
		DELETE FROM like_1_0 WHERE NOT seeded},);

my $use = q{
INSERT INTO ext.software_city VALUES (659001, NULL, 'Shihezi', 'candidate', '[2020-02-19,2020-02-20]');
SELECT ext.class_on(320100, date '2020-02-19'), ext.class_on('nanjing'::text, date '2020-02-19'), ext.class_on('shihezi'::text, date '2020-02-19');
SELECT count(*) FROM ext.seeded_cities();
SELECT ext.rate(1::bigint, 2::bigint) OPERATOR(ext.=) '1/2'::ext.rate, ext.rate(1::bigint, 2::bigint) OPERATOR(ext.>=) 0.5,
	'1/2'::ext.proportion, ext.percent('1/2'::ext.rate, 1, 'half_up'::text), ('1/2'::ext.rate)::numeric;
SELECT ext.pool(v), ext.avg(v), ext.mean_of_rates(v), ext.pool(1::bigint, 2::bigint) FROM pg_catalog.unnest('{1/2,3/4}'::ext.rate[]) AS v;
SELECT ext.min(c), ext.max(c), ext.label(ext.min(c), 'zh'::text) FROM pg_catalog.unnest('{candidate,comprehensive}'::ext.city_class[]) AS c;
CREATE TEMP TABLE sorted AS SELECT v::ext.rate AS v FROM pg_catalog.unnest('{1/2,0/0,1/3}'::text[]) AS v;
CREATE INDEX ON sorted (v); CREATE INDEX ON sorted USING hash (v);
SELECT v FROM sorted GROUP BY v ORDER BY v;
DROP TABLE sorted;
UPDATE ext.software_city SET class = 'characteristic' WHERE NOT seeded;
DELETE FROM ext.software_city WHERE NOT seeded;
};

sub wait_and_create
{
	my ($database, $creator, $target, $before, $path) = @_;
	my $name = "$database, created by $creator";
	my $schema = $target;
	my @as = (extra_params => [ '-U', $creator ]);

	my ($status, $stdout, $stderr) =
	  $node->psql($database, "$before; SET search_path = $path; CREATE EXTENSION resume SCHEMA $target", @as);
	is($stderr, '', "$name: no trap has run");
	is($node->safe_psql($database, $strange), '', "$name: nothing leans on what is not its own");
	is($node->safe_psql($database, "SELECT count(*) FROM $target.software_city WHERE seeded AND name_zh IS NOT NULL
			AND class OPERATOR($target.=) $target.class_on(division_code, '2020-02-19')"), '19',
		"$name: the register is right");

	# at run time, as a superuser, with the traps first
	my $functions = $node->safe_psql($database, "
		SELECT p.oid::regprocedure FROM pg_proc p
		JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
		JOIN pg_language l ON l.oid = p.prolang
		WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume')
			AND l.lanname NOT IN ('c', 'internal') ORDER BY 1");
	foreach my $function (split /\n/, $functions)
	{
		$function =~ s/\b\Q$target\E\.//g;
		ok(exists $calls{$function}, "$name: $function is called below");
	}
	is($node->safe_psql($database, "
		SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p
		JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
		JOIN pg_language l ON l.oid = p.prolang
		WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume')
			AND l.lanname NOT IN ('c', 'internal') AND prosqlbody IS NULL
			AND NOT coalesce(proconfig, '{}') && '{\"search_path=pg_catalog, pg_temp\"}'"), '',
		"$name: bodies that are parsed when they run have a search_path");

	my $sql = join ";\n", map { $calls{$_} } sort keys %calls;
	$sql = "$before; SET search_path = $path; $sql; $use; ANALYZE ext.software_city; REINDEX TABLE ext.software_city";
	$sql =~ s/\bext\./$target./g;
	($status, $stdout, $stderr) = $node->psql($database, $sql);
	is($stderr, '', "$name: no trap runs when it is used");
	return;
}

# A role may create objects in a schema; three databases in which it has.
$node->safe_psql('postgres', 'CREATE ROLE attacker LOGIN; CREATE DATABASE shared_schema');
$node->safe_psql('shared_schema', 'CREATE SCHEMA open; GRANT ALL ON SCHEMA open TO attacker');
my $made = $node->safe_psql('shared_schema', "$traps SELECT pg_temp.set_traps('open')",
	extra_params => [ '-U', 'attacker' ]);
cmp_ok($made, '>', 5000, "$made traps are set");
refused('shared_schema', $superuser, $_->[0], qr/a trap has run: $_->[1]/, "the trap $_->[1] works")
  foreach [ "SET search_path = open; SELECT daterange(date '2020-01-01', 'infinity')", 'daterange' ],
  [ "SET search_path = open; SELECT daterange('empty') \@> date '2020-01-01'", 'operator' ],
  [ "SET search_path = open; SELECT convert_from('\\x00'::bytea, 'UTF8')", 'convert_from' ];
$node->safe_psql('postgres', "CREATE DATABASE $_ TEMPLATE shared_schema") foreach 'own_database', 'elsewhere';

# A superuser chooses that schema.
wait_and_create('shared_schema', $superuser, 'open', 'SELECT 1 WHERE false', 'open');

# The role owns the database and waits for the superuser that the script of a
# trusted extension runs as; with temporary objects too.
$node->safe_psql('postgres', 'ALTER DATABASE own_database OWNER TO attacker');
my $temporary = q{
CREATE TEMP TABLE software_city (division_code integer, name_zh text, name_en text, class text, during daterange, seeded boolean);
CREATE DOMAIN pg_temp.daterange AS text;
CREATE FUNCTION pg_temp.lower(text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'a trap has run'; END$$;
CREATE FUNCTION pg_temp.format(text, integer) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'a trap has run'; END$$};
wait_and_create('own_database', 'attacker', 'open', $temporary, 'open, pg_temp, pg_catalog');

# The traps come before pg_catalog in the session, the extension goes elsewhere.
$node->safe_psql('elsewhere', 'CREATE SCHEMA target');
wait_and_create('elsewhere', $superuser, 'target', 'SELECT 1 WHERE false', 'open, pg_catalog');

$node->stop;
done_testing();
