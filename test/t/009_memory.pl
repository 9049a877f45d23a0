# No aggregate leaks: at the end of a query with many calls, before the executor
# gives anything back, a backend has the memory that it has after few. That is
# for a plain query, groups, an aggregate that starts again and again, and
# windows whose start moves or does not.
#
# RESUME_MEMORY_CALLS says how many calls of each aggregate, 50000 unless it is
# set; "make memory" makes 10 million.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $calls = $ENV{RESUME_MEMORY_CALLS} || 50_000;
my $rows = 1000;
my $node = new_server('memory', conf => "jit = off\nwork_mem = '64MB'\nresume.enable_pooled_scan = off");

$node->safe_psql('postgres', qq{
CREATE EXTENSION resume;
CREATE TABLE filing AS
SELECT i AS id, i % 10 AS g, CASE WHEN i % 11 > 0 THEN rate(i % 97, 97 + i % 3) END AS r, rate(i % 89, 90) AS e,
	(i % 97)::bigint AS n8, 100::bigint AS d8, i % 97 AS n4, 100 AS d4, (i % 97)::smallint AS n2, 100::smallint AS d2, i % 3 = 0 AS yes,
	date '2020-02-10' + i % 50 AS day, 'enterprise ' || i % 100 AS name, repeat('x', i % 40) AS text,
	CASE WHEN i % 11 > 0 THEN 'candidate'::city_class END AS class, 'high'::risk_level AS risk
FROM generate_series(1, $rows) AS i;
CREATE TABLE part AS SELECT g, day, trend(day, r) AS t, ratio_sample(r) AS s, pool(r, daterange(day, day + 20)) AS series, concentration(n8) AS c FROM filing GROUP BY g, day;
ALTER TABLE filing ADD t rate_trend, ADD s ratio_sample, ADD series rate_series, ADD c concentration;
UPDATE filing SET t = part.t, s = part.s, series = part.series, c = part.c FROM part WHERE (filing.g, filing.day) = (part.g, part.day);
ANALYZE;
});

# Calls of every aggregate that the extension has: what is missing is a failure.
my %arguments = (
	'pool(rate)' => 'r',
	'avg(rate)' => 'r',
	'pool(bigint,bigint)' => 'n8, d8',
	'pool(integer,integer)' => 'n4, d4',
	'pool(smallint,smallint)' => 'n2, d2',
	'pool(boolean)' => 'yes',
	'mean_of_rates(rate)' => 'r',
	'stripe_sum(bigint)' => 'n8',
	'chain(rate)' => "CASE WHEN numerator(r) > 0 THEN '1/1' ELSE r END",
	'latest(anyelement,anycompatible)' => [ 'r, id', 'text, (day, name)', 'text, name' ],
	'latest(rate,date)' => 'r, day',
	'latest(rate,timestamp without time zone)' => 'r, day::timestamp',
	'latest(rate,timestamp with time zone)' => 'r, day::timestamptz',
	'latest(proportion,date)' => 'r::proportion, day',
	'latest(proportion,timestamp without time zone)' => 'r::proportion, day::timestamp',
	'latest(proportion,timestamp with time zone)' => 'r::proportion, day::timestamptz',
	'latest(bigint,date)' => 'n8, day',
	'latest(bigint,timestamp without time zone)' => 'n8, day::timestamp',
	'latest(bigint,timestamp with time zone)' => 'n8, day::timestamptz',
	'latest(integer,date)' => 'n4, day',
	'latest(integer,timestamp without time zone)' => 'n4, day::timestamp',
	'latest(integer,timestamp with time zone)' => 'n4, day::timestamptz',
	'latest(smallint,date)' => 'n2, day',
	'latest(smallint,timestamp without time zone)' => 'n2, day::timestamp',
	'latest(smallint,timestamp with time zone)' => 'n2, day::timestamptz',
	'pool_latest(anyelement,rate)' => [ 'id, r', 'name, r', '(id, name), r' ],
	'pool(rate,daterange)' => 'r, daterange(day, day + 20)',
	'pool(rate_series)' => 'series',
	'series_of_deltas(date,bigint,bigint,bigint)' => 'day, n8, d8, 1',
	'trend(date,rate)' => 'day, r',
	'trend(rate_trend)' => 't',
	'ratio_sample(bigint,bigint)' => 'n8, d8',
	'ratio_sample(rate)' => 'r',
	'ratio_sample(ratio_sample)' => 's',
	'logistic_trend(date,rate)' => "day, CASE WHEN r <= 1 THEN r END",
	'logistic_trend(logistic_trend)' => "'{(2020-02-19,1,2)}'::logistic_trend",
	'stratified(ratio_sample,bigint)' => 's, 1000000000',
	'stratified(ratio_sample,bigint,bigint)' => 's, 1000000000, 9000000000000000000',
	'stratified(stratified_sample)' => "'{(9,0,0,2,1,2,1,2,4)}'::stratified_sample",
	'standardize(rate,double precision)' => 'e, 0.5',
	'decompose(rate,rate)' => 'r, e',
	'panel_change(rate,rate)' => 'r, e',
	'panel_change_split(rate,rate)' => 'r, e',
	'percent_index(rate,numeric)' => 'e, n4',
	'decompose_factors_total(rate[],rate[])' => 'ARRAY[e, e], ARRAY[e, e]',
	'range_sum(int8range)' => 'int8range(g, g + n8)',
	'concentration(concentration)' => 'c',
	'concentration(bigint)' => 'n8',
	'sparkline(rate)' => 'r',
	'sparkline(rate,double precision)' => 'r, 0.2',
	'sparkline(rate,double precision,double precision)' => 'r, 0.2, 0.9',
	'min(city_class)' => 'class',
	'max(city_class)' => 'class',
	'min(risk_level)' => 'risk',
	'max(risk_level)' => 'risk',);

# as_of() in each of its forms
foreach my $type (qw(anyelement smallint integer bigint uuid text))
{
	my %entity = (anyelement => 'e', smallint => 'n2', integer => 'g', bigint => 'n8', uuid => 'md5(name)::uuid', text => 'name');

	foreach my $rate ([ 'rate', 'r' ], [ 'bigint,bigint', 'n8, d8' ])
	{
		foreach my $more ([ '', '' ], [ ',timestamp with time zone', ', day::timestamptz' ])
		{
			$arguments{"as_of($type,date,$rate->[0]$more->[0])"} = "$entity{$type}, day, $rate->[1]$more->[1]";
			$arguments{"as_of($type,date,$rate->[0]$more->[0],integer)"} = "$entity{$type}, day, $rate->[1]$more->[1], 3";
		}
	}
}

is( $node->safe_psql('postgres', q{
SELECT string_agg(p.oid::regprocedure::text, E'\n' ORDER BY p.oid::regprocedure::text COLLATE "C")
FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'resume' JOIN pg_proc p ON p.oid = d.objid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND p.prokind = 'a'}),
	join("\n", sort keys %arguments),
	'every aggregate is called');

# ---- forms of a call -------------------------------------------------------------

# Each form is one query over the table, read %2$s times. It says how much memory
# there is at its end, before the executor gives anything back.
$node->safe_psql('postgres', q{
CREATE FUNCTION contexts() RETURNS bigint VOLATILE LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT sum(used_bytes) / 1024 FROM pg_backend_memory_contexts);
END $$;
CREATE FUNCTION process() RETURNS bigint VOLATILE LANGUAGE plpgsql AS $$
BEGIN
	RETURN substring(pg_read_file('/proc/self/status') FROM 'VmRSS:\s*(\d+) kB');
END $$;
});
my $source = '(SELECT generate_series(1, %2$s) AS round OFFSET 0) AS s, LATERAL (SELECT * FROM filing WHERE s.round > 0 OFFSET 0) AS f';
my $at_end = "SELECT count(x), max(CASE WHEN n = %2\$s * $rows THEN contexts() END), max(CASE WHEN n = %2\$s * $rows THEN process() END)";
my %form = (
	plain => "SELECT %1\$s IS NULL, contexts(), process() FROM $source",
	grouped => "SELECT count(x), max(contexts()), max(process()) FROM (SELECT g, %1\$s AS x FROM $source GROUP BY g OFFSET 0) AS q",
	again => "$at_end FROM (SELECT s.round * $rows AS n, x FROM (SELECT generate_series(1, %2\$s) AS round OFFSET 0) AS s,
		LATERAL (SELECT %1\$s AS x FROM filing WHERE s.round > 0 OFFSET 0) AS l OFFSET 0) AS q",
	moving => "$at_end FROM (SELECT %1\$s OVER (ROWS 9 PRECEDING) AS x, row_number() OVER () AS n FROM $source) AS q",
	running => "$at_end FROM (SELECT %1\$s OVER (ROWS UNBOUNDED PRECEDING) AS x, row_number() OVER () AS n FROM $source) AS q",);

# A line has as many characters as rows, so it is tried where these are few.
my %long = map { $_ => 1 } qw(plain grouped running);

# What keeps all of its rows until the end is called anew for a few of them.
my %keeps = (as_of => 1, stratified => 1);

# Which of them a call of the aggregate is tried in, and how often
sub forms
{
	my ($name) = @_;

	return 'again' if $keeps{$name};
	return grep { $name ne 'sparkline' || !$long{$_} } sort keys %form;
}

# a block more or less of the server's own, by version; 4,000 leaks are 64 kB
my $allowed_in_contexts = 40;    # kB
my $allowed_in_process = 1024;
my ($worst, $worst_call) = (0, 'none');

foreach my $aggregate (sort keys %arguments)
{
	my $name = $aggregate =~ s/\(.*//r;
	my @lists = ref $arguments{$aggregate} ? @{ $arguments{$aggregate} } : ($arguments{$aggregate});
	my @calls = map { my $list = $_; map { [ "$name($list)", $_ ] } forms($name) } @lists;
	my $rounds = int($calls / $rows / @calls) + 1;
	my $sql = "SET max_parallel_workers_per_gather = 0; SET enable_sort = off;\n";
	my @leaks;

	# first a few rounds, so that the server has cached what it needs
	foreach my $call (@calls)
	{
		$sql .= sprintf("$form{$call->[1]};\n", $call->[0], $_) foreach int($rounds / 10) + 2, int($rounds / 10) + 2, $rounds + 12;
	}
	my @measured = map { [ (split /\|/)[ -2, -1 ] ] } split /\n/, $node->safe_psql('postgres', $sql);
	foreach my $call (@calls)
	{
		my (undef, $before, $after) = splice @measured, 0, 3;
		my $contexts = $after->[0] - $before->[0];
		my $process = $after->[1] - $before->[1];

		($worst, $worst_call) = ($process, "@$call") if $process > $worst;
		push @leaks, "@$call: $contexts kB in contexts, $process kB in the process"
		  if $contexts > $allowed_in_contexts || $process > $allowed_in_process;
	}
	is(join("\n", @leaks), '', $aggregate . ': ' . $rounds * $rows * @calls . ' calls leave nothing behind');
}
note("most that a process grew by: $worst kB ($worst_call)");

done_testing();
