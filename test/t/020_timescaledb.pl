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
	CREATE DATABASE documented;
	\c documented
	CREATE EXTENSION timescaledb;
	CREATE EXTENSION resume;
	\c postgres
	CREATE TABLE plain (day date NOT NULL, enterprise integer, city integer, n integer, d integer, back rate, class city_class);
	INSERT INTO plain SELECT date '2020-02-01' + i % 60, i % 700, i % 7, i % 10, 10, rate(i % 10, 10),
		(ARRAY['comprehensive', 'characteristic', 'candidate']::city_class[])[1 + i % 3]
	FROM generate_series(1, 20000) AS i;
	CREATE TABLE hyper (LIKE plain);
	SELECT create_hypertable('hyper', 'day', chunk_time_interval => interval '7 days');
	INSERT INTO hyper TABLE plain;
	VACUUM ANALYZE plain, hyper;
});
my ($version, $license) = split /\|/, $node->safe_psql('postgres', "SELECT extversion, current_setting('timescaledb.license') FROM pg_extension WHERE extname = 'timescaledb'");
note("TimescaleDB $version, license $license");

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
like($node->safe_psql('postgres', sprintf $grouped, $chunk), qr/PooledScan/, 'one chunk, by its name, is');
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

$chunk = $node->safe_psql('postgres', "SELECT show_chunks('hyper') LIMIT 1");
$node->safe_psql('postgres', "CREATE TABLE empty_hyper (LIKE plain); SELECT create_hypertable('empty_hyper', 'day')");
foreach my $function (sort keys %make)
{
	like(error_of(sprintf $make{$function}, 'kept', 'empty_hyper'), qr/42809: .*Its rows are kept by another extension.*HINT: .*continuous aggregates/s,
		"$function over a hypertable without chunks");
	like(error_of(sprintf $make{$function}, 'kept', 'hyper'), qr/42809: .*inheritance.*HINT/s, "$function over one with chunks");
	like(error_of(sprintf $make{$function}, 'kept', $chunk), qr/42809: .*HINT/s, "$function over a chunk");

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
# ---- what the community licence has, and the Apache one does not ---------------------------------------

$node->safe_psql('postgres', q{
	CREATE TABLE archive (day date NOT NULL, id integer, back rate);
	SELECT create_hypertable('archive', 'day', chunk_time_interval => interval '20 days');
	INSERT INTO archive SELECT date '2020-02-01' + i % 60, i, rate(i / 40, 1000) FROM generate_series(0, 39999) AS i;
	INSERT INTO archive SELECT date '2020-02-01' + i % 60, 40000 + i, (ARRAY['0/0', NULL, '900/1000', '9/10', '5/1', '100/1000']::rate[])[1 + i % 6] FROM generate_series(0, 59) AS i;
	CREATE TABLE plain_archive AS TABLE archive;
	VACUUM ANALYZE archive, plain_archive});
my $from_plain = q{SELECT day, city, pool(n, d), avg(back), mean_of_rates(back), trend(day, back), ratio_sample(n, d), min(class), max(class),
	latest(back, day + enterprise * interval '1 second'), as_of(enterprise, day, back), pool(back, daterange(day, day + 3)), decompose(back, rate(1, 2)), standardize(back, 2) FROM %s GROUP BY day, city};

if ($license eq 'timescale')
{
	documented($node, 'documented', 'timescaledb');
	documented($node, 'documented', 'timescaledb-community');
	compressed();
	aggregated();
}
else
{
	documented($node, 'documented', 'timescaledb');
	like(error_of("ALTER TABLE archive SET (timescaledb.compress, timescaledb.compress_orderby = 'back')"), qr/0A000: .*not supported under the current "apache" license/,
		'not tested: compressed chunks');
	like(error_of(q{CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS SELECT time_bucket('1 day', day) AS day, pool(n, d) FROM hyper GROUP BY 1}),
		qr/0A000: .*not supported under the current "apache" license/, 'not tested: continuous aggregates');
	like(error_of(q{SELECT time_bucket_gapfill('1 day', day, '2020-02-01', '2020-02-10') AS d, locf(pool(n, d)) FROM hyper GROUP BY 1}),
		qr/0A000: .*not supported under the current "apache" license/, 'not tested: time_bucket_gapfill()');
}

# Compressed chunks are skipped, and hold the same rows.
sub compressed
{
	$node->safe_psql('postgres', q{
		ALTER TABLE archive SET (timescaledb.compress, timescaledb.compress_orderby = 'back');
		SELECT count(compress_chunk(c)) FROM show_chunks('archive') AS c});
	foreach my $condition ('back > 0.9', 'back >= 0.9', '0.1 > back', 'back = 0.9', 'back < 0.1 OR back > 0.95', 'NOT back < 0.9', "back > '9/10'", 'back > (SELECT 0.9)')
	{
		my $plan = $node->safe_psql('postgres', "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT id FROM archive WHERE $condition");
		my $skipped = 0;

		$skipped += $1 while $plan =~ /Seq Scan on \S*compress\S* .*\n\s*Filter: .*_ts_meta_\w+.*\n\s*Rows Removed by Filter: (\d+)/g;
		cmp_ok($skipped, '>', 10, "batches are skipped: $condition") or diag($plan);
	}
	unlike($node->safe_psql('postgres', 'EXPLAIN SELECT id FROM archive WHERE ratio(back) > 0.9'), qr/_ts_meta/, 'and not by a function');
	foreach my $condition (map { my $op = $_; map { ("back $op $_", "$_ $op back", "NOT back $op $_", "(back $op $_) IS NULL", "back $op $_ OR id < 7") } qw(0.9 0.1 0 5 0.12345), "'NaN'::numeric" } qw(< <= = >= > <>))
	{
		is($node->safe_psql('postgres', "SELECT count(*), sum(id), pool(back) FROM archive WHERE $condition"),
			$node->safe_psql('postgres', "SELECT count(*), sum(id), pool(back) FROM plain_archive WHERE $condition"), "the same rows: $condition");
	}
	# TimescaleDB itself calls the operator on the rows of a batch, and takes no NULL for an answer
	foreach my $condition ('back > 0.9', 'back < 0.1', 'back = 0.9 OR back < 0.1', "back > '9/10'", "back > rate_upper_bound(0.9) AND back <> '0/0'")
	{
		foreach my $change ("UPDATE %s SET id = -id WHERE $condition", "DELETE FROM %s WHERE $condition")
		{
			my $expected = $node->safe_psql('postgres', 'BEGIN; ' . sprintf($change, 'plain_archive') . '; SELECT count(*), sum(id), pool(back) FROM plain_archive; ROLLBACK');
			my (undef, $got, $errors) = $node->psql('postgres', 'BEGIN; ' . sprintf($change, 'archive') . '; SELECT count(*), sum(id), pool(back) FROM archive; ROLLBACK');

			ok($got eq $expected || ($condition =~ /\d\.\d$/ && $condition !~ /bound/ && $errors =~ /function \d+ returned NULL/),
				'right' . ($condition =~ /rate|\//? '' : ' or refused') . ": $change") or diag("$got\n$errors\nexpected $expected");
			note($errors) if $errors;
		}
	}
	return;
}

# Some rows of one query that the other has not
sub differences
{
	my ($one, $other) = map { "SELECT whole_row::text FROM ($_) AS whole_row" } @_;

	return $node->safe_psql('postgres', "(($one) EXCEPT ALL ($other)) UNION ALL (($other) EXCEPT ALL ($one)) LIMIT 4");
}

# Continuous aggregates, and those over them, after late filings.
sub aggregated
{
	$node->safe_psql('postgres', sprintf("CREATE TABLE cells (LIKE plain); SELECT create_hypertable('cells', 'day'); INSERT INTO cells TABLE plain;
		CREATE MATERIALIZED VIEW daily (bucket, city, r, a, m, t, s, lo, hi, l, f, p, d, w) WITH (timescaledb.continuous) AS %s;
		CREATE MATERIALIZED VIEW weekly WITH (timescaledb.continuous) AS
		SELECT time_bucket('7 days', bucket) AS week, city, pool(r) AS r, trend(t) AS t, pool(p) AS p FROM daily GROUP BY 1, 2",
		sprintf($from_plain =~ s/day, city/time_bucket('1 day', day) AS bucket, city/r =~ s/GROUP BY day/GROUP BY bucket/r, 'cells')));
	foreach my $change ('', "INSERT INTO %s VALUES ('2020-03-05', 5, 5, 1, 3, '1/3', 'candidate')", "DELETE FROM %s WHERE city = 2 AND day < '2020-03-10'")
	{
		$node->safe_psql('postgres', sprintf($change, $_)) foreach $change ? qw(plain cells) : ();
		$node->safe_psql('postgres', "CALL refresh_continuous_aggregate('daily', NULL, NULL)");
		$node->safe_psql('postgres', "CALL refresh_continuous_aggregate('weekly', NULL, NULL)");
		is(differences('TABLE daily', sprintf $from_plain, 'plain'), '', "a continuous aggregate: $change");
		is(differences('TABLE weekly', "SELECT time_bucket('7 days', day), city, pool(n, d), trend(day, back), pool(back, daterange(day, day + 3)) FROM plain GROUP BY 1, 2"),
			'', "one over it: $change");
	}
	return;
}

$node->safe_psql('postgres', 'TRUNCATE hyper');
is($node->safe_psql('postgres', 'SELECT pool(n, d), count(*) FROM hyper'), '|0', 'TRUNCATE');

$node->stop;
done_testing();
