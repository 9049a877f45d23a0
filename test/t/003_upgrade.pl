# Upgrades: a database in which the extension has been upgraded, from any
# release by any path, has the same catalogs as one with a fresh extension; and
# a script that has been released is not changed any more.

use strict;
use warnings;

use Digest::SHA;
use File::Basename;
use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $top = "$FindBin::RealBin/../..";
my @scripts = sort map { basename($_) } glob "$top/sql/resume--*.sql";
my ($current) = read_file_or_die("$top/resume.control") =~ /^default_version\s*=\s*'([^']+)'/m;

# ---- released scripts are frozen -------------------------------------------------

{
	my (%sum, %released);

	foreach (split /\n/, read_file_or_die("$top/test/data/released.sha256"))
	{
		next if /^\s*(#|$)/;
		ok(/^([0-9a-f]{64}) [ *]sql\/(resume--[\d.]+(?:--[\d.]+)?\.sql)$/, "released.sha256: $_") or next;
		$sum{$2} = $1;
	}
	foreach my $script (sort keys %sum)
	{
		is(-e "$top/sql/$script" && Digest::SHA->new(256)->addfile("$top/sql/$script")->hexdigest,
			$sum{$script}, "$script is as it was released");
	}

	# What the changelog gives a date has been released; what came before the
	# current version has been too.
	my $changelog = read_file_or_die("$top/CHANGELOG.md");
	$released{$1} = 1 while $changelog =~ /^## (\d+\.\d+)(?:\.\d+)? \(\d{4}-\d\d-\d\d\)/mg;
	like($changelog, qr/^## \Q$current\E(\.\d+)? \(/m, "the changelog knows version $current");
	foreach my $script (@scripts)
	{
		my ($version) = $script =~ /--([\d.]+)\.sql$/;

		next unless $released{$version} || $version ne $current;
		ok(exists $sum{$script}, "$script is released, and so in released.sha256");
	}
}

# ---- what a database has of the extension ------------------------------------------

# Every object that belongs to the extension, and what hangs on it, with all its
# properties but the numbers that the server gives out.
my $snapshot = q{
SET search_path = '';
WITH member AS (
	SELECT d.classid, d.objid FROM pg_depend d
	WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
		AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume')
), of (catalog, object, property) AS (
	SELECT 'extension', extname::text, to_jsonb(e) - '{oid,extowner,extconfig}'::text[]
		|| jsonb_build_object('config', (SELECT array_agg(c::regclass) FROM unnest(extconfig) c), 'extnamespace', extnamespace::regnamespace)
	FROM pg_extension e WHERE extname = 'resume'
	UNION ALL
	SELECT 'member', pg_describe_object(classid, objid, 0), NULL FROM member
	UNION ALL
	SELECT 'comment', pg_describe_object(c.classoid, c.objoid, c.objsubid), to_jsonb(c.description)
	FROM pg_description c JOIN member m ON (m.classid, m.objid) = (c.classoid, c.objoid)
	UNION ALL
	SELECT 'pg_proc', p.oid::regprocedure::text,
		to_jsonb(p) - '{oid,proargdefaults,prosqlbody,proacl,proallargtypes,proargtypes}'::text[] || jsonb_build_object(
			'arguments', pg_get_function_arguments(p.oid), 'result', pg_get_function_result(p.oid),
			'body', pg_get_function_sqlbody(p.oid), 'prolang', (SELECT lanname FROM pg_language WHERE oid = prolang),
			'prosupport', prosupport::regproc, 'prorettype', prorettype::regtype, 'provariadic', provariadic::regtype,
			'pronamespace', pronamespace::regnamespace, 'proowner', proowner::regrole,
			'acl', proacl::text)
	FROM pg_proc p JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
	UNION ALL
	SELECT 'pg_aggregate', a.aggfnoid::regprocedure::text,
		to_jsonb(a) - '{aggfnoid}'::text[] || jsonb_build_object('aggtranstype', aggtranstype::regtype,
			'aggmtranstype', aggmtranstype::regtype, 'aggsortop', aggsortop::regoperator)
	FROM pg_aggregate a JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = a.aggfnoid
	UNION ALL
	SELECT 'pg_type', t.oid::regtype::text,
		to_jsonb(t) - '{oid,typdefaultbin,typrelid,typacl}'::text[] || jsonb_build_object('typelem', typelem::regtype,
			'typarray', typarray::regtype, 'typbasetype', typbasetype::regtype, 'typnamespace', typnamespace::regnamespace,
			'typowner', typowner::regrole, 'acl', typacl::text)
	FROM pg_type t JOIN member m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
	UNION ALL
	SELECT 'pg_operator', o.oid::regoperator::text,
		to_jsonb(o) - '{oid}'::text[] || jsonb_build_object('oprleft', oprleft::regtype, 'oprright', oprright::regtype,
			'oprresult', oprresult::regtype, 'oprcom', oprcom::regoperator, 'oprnegate', oprnegate::regoperator,
			'oprnamespace', oprnamespace::regnamespace, 'oprowner', oprowner::regrole)
	FROM pg_operator o JOIN member m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
	UNION ALL
	SELECT 'pg_opclass', pg_describe_object(m.classid, m.objid, 0), jsonb_build_object('default', opcdefault,
		'key', opckeytype::regtype, 'input', opcintype::regtype, 'family', pg_describe_object('pg_opfamily'::regclass, opcfamily, 0))
	FROM pg_opclass o JOIN member m ON m.classid = 'pg_opclass'::regclass AND m.objid = o.oid
	UNION ALL
	SELECT 'pg_amop', pg_describe_object('pg_amop'::regclass, o.oid, 0), jsonb_build_object('purpose', amoppurpose)
	FROM pg_amop o JOIN member m ON m.classid = 'pg_opfamily'::regclass AND m.objid = o.amopfamily
	UNION ALL
	SELECT 'pg_amproc', pg_describe_object('pg_amproc'::regclass, p.oid, 0), NULL
	FROM pg_amproc p JOIN member m ON m.classid = 'pg_opfamily'::regclass AND m.objid = p.amprocfamily
	UNION ALL
	SELECT 'pg_cast', pg_describe_object(m.classid, m.objid, 0), jsonb_build_object('function', castfunc::regprocedure,
		'context', castcontext, 'method', castmethod)
	FROM pg_cast c JOIN member m ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
	UNION ALL
	SELECT 'pg_class', c.oid::regclass::text, jsonb_build_object('kind', relkind, 'options', reloptions, 'acl', relacl::text,
		'owner', relowner::regrole, 'persistence', relpersistence, 'identity', relreplident, 'rls', relrowsecurity)
	FROM pg_class c JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid
	UNION ALL
	SELECT 'pg_init_privs', pg_describe_object(p.classoid, p.objoid, p.objsubid), to_jsonb(p.initprivs::text)
	FROM pg_init_privs p JOIN member m ON (m.classid, m.objid) = (p.classoid, p.objoid)
	UNION ALL
	SELECT 'pg_attribute', format('%s.%s', a.attrelid::regclass, a.attname), jsonb_build_object('number', attnum,
		'type', format_type(atttypid, atttypmod), 'notnull', attnotnull, 'default', pg_get_expr(adbin, adrelid),
		'collation', attcollation::regcollation, 'storage', attstorage, 'compression', attcompression)
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	JOIN member m ON (m.classid, m.objid) IN (('pg_class'::regclass, c.oid), ('pg_type'::regclass, c.reltype))
	LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
	WHERE a.attnum > 0 AND NOT attisdropped
	UNION ALL
	SELECT 'pg_constraint', c.conname, to_jsonb(pg_get_constraintdef(c.oid))
	FROM pg_constraint c JOIN member m ON m.objid IN (c.conrelid, c.contypid)
	UNION ALL
	SELECT 'pg_index', i.indexrelid::regclass::text, to_jsonb(pg_get_indexdef(i.indexrelid))
	FROM pg_index i JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = i.indrelid
	UNION ALL
	SELECT 'pg_trigger', t.tgname, to_jsonb(pg_get_triggerdef(t.oid)) || to_jsonb(t.tgenabled)
	FROM pg_trigger t JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = t.tgrelid
	WHERE NOT t.tgisinternal
)
SELECT catalog, object, property FROM of ORDER BY catalog, object COLLATE "C", property::text COLLATE "C";
SELECT format('TABLE %s', c) FROM pg_extension e, unnest(extconfig) AS c(oid), LATERAL (SELECT c.oid::regclass AS c) n
WHERE extname = 'resume' \gexec
};

sub snapshot
{
	my ($node, $database) = @_;

	return $node->safe_psql($database, $snapshot);
}

sub same_snapshot
{
	my ($got, $expected, $name) = @_;
	my %expected = map { $_ => 1 } split /\n/, $expected;
	my %got = map { $_ => 1 } split /\n/, $got;

	ok($got eq $expected, $name) or diag(
		(map { "missing  $_\n" } grep { !$got{$_} } sort keys %expected),
		(map { "extra    $_\n" } grep { !$expected{$_} } sort keys %got));
	return;
}

my $node = new_server('upgrade');

$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION resume');
my $fresh = snapshot($node, 'fresh');

like($fresh, qr/^$_\|/m, "the snapshot has rows of $_")
  foreach qw(extension member comment pg_proc pg_aggregate pg_type pg_operator pg_opclass pg_amop pg_amproc
  pg_cast pg_class pg_init_privs pg_attribute pg_constraint pg_index);
like($fresh, qr/^320100\|南京\|Nanjing\|/m, 'the snapshot has the register');
note(scalar(split /\n/, $fresh), ' lines');

# Every kind of object that there is, is looked at in its catalog.
is($node->safe_psql('fresh', q{
	SELECT string_agg(DISTINCT classid::regclass::text, ' ') FROM pg_depend
	WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume')
		AND classid <> ALL ('{pg_proc,pg_type,pg_operator,pg_opclass,pg_opfamily,pg_cast,pg_class}'::regclass[])}),
	'', 'no kind of object is left out');
is($node->safe_psql('fresh', q{
	SELECT string_agg(pg_describe_object(classid, objid, 0), ', ') FROM pg_depend d
	WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume')
		AND classid = ANY ('{pg_proc,pg_operator,pg_cast,pg_class,pg_type}'::regclass[])
		AND NOT EXISTS (SELECT FROM pg_description c WHERE (c.classoid, c.objoid) = (d.classid, d.objid))
		AND NOT EXISTS (SELECT FROM pg_type t WHERE d.classid = 'pg_type'::regclass AND t.oid = d.objid AND (t.typelem <> 0 OR EXISTS (SELECT FROM pg_class r WHERE r.oid = t.typrelid AND r.relkind <> 'c')))}),
	'', 'every object has a comment');

# The snapshot sees a difference.
foreach my $change (
	'ALTER FUNCTION percent(rate, integer, text) COST 7',
	'ALTER FUNCTION rate_eq(rate, rate) NOT LEAKPROOF',
	'COMMENT ON TYPE rate IS NULL',
	'ALTER TABLE software_city ALTER name_zh SET NOT NULL',
	'REVOKE SELECT ON software_city FROM PUBLIC',
	'CREATE TRIGGER t BEFORE TRUNCATE ON software_city EXECUTE FUNCTION software_city_protect_seeded()',
	'ALTER EXTENSION resume DROP FUNCTION ratio(rate)')
{
	my $changed = $node->safe_psql('fresh', "SET client_min_messages = error; BEGIN; $change; $snapshot; ROLLBACK");

	isnt($changed, $fresh, "the snapshot notices: $change");
}

# Moved there and back it is the same.
$node->safe_psql('fresh', 'CREATE SCHEMA elsewhere; ALTER EXTENSION resume SET SCHEMA elsewhere;
	ALTER EXTENSION resume SET SCHEMA public; DROP SCHEMA elsewhere');
same_snapshot(snapshot($node, 'fresh'), $fresh, 'moved to another schema and back: the same catalogs');

# ---- every path to the current version -----------------------------------------------

# From each version that has an install script to each that can be reached.
my @installed = map { /^resume--([\d.]+)\.sql$/ } @scripts;
my $paths = $node->safe_psql('fresh', "
	SELECT source, target, path FROM pg_extension_update_paths('resume')
	WHERE path IS NOT NULL AND source = ANY ('{" . join(',', @installed) . "}') ORDER BY 1, 2");
my $count = 0;

sub upgrade
{
	my ($node, $source, $target, $path) = @_;
	my $database = "upgraded_$count";

	$count++;
	$node->safe_psql('postgres', "CREATE DATABASE $database; CREATE DATABASE fresh_$database");
	$node->safe_psql($database, "CREATE EXTENSION resume VERSION '$source';
		CREATE TABLE kept AS SELECT rate(1, 2) AS r, '3/4'::rate AS s;
		ALTER EXTENSION resume UPDATE TO '$target'");
	$node->safe_psql("fresh_$database", "CREATE EXTENSION resume VERSION '$target'");
	same_snapshot(snapshot($node, $database), snapshot($node, "fresh_$database"),
		"$path: upgraded and fresh have the same catalogs");
	is($node->safe_psql($database, "SELECT r, s FROM kept"), '1/2|3/4', "$path: what was stored is there");
	return $database;
}

upgrade($node, split /\|/) foreach split /\n/, $paths;
is($count > 0, @scripts > 1, 'there is a path for each upgrade script, or there is none yet');
foreach my $script (@scripts)
{
	my ($source, $target) = $script =~ /^resume--([\d.]+)--([\d.]+)\.sql$/ or next;

	like($paths, qr/^.*\b\Q$source\E--\Q$target\E\b/m, "$script is on a path");
}

# ---- a register that has been in use -------------------------------------------------

# Rows of one's own and all that hangs on the table and on class_on() in 1.0 is
# there in 1.1; the seeded periods end where classes did.
$node->safe_psql('postgres', 'CREATE ROLE holder LOGIN; CREATE ROLE clerk');
foreach my $as ([ 'holder', '' ], [ 'superuser', 'CREATE TABLE refers (c integer, d daterange, s boolean, FOREIGN KEY (c, d, s) REFERENCES software_city);
	INSERT INTO refers SELECT division_code, during, seeded FROM software_city WHERE NOT seeded;
	CREATE PUBLICATION every FOR ALL TABLES; CREATE INDEX by_name ON software_city (name_en);' ])
{
	my ($who, $more) = @$as;
	my $database = "register_of_$who";
	my @who = $who eq 'holder' ? (extra_params => [ '-U', 'holder' ]) : ();
	my $see = q{SELECT count(*), count(*) FILTER (WHERE seeded) FROM cities; TABLE own ORDER BY 1; SELECT * FROM classes ORDER BY 1; SELECT classes(320100);
		SELECT has_table_privilege('clerk', 'software_city', 'INSERT WITH GRANT OPTION'), has_table_privilege('clerk', 'software_city', 'SELECT');
		SELECT pubname, tablename, rowfilter FROM pg_publication_tables ORDER BY 1, 2;};

	$node->safe_psql('postgres', "CREATE DATABASE $database OWNER holder");
	$node->safe_psql($database, q{
		CREATE EXTENSION resume VERSION '1.0';
		GRANT INSERT, UPDATE ON software_city TO clerk WITH GRANT OPTION;
		INSERT INTO software_city SELECT division_code, name_zh, name_en, 'candidate', during FROM software_city WHERE division_code = 320100;
		INSERT INTO software_city VALUES (320200, '无锡', 'Wuxi', 'characteristic', '[2023-03-01,)'), (340100, '合肥', 'Hefei', 'candidate', '[2021-01-01,)');
		CREATE VIEW cities AS SELECT * FROM software_city;
		CREATE VIEW own AS SELECT name_en, class, during FROM software_city WHERE NOT seeded;
		CREATE TABLE filing (city text, day date, class city_class DEFAULT class_on(320200, '2023-03-01'), CHECK (class_on(city, day) IS NOT NULL));
		INSERT INTO filing VALUES ('Nanjing', '2020-02-19'), ('合肥', '2022-01-01');
		CREATE VIEW classes AS SELECT city, day, class, class_on(city, day) AS now FROM filing;
		CREATE FUNCTION classes(code integer) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM software_city WHERE division_code = code; END;
		} . ($who eq 'superuser' ? 'CREATE PUBLICATION added FOR TABLE software_city WHERE (NOT seeded);' : '') . $more, @who);
	my $before = $node->safe_psql($database, $see);
	my $oids = "SELECT 'software_city'::regclass::oid, 'class_on(integer, date)'::regprocedure::oid, 'class_on(text, date)'::regprocedure::oid";
	my $oids_before = $node->safe_psql($database, $oids);

	is($node->safe_psql($database, "SELECT class_on(370100, '2024-06-01')"), 'comprehensive', "$who: 1.0 gives a class in 2024");
	$node->safe_psql($database, 'ALTER EXTENSION resume UPDATE', @who);
	is($node->safe_psql($database, $see), $before, "$who: what hangs on the register gives the same");
	is($node->safe_psql($database, $oids), $oids_before, "$who: the table and the functions are the same ones");
	is($node->safe_psql($database, "SELECT class_on(370100, '2024-06-01'), class_on(370100, '2023-12-31'), class_on(320100, '2024-06-01'), class_on(320200, '2024-06-01')"),
		'|comprehensive|candidate|characteristic', "$who: seeded classes end with 2023, those of one's own do not");
	is($node->safe_psql($database, "SELECT count(*) FROM (SELECT division_code, name_zh, name_en, class, during FROM software_city WHERE seeded
			INTERSECT SELECT * FROM seeded_cities()) AS same"), '19', "$who: the seeded rows are those of 1.1");
	is($node->safe_psql($database, "SELECT initprivs FROM pg_init_privs WHERE objoid = 'software_city'::regclass"),
		$node->safe_psql('fresh', "SELECT initprivs FROM pg_init_privs WHERE objoid = 'software_city'::regclass"),
		"$who: what a dump takes for granted is what a fresh extension has");
	is($node->safe_psql($database, "SET ROLE clerk; INSERT INTO software_city VALUES (659001, NULL, 'Shihezi', 'candidate'); RESET ROLE;
			UPDATE software_city SET class = 'characteristic' WHERE division_code = 659001; SELECT class_on('shihezi', '2020-02-19')"),
		'characteristic', "$who: rows are added as before");
}

# A subscriber to all tables may have had its seeded rows from elsewhere.
$node->safe_psql('postgres', 'CREATE DATABASE tampered');
$node->safe_psql('tampered', q{
CREATE EXTENSION resume VERSION '1.0';
SET session_replication_role = replica;
DELETE FROM software_city WHERE division_code = 370100;
UPDATE software_city SET class = 'candidate', name_en = 'Nanking' WHERE division_code = 320100;
INSERT INTO software_city VALUES (999999, NULL, 'Nowhere', 'candidate', '(,)', true);
RESET session_replication_role;
ALTER EXTENSION resume UPDATE;
});
is($node->safe_psql('tampered', 'TABLE software_city ORDER BY 1'), $node->safe_psql('fresh', 'TABLE software_city ORDER BY 1'),
	'seeded rows that were not as they should be are made good');

$node->stop;
done_testing();
