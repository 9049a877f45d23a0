# The pooled scan in sessions of their own: found by the first statement without
# any preloading, switched off before the library is there, in workers, below the
# script of 1.0, cancelled in time, and with what transactions see of each other.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;
use Time::HiRes 'usleep';

my $node = new_server('scan', conf => q{
	max_parallel_workers_per_gather = 0
	autovacuum = off
	jit = off
});

$node->safe_psql('postgres', q{
	CREATE EXTENSION resume;
	CREATE TABLE filing AS SELECT i AS id, (i % 7)::smallint AS city, i % 10 AS returned, 10 AS staff FROM generate_series(1, 20000) AS i;
	VACUUM (FREEZE, ANALYZE) filing;
	ALTER SYSTEM SET resume.enable_pooled_scan = on;
	SELECT pg_reload_conf();
});
my $query = 'SELECT pool(returned, staff) FROM filing';

# ---- without preloading -----------------------------------------------------------------

is($node->safe_psql('postgres', q{SELECT string_agg(setting, '') FROM pg_settings WHERE name ~ 'preload_libraries'}), '', 'nothing is preloaded');
like($node->safe_psql('postgres', "EXPLAIN $query"), qr/PooledScan/, 'the first statement of a session is planned with it');
is($node->safe_psql('postgres', $query), '90000/200000', 'and answers');
like($node->safe_psql('postgres', "SET plan_cache_mode = force_generic_plan; PREPARE q(integer) AS $query WHERE city = \$1; EXPLAIN EXECUTE q(3)"),
	qr/PooledScan.*city = \$1/s, 'a prepared statement');
like($node->safe_psql('postgres', "CREATE FUNCTION f() RETURNS SETOF text LANGUAGE plpgsql AS \$\$BEGIN RETURN QUERY EXPLAIN $query; END\$\$; SELECT f()"),
	qr/PooledScan/, 'a statement in a function');
is($node->safe_psql('postgres', "BEGIN; DECLARE c SCROLL CURSOR FOR SELECT city, pool(returned, staff) FROM filing GROUP BY city ORDER BY city; FETCH 2 FROM c; FETCH BACKWARD 1 FROM c; FETCH ALL FROM c"),
	join("\n", $node->safe_psql('postgres', 'SET resume.enable_pooled_scan = off; SELECT city, pool(returned, staff) FROM filing GROUP BY city ORDER BY city') =~ /^(.*\n)(.*\n)((?:.*\n?)*)$/ ? "$1$2$1$2$3" =~ s/\n$//r : ''),
	'a cursor, back and forth');
is($node->safe_psql('postgres', "BEGIN; DECLARE c CURSOR WITH HOLD FOR $query; COMMIT; DELETE FROM filing WHERE false; FETCH ALL FROM c"), '90000/200000', 'a cursor that is held');

# ---- switched off -------------------------------------------------------------------------

unlike($node->safe_psql('postgres', "SET resume.enable_pooled_scan = off; EXPLAIN $query"), qr/PooledScan/, 'SET works before the library is loaded');
$node->safe_psql('postgres', 'CREATE ROLE plain LOGIN; GRANT SELECT ON filing TO plain; ALTER ROLE plain SET resume.enable_pooled_scan = off');
unlike($node->safe_psql('postgres', "EXPLAIN $query", extra_params => [ '-U', 'plain' ]), qr/PooledScan/, 'ALTER ROLE, for one who is no superuser');
like($node->safe_psql('postgres', "SET resume.enable_pooled_scan = on; EXPLAIN $query", extra_params => [ '-U', 'plain' ]), qr/PooledScan/, 'who can set it back');
$node->safe_psql('postgres', 'ALTER DATABASE postgres SET resume.enable_pooled_scan = off');
unlike($node->safe_psql('postgres', "EXPLAIN $query"), qr/PooledScan/, 'ALTER DATABASE');
$node->safe_psql('postgres', 'ALTER DATABASE postgres RESET resume.enable_pooled_scan');
like($node->safe_psql('postgres', "PREPARE q AS $query; SET plan_cache_mode = force_generic_plan; EXECUTE q; SET resume.enable_pooled_scan = off; EXPLAIN EXECUTE q"),
	qr/PooledScan/, 'a plan that is kept stays as it is');
unlike($node->safe_psql('postgres', "PREPARE q AS $query; SET plan_cache_mode = force_generic_plan; EXECUTE q; SET resume.enable_pooled_scan = off; DISCARD PLANS; EXPLAIN EXECUTE q"),
	qr/PooledScan/, 'until it is discarded');

# ---- tables that change below a plan --------------------------------------------------------

is($node->safe_psql('postgres', q{
	CREATE TABLE changing AS SELECT * FROM filing;
	ANALYZE changing;
	SET plan_cache_mode = force_generic_plan;
	PREPARE q AS SELECT count(*), pool(returned, staff) FROM changing WHERE id <= 10000;
	EXECUTE q;
	ALTER TABLE changing ADD COLUMN first text DEFAULT 'x', DROP COLUMN city;
	EXECUTE q;
	ALTER TABLE changing ALTER returned TYPE bigint, ALTER staff TYPE smallint;
	EXECUTE q;
	CREATE TABLE more () INHERITS (changing);
	INSERT INTO more (id, returned, staff) VALUES (1, 1, 1);
	EXECUTE q;
	DROP TABLE more;
	ALTER TABLE changing ENABLE ROW LEVEL SECURITY;
	CREATE POLICY some_rows ON changing USING (id <= 10);
	GRANT SELECT ON changing TO plain;
	SET ROLE plain;
	EXECUTE q;
}), "10000|45000/100000\n10000|45000/100000\n10000|45000/100000\n10001|45001/100001\n10|45/100", 'plans follow their table');

# ---- the script of 1.0 ------------------------------------------------------------------------

$node->safe_psql('postgres', 'CREATE DATABASE old');
$node->safe_psql('old', q{
	CREATE EXTENSION resume VERSION '1.0';
	CREATE TABLE filing AS SELECT 1 AS returned, 2 AS staff FROM generate_series(1, 20000);
	ANALYZE filing;
});
unlike($node->safe_psql('old', "SELECT rate(1, 2); $query; EXPLAIN $query"), qr/PooledScan/,
	'below the script of 1.0, plans do not depend on whether the library is loaded');
like($node->safe_psql('old', "ALTER EXTENSION resume UPDATE; EXPLAIN $query"), qr/PooledScan/, 'after the update it is there');

# ---- workers --------------------------------------------------------------------------------------

my $parallel = 'SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;';
my $grouped = 'SELECT city, pool(returned, staff) FROM filing WHERE id % 3 > 0 AND id > 100 GROUP BY city';
my $explained = $node->safe_psql('postgres', "$parallel EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) $grouped");
like($explained, qr/Finalize.*Gather.*Parallel Custom Scan \(PooledScan\)/s, 'in parallel');
like($explained, qr/Rows Read: 20000\b/, 'EXPLAIN adds up what all processes have read');
like($explained, qr/Rows Removed by Batch Filter: 100\b.*Rows Removed by Row Filter: 6633\b/s, 'and removed');
is($node->safe_psql('postgres', "$parallel SELECT * FROM ($grouped) AS g ORDER BY 1"),
	$node->safe_psql('postgres', "SET resume.enable_pooled_scan = off; SELECT * FROM ($grouped) AS g ORDER BY 1"), 'with the same answer');
is($node->safe_psql('postgres', "$parallel SET work_mem = '64kB'; SELECT count(*), sum(numerator(p)), max(n) FROM (SELECT id, pool(returned, staff) AS p, count(*) AS n FROM filing GROUP BY id) AS g"),
	'20000|90000|1', 'with more groups than memory');
my $again = 'SELECT sum(numerator(p)) FROM generate_series(1, 5) AS i, LATERAL (SELECT pool(returned, staff) AS p FROM filing WHERE id > i * 1000 OFFSET 0) AS g';
is($node->safe_psql('postgres', "$parallel $again"), $node->safe_psql('postgres', "SET resume.enable_pooled_scan = off; $again"), 'begun anew');
$node->safe_psql('postgres', 'CREATE TABLE counted AS SELECT * FROM filing; ANALYZE counted;');
$node->safe_psql('postgres', 'SELECT pool(returned, staff) FROM counted');
ok($node->poll_query_until('postgres', q{SELECT (seq_scan, seq_tup_read) = (1, 20000) FROM pg_stat_user_tables WHERE relname = 'counted'}),
	'the statistics of the table are kept');

# ---- transactions -------------------------------------------------------------------------------------

is($node->safe_psql('postgres', q{
	CREATE TABLE changed AS SELECT i AS id, 1 AS n, 2 AS d FROM generate_series(1, 1000) AS i;
	ANALYZE changed;
	BEGIN;
	INSERT INTO changed SELECT i, 1, 2 FROM generate_series(1, 100) AS i;
	SELECT count(*), pool(n, d) FROM changed;
	SAVEPOINT a;
	DELETE FROM changed WHERE id % 2 = 0;
	UPDATE changed SET n = 2 WHERE id < 100;
	SELECT count(*), pool(n, d) FROM changed;
	ROLLBACK TO a;
	SELECT count(*), pool(n, d) FROM changed;
	COMMIT;
	SELECT count(*), pool(n, d) FROM changed;
}), "1100|1100/2200\n550|650/1100\n1100|1100/2200\n1100|1100/2200", "a transaction's own changes and savepoints");

# People move from one enterprise to another, while others count them: the total
# stays what it is, also by city, in parallel and below vacuum.
SKIP:
{
	my $directory = PostgreSQL::Test::Utils::tempdir();
	my %scripts = (
		move => q{
\set a random(1, 3000)
\set b random(1, 3000)
\set low least(:a, :b)
\set high greatest(:a, :b)
BEGIN;
UPDATE moving SET returned = returned - 1, city = city + 1 WHERE id = :low;
UPDATE moving SET returned = returned + 1 WHERE id = :high;
COMMIT;
},
		count => q{
DO $$
BEGIN
	IF (SELECT pool(returned, staff) FROM moving) <> '1500000/3000000' THEN
		RAISE 'the total has changed';
	END IF;
	IF (SELECT pool(p) FROM (SELECT city, pool(returned, staff) AS p FROM moving GROUP BY city) AS g) <> '1500000/3000000' THEN
		RAISE 'the total by city has changed';
	END IF;
END
$$;
},
		vacuum => "VACUUM moving;\n");

	skip 'no pgbench', 2 if !eval { run_log([ 'pgbench', '--version' ]) };
	$node->safe_psql('postgres', q{
		CREATE TABLE moving AS SELECT i AS id, (i % 7)::smallint AS city, 500 AS returned, 1000 AS staff FROM generate_series(1, 3000) AS i;
		CREATE INDEX ON moving (id);
		ANALYZE moving});
	like($node->safe_psql('postgres', 'EXPLAIN SELECT pool(returned, staff) FROM moving'), qr/PooledScan/, 'while people move, the total is scanned');
	append_to_file("$directory/$_.sql", $scripts{$_}) foreach keys %scripts;
	foreach my $workers (0, 2)
	{
		local $ENV{PGOPTIONS} = "-c max_parallel_workers_per_gather=$workers -c parallel_setup_cost=0 -c min_parallel_table_scan_size=0";
		my ($stdout, $stderr) = run_command([
			'pgbench', '-n', '-c', 4, '-T', 3, '-f', "$directory/move.sql\@20", '-f', "$directory/count.sql\@20",
			'-f', "$directory/vacuum.sql\@1", $node->connstr('postgres') ]);
		unlike($stderr, qr/error|has changed/i, "$workers workers: and stays the same");
		like($stdout, qr/number of transactions actually processed: [1-9]\d\d/, 'many times');
	}
}

# ---- in time --------------------------------------------------------------------------------------------

# A tenth of a second at the most goes by between a cancel, or a timeout, and the
# end of a query: of the time of its process, so that what else the machine does
# is not measured. Queries are cancelled all along their way.
SKIP:
{
	skip 'no times of processes', 1 if !-r "/proc/$$/schedstat";

	$node->safe_psql('postgres', q{
		CREATE TABLE large AS SELECT i AS id, i * 9 AS far, 1 AS n, 2 AS d, 'x'::text AS note FROM generate_series(1, 1000000) AS i;
		-- so that it is not known beforehand that groups do not fit into memory
		ALTER TABLE large ALTER far SET (n_distinct = 1000);
		VACUUM (FREEZE, ANALYZE) large;
	});
	my $session = $node->background_psql('postgres', on_error_stop => 0);
	my $pid = $session->query('SELECT pg_backend_pid()');

	# milliseconds that the session's process has had
	my $spent = sub { return (split ' ', slurp_file("/proc/$pid/schedstat"))[0] / 1e6 };
	my $cancelled = sub {
		my ($slow) = @_;
		my ($worst, $n, $whole) = (0, 0);

		# as long as it takes when nothing is new
		foreach (1 .. 3)
		{
			my $start = $spent->();

			$session->query("$slow;");
			$whole = $spent->() - $start if !$whole || $whole > $spent->() - $start;
		}

		foreach my $part (1 .. 9)
		{
			my $begin = $spent->();

			$session->query_until(qr/begun/, "\\echo begun\n$slow;\n");
			foreach (1 .. 4000)
			{
				last if $spent->() - $begin >= $whole * $part / 14;
				usleep(500);
			}
			my $then = $spent->();
			kill 'INT', $pid;
			$session->query('SELECT 1');
			$worst = $spent->() - $then if $worst < $spent->() - $then;
			$n++ if $session->{stderr} =~ /canceling statement due to user request/;
			$session->{stderr} = '';
		}
		note(sprintf '%d of 9 cancelled, the slowest %.1f ms behind it, of %.0f: %.60s', $n, $worst, $whole, $slow);
		return ($worst, $n);
	};
	my $many = 'SELECT count(*), count(p) FROM (SELECT far, pool(n, d) AS p, pool(n, d) FILTER (WHERE n = 1) FROM large GROUP BY far OFFSET 0) AS g';

	foreach ([ 'in batches', '4MB', 'SELECT ' . join(', ', map { "pool(n, d) FILTER (WHERE id > $_)" } 1 .. 40) . ' FROM large' ],
		[ 'row by row', '4MB', q{SELECT pool(n, d) FROM large WHERE md5(note) > 'z'} ],
		[ 'of many groups', '1GB', $many ],
		[ 'of groups that have places', '1GB', $many =~ s/far/id/gr ],
		[ 'of groups that do not fit into memory', '8MB', $many ])
	{
		my ($how, $memory, $slow) = @$_;

		$session->query("SET work_mem = '$memory'");
		like($session->query("EXPLAIN $slow"), qr/PooledScan/, "$how: scanned");
		my ($worst, $n) = $cancelled->($slow);
		cmp_ok($worst, '<', 100, 'cancelled in time');
		cmp_ok($n, '>', 0, 'and so it was');

		my $begin = $spent->();
		$session->query("SET statement_timeout = 10; $slow; RESET statement_timeout");
		cmp_ok($spent->() - $begin, '<', 110, 'and so by a timeout');
		like($session->{stderr}, qr/canceling statement due to statement timeout/, 'which it was');
		$session->query('RESET statement_timeout');
		$session->{stderr} = '';
	}
	# the control: what does not look at interrupts is not in time
	my ($worst) = $cancelled->(q{SELECT length(md5(repeat('x', 150000000)))});
	cmp_ok($worst, '>', 100, 'and what does not end in time is found');
	$session->quit;
}

$node->stop;
done_testing();
