# Dump and restore: what is stored in the types of the extension, and the rows
# that users add to its register, arrive as they were.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $node = new_server('dump');
my $dumps = PostgreSQL::Test::Utils::tempdir();

# The extension in a schema of its own, whose name needs quotes.
$node->safe_psql('postgres', 'CREATE DATABASE source');
$node->safe_psql('source', 'CREATE SCHEMA "the measures"');
create_schema($node, 'source', 'the measures');
create_rollups($node, 'source', 'the measures');

my $expected = describe($node, 'source');

like($expected, qr{^\(2,500/1000,}m, 'the description has the values');
note(scalar(split /\n/, $expected), ' lines of rows and definitions');

sub dump_database
{
	my ($database, $file, @options) = @_;

	$node->command_ok([ 'pg_dump', '-d', $node->connstr($database), '-f', $file, @options ],
		"pg_dump @options");
	return $file;
}

sub same_as_source
{
	my ($database, $how, %rollups) = @_;
	my $got = describe($node, $database);

	ok($got eq $expected, "$how: everything is as it was")
	  or diag(first_difference($expected, $got));
	check_rollups($node, $database, $how, %rollups);
	is($node->safe_psql($database, 'SELECT count(*) FILTER (WHERE seeded), count(*) FILTER (WHERE NOT seeded)
			FROM "the measures".software_city'), '19|4',
		"$how: rows of the register are kept, seeded ones not doubled");
	return;
}

sub first_difference
{
	my @expected = split /\n/, shift;
	my @got = split /\n/, shift;
	my $i = 0;

	$i++ while $i < @expected && $i < @got && $expected[$i] eq $got[$i];
	return 'line ' . ($i + 1) . ":\nexpected  " . ($expected[$i] // '(end)')
	  . "\ngot       " . ($got[$i] // '(end)');
}

# ---- formats ----------------------------------------------------------------

my $plain = dump_database('source', "$dumps/plain.sql");
my $text = slurp_file($plain);

like($text, qr/set_config\('search_path', '', false\)/, 'the dump sets an empty search_path');
unlike($text, qr/CREATE (TYPE|FUNCTION|TABLE) "the measures"/, 'no object of the extension is dumped one by one');
is(() = $text =~ /Nanjing/g, 1, 'of a city that is seeded and added, only the added row is dumped');

$node->safe_psql('postgres', 'CREATE DATABASE plain');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('plain'), '-f', $plain ],
	'psql restores the plain dump');
same_as_source('plain', 'plain');

foreach my $case (
	[ 'custom', ['-Fc'], [] ],
	[ 'custom_parallel', undef, [ '-j', '2' ] ],
	[ 'directory', [ '-Fd', '-j', '2' ], [ '-j', '2' ] ],
	[ 'inserts', [ '-Fc', '--rows-per-insert=100', '--quote-all-identifiers' ], ['--single-transaction'] ])
{
	my ($format, $dump, $restore) = @$case;

	dump_database('source', "$dumps/$format", @$dump) if $dump;
	my $file = $dump ? $format : 'custom';

	$node->safe_psql('postgres', "CREATE DATABASE $format");
	$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr($format), @$restore, "$dumps/$file" ],
		"pg_restore @$restore of $file");
	same_as_source($format, $format);
}

# Over what is there already, in one process and in two.
foreach my $jobs (1, 2)
{
	$node->command_ok(
		[ 'pg_restore', '-e', '--clean', '--if-exists', '-j', $jobs, '-d', $node->connstr('custom'), "$dumps/custom" ],
		"pg_restore --clean -j $jobs");
	same_as_source('custom', "clean, $jobs");
}

# A dump of a restored database is the same dump.
{
	my $again = slurp_file(dump_database('directory', "$dumps/again.sql"));

	# \restrict has a random key
	s/^(\\(?:un)?restrict) .*$/$1/mg foreach $text, $again;
	is($again, $text, 'a dump of the restored database is the same dump');
}

# ---- data only --------------------------------------------------------------

dump_database('source', "$dumps/schema", '-Fc', '--schema-only');
dump_database('source', "$dumps/data", '-Fc', '--data-only');
$node->safe_psql('postgres', 'CREATE DATABASE data_only');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('data_only'), "$dumps/schema" ],
	'pg_restore of --schema-only');
$node->command_ok([ 'pg_restore', '-e', '--disable-triggers', '-d', $node->connstr('data_only'), "$dumps/data" ],
	'pg_restore of --data-only');
$node->safe_psql('data_only', 'REFRESH MATERIALIZED VIEW app.by_day; ANALYZE');
same_as_source('data_only', 'data only', enabled => 1);

# ---- by the owner of a database, who is no superuser ---------------------------

$node->safe_psql('postgres', 'CREATE ROLE owner LOGIN; CREATE DATABASE owned OWNER owner');
$node->command_ok(
	[ 'pg_restore', '-e', '--no-owner', '-U', 'owner', '-d', $node->connstr('owned'), "$dumps/custom" ],
	'pg_restore by the owner of the database');
same_as_source('owned', 'owner');

# The owner can dump what the owner has restored.
$node->command_ok([ 'pg_dump', '-U', 'owner', '-d', $node->connstr('owned'), '-Fc', '-f', "$dumps/owned" ],
	'pg_dump by the owner');
$node->safe_psql('postgres', 'CREATE DATABASE owned_again OWNER owner');
$node->command_ok([ 'pg_restore', '-e', '-U', 'owner', '-d', $node->connstr('owned_again'), "$dumps/owned" ],
	'pg_restore by the owner of what the owner has dumped');
same_as_source('owned_again', 'owner, again');

# ---- who keeps the register ----------------------------------------------------

# The owner of the database, whoever has restored it; and a role that created
# the extension and is gone leaves nothing behind that a restore trips over.
$node->safe_psql('postgres', 'CREATE ROLE keeper LOGIN; CREATE ROLE clerk LOGIN; CREATE DATABASE kept OWNER owner');
$node->safe_psql('kept', 'CREATE EXTENSION resume; GRANT INSERT ON software_city TO clerk',
	extra_params => [ '-U', 'owner' ]);
$node->safe_psql('kept',
	"INSERT INTO software_city VALUES (659001, NULL, 'Shihezi', 'candidate')",
	extra_params => [ '-U', 'clerk' ]);
$node->safe_psql($_, 'REASSIGN OWNED BY owner TO keeper') foreach 'kept', 'owned', 'owned_again';
$node->safe_psql($_, 'DROP OWNED BY owner') foreach 'kept', 'owned', 'owned_again';
$node->safe_psql('postgres', 'DROP ROLE owner; CREATE DATABASE kept_again OWNER keeper');
dump_database('kept', "$dumps/kept", '-Fc');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('kept_again'), "$dumps/kept" ],
	'pg_restore after the role that created the extension is gone');
$node->safe_psql('kept_again', "INSERT INTO software_city VALUES ($_->[1], NULL, '$_->[0]', 'candidate')",
	extra_params => [ '-U', $_->[0] ])
  foreach [ 'keeper', 659002 ], [ 'clerk', 659003 ];
is($node->safe_psql('kept_again', "SELECT string_agg(name_en, ' ' ORDER BY name_en) FROM software_city WHERE NOT seeded"),
	'Shihezi clerk keeper', 'the owner of the database keeps the register, with whom the owner lets in');

# ---- by the owner, with the owner's grants ----------------------------------------

# Who owns the database owns the register: grants, indexes and what is revoked are
# the owner's own, and a dump says so without another session authorization. In
# a database that began with 1.0 it is the same, also for grants made there.
my $rights = q{
SELECT relowner::regrole, a.grantor::regrole, a.grantee::regrole, a.privilege_type, a.is_grantable
FROM pg_class, aclexplode(relacl) AS a WHERE oid = 'software_city'::regclass ORDER BY 1, 2, 3, 4, 5;
SELECT string_agg(name_en, ' ' ORDER BY name_en COLLATE "C") FROM software_city WHERE NOT seeded;
};
$node->safe_psql('postgres', 'CREATE ROLE holder LOGIN; CREATE ROLE reader LOGIN; CREATE ROLE former LOGIN');
foreach my $version ('1.1', '1.0')
{
	my $database = 'held_' . $version =~ tr/./_/r;
	my @as_holder = (extra_params => [ '-U', 'holder' ]);
	my $before = $version eq '1.0' ? "GRANT INSERT ON software_city TO former; ALTER EXTENSION resume UPDATE;" : '';

	$node->safe_psql('postgres', "CREATE DATABASE $database OWNER holder");
	$node->safe_psql($database, "CREATE EXTENSION resume VERSION '$version'; $before
		GRANT INSERT, UPDATE ON software_city TO clerk WITH GRANT OPTION;
		REVOKE SELECT ON software_city FROM PUBLIC;
		GRANT SELECT ON software_city TO reader;
		CREATE INDEX by_name ON software_city (name_en);
		INSERT INTO software_city VALUES (659001, NULL, 'Shihezi', 'candidate');", @as_holder);
	$node->safe_psql($database, "GRANT INSERT ON software_city TO reader;
		INSERT INTO software_city VALUES (659002, NULL, 'Aral', 'candidate')", extra_params => [ '-U', 'clerk' ]);
	my $expected_rights = $node->safe_psql($database, $rights);

	like($expected_rights, qr/^pg_database_owner\|pg_database_owner\|clerk\|INSERT\|t$/m, "$version: the grants of the owner");
	like($expected_rights, qr/^pg_database_owner\|pg_database_owner\|former\|INSERT\|f$/m, 'as they were made in 1.0')
	  if $before;
	foreach my $format ('plain', 'custom', 'directory')
	{
		my $target = "${database}_$format";

		# that of clerk, who is not the owner, takes a session authorization
		$node->safe_psql($database, 'SET ROLE clerk; REVOKE INSERT ON software_city FROM reader') if $format eq 'plain';
		$expected_rights = $node->safe_psql($database, $rights);
		$node->command_ok([ 'pg_dump', '-U', 'holder', '-d', $node->connstr($database), '-F', $format, '-f', "$dumps/$target" ],
			"$version: $format: pg_dump by the owner");
		unlike(slurp_file("$dumps/$target"), qr/SESSION AUTHORIZATION/, 'no session authorization in it') if $format eq 'plain';
		$node->safe_psql('postgres', "CREATE DATABASE $target OWNER holder");
		$node->command_ok($format eq 'plain'
			? [ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-U', 'holder', '-d', $node->connstr($target), '-f', "$dumps/$target" ]
			: [ 'pg_restore', '-e', '-U', 'holder', '-d', $node->connstr($target), "$dumps/$target" ],
			"$version: $format: restored by the owner");
		is($node->safe_psql($target, $rights), $expected_rights, "$version: $format: rights and rows are as they were");
	}
	# and by a superuser
	$node->safe_psql('postgres', "CREATE DATABASE ${database}_super");
	$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr("${database}_super"), "$dumps/${database}_custom" ],
		"$version: restored by a superuser");
	is($node->safe_psql("${database}_super", $rights), $node->safe_psql($database, $rights), "$version: with the same rights and rows");
}

# A dump of 1.0 comes into 1.1: rows of one's own, and grants that 1.0 recorded as
# those of pg_database_owner, for which a superuser has to restore.
$node->safe_psql('postgres', 'CREATE DATABASE dumped_1_0 OWNER holder; CREATE DATABASE restored_1_0 OWNER holder');
$node->safe_psql('dumped_1_0', "CREATE EXTENSION resume VERSION '1.0'; GRANT INSERT ON software_city TO former;
	INSERT INTO software_city SELECT division_code, name_zh, name_en, 'candidate', during FROM software_city WHERE division_code = 320100;
	INSERT INTO software_city VALUES (340100, '合肥', 'Hefei', 'candidate', '[2021-01-01,)');
	CREATE VIEW in_2024 AS SELECT name_en, class, during, class_on(division_code, '2024-06-01') FROM software_city WHERE NOT seeded",
	extra_params => [ '-U', 'holder' ]);
dump_database('dumped_1_0', "$dumps/dumped_1_0", '-Fc');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('restored_1_0'), "$dumps/dumped_1_0" ], 'a dump of 1.0 is restored');
is($node->safe_psql('restored_1_0', "SELECT extversion FROM pg_extension WHERE extname = 'resume'; SELECT * FROM in_2024 ORDER BY 1;
		SELECT count(*) FROM software_city WHERE seeded; SELECT has_table_privilege('former', 'software_city', 'INSERT')"),
	"1.1\nHefei|candidate|[2021-01-01,)|candidate\nNanjing|candidate|[2010-09-01,)|candidate\n19\nt", 'and is 1.1');

# What PostgreSQL leaves to a superuser: the types and functions stay with whom
# they were created as, so the extension cannot be moved by its owner.
like(($node->psql('held_1_1', 'CREATE SCHEMA elsewhere; ALTER EXTENSION resume SET SCHEMA elsewhere', extra_params => [ '-U', 'holder' ]))[2],
	qr/must be owner of (type|function)/, 'SET SCHEMA is for a superuser');
is($node->safe_psql('held_1_1', q{
	SELECT string_agg(DISTINCT pg_describe_object(d.classid, d.objid, 0) || ' of ' || o.owner::regrole, ', ')
	FROM pg_depend d, LATERAL (
		SELECT proowner AS owner FROM pg_proc WHERE d.classid = 'pg_proc'::regclass AND oid = d.objid
		UNION ALL SELECT typowner FROM pg_type WHERE d.classid = 'pg_type'::regclass AND oid = d.objid
		UNION ALL SELECT relowner FROM pg_class WHERE d.classid = 'pg_class'::regclass AND oid = d.objid
		UNION ALL SELECT oprowner FROM pg_operator WHERE d.classid = 'pg_operator'::regclass AND oid = d.objid) AS o
	WHERE d.deptype = 'e' AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume') AND d.objid <> 'software_city'::regtype
		AND d.objid <> 'software_city[]'::regtype AND o.owner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)}),
	'table software_city of pg_database_owner', 'nothing but the table belongs to the owner of the database');

# ---- into another schema -------------------------------------------------------

$node->safe_psql('plain', 'CREATE SCHEMA elsewhere; ALTER EXTENSION resume SET SCHEMA elsewhere');
is(describe($node, 'plain'), $expected, 'ALTER EXTENSION SET SCHEMA: everything is as it was');
dump_database('plain', "$dumps/moved", '-Fc');
$node->safe_psql('postgres', 'CREATE DATABASE moved');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('moved'), "$dumps/moved" ],
	'pg_restore after the extension has moved');
is(describe($node, 'moved'), $expected, 'restored from another schema: everything is as it was');

# The register that is restored still refuses what it refused.
foreach my $database ('moved', 'owned')
{
	my $schema = $database eq 'moved' ? 'elsewhere' : '"the measures"';
	my ($status, $stdout, $stderr) = $node->psql($database,
		"INSERT INTO $schema.software_city VALUES (420100, NULL, 'Wuhan', 'candidate', '[2020-02-28,2020-02-29)')");

	like($stderr, qr/software_city_one_class/, "$database: two classes on one day are refused");
	($status, $stdout, $stderr) = $node->psql($database, "UPDATE $schema.software_city SET class = 'candidate' WHERE seeded");
	like($stderr, qr/software_city_seeded/, "$database: seeded rows cannot be changed");
}

$node->stop;
done_testing();
