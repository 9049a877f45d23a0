# kill -9 under load: what was committed is there after the restart, and the
# indexes agree with the tables.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use IPC::Run qw(start finish);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;
use Time::HiRes qw(usleep);

my $writers = 4;
my $node = new_server('crash', conf => "wal_level = replica\nmax_wal_size = 64MB\nautovacuum_naptime = 1");
my $output = PostgreSQL::Test::Utils::tempdir();

create_schema($node, 'postgres', 'public');
$node->safe_psql('postgres', q{
CREATE EXTENSION IF NOT EXISTS amcheck;
SET search_path = app, public;
CREATE TABLE correction (id bigint, writer integer, r rate NOT NULL, class city_class, PRIMARY KEY (writer, id));
CREATE INDEX correction_r ON correction (r);
CREATE INDEX correction_r_hash ON correction USING hash (r);
CREATE TABLE total (writer integer PRIMARY KEY, r rate NOT NULL);
});
my $before = describe($node, 'postgres');

# The server of a test runs without; not this one from here on.
$node->append_conf('postgresql.conf', "fsync = on\nrecovery_init_sync_method = syncfs");
$node->restart;
is($node->safe_psql('postgres', "SELECT string_agg(setting, ' ') FROM pg_settings
		WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')"), 'on on on', 'writes are made durable');

# Ends the postmaster and every process of it at once.
sub crash
{
	my $processes = $node->safe_psql('postgres', 'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
	my ($postmaster) = slurp_file($node->data_dir . '/postmaster.pid') =~ /\A(\d+)/;

	my @all = ($postmaster, split /\n/, $processes);

	kill 'KILL', @all;
	# until the last one has let go of the shared memory
	foreach (1 .. 200)
	{
		last unless kill 0, @all;
		usleep(20_000);
	}
	$node->{_pid} = undef;
	return;
}

# ---- writers, and the end ------------------------------------------------------------

# Each writer files and corrects in small transactions and prints the number of
# the last one that was committed.
sub writer
{
	my ($number, $from) = @_;
	my $script = "$output/writer_$number.sql";

	open my $out, '>', $script or die "$script: $!";
	print $out "SET search_path = app, public;\n";
	foreach my $id ($from .. $from + 4999)
	{
		print $out "BEGIN;\n"
		  . "INSERT INTO correction VALUES ($id, $number, rate($id % 89, 89), 'candidate');\n"
		  . "UPDATE correction SET r = rate(id % 89 * 7, 89 * 7), class = 'comprehensive' WHERE writer = $number AND id = $id - 10;\n"
		  . "INSERT INTO total VALUES ($number, rate($id % 89, 89))\n"
		  . "  ON CONFLICT (writer) DO UPDATE SET r = rate_pool(total.r, excluded.r);\n"
		  . "COMMIT;\n\\echo $id\n";
	}
	close $out;
	return start([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', $script ],
		'<', \undef, '>', "$output/committed_$number", '2>', '/dev/null');
}

my @committed = (0) x $writers;

foreach my $round (1, 2)
{
	my @running = map { writer($_, 1 + $committed[$_]) } 0 .. $writers - 1;

	# under way, and past a checkpoint, so that recovery starts in the middle
	usleep(400_000);
	$node->safe_psql('postgres', 'CHECKPOINT');
	usleep(600_000);
	crash();
	finish($_) foreach @running;

	my @seen;
	foreach my $writer (0 .. $writers - 1)
	{
		my ($last) = slurp_file("$output/committed_$writer") =~ /(\d+)\s*\z/;
		push @seen, $last // 0;
	}
	note("committed when the server was killed: @seen");
	cmp_ok($_, '>', 0, "round $round: a writer was at work") foreach @seen;

	ok($node->start(fail_ok => 1), "round $round: the server recovers");
	like(slurp_file($node->logfile), qr/redo done/, "round $round: from its log");

	foreach my $writer (0 .. $writers - 1)
	{
		# The transaction after the last one that was acknowledged may have
		# been committed as well; whatever there is must be whole.
		my $state = $node->safe_psql('postgres', "
			SET search_path = app, public;
			SELECT max(id), count(*) = max(id),
				bool_and(r = CASE WHEN id <= newest - 10 THEN rate(id % 89 * 7, 89 * 7) ELSE rate(id % 89, 89) END
					AND (class = 'comprehensive') = (id <= newest - 10)),
				pool(id % 89, 89) = (SELECT r FROM total WHERE writer = $writer)
			FROM (SELECT *, max(id) OVER () AS newest FROM correction WHERE writer = $writer) AS c");
		my ($newest, @whole) = split /\|/, $state;

		cmp_ok($newest, '>=', $seen[$writer], "round $round, writer $writer: nothing that was committed is lost");
		cmp_ok($newest, '<=', $seen[$writer] + 1, "round $round, writer $writer: and nothing is there that was not sent");
		is("@whole", 't t t', "round $round, writer $writer: every transaction is whole");
		$committed[$writer] = $newest;
	}
	is($node->safe_psql('postgres', "
		SELECT bt_index_check('app.correction_r', true), bt_index_check('app.correction_pkey', true)"), '|',
		"round $round: the btree indexes agree with the table");
	is($node->safe_psql('postgres', "
		SET search_path = app, public; SET enable_seqscan = off; SET enable_sort = off; SET enable_indexonlyscan = off;
		SET enable_mergejoin = off; SET enable_hashjoin = off;
		DROP INDEX correction_r;
		SELECT count(*) FILTER (WHERE found <> there) FROM (
			SELECT g.r, g.there, (SELECT count(*) FROM correction AS c WHERE c.r = g.r) AS found
			FROM (SELECT r, count(*) AS there FROM correction GROUP BY r) AS g) AS d;
		CREATE INDEX correction_r ON correction (r)"), '0',
		"round $round: the hash index agrees with the table");
	my $after = describe($node, 'postgres');
	$after =~ s/^app\.(correction|total) \d+\n(\(.*\n)*//mg;
	(my $unchanged = $before) =~ s/^app\.(correction|total) \d+\n(\(.*\n)*//mg;
	is($after, $unchanged, "round $round: what nobody wrote to is as it was");
}

# ---- in the middle of CREATE INDEX ------------------------------------------------------

$node->safe_psql('postgres', "CREATE TABLE app.many AS
	SELECT i, rate(i % 9973, 9973 + i % 7) AS r FROM generate_series(1, 200000) AS i");
# the build waits at this row until it is killed
$node->safe_psql('postgres', q{CREATE FUNCTION app.waits(i integer) RETURNS boolean
	LANGUAGE plpgsql IMMUTABLE AS $$
	BEGIN IF i = 150000 THEN PERFORM pg_sleep(600); END IF; RETURN true; END $$});
foreach my $index ('btree', 'hash')
{
	my $errors = '';
	my $running = start([ 'psql', '-X', '-q', '-d', $node->connstr('postgres'),
			'-c', 'SET maintenance_work_mem = 1024',
			'-c', "CREATE INDEX many_$index ON app.many USING $index (r) WHERE app.waits(i)" ],
		'<', \undef, '>', '/dev/null', '2>', \$errors);

	ok($node->poll_query_until('postgres', "SELECT EXISTS (SELECT FROM pg_stat_activity
			WHERE wait_event = 'PgSleep')"), "$index: the index is being built");
	crash();
	finish($running);
	isnt($errors, '', "$index: and was not finished");
	ok($node->start(fail_ok => 1), "$index: the server recovers");
	is($node->safe_psql('postgres', "SELECT to_regclass('app.many_$index') IS NULL, count(*) FROM app.many"), 't|200000',
		"$index: there is no half an index, and the table is whole");
	is($node->safe_psql('postgres', "CREATE INDEX many_$index ON app.many USING $index (r);
		SET enable_seqscan = off; SELECT count(*) FROM app.many WHERE r = rate(7, 9973)"),
		$node->safe_psql('postgres', "SET enable_indexscan = off; SET enable_bitmapscan = off;
			SELECT count(*) FROM app.many WHERE r = rate(7, 9973)"), "$index: it can be built then");
	$node->safe_psql('postgres', "DROP INDEX app.many_$index");
}

$node->stop;
done_testing();
