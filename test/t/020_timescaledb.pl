# On hypertables of TimescaleDB, where it is installed: the same answers as over a plain
# table, with the pooled scan on and off and in parallel, and no rollup that would miss
# what happens to chunks. What its free edition lacks is told.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $node = new_server('timescaledb');
if (!$node->safe_psql('postgres', "SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb'"))
{
	$node->stop;
	plan skip_all => 'TimescaleDB is not installed';
}
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'timescaledb'\ntimescaledb.telemetry_level = off\n"
	  . "max_parallel_workers_per_gather = 0\nautovacuum = off\njit = off");
$node->restart;
$node->safe_psql('postgres', q{
	CREATE EXTENSION timescaledb;
	CREATE EXTENSION resume;
	CREATE TABLE plain (day date NOT NULL, enterprise integer, city integer, n integer, d integer, back rate, class city_class);
	INSERT INTO plain SELECT date '2020-02-01' + i % 60, i % 700, i % 7, i % 10, 10, rate(i % 10, 10),
		(ARRAY['comprehensive', 'characteristic', 'candidate']::city_class[])[1 + i % 3]
	FROM generate_series(1, 20000) AS i;
	CREATE TABLE hyper (LIKE plain);
	SELECT create_hypertable('hyper', 'day', chunk_time_interval => interval '7 days');
	INSERT INTO hyper TABLE plain;
	VACUUM ANALYZE plain, hyper;
});
note('TimescaleDB ', $node->safe_psql('postgres', "SELECT extversion, current_setting('timescaledb.license') FROM pg_extension WHERE extname = 'timescaledb'"));

# ---- the same answers -------------------------------------------------------------------------

my @asked = (
	'SELECT pool(n, d), pool(back), avg(back), mean_of_rates(back), min(class), max(class), count(*) FROM %s',
	'SELECT city, pool(n, d), pool(n, d) FILTER (WHERE back >= 0.5) FROM %s GROUP BY city ORDER BY city',
	"SELECT class, pool(n, d) FROM %s WHERE day >= '2020-02-20' AND city < 5 GROUP BY ROLLUP (class) ORDER BY class",
	"SELECT time_bucket('7 days', day) AS week, pool(n, d), pool(back) FROM %s GROUP BY week ORDER BY week",
	'SELECT trend(day, back), ratio_sample(n, d), decompose(back, rate(1, 2)), standardize(back, 2) FROM %s',
	'SELECT class, as_of(enterprise, day, back), as_of(enterprise, day, back, 14) FROM %s GROUP BY class ORDER BY class',
	'SELECT pool(back, daterange(day, day + 7)), series_of_deltas(day, n, d, 1) FROM %s',
	'SELECT city, latest(back, day + enterprise * interval \'1 second\') FROM %s GROUP BY city ORDER BY city',
	'SELECT day, pool_latest(enterprise, back) OVER (ORDER BY day) FROM (SELECT DISTINCT ON (day) * FROM %s ORDER BY day, enterprise) AS f ORDER BY day',
	'SELECT count(*), sum(n) FROM %s WHERE back > 0.8',
	"SELECT count(*) FROM %s WHERE back BETWEEN '1/10' AND '3/10'");
my %ways = (
	'pooled scan on' => 'SET resume.enable_pooled_scan = on;',
	'pooled scan off' => 'SET resume.enable_pooled_scan = off;',
	'in parallel' => 'SET resume.enable_pooled_scan = on; SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;');

sub same
{
	my ($name) = @_;

	foreach my $what (@asked)
	{
		my $expected = $node->safe_psql('postgres', "$ways{'pooled scan off'} " . sprintf $what, 'plain');

		is($node->safe_psql('postgres', "$ways{$_} " . sprintf $what, 'hyper'), $expected, "$name, $_: $what") foreach sort keys %ways;
	}
	return;
}

same('a hypertable');
my $grouped = 'EXPLAIN (COSTS OFF) SELECT city, pool(n, d) FROM %s GROUP BY city';
like($node->safe_psql('postgres', sprintf $grouped, 'plain'), qr/PooledScan/, 'a plain table is read by the pooled scan');
unlike($node->safe_psql('postgres', sprintf $grouped, 'hyper'), qr/PooledScan/, 'a hypertable is not');
my $chunk = $node->safe_psql('postgres', "SELECT show_chunks('hyper') LIMIT 1");
is($node->safe_psql('postgres', "SET resume.enable_pooled_scan = $_; SELECT city, pool(n, d) FROM $chunk GROUP BY city ORDER BY city"),
	$node->safe_psql('postgres', "SELECT city, pool(n, d) FROM hyper WHERE tableoid = '$chunk'::regclass GROUP BY city ORDER BY city"), "one chunk, pooled scan $_")
  foreach qw(on off);

$node->safe_psql('postgres', q{
	UPDATE hyper SET n = 0, back = '0/10' WHERE enterprise = 5; UPDATE plain SET n = 0, back = '0/10' WHERE enterprise = 5;
	DELETE FROM hyper WHERE city = 3 AND n > 7; DELETE FROM plain WHERE city = 3 AND n > 7;
	ALTER TABLE hyper ADD remark text DEFAULT 'none'; ALTER TABLE hyper DROP remark;
	INSERT INTO hyper VALUES ('2020-06-01', 1, 1, 3, 10, '3/10', 'candidate'); INSERT INTO plain VALUES ('2020-06-01', 1, 1, 3, 10, '3/10', 'candidate')});
same('changed');
$node->safe_psql('postgres', q{SELECT drop_chunks('hyper', date '2020-02-20'); DELETE FROM plain WHERE day < (SELECT min(day) FROM hyper)});
same('chunks dropped');

# ---- no rollup over what drops chunks ---------------------------------------------------------------

my %make = (
	rollup_create => q{SELECT rollup_create('%1$s', '%2$s', '{day,city}', '{"back": ["n", "d"]}')},
	rollup_create_as_of => q{SELECT rollup_create_as_of('%1$s', '%2$s', 'enterprise', 'day', '{day}', '{city}', '{"back": ["n", "d"]}')});

sub error_of
{
	my ($sql) = @_;
	my (undef, undef, $errors) = $node->psql('postgres', "\\set VERBOSITY verbose\n$sql");

	return $errors;
}

$node->safe_psql('postgres', "CREATE TABLE empty_hyper (LIKE plain); SELECT create_hypertable('empty_hyper', 'day')");
foreach my $function (sort keys %make)
{
	like(error_of(sprintf $make{$function}, 'kept', 'empty_hyper'), qr/42809: .*Its rows are kept by another extension.*HINT: .*continuous aggregates/s,
		"$function over a hypertable without chunks");
	like(error_of(sprintf $make{$function}, 'kept', 'hyper'), qr/42809: .*inheritance.*HINT/s, "$function over one with chunks");
	like(error_of(sprintf $make{$function}, 'kept', $chunk), qr/ERROR/, "$function over a chunk");

	# what becomes a hypertable when the rollup is there
	$node->safe_psql('postgres', "CREATE TABLE later (LIKE plain); INSERT INTO later TABLE plain; " . sprintf $make{$function}, 'kept', 'later');
	like(error_of("SELECT create_hypertable('later', 'day', migrate_data => true)"), qr/42809: .*"later" cannot be the source of rollup public\.kept any more/s,
		"$function, then create_hypertable() of rows");
	$node->safe_psql('postgres', "INSERT INTO later VALUES ('2020-06-02', 1, 1, 4, 10, '4/10', 'candidate')");
	is($node->safe_psql('postgres', "SELECT rollup_check('kept'), (SELECT fault FROM rollups)"), '0|', 'which stays a table, and the rollup right');
	$node->safe_psql('postgres', "SELECT rollup_drop('kept'); TRUNCATE later; " . sprintf($make{$function}, 'kept', 'later') . "; SELECT create_hypertable('later', 'day')");
	like(error_of("INSERT INTO later TABLE plain"), qr/42809: .*"later" cannot be the source of rollup public\.kept any more/s, 'of none, then the first rows');
	is($node->safe_psql('postgres', "SELECT rollup_check('kept'), (SELECT count(*) FROM later)"), '0|0', 'which are not there');
	$node->safe_psql('postgres', "SELECT rollup_drop('kept'); INSERT INTO later TABLE plain");
	is($node->safe_psql('postgres', 'SELECT count(*) FROM later'), $node->safe_psql('postgres', 'SELECT count(*) FROM plain'), 'dropped, it is a hypertable as any other');
	$node->safe_psql('postgres', 'DROP TABLE later');
}
$node->safe_psql('postgres', 'TRUNCATE hyper');
is($node->safe_psql('postgres', 'SELECT pool(n, d), count(*) FROM hyper'), '|0', 'TRUNCATE');

$node->stop;
done_testing();
