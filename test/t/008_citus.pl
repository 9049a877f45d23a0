# A Citus cluster of a coordinator and two workers, where Citus is installed.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $coordinator = new_server('citus_coordinator');
# refused for want of preloading if it is there
if (($coordinator->psql('postgres', 'CREATE EXTENSION citus'))[2] =~ /is not available|control file/)
{
	$coordinator->stop;
	plan skip_all => 'Citus is not installed';
}

my @nodes = ($coordinator, map { new_server("citus_worker_$_") } 1, 2);
foreach my $node (@nodes)
{
	$node->append_conf('postgresql.conf', "shared_preload_libraries = 'citus'\n"
		  . "citus.node_conninfo = 'sslmode=prefer'\nwal_level = logical\nmax_wal_senders = 10\n"
		  . "citus.enable_statistics_collection = off");
	$node->restart;
	$node->safe_psql('postgres', 'CREATE EXTENSION citus');
}
my ($host, $port) = ($coordinator->host, $coordinator->port);
$coordinator->safe_psql('postgres', "SELECT citus_set_coordinator_host('$host', $port)");
$coordinator->safe_psql('postgres', "SELECT citus_add_node('" . $_->host . "', " . $_->port . ")")
  foreach @nodes[ 1, 2 ];

# ---- the register, before and after it is a reference table ---------------------------------

# Citus sends class_on() to the workers, whose registers know nothing of a row
# that is added on the coordinator. It must be right or an error.
my $refused = qr/class_on\(\) cannot answer in a part of a query of Citus, or on a worker/;
# A database on all nodes
sub cluster_database
{
	my ($name) = @_;

	$coordinator->safe_psql('postgres', "CREATE DATABASE $name; SELECT run_command_on_workers('CREATE DATABASE $name')");
	foreach my $node (@nodes)
	{
		$node->safe_psql('postgres', "CREATE DATABASE $name")
		  unless $node->safe_psql('postgres', "SELECT 1 FROM pg_database WHERE datname = '$name'");
		$node->safe_psql($name, 'CREATE EXTENSION citus');
	}
	$coordinator->safe_psql($name, "SELECT citus_set_coordinator_host('$host', $port)");
	$coordinator->safe_psql($name, "SELECT citus_add_node('" . $_->host . "', " . $_->port . ")")
	  foreach @nodes[ 1, 2 ];
	return;
}

cluster_database('registered');
$coordinator->safe_psql('registered', q{
CREATE SCHEMA measures;
CREATE EXTENSION resume SCHEMA measures VERSION '1.0';
ALTER EXTENSION resume UPDATE;
SET search_path = public, measures;
INSERT INTO software_city VALUES (340100, '合肥', 'Hefei', 'candidate', '[2020-01-01,)'),
	(320100, '南京', 'Nanjing', 'characteristic', '[2020-02-15,2020-02-16)');
CREATE TABLE filing (id integer, code integer, city text, day date);
SELECT create_distributed_table('filing', 'id');
INSERT INTO filing SELECT i, (ARRAY[320100, 370100, 340100, 340102, 999999])[1 + i % 5],
	(ARRAY['南京市', '山东济南', '合肥', '340102', '?'])[1 + i % 5], date '2020-02-10' + i % 10
FROM generate_series(1, 1000) AS i;
CREATE TABLE plain AS SELECT * FROM filing;
CREATE ROLE analyst LOGIN;
GRANT USAGE ON SCHEMA measures TO analyst;
GRANT SELECT ON filing TO analyst;
});
my $in = 'SET search_path = public, measures;';
my @asked = (
	'SELECT class_on(code, day), count(*) FROM %s GROUP BY 1 ORDER BY 1',
	'SELECT class_on(city, day), count(*) FROM %s GROUP BY 1 ORDER BY 1',
	"SELECT count(*), sum(id) FROM %s WHERE class_on(code, day) = 'candidate'");

sub asks
{
	my ($node, $sql, %how) = @_;

	return $node->psql('registered', "$in $sql", %how);
}

sub registered
{
	my ($name, @options) = @_;

	foreach my $what (@asked)
	{
		my (undef, $got, $errors) = asks($coordinator, sprintf($what, 'filing'), @options);
		my $expected = $coordinator->safe_psql('registered', $in . sprintf $what, 'plain');

		is("$got$errors", $expected, "$name: $what");
	}
	return;
}

like((asks($coordinator, sprintf $_, 'filing'))[2], $refused, "refused by the workers: $_") foreach @asked;
like((asks($nodes[1], "SELECT class_on(340100, '2020-02-19')"))[2], $refused, 'and in a session on a worker');
like((asks($coordinator, sprintf($asked[0], 'filing')))[2],
	qr/HINT:.*create_reference_table\('measures\.software_city'\)/, 'with what to do');
is($coordinator->safe_psql('registered', "$in WITH rows AS MATERIALIZED (SELECT * FROM filing) " . sprintf $asked[0], 'rows'),
	$coordinator->safe_psql('registered', $in . sprintf $asked[0], 'plain'), 'right when asked on the coordinator');

$coordinator->safe_psql('registered', "SELECT create_reference_table('measures.software_city')");
registered('a reference table');
registered('asked by somebody else', extra_params => [ '-U', 'analyst' ]);
is($coordinator->safe_psql('registered', "$in SELECT class_on(code, day) FROM (VALUES (340100, date '2020-02-19')) AS v(code, day)"),
	'candidate', 'asked on the coordinator alone');
is($_->safe_psql('registered', "$in SELECT class_on('合肥市', '2020-02-19'), (SELECT count(*) FROM software_city)"), 'candidate|21',
	'in a session on a worker')
  foreach @nodes[ 1, 2 ];

$coordinator->safe_psql('registered', "$in
	UPDATE software_city SET class = 'comprehensive' WHERE division_code = 340100;
	INSERT INTO software_city VALUES (370100, NULL, 'Jinan', 'candidate', '[2020-02-12,2020-02-13)')");
registered('changed');
registered("changed, in the schema's other sessions", extra_params => [ '-U', 'analyst' ]);

# In the transaction that changes it: right, or refused by a node that cannot see the change.
sub right_or_refused
{
	my ($name) = @_;

	foreach my $change ("INSERT INTO software_city VALUES (370100, NULL, 'Jinan', 'candidate', '[2020-02-17,2020-02-18)')",
		"UPDATE software_city SET class = 'candidate' WHERE division_code = 340100",
		'DELETE FROM software_city WHERE NOT seeded')
	{
		foreach my $first ('', sprintf("$asked[0];", 'filing'))
		{
			my (undef, $expected) = asks($coordinator, "BEGIN; $change; " . sprintf($asked[0], 'plain') . '; ROLLBACK');
			my (undef, $got, $errors) = asks($coordinator, "\\o /dev/null\nBEGIN; $first $change;\n\\o\n" . sprintf($asked[0], 'filing') . ';ROLLBACK',
				on_error_stop => 0);

			note($errors || 'right');
			ok($got eq $expected || $errors =~ /class_on\(\) cannot see what this transaction has changed/,
				"$name: right or refused, $change, " . ($first ? 'after' : 'before') . ' the workers are asked') or diag("$got\n$errors\nexpected\n$expected");
		}
	}
	return;
}

right_or_refused('workers');
registered('and rolled back');
is($coordinator->safe_psql('registered', "$in BEGIN; " . sprintf($asked[0], 'filing') . '; COMMIT'),
	$coordinator->safe_psql('registered', $in . sprintf $asked[0], 'plain'), 'in a transaction that changes nothing of it');

# With a part of the rows on the coordinator itself, whose own session may run it.
$coordinator->safe_psql('registered', "SELECT citus_set_node_property('$host', $port, 'shouldhaveshards', true);
	ALTER TABLE filing RENAME TO of_workers; CREATE TABLE filing AS TABLE of_workers;
	SELECT create_distributed_table('filing', 'id', colocate_with => 'none'); GRANT SELECT ON filing TO analyst");
is($coordinator->safe_psql('registered', 'SELECT count(DISTINCT nodename || nodeport) FROM citus_shards WHERE table_name = \'filing\'::regclass'), '3',
	'rows on all three nodes');
registered('the coordinator too');
registered('the coordinator too, somebody else', extra_params => [ '-U', 'analyst' ]);
right_or_refused('the coordinator too');
registered('the coordinator too, rolled back');

# ---- the example --------------------------------------------------------------------------

my ($stdout, $stderr);
my $status = IPC::Run::run(
	[ 'psql', '-X', '-q', '-d', $coordinator->connstr('postgres'), '-f', "$FindBin::RealBin/../../examples/citus.sql" ],
	'>', \$stdout, '2>', \$stderr);
ok($status, 'examples/citus.sql runs') or diag($stderr);
like($stdout, qr/coord_combine_agg/, 'the coordinator combines');
like($stdout, qr/worker_partial_agg\('public\.pool\(public\.rate\)'/, 'what the workers have pooled');
my ($total) = $stdout =~ m{^\s+\|\s+(\d+/\d+) \|}m;
like($stdout, qr/worker_partial_agg\('public\.pool\(public\.rate\)'[^\n]*class_on|class_on\(division_code, filed_on\)[^\n]*worker_partial_agg/,
	'the workers are asked for the class');
like($stdout, qr/^ candidate +\| \d+\/\d+ +\| +400$/m, 'and know the city that was added');
is($total, $coordinator->safe_psql('postgres', 'SELECT pool(back) FROM distributed_filing'), 'and the subtotals have the total');
is($_->safe_psql('postgres', "SELECT count(*) FROM pg_extension WHERE extname = 'resume'"), '1',
	'the worker has the extension')
  foreach @nodes[ 1, 2 ];

# ---- the same as in one table -----------------------------------------------------------------

$coordinator->safe_psql('postgres', 'CREATE TABLE plain AS SELECT * FROM distributed_filing');
foreach my $what (
	'SELECT pool(back), avg(back), pool(back >= 0.5), mean_of_rates(back), min(class), max(class) FROM %s',
	'SELECT division_code, pool(back), avg(back), max(class) FROM %s GROUP BY division_code ORDER BY 1',
	"SELECT standardize(back, 3) FILTER (WHERE back <> '0/0'), decompose(back, '1/2'), panel_change(back, '1/2') FROM %s",
	'SELECT pool(back, daterange(filed_on, filed_on + 7)), series_of_deltas(filed_on, numerator(back), denominator(back), 1) FROM %s',
	'SELECT as_of(enterprise_id, filed_on, back), as_of(enterprise_id, filed_on, numerator(back), denominator(back)) FROM %s',
	"SELECT class, as_of(enterprise_id, filed_on, back, filed_on + enterprise_id % 5 * interval '1 h', 3) FROM %s GROUP BY class ORDER BY 1",
	(map { "SELECT class, as_of($_, filed_on, back), as_of($_, filed_on, back, 3) FROM %s GROUP BY class ORDER BY 1" }
		  qw(enterprise_id enterprise_id::smallint enterprise_id::bigint enterprise_id::text md5(enterprise_id::text)::uuid)),
	'SELECT pool(s), sum(entities_on(s, filed_on)) FROM (SELECT max(filed_on) AS filed_on, as_of(enterprise_id, filed_on, back) AS s FROM %s GROUP BY enterprise_id) AS of_each',
	'SELECT class, pool(back), pool(numerator(back), denominator(back)) FROM %s GROUP BY class ORDER BY 1',
	'SELECT class, filed_on, pool(back) FROM %s GROUP BY class, filed_on ORDER BY 1, 2',
	'SELECT enterprise_id, latest(back, filed_on), latest(division_code, filed_on) FROM %s GROUP BY enterprise_id ORDER BY 1',
	"SELECT class, latest(back, filed_on + enterprise_id * interval '1 s') FROM %s GROUP BY class ORDER BY 1",
	"SELECT count(*) FROM %s WHERE back >= 0.5 AND class < 'candidate'",
	"SELECT enterprise_id, filed_on FROM %s WHERE back = '1/2' ORDER BY 1, 2")
{
	is($coordinator->safe_psql('postgres', sprintf $what, 'distributed_filing'),
		$coordinator->safe_psql('postgres', sprintf $what, 'plain'), "the same: $what");
}

# Rows stay where they are: what comes is one value a group.
like($coordinator->safe_psql('postgres', 'EXPLAIN (VERBOSE, COSTS OFF) SELECT enterprise_id, latest(back, filed_on) FROM distributed_filing GROUP BY enterprise_id'),
	qr/worker_\w*partial_agg\('public\.latest\(public\.rate,date\)'/, 'latest() of a rate by a date is split');

like($coordinator->safe_psql('postgres', "EXPLAIN (VERBOSE, COSTS OFF) SELECT class, as_of($_->[0], filed_on, back) FROM distributed_filing GROUP BY class"),
	qr/worker_\w*partial_agg\('public\.as_of\($_->[1],date,public\.rate\)'/, "as_of() of $_->[1] is split")
  foreach [ 'enterprise_id', 'integer' ], [ 'enterprise_id::bigint', 'bigint' ], [ 'md5(enterprise_id::text)::uuid', 'uuid' ], [ 'enterprise_id::text', 'text' ];

# Distributed by a rate, and corrected there.
$coordinator->safe_psql('postgres', "CREATE TABLE by_rate (r rate, note text);
	SELECT create_distributed_table('by_rate', 'r');
	INSERT INTO by_rate VALUES ('1/2', 'a'), ('2/4', 'b'), ('500/1000', 'c'), ('0/0', 'd');
	UPDATE distributed_filing SET back = '500/1000' WHERE enterprise_id = 1 AND division_code = 370100");
is($coordinator->safe_psql('postgres', "SELECT note FROM by_rate WHERE r = '2/4'"), 'b', 'distributed by a rate');
is($coordinator->safe_psql('postgres', "SELECT DISTINCT back FROM distributed_filing WHERE enterprise_id = 1"), '500/1000',
	'a correction arrives');

# ---- the forms that the reference shows ------------------------------------------------------------

cluster_database('documented');
documented($coordinator, 'documented', 'citus');

sub plan_of
{
	my ($query, $how) = @_;

	return $coordinator->safe_psql('documented', 'EXPLAIN (' . ($how // 'VERBOSE, COSTS OFF') . ") $query");
}

my $last = 'SELECT city, enterprise_id, latest(back, %s) AS last FROM %s GROUP BY city, enterprise_id';
foreach my $key ('filed_on', '(filed_on, staff)')
{
	my $two = 'SELECT city, pool(last) FROM (' . sprintf($last, $key, 'report') . ') AS f GROUP BY city';

	like(plan_of($two), qr/Task\n.*Query: SELECT [^\n]*worker_partial_agg\('public\.pool\(public\.rate\)'[^\n]*latest\(/, "both steps are a worker's, by $key");
	unlike(plan_of('WITH r AS MATERIALIZED (TABLE report) SELECT city, pool(last) FROM (' . sprintf($last, $key, 'r') . ') AS f GROUP BY city'),
		qr/Query: [^\n]*latest\([^\n]*report_\d/, 'and not where rows are materialized');
}
like(plan_of('SELECT city, rate(sum(returned)::bigint, sum(staff)::bigint) FROM report GROUP BY city'), qr/Query: SELECT city, sum\(returned\)[^\n]*, sum\(staff\)/,
	'sums are sent as sums');
like(plan_of('SELECT city, pool(returned, staff) FROM report GROUP BY city'), qr/Query: [^\n]*worker_partial_agg\('public\.pool\(integer,integer\)'/, 'and pool() by a wrapper');
like(($coordinator->psql('documented', 'SELECT city, pool(back) FROM report GROUP BY ROLLUP (city)'))[2], qr/GROUPING SETS, CUBE, or ROLLUP/, 'ROLLUP is not sent');
like(plan_of('SELECT city, filed_on, pool(r) FROM (SELECT city, filed_on, pool(back) AS r FROM report GROUP BY city, filed_on) AS f GROUP BY ROLLUP (city, filed_on)'),
	qr/Distributed Subplan.*worker_partial_agg\('public\.pool\(public\.rate\)'.*GROUP BY ROLLUP/s, 'but works over what has been pooled by the workers');

# ---- columnar storage -----------------------------------------------------------------------------

$coordinator->safe_psql('documented', q{
	CREATE TABLE columns (id integer, r rate) USING columnar;
	INSERT INTO columns SELECT i, rate(i / 100, 1000) FROM generate_series(1, 100000) AS i;
	INSERT INTO columns SELECT 100000 + i, (ARRAY['0/0', NULL, '900/1000', '9/10', '5/1', '100/1000']::rate[])[1 + i % 6] FROM generate_series(1, 60) AS i;
	CREATE TABLE rows AS SELECT * FROM columns;
	SET citus.shard_count = 2;
	CREATE TABLE columns_of_shards (id integer, r rate) USING columnar;
	SELECT create_distributed_table('columns_of_shards', 'id');
	INSERT INTO columns_of_shards SELECT * FROM columns;
});

sub removed
{
	my ($condition, $settings) = @_;
	my $plan = $coordinator->safe_psql('documented', ($settings // '') . "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT id FROM columns WHERE $condition");

	return $plan =~ /Chunk Groups Removed by Filter: (\d+)/ ? $1 : 0;
}

foreach my $condition ('r > 0.9', 'r >= 0.9', '0.1 > r', '0.1 >= r', 'r = 0.5', '0.5 = r', 'r < 0.1 OR r > 0.95', 'NOT r < 0.9', "r > '9/10'")
{
	cmp_ok(removed($condition), '>=', 7, "chunk groups are skipped: $condition");
}
is(removed($_), 0, "none is: $_") foreach 'ratio(r) > 0.9', 'r <> 0.9', 'r > 0.9 IS NOT FALSE', 'r > (SELECT 0.9)';
foreach my $condition (map { my $op = $_; map { ("r $op $_", "$_ $op r", "NOT r $op $_", "(r $op $_) IS NULL", "r $op $_ OR id < 7") } qw(0.9 0.1 0 5 0.12345), "'NaN'::numeric" } qw(< <= = >= > <>))
{
	my $expected = $coordinator->safe_psql('documented', "SELECT count(*), sum(id), pool(r) FROM rows WHERE $condition");

	is($coordinator->safe_psql('documented', "SELECT count(*), sum(id), pool(r) FROM $_ WHERE $condition"), $expected, "the same rows: $condition, of $_")
	  foreach qw(columns columns_of_shards);
}

# the pooled scan knows the pages of heap tables alone
my $grouped = 'EXPLAIN (COSTS OFF) SELECT id, pool(r) FROM %s GROUP BY id';
my $by_id = 'SELECT id, pool(r), count(*) FROM %s GROUP BY id ORDER BY id';
like($coordinator->safe_psql('documented', sprintf $grouped, 'rows'), qr/PooledScan/, 'the pooled scan reads a heap table');
unlike($coordinator->safe_psql('documented', sprintf $grouped, 'columns'), qr/PooledScan/, 'but no columnar one');
is($coordinator->safe_psql('documented', sprintf $by_id, 'columns'), $coordinator->safe_psql('documented', sprintf $by_id, 'rows'), 'of which it would make something else');

# ---- rollups --------------------------------------------------------------------------------------

my $create = q{SELECT rollup_create('kept', '%s', '{city}', '{"back": ["returned", "staff"]}')};
$coordinator->safe_psql('documented', q{
	CREATE TABLE referred (city text PRIMARY KEY, returned integer, staff integer);
	SELECT create_reference_table('referred');
	CREATE TABLE plain (city text PRIMARY KEY, returned integer, staff integer);
	CREATE TABLE managed (LIKE plain);
	SELECT citus_add_local_table_to_metadata('managed')});
like(($coordinator->psql('documented', "\\set VERBOSITY verbose\n" . sprintf $create, $_))[2], qr/42809: .*kept by another extension.*HINT/s, "a rollup of $_ is refused")
  foreach qw(report referred managed);
$coordinator->safe_psql('documented', sprintf $create, 'plain');
like(($coordinator->psql('documented', "SELECT $_"))[2], qr/because it has triggers/, "and $_ of the source of one") foreach "create_distributed_table('plain', 'city')", "create_reference_table('plain')";
$coordinator->psql('documented', "SELECT citus_add_local_table_to_metadata('plain')");
my (undef, undef, $refused_row) = $coordinator->psql('documented', "INSERT INTO plain VALUES ('Jinan', 1, 2)");
is($coordinator->safe_psql('documented', 'SELECT city, back FROM kept'), $coordinator->safe_psql('documented', 'SELECT city, pool(returned, staff) FROM plain GROUP BY city'),
	'a source that Citus takes into its metadata: right or refused') or diag($refused_row);
note($refused_row || 'right');

$_->stop foreach @nodes;
done_testing();
