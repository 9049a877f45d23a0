# A server whose package is newer than its database: the library of today below the
# scripts of release 1.0, with what 1.0 stored. Then the update, with data.
#
# What is expected was printed by release 1.0 itself: test/data/release_1.0.*

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $data = "$FindBin::RealBin/../data";
my $node = new_server('release', conf => 'resume.enable_pooled_scan = off');

# As psql prints it, errors by their SQLSTATE alone.
sub printed
{
	my ($database, $file) = @_;

	# in the order in which it comes
	open my $psql, '-|', 'sh', '-c', 'exec psql "$@" 2>&1', 'psql', '-X', '-q', '-d', $node->connstr($database), '-f', $file
	  or die "psql: $!";
	local $/ = undef;
	my $output = <$psql>;
	close $psql or BAIL_OUT("psql -f $file: $output");
	$output =~ s/^psql:.*: ERROR: /ERROR: /mg;
	return $output;
}

sub same_lines
{
	my ($got, $expected, $name) = @_;
	my @got = split /\n/, $got;
	my @expected = split /\n/, $expected;
	my $i = 0;

	$i++ while $i < @got && $i < @expected && $got[$i] eq $expected[$i];
	ok($got eq $expected, $name)
	  or diag('line ', $i + 1, "\nexpected  ", $expected[$i] // '(end)', "\ngot       ", $got[$i] // '(end)');
	return;
}

my $release = slurp_file("$data/release_1.0.out");

# ---- the library below the script of 1.0 -------------------------------------------

$node->safe_psql('postgres', 'CREATE DATABASE old');
$node->safe_psql('old', "CREATE EXTENSION resume VERSION '1.0'");

sub version_of
{
	return $node->safe_psql($_[0], "SELECT extversion FROM pg_extension WHERE extname = 'resume'");
}

is(version_of('old'), '1.0', 'the database has 1.0');

# A script is run without looking for what its functions are in C.
my $members = q{
	SELECT p.oid FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
	WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume')
		AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
};
cmp_ok($node->safe_psql('old', "SELECT count(*) FROM ($members) AS c"), '>', 150, '1.0 has functions in C');
is($node->safe_psql('old', "SELECT count(*) FROM ($members) AS c, LATERAL (SELECT fmgr_c_validator(c.oid)) AS v"),
	$node->safe_psql('old', "SELECT count(*) FROM ($members) AS c"), 'the library has all of them');

my $script = slurp_file("$data/release_1.0.sql");
my @names = split /\n/, $node->safe_psql('old', q{
	SELECT DISTINCT proname FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
	WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume')
		AND obj_description(p.oid) !~ '^(I/O|implementation of|less-equal|hash|sort support|smaller|larger|aggregate|trigger|planner)'
		AND proname !~ '^rate_to_'
});
is(join(' ', grep { $script !~ /\b$_\(/ } @names), '', 'the script calls everything that users call');

same_lines(printed('old', "$data/release_1.0.sql"), $release, 'the library below the script of 1.0 does what 1.0 did');
is($node->safe_psql('old', q{
	SELECT string_agg(attname || ' ' || atttypid::regtype, ', ' ORDER BY attnum) FROM pg_attribute
	WHERE attrelid = 'panel_decomposition'::regclass AND attnum > 0}),
	'change numeric, matched numeric, entry numeric, exit numeric', 'panel_change has its four columns');

# ---- what 1.0 stored ------------------------------------------------------------------

my @images = map { [ split /\|/ ] } grep { !/^#/ } split /\n/, slurp_file("$data/release_1.0.images");
my $little_endian = unpack('h', pack('s', 1));
my $pageinspect = $node->safe_psql('postgres', "SELECT count(*) FROM pg_available_extensions WHERE name = 'pageinspect'");

cmp_ok(scalar @images, '>', 10, 'there are values of 1.0');
note('what lies in tables is not compared: ', $little_endian ? 'pageinspect is not installed' : 'not little-endian')
  unless $little_endian && $pageinspect;

sub reads_images
{
	my ($database) = @_;

	$node->safe_psql($database, 'CREATE EXTENSION IF NOT EXISTS pageinspect') if $pageinspect;
	foreach (@images)
	{
		my ($type, $text, $binary, $image) = @$_;
		my $send = ($type eq 'proportion' ? 'rate' : $type) . '_send';
		my $stored = "CREATE TEMP TABLE one (v $type); INSERT INTO one VALUES ('$text');";

		is($node->safe_psql($database, "$stored SELECT v, encode($send(v), 'hex') FROM one"), "$text|$binary",
			"$database: $type $text has the binary form that it had");
		next unless $little_endian && $pageinspect;
		is($node->safe_psql($database, "$stored SELECT encode(t_data, 'hex') FROM heap_page_items(get_raw_page('one', 0))"),
			$image, "$database: and is stored as it was");
	}
	return;
}

reads_images('old');

# ---- the update -----------------------------------------------------------------------

# All that a schema can hold, and views over each aggregate in a window.
$node->safe_psql('postgres', 'CREATE DATABASE kept');
$node->safe_psql('kept', 'CREATE SCHEMA "the measures"');
create_schema($node, 'kept', 'the measures', version => '1.0');
is(version_of('kept'), '1.0', 'the schema is made with 1.0');
$node->safe_psql('kept', q{
SET search_path = app, "the measures";
CREATE TABLE day_of (enterprise integer, day date, r rate, later rate, earlier rate);
INSERT INTO day_of SELECT i % 50, date '2020-01-30' + i / 50, rate(i * 7 % (i % 30 + 1), i % 30 + 1),
	CASE WHEN i % 5 > 0 THEN rate(i % 7, 7) END, CASE WHEN i % 6 > 0 THEN rate(i % 11, 11) END
FROM generate_series(1, 1000) AS i;
CREATE VIEW moving AS
SELECT enterprise, day, pool(r) OVER w AS pool, avg(r) OVER w AS avg, pool(numerator(r), denominator(r)) OVER w AS counts,
	pool(r > 0.5) OVER w AS half, round((mean_of_rates(r) OVER w)::numeric, 6) AS mean, latest(r, day) OVER w AS latest,
	pool_latest(enterprise, r) OVER w AS pool_latest, trend(day, r) OVER w AS trend, ratio_sample(r) OVER w AS sample,
	sparkline(r) OVER w AS sparkline, round((standardize(r, 2) OVER w)::numeric, 6) AS standardize,
	round((decompose(r, '1/2') OVER w).change, 6) AS decompose,
	round((panel_change(later, earlier) OVER w).change, 6) AS change, round((panel_change(later, earlier) OVER w).matched, 6) AS matched,
	round((panel_change(later, earlier) OVER w).entry, 6) AS entry, round((panel_change(later, earlier) OVER w).exit, 6) AS exit
FROM day_of
WINDOW w AS (PARTITION BY enterprise % 5 ORDER BY day, enterprise ROWS BETWEEN 30 PRECEDING AND CURRENT ROW);
CREATE VIEW changed AS SELECT day, panel_change(later, earlier) AS p, decompose(r, '1/2') AS d FROM day_of GROUP BY day;
CREATE MATERIALIZED VIEW state AS
SELECT day, pool(r) AS pool, trend(day, r) AS trend, ratio_sample(r) AS sample, panel_change(later, earlier) AS change
FROM day_of GROUP BY day;
CREATE INDEX ON state USING hash (trend);
CREATE INDEX ON state USING hash (sample);
CREATE TABLE row_types AS SELECT d, p FROM changed;
ANALYZE;
});

# All of it, without the seeded rows of the register and what they say of a day,
# and doubles to twelve places: mean_of_rates() is exact since 1.1.
sub described
{
	my ($database) = @_;
	my $text = describe($node, $database) =~ s/\b(\d+\.\d+)\b/sprintf '%.12f', $1/ger;

	return join "\n", grep { !/^\(\d+,.*,t\)$|^\d{6}\|\d{4}-\d\d-\d\d\|/ } split /\n/, $text;
}

my $before = described('kept');
my $files = q{SELECT c.oid::regclass, relfilenode FROM pg_class AS c
	WHERE relnamespace = 'app'::regnamespace AND relfilenode <> 0 ORDER BY 1};
my $files_before = $node->safe_psql('kept', $files);
my $register = q{SELECT division_code, name_en, class, during FROM "the measures".software_city WHERE NOT seeded ORDER BY 1, 4};
my $register_before = $node->safe_psql('kept', $register);

like($before, qr/^moving AS /m, 'the description has the views');
like($register_before, qr/659001\|Shihezi/, "the register has users' rows");
$node->safe_psql('kept', 'ALTER EXTENSION resume UPDATE');
isnt(version_of('kept'), '1.0', 'updated');
same_lines(described('kept'), $before, 'all rows and definitions are as they were');
is($node->safe_psql('kept', $files), $files_before, 'no table and no index was written anew');
is($node->safe_psql('kept', $register), $register_before, "users' rows of the register are kept");
$node->safe_psql('kept', 'REFRESH MATERIALIZED VIEW app.state; REFRESH MATERIALIZED VIEW app.by_day');
same_lines(described('kept'), $before, 'so are refreshed materialized views');
is($node->safe_psql('kept', q{SET search_path = app, "the measures"; SET enable_seqscan = off;
	SELECT count(*) FROM state AS s JOIN day_of AS d USING (day) WHERE s.trend = (SELECT trend FROM state WHERE day = d.day)}),
	'1000', 'an index of 1.0 finds what 1.0 stored');

SKIP:
{
	skip 'amcheck is not installed', 1
	  unless $node->safe_psql('kept', "SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'");
	$node->safe_psql('kept', q{
		CREATE EXTENSION amcheck;
		SELECT bt_index_check(c.oid, true) FROM pg_class AS c JOIN pg_am AS a ON a.oid = relam
		WHERE relnamespace = 'app'::regnamespace AND relkind = 'i' AND amname = 'btree'});
	pass('amcheck finds the indexes in order');
}

$node->safe_psql('old', 'ALTER EXTENSION resume UPDATE');
same_lines(printed('old', "$data/release_1.0.sql"), $release, 'after the update everything of 1.0 does what 1.0 did');
reads_images('old');

$node->stop;
done_testing();
