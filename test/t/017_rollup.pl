# Rollups in a running server: dump and restore of every kind, rights of those
# who file and of those who would like to, search paths, replication both ways,
# a crash, and a long transaction beside a hot cell.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $node = new_server('rollup', allows_streaming => 'logical', conf => "max_prepared_transactions = 5\n");
my $dumps = PostgreSQL::Test::Utils::tempdir();

my $schema = q{
CREATE SCHEMA "Ext A"; CREATE EXTENSION resume SCHEMA "Ext A";
CREATE SCHEMA "S 1";
CREATE TABLE "S 1"."filing s" (id integer PRIMARY KEY, "City" text, on_day date NOT NULL, staff integer, back integer, resumed boolean);
CREATE TABLE parted (id integer, city integer, on_day date NOT NULL, staff integer, back integer, PRIMARY KEY (id, on_day)) PARTITION BY RANGE (on_day);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2020-02-01') TO ('2020-02-15');
CREATE TABLE parted_2 PARTITION OF parted DEFAULT;
INSERT INTO "S 1"."filing s" SELECT i, (ARRAY['a', 'b', NULL])[1 + i % 3], date '2020-02-10' + i % 9, 10 + i, i, i % 2 = 0 FROM generate_series(1, 200) AS i;
SELECT "Ext A".rollup_create('by day', '"S 1"."filing s"'::regclass, '{on_day,City,"upper(\"City\") AS upper"}', '{"n": "count", "back": ["back", "staff"], "resumed": "resumed"}') WHERE false;
SELECT "Ext A".rollup_create('"by day"', '"S 1"."filing s"', '{on_day,City,"upper(\"City\") AS upper"}', '{"n": "count", "back": ["back", "staff"], "resumed": "resumed"}');
SELECT "Ext A".rollup_create_as_of('"S 1".series', '"S 1"."filing s"', 'id % 20', 'on_day', '{id}', '{City}', '{"back": ["back", "staff"], "resumed": "resumed"}', 3);
SELECT "Ext A".rollup_create('parted_day', 'parted', '{on_day,city}', '{"n": "count", "back": ["back", "staff"]}');
INSERT INTO parted SELECT i, i % 3, date '2020-02-10' + i % 9, 10 + i, i FROM generate_series(1, 200) AS i;
};
my $more = q{
INSERT INTO "S 1"."filing s" VALUES (1001, 'a', '2020-02-10', 10, 5, true);
INSERT INTO parted VALUES (1001, 1, '2020-02-10', 10, 5);
INSERT INTO parted_2 VALUES (1002, 1, '2020-02-20', 10, 5);
UPDATE parted SET on_day = on_day + 3 WHERE id < 20;
DELETE FROM "S 1"."filing s" WHERE id < 10;
};
# the rollup that carries forward is counted with the first
my $check = q{SELECT concat_ws(' ', "Ext A".rollup_check('"S 1"."by day"') + "Ext A".rollup_check('"S 1".series')
		+ (SELECT count(*) FROM ((TABLE "S 1".series EXCEPT TABLE "S 1".series_definition) UNION ALL (TABLE "S 1".series_definition EXCEPT TABLE "S 1".series)) AS x)
		+ (SELECT count(*) FROM "Ext A".rollups WHERE name = 'series' AND fault IS NOT NULL),
	"Ext A".rollup_check('public.parted_day'),
	(SELECT string_agg(coalesce(fault, 'good'), ' ') FROM "Ext A".rollups WHERE name NOT IN ('series', 'carried')), (SELECT sum(n) FROM "S 1"."by day"), (SELECT sum(n) FROM parted_day))};

$node->safe_psql('postgres', 'CREATE DATABASE source');
$node->safe_psql('source', $schema);
is($node->safe_psql('source', $check), '0 0 good good 200 200', 'two rollups');

# ---- dump and restore -------------------------------------------------------

sub restored
{
	my ($name, $restore) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$restore->($name);
	is($node->safe_psql($name, $check), '0 0 good good 200 200', "$name: restored");
	$node->safe_psql($name, $more);
	is($node->safe_psql($name, $check), '0 0 good good 192 202', "$name: and kept");
	return;
}

my $source = $node->connstr('source');
my $publisher = $source =~ s/'/''/gr;

$node->command_ok([ 'pg_dump', '-d', $source, '-f', "$dumps/plain.sql" ], 'pg_dump, plain');
$node->command_ok([ 'pg_dump', '-d', $source, '-Fc', '-f', "$dumps/custom" ], 'pg_dump, custom');
$node->command_ok([ 'pg_dump', '-d', $source, '-Fd', '-j', '2', '-f', "$dumps/directory" ], 'pg_dump, parallel');
restored('plain', sub { $node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($_[0]), '-f', "$dumps/plain.sql" ], 'psql') });
restored('custom', sub { $node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr($_[0]), "$dumps/custom" ], 'pg_restore') });
restored('parallel', sub { $node->command_ok([ 'pg_restore', '-j', '3', '-d', $node->connstr($_[0]), "$dumps/directory" ], 'pg_restore -j') });

# Data alone, into the same tables: never twice.
$node->command_ok([ 'pg_dump', '-d', $source, '--data-only', '-f', "$dumps/data.sql" ], 'pg_dump --data-only');
$node->command_ok([ 'pg_dump', '-d', $source, '--data-only', '--disable-triggers', '-f', "$dumps/disabled.sql" ], '--disable-triggers');
$node->command_ok([ 'pg_dump', '-d', $source, '--data-only', (map { "--exclude-table-data=*.*_$_" } qw(stripe month filing entity)), '-f', "$dumps/without.sql" ], '--exclude-table-data');
foreach my $way ([ 'data', 1 ], [ 'disabled', 0 ], [ 'without', 0 ])
{
	my ($name, $fails) = @$way;
	my $database = "only_$name";

	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, $schema);
	$node->safe_psql($database, 'TRUNCATE "S 1"."filing s", parted');
	if ($name eq 'disabled')
	{
		$node->safe_psql($database, 'ALTER TABLE "S 1"."by day_stripe" DISABLE TRIGGER ALL; TRUNCATE "S 1"."by day_stripe"; ALTER TABLE "S 1"."by day_stripe" ENABLE ALWAYS TRIGGER rollup_guard, ENABLE ALWAYS TRIGGER rollup_guard_truncate');
		foreach my $part (qw(stripe month filing entity))
		{
			my $guard = $part eq 'stripe' ? 'rollup_guard' : "rollup_guard_$part";

			$node->safe_psql($database, qq{ALTER TABLE "S 1".series_$part DISABLE TRIGGER ALL; TRUNCATE "S 1".series_$part; ALTER TABLE "S 1".series_$part ENABLE ALWAYS TRIGGER $guard, ENABLE ALWAYS TRIGGER ${guard}_truncate});
		}
	}
	my ($stdout, $stderr);
	$node->psql($database, "\\i $dumps/$name.sql", stdout => \$stdout, stderr => \$stderr, on_error_stop => 0);
	if ($fails)
	{
		like($stderr, qr/table "by day_stripe" is kept by its rollup/, "$name: an error for the stripes");
		like($stderr, qr/--disable-triggers/, "$name: with the way out");
	}
	else
	{
		is($stderr, '', "$name: no error");
	}
	my $exact = $check =~ s/coalesce\(fault, 'good'\)/'good'/r =~ s/AND fault IS NOT NULL/AND false/r;
	is($node->safe_psql($database, $exact), '0 0 good good 200 200', "$name: nothing is counted twice");
	$node->safe_psql($database, $more);
	is($node->safe_psql($database, $exact), '0 0 good good 192 202', "$name: nor what is filed afterwards");
	my $faults = $node->safe_psql($database, 'SELECT count(fault) FROM "Ext A".rollups');
	is($faults, $name eq 'disabled' ? '3' : '0', "$name: triggers that were enabled all at once are told");
	$node->safe_psql($database, q{SELECT "Ext A".rollup_refresh('"S 1"."by day"'), "Ext A".rollup_refresh('"S 1".series'), "Ext A".rollup_refresh('parted_day')});
	is($node->safe_psql($database, $check), '0 0 good good 192 202', "$name: and mended by rollup_refresh()");
}

# In any order: the data of tables backwards, and triggers before them.
{
	my $list = `pg_restore -l $dumps/custom`;
	my @lines = grep { /^\d/ } split /\n/, $list;
	my @data = grep { / TABLE DATA / } @lines;
	my @triggers = grep { / TRIGGER / } @lines;
	my @first = grep { !/ TABLE DATA / && !/ TRIGGER / } @lines;

	cmp_ok(scalar @data, '>', 8, 'data of tables');
	cmp_ok(scalar @triggers, '>', 20, 'triggers');
	open my $out, '>', "$dumps/backwards" or die $!;
	print $out "$_\n" for @first, reverse(@data), reverse(@triggers);
	close $out;
	restored('backwards', sub { $node->command_ok([ 'pg_restore', '--exit-on-error', '-L', "$dumps/backwards", '-d', $node->connstr($_[0]), "$dumps/custom" ], 'pg_restore -L, backwards') });

	# With the triggers there first, the data of the source and nothing else.
	open $out, '>', "$dumps/triggers_first" or die $!;
	print $out "$_\n" for @first, @triggers, grep { !/_(stripe|month|filing|entity) / } @data;
	close $out;
	restored('triggers_first', sub { $node->command_ok([ 'pg_restore', '--exit-on-error', '-L', "$dumps/triggers_first", '-d', $node->connstr($_[0]), "$dumps/custom" ], 'pg_restore -L, triggers first') });
}
foreach my $section (qw(pre-data data post-data))
{
	$node->safe_psql('postgres', 'CREATE DATABASE sections') if $section eq 'pre-data';
	$node->command_ok([ 'pg_restore', '--exit-on-error', "--section=$section", '-d', $node->connstr('sections'), "$dumps/custom" ], "pg_restore --section=$section");
}
is($node->safe_psql('sections', $check), '0 0 good good 200 200', 'sections: restored');

# ---- rights -----------------------------------------------------------------

$node->safe_psql('source', q{
	CREATE ROLE owner_r LOGIN; CREATE ROLE clerk LOGIN; CREATE ROLE reader LOGIN; CREATE ROLE thief LOGIN;
	GRANT USAGE ON SCHEMA "Ext A" TO PUBLIC;
	CREATE SCHEMA own AUTHORIZATION owner_r; GRANT USAGE ON SCHEMA own TO PUBLIC;
	CREATE SCHEMA thief AUTHORIZATION thief;
	SET ROLE owner_r;
	CREATE TABLE own.filing (id integer, city integer, staff integer, back integer);
	ALTER TABLE own.filing ENABLE ROW LEVEL SECURITY;
	CREATE POLICY p ON own.filing TO clerk, reader USING (city = 1) WITH CHECK (true);
	GRANT INSERT, TRUNCATE, SELECT, UPDATE ON own.filing TO clerk; GRANT SELECT ON own.filing TO reader;});
my ($ret, $stdout, $stderr) = $node->psql('source', q{SELECT "Ext A".rollup_create('by_city', 'own.filing', '{city}', '{"n": "count", "back": ["back", "staff"]}')});
is($ret, 0, 'a superuser makes a rollup of another role\'s table');
like($stderr, qr/NOTICE:  row-level security of "filing" does not apply to rollup "by_city"/, 'and is told of row-level security');
is($node->safe_psql('source', q{SELECT string_agg(DISTINCT pg_get_userbyid(relowner), ' ') FROM pg_class WHERE relname ~ '^by_city'}), 'owner_r', 'it belongs to that role');

sub as_role
{
	my ($role, $sql) = @_;
	my ($r, $out, $err) = $node->psql('source', $sql, extra_params => [ '-U', $role ]);

	return $err =~ /ERROR:\s+(.*)/ ? $1 : $out;
}
is(as_role('clerk', 'INSERT INTO own.filing VALUES (1, 1, 10, 5), (2, 2, 10, 4)'), '', 'a clerk files without any right on the stripes');
is(as_role('clerk', 'UPDATE own.filing SET back = 6 WHERE id = 1'), '', 'and corrects');
is(as_role('clerk', 'SELECT count(*) FROM own.by_city_stripe'), 'permission denied for table by_city_stripe', 'which the clerk cannot read');
is(as_role('reader', 'SELECT city, n, back FROM own.by_city ORDER BY 1'), "1|1|6/10\n2|1|4/10", 'who may read the source reads the rollup, all of it');
is(as_role('thief', 'SELECT * FROM own.by_city'), 'permission denied for view by_city', 'and nobody else');
is(as_role('owner_r', q{SELECT "Ext A".rollup_check('own.by_city')}), '0', 'the owner checks');
is(as_role('clerk', q{SELECT stripes IS NULL FROM "Ext A".rollups WHERE name = 'by_city'}), 't', 'rollups does not count for the clerk');
is(as_role('clerk', q{SELECT "Ext A".rollup_refresh('own.by_city')}), 'must be owner of table by_city_stripe', 'who cannot refresh');
is(as_role('clerk', q{SELECT "Ext A".rollup_drop('own.by_city')}), 'must be owner of relation filing', 'or drop');
is(as_role('clerk', q{SELECT "Ext A".rollup_create('x', 'own.filing', '{city}', '{"n": "count"}')}), 'must be owner of table filing', 'or make one');
is(as_role('thief', q{SELECT "Ext A".rollup_compact('own.by_city')}), 'permission denied for table by_city_stripe', 'nor can others compact');
is(as_role('clerk', 'TRUNCATE own.filing'), '', 'a clerk who may, truncates');
is(as_role('reader', 'SELECT count(*) FROM own.by_city'), '0', 'and the rollup is empty');
is(as_role('clerk', 'INSERT INTO own.filing VALUES (1, 1, 10, 5)'), '', 'files again');

# The attack: a trigger of one's own that names another's rollup.
$node->safe_psql('source', q{
	SET ROLE thief;
	CREATE TABLE thief.filing (id integer, city integer, staff integer, back integer);
	CREATE TRIGGER t AFTER INSERT ON thief.filing REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION "Ext A".rollup_maintain('own', 'by_city')});
is(as_role('thief', 'INSERT INTO thief.filing VALUES (1, 1, 1000000, 0)'), 'table "filing" is no part of the source of rollup own.by_city', 'a trigger on another table writes nothing');
# Likewise a definition of one's own, whose stripes are another's.
$node->safe_psql('source', q{
	GRANT CREATE ON SCHEMA own TO thief;
	SET ROLE thief;
	DROP TRIGGER t ON thief.filing;
	CREATE VIEW own.other_definition AS SELECT city, count(*) AS n FROM thief.filing GROUP BY city;
	CREATE TRIGGER t AFTER INSERT ON thief.filing REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION "Ext A".rollup_maintain('own', 'other');
	SET ROLE owner_r;
	CREATE TABLE own.other_stripe (city integer, stripe bigint, row_count bigint);
	CREATE INDEX ON own.other_stripe (city);
	INSERT INTO own.other_stripe VALUES (1, 1, 1)});
is(as_role('thief', 'INSERT INTO thief.filing VALUES (1, 1, 1000000, 0)'), '"other_stripe" is not a table of a rollup', 'nor does a definition with any table of another');
$node->safe_psql('source', q{CREATE TRIGGER g BEFORE INSERT OR UPDATE OR DELETE ON own.other_stripe FOR EACH ROW EXECUTE FUNCTION "Ext A".rollup_guard()});
is(as_role('thief', 'INSERT INTO thief.filing VALUES (1, 1, 1000000, 0)'), 'permission denied for table other_stripe', 'nor does one with the stripes of another');
# TRUNCATE makes stripes anew with the rights of whoever defined them.
$node->safe_psql('source', q{
	SET ROLE thief;
	CREATE TRIGGER u AFTER TRUNCATE ON thief.filing FOR EACH STATEMENT EXECUTE FUNCTION "Ext A".rollup_maintain('own', 'other');
	CREATE TRIGGER v AFTER TRUNCATE ON thief.filing FOR EACH STATEMENT EXECUTE FUNCTION "Ext A".rollup_maintain('own', 'by_city')});
is(as_role('thief', 'TRUNCATE thief.filing'), 'permission denied for table other_stripe', 'TRUNCATE writes nothing of another either');
is(as_role('thief', 'DROP TRIGGER u ON thief.filing; TRUNCATE thief.filing'), 'table "filing" is no part of the source of rollup own.by_city', 'nor does it touch another rollup');
is($node->safe_psql('source', 'SELECT count(*) FROM own.other_stripe'), '1', 'all of it is there');
is(as_role('owner_r', q{SELECT fault IS NULL, "Ext A".rollup_refresh('own.by_city') FROM "Ext A".rollups WHERE name = 'by_city'}), 't|', 'nor is a trigger on another table a fault');
$node->safe_psql('source', 'SET ROLE thief; DROP TRIGGER t ON thief.filing; DROP VIEW own.other_definition; SET ROLE owner_r; DROP TABLE own.other_stripe');
is(as_role('reader', 'SELECT city, n, back FROM own.by_city'), '1|1|5/10', 'nothing has arrived');
$node->safe_psql('source', q{REVOKE ALL ON own.by_city_stripe FROM owner_r});
is(as_role('clerk', 'INSERT INTO own.filing VALUES (1, 1, 10, 5)'), 'permission denied for table by_city_stripe', 'an owner without rights on the stripes keeps nothing');
$node->safe_psql('source', q{GRANT ALL ON own.by_city_stripe TO owner_r});

# The same with one that carries forward, which has more tables.
$node->safe_psql('source', q{
	SET ROLE owner_r;
	CREATE TABLE own.report (id integer, who integer, city integer, on_day date, n integer, d integer);
	GRANT INSERT, SELECT, UPDATE, DELETE ON own.report TO clerk; GRANT SELECT ON own.report TO reader;
	SET client_min_messages = error;
	SELECT "Ext A".rollup_create_as_of('carried', 'own.report', 'who', 'on_day', '{id}', '{city}', '{"r": ["n", "d"]}');
	SELECT "Ext A".rollup_create_as_of('victim', 'own.report', 'who', 'on_day', '{id}', '{city}', '{"r": ["n", "d"]}');
	RESET ROLE; SET ROLE thief; CREATE TABLE thief.report (id integer, who integer, city integer, on_day date, n integer, d integer); CREATE INDEX ON thief.report (who, on_day)});
is(as_role('clerk', q{INSERT INTO own.report VALUES (1, 1, 1, '2020-02-10', 1, 2), (2, 2, 1, '2020-02-11', 1, 2); UPDATE own.report SET city = 2 WHERE id = 1}), '', 'carried forward: a clerk files without any right on its tables');
is(as_role('clerk', "SELECT count(*) FROM own.carried_$_"), "permission denied for table carried_$_", "carried forward: nor to read $_") foreach qw(stripe month filing entity);
is(as_role('reader', q{SELECT pool(r) FROM own.carried_days('2020-02-11', '2020-02-11')} =~ s/pool/"Ext A".pool/r), '2/4', 'carried forward: a reader reads days');
like(as_role('thief', q{SELECT * FROM own.carried_days('2020-02-11', '2020-02-11')}), qr/permission denied/, 'carried forward: and nobody else');
is(as_role('thief', q{CREATE TRIGGER t AFTER INSERT ON thief.report REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION "Ext A".rollup_maintain('own', 'carried'); INSERT INTO thief.report VALUES (1, 1, 1, '2020-02-10', 1000, 2000)}),
	'table "report" is no part of the source of rollup own.carried', 'carried forward: a trigger on another table writes nothing');
# tables of another with guards, behind a definition of one's own
$node->safe_psql('source', q{
	ALTER VIEW own.victim_definition RENAME TO hidden; GRANT USAGE ON SCHEMA own TO thief;
	DO $$ BEGIN EXECUTE replace(format('CREATE VIEW own.victim_definition AS %s', pg_get_viewdef('own.hidden')), 'own.report', 'thief.report'); END $$;
	ALTER VIEW own.victim_definition OWNER TO thief; DROP TRIGGER t ON thief.report;
	DROP TRIGGER victim_insert ON own.report; DROP TRIGGER victim_update ON own.report; DROP TRIGGER victim_delete ON own.report; DROP TRIGGER victim_truncate ON own.report; DROP TRIGGER victim_replica ON own.report;
	SET ROLE thief;
	CREATE TRIGGER t AFTER INSERT ON thief.report REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION "Ext A".rollup_maintain('own', 'victim');
	CREATE TRIGGER u AFTER TRUNCATE ON thief.report FOR EACH STATEMENT EXECUTE FUNCTION "Ext A".rollup_maintain('own', 'victim')});
like(as_role('thief', q{INSERT INTO thief.report VALUES (1, 1, 1, '2020-02-10', 1000, 2000)}), qr/^permission denied for table victim_/, 'carried forward: nor does a definition with the tables of another');
like(as_role('thief', 'TRUNCATE thief.report'), qr/^permission denied for table victim_/, 'carried forward: nor does TRUNCATE');
is($node->safe_psql('source', 'SELECT count(*) FROM own.victim_filing WHERE (m1).numerator = 1000' =~ s/\(m1\)\.numerator/"Ext A".numerator(m1)/r), '0', 'carried forward: nothing has arrived');
$node->safe_psql('source', 'DROP TABLE thief.report CASCADE; DROP VIEW own.hidden; DROP TABLE own.victim_stripe, own.victim_month, own.victim_filing, own.victim_entity CASCADE');
is(as_role('clerk', q{
	CREATE TEMP TABLE carried_stripe (city integer); CREATE TEMP TABLE carried_filing (entity integer, day date); CREATE TEMP TABLE carried_entity (entity integer PRIMARY KEY, changes bigint); CREATE TEMP TABLE report (who integer, on_day date);
	CREATE FUNCTION pg_temp.rate(bigint, bigint) RETURNS "Ext A".rate LANGUAGE sql AS $$ SELECT '0/9'::"Ext A".rate $$;
	SET search_path = pg_temp, own, pg_catalog; INSERT INTO own.report VALUES (3, 3, 3, '2020-02-12', 1, 2); DELETE FROM own.report WHERE id = 1;
	SELECT (SELECT count(*) FROM pg_temp.carried_stripe) + (SELECT count(*) FROM pg_temp.carried_filing) + (SELECT count(*) FROM pg_temp.carried_entity)}), '0', 'carried forward: search_path redirects nothing');
is(as_role('owner_r', q{SELECT "Ext A".rollup_check('own.carried'), fault FROM "Ext A".rollups WHERE name = 'carried'}), '0|', 'carried forward: exact');

# A search path with everything that could be meant.
is(as_role('clerk', q{
	CREATE TEMP TABLE by_city_stripe (city integer, stripe bigint, row_count bigint); CREATE TEMP TABLE by_city_definition (a integer);
	CREATE FUNCTION pg_temp.sum(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 0';
	SET search_path = pg_temp, own, pg_catalog; INSERT INTO own.filing VALUES (3, 3, 10, 5); SELECT count(*) FROM pg_temp.by_city_stripe}), '0', 'search_path redirects nothing');
is(as_role('owner_r', q{SELECT "Ext A".rollup_check('own.by_city')}), '0', 'and the rollup has it');

# ---- replication ------------------------------------------------------------

# A subscriber with a rollup of its own, from the first copy on.
$node->safe_psql('postgres', 'CREATE DATABASE subscriber');
$node->safe_psql('subscriber', $schema . '; TRUNCATE "S 1"."filing s", parted');
$node->safe_psql('source', 'CREATE PUBLICATION filings FOR TABLE "S 1"."filing s", parted WITH (publish_via_partition_root = false)');
$node->safe_psql('source', "SELECT pg_create_logical_replication_slot('filings', 'pgoutput')");
$node->safe_psql('subscriber', "CREATE SUBSCRIPTION filings CONNECTION '$publisher' PUBLICATION filings WITH (create_slot = false, slot_name = 'filings')");
$node->wait_for_subscription_sync($node, 'filings', 'subscriber');
is($node->safe_psql('subscriber', $check), '0 0 good good 200 200', 'subscriber: the first copy is counted');
$node->safe_psql('source', $more);
$node->safe_psql('source', 'TRUNCATE parted_1');
$node->wait_for_catchup('filings');
my $expected = $node->safe_psql('source', $check);
like($expected, qr/^0 0 good good good 192 /, 'publisher: kept');
is($node->safe_psql('subscriber', $check), $expected =~ s/good //r, 'subscriber: kept, with TRUNCATE');
$node->safe_psql('subscriber', 'DROP SUBSCRIPTION filings');

# session_replication_role
$node->safe_psql('subscriber', q{SET session_replication_role = replica; INSERT INTO "S 1"."filing s" VALUES (7001, 'x', '2020-02-10', 10, 5, true); UPDATE parted SET back = 1; DELETE FROM "S 1"."filing s" WHERE id = 7001;
	INSERT INTO "S 1"."filing s" VALUES (7002, 'y', '2020-02-10', 10, 5, true)});
like($node->safe_psql('subscriber', $check), qr/^0 0 good good 193/, 'kept where triggers fire for replicas');
foreach my $role (qw(local origin replica))
{
	foreach my $enabled ('TRIGGER ALL', 'ALWAYS TRIGGER "by day_insert", ENABLE ALWAYS TRIGGER "by day_replica", ENABLE ALWAYS TRIGGER series_replica')
	{
		next if $role eq 'replica' && $enabled eq 'TRIGGER ALL';
		is($node->safe_psql('subscriber', qq{BEGIN; ALTER TABLE "S 1"."filing s" ENABLE $enabled; SET LOCAL session_replication_role = $role;
			INSERT INTO "S 1"."filing s" VALUES (7101, 'x', '2020-02-10', 10, 5, true), (7102, 'y', '2020-02-11', 10, 5, true); UPDATE "S 1"."filing s" SET "City" = 'z' WHERE id = 7101; DELETE FROM "S 1"."filing s" WHERE id = 7102;
			SET LOCAL client_min_messages = error; SELECT "Ext A".rollup_check('"S 1"."by day"'), "Ext A".rollup_check('"S 1".series'), n FROM "S 1"."by day" WHERE "City" = 'z'; ROLLBACK}),
			'0|0|1', "a session of role $role counts once, $enabled");
	}
}

# A subscriber of the stripes, too, which keeps no rollup: its views show those
# of the publisher, and TRUNCATE and rollup_refresh() arrive.
my @kept = map { "\"S 1\".\"$_\"" } 'by day_stripe', 'series_stripe', 'series_month', 'series_filing', 'series_entity';
$node->safe_psql('postgres', 'CREATE DATABASE mirror');
$node->command_ok([ 'pg_dump', '-d', $source, '--schema-only', '--no-publications', '-f', "$dumps/mirror.sql" ], 'pg_dump --schema-only');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('mirror'), '-f', "$dumps/mirror.sql" ], 'psql, of the mirror');
$node->safe_psql('source', 'CREATE PUBLICATION mirror FOR TABLE "S 1"."filing s", ' . join(', ', @kept));
$node->safe_psql('source', "SELECT pg_create_logical_replication_slot('mirror', 'pgoutput')");
$node->safe_psql('mirror', 'ALTER TABLE "S 1"."filing s" DISABLE TRIGGER "by day_replica", DISABLE TRIGGER "by day_truncate", DISABLE TRIGGER series_replica, DISABLE TRIGGER series_truncate');
$node->safe_psql('mirror', join '; ', map { my ($part) = /_(\w+)"$/; my $guard = $part eq 'stripe' ? 'rollup_guard' : "rollup_guard_$part"; "ALTER TABLE $_ DISABLE TRIGGER $guard, DISABLE TRIGGER ${guard}_truncate" } @kept);
$node->safe_psql('mirror', "CREATE SUBSCRIPTION mirror CONNECTION '$publisher' PUBLICATION mirror WITH (create_slot = false, slot_name = 'mirror')");
$node->wait_for_subscription_sync($node, 'mirror', 'mirror');
my $mirrored = q{SELECT * FROM "S 1"."by day" ORDER BY 1, 2, 3; SELECT * FROM "S 1".series ORDER BY 1; SET client_min_messages = error; SELECT "Ext A".rollup_check('"S 1"."by day"'), "Ext A".rollup_check('"S 1".series')};
sub is_mirrored
{
	my ($what) = @_;

	$node->wait_for_catchup('mirror');
	is($node->safe_psql('mirror', $mirrored), $node->safe_psql('source', $mirrored), "mirror: $what");
	return;
}
is_mirrored('the first copy');
like($node->safe_psql('mirror', $mirrored), qr/^0\|0$/m, 'mirror: which is exact');
$node->safe_psql('source', q{INSERT INTO "S 1"."filing s" SELECT i, 'm', date '2020-02-10' + i % 3, 10, i % 10, true FROM generate_series(7201, 7230) AS i; UPDATE "S 1"."filing s" SET on_day = on_day + 1 WHERE id % 3 = 0; DELETE FROM "S 1"."filing s" WHERE id % 50 = 1});
is_mirrored('what is filed');
$node->safe_psql('source', q{SELECT "Ext A".rollup_refresh('"S 1"."by day"'), "Ext A".rollup_refresh('"S 1".series'); SELECT "Ext A".rollup_compact('"S 1".series')});
is_mirrored('rollup_refresh()');
$node->safe_psql('source', q{CREATE TABLE "S 1".saved AS TABLE "S 1"."filing s"; TRUNCATE "S 1"."filing s"});
is_mirrored('TRUNCATE');
is($node->safe_psql('mirror', 'SELECT count(*) FROM "S 1"."by day"'), '0', 'mirror: nothing is left');
$node->safe_psql('source', q{INSERT INTO "S 1"."filing s" TABLE "S 1".saved; DELETE FROM "S 1"."filing s" WHERE id > 7200; DROP TABLE "S 1".saved});
is_mirrored('what is filed again');
is($node->safe_psql('mirror', q{SELECT count(fault) FROM "Ext A".rollups}), '2', 'mirror: that it keeps none itself is told');
$node->safe_psql('mirror', 'DROP SUBSCRIPTION mirror');

# Both is an error at the subscriber, for the stripes would count twice.
$node->safe_psql('mirror', q{SELECT "Ext A".rollup_refresh('"S 1"."by day"')});
like(($node->psql('mirror', q{SET session_replication_role = replica; DELETE FROM "S 1"."by day_stripe"}))[2], qr/HINT:.*leave it out of a publication/, 'stripes of another are refused where a rollup is kept');

# ---- a crash ----------------------------------------------------------------

$node->safe_psql('source', q{BEGIN; INSERT INTO "S 1"."filing s" VALUES (8001, 'a', '2020-02-10', 10, 5, true); PREPARE TRANSACTION 'p'});
my $open = $node->background_psql('source');
$open->query_safe(q{BEGIN});
$open->query_safe(q{INSERT INTO "S 1"."filing s" VALUES (8002, 'a', '2020-02-10', 10, 5, true)});
$node->safe_psql('source', q{INSERT INTO "S 1"."filing s" VALUES (8003, 'a', '2020-02-10', 10, 5, true)});
$node->stop('immediate');
eval { $open->quit };
$node->start;
is($node->safe_psql('source', q{SELECT "Ext A".rollup_check('"S 1"."by day"')}), '0', 'exact after a crash');
$node->safe_psql('source', q{COMMIT PREPARED 'p'});
is($node->safe_psql('source', q{SELECT "Ext A".rollup_check('"S 1"."by day"') + "Ext A".rollup_check('"S 1".series'), sum(n) = (SELECT count(*) FROM "S 1"."filing s"), count(*) FILTER (WHERE "City" = 'a') > 0 FROM "S 1"."by day"}), '0|t|t', 'and with what was prepared before');

# ---- a hot cell beside a long transaction -----------------------------------

# Blocks that 500 updates of one cell touch, at the beginning and after 4,500: what
# was left behind is not visited. Pages that an earlier such transaction has filled
# are free again, so that new versions do not lie behind the old ones.
$node->safe_psql('source', q{
	CREATE TABLE hot (city integer, n integer);
	INSERT INTO hot VALUES (1, 0);
	SELECT "Ext A".rollup_create('hot_day', 'hot', '{city}', '{"rows": "count", "n": {"sum": "n"}}')});
sub long_transaction
{
	my $session = $node->background_psql('source');

	$session->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ');
	$session->query_safe('SELECT count(*) FROM hot_day');
	return $session;
}
my $long = long_transaction();
sub blocks
{
	my $before = q{SELECT pg_stat_force_next_flush(); SELECT heap_blks_hit + heap_blks_read FROM pg_statio_all_tables WHERE relname = 'hot_day_stripe'};
	my ($from) = $node->safe_psql('source', $before) =~ /(\d+)$/;

	$node->safe_psql('source', join(";\n", map { "INSERT INTO hot VALUES (1, $_)" } 1 .. 500) . ';SELECT pg_stat_force_next_flush()');
	my ($to) = $node->safe_psql('source', $before) =~ /(\d+)$/;
	return $to - $from;
}
blocks() for 1 .. 6;
$long->quit;
$node->safe_psql('source', 'VACUUM hot_day_stripe');
$long = long_transaction();
my @blocks = map { blocks() } 1 .. 10;
my ($least, $most) = (sort { $a <=> $b } @blocks)[ 0, -1 ];
note("blocks a 500 updates: @blocks");
cmp_ok($most, '<', 1.06 * $least, 'a long transaction does not slow the writers of a cell');
cmp_ok($most, '<', 2.3 * 500, 'each of which goes to the stripe that it has written last');
my $cold = $node->safe_psql('source', q{SELECT n_tup_upd - n_tup_hot_upd FROM pg_stat_all_tables WHERE relname = 'hot_day_stripe'});
cmp_ok($cold, '>', 10, "with $cold updates that enter indexes");
$long->quit;
is($node->safe_psql('source', q{SELECT "Ext A".rollup_check('hot_day')}), '0', 'which is right');

# ---- many entities in one statement -------------------------------------------

# A lock of a row each, for which there is room; advisory locks would be an error.
$node->append_conf('postgresql.conf', "max_locks_per_transaction = 10\nmax_connections = 20\nmax_worker_processes = 4");
$node->restart;
$node->safe_psql('source', q{SET client_min_messages = error;
	CREATE TABLE large (who integer, on_day date, city integer, n integer, d integer);
	SELECT "Ext A".rollup_create_as_of('large_series', 'large', 'who', 'on_day', '{}', '{city}', '{"r": ["n", "d"]}');
	INSERT INTO large SELECT i, '2020-02-10', i % 3, 1, 2 FROM generate_series(1, 50000) AS i});
is($node->safe_psql('source', q{SELECT "Ext A".rollup_check('large_series'), sum(r_entities) FROM large_series_days('2020-02-10', '2020-02-10')}), '0|50000', '50,000 entities in one statement');
like(($node->psql('source', 'SELECT pg_advisory_xact_lock(who) FROM large'))[2], qr/out of shared memory/, 'for which there are no advisory locks');

$node->stop;
done_testing();
