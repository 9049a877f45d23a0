# What the library shows to others: the functions that SQL calls and nothing
# else, so that a helper of ours and a helper of another module may have one
# name. On servers before 16 modules see each other's symbols, and whichever was
# loaded first wins.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

sub output_of
{
	my @command = @_;
	my ($stdout, $stderr) = run_command(\@command);

	return split /\n/, $stdout;
}

sub pg_config
{
	my ($value) = output_of($ENV{PG_CONFIG} // 'pg_config', @_);

	return $value;
}

# The names that nm prints, without what compilers and linkers add.
sub symbols
{
	return grep { !/^_|^\.|\.|^(?:de)?register_tm_clones$|^frame_dummy$|^completed$/ }
	  map { /(?:^|\s)[A-Za-z] (\S+)$/ ? $1 : () } output_of('nm', @_);
}

plan skip_all => 'needs nm for ELF' if $^O ne 'linux' || !output_of('nm', '--version');

my $node = new_server('symbols', conf => 'jit = off');

# The library is the one that the server loads.
my $libdir = pg_config('--pkglibdir');
my ($library) = grep { -e } map { (s/^\$libdir/$libdir/r) . '/resume.so' } split(/:/,
	$node->safe_psql('postgres', 'SHOW dynamic_library_path')), $libdir;
ok($library, 'the library is found') or BAIL_OUT('no resume.so');

# ---- what is shown ---------------------------------------------------------------

# The functions of each version, as the scripts made them.
my %called = (Pg_magic_func => 1, _PG_init => 1);
$node->safe_psql('postgres', q{CREATE EXTENSION resume VERSION '1.0'});
foreach my $step ('SELECT', 'ALTER EXTENSION resume UPDATE')
{
	$node->safe_psql('postgres', $step);
	$called{$_} = $called{"pg_finfo_$_"} = 1 foreach split /\n/, $node->safe_psql('postgres', q{
		SELECT prosrc FROM pg_proc p JOIN pg_language l ON l.oid = prolang
		WHERE lanname = 'c' AND probin LIKE '%/resume'});
}
cmp_ok(scalar keys %called, '>', 300, 'the scripts name functions of the library');

my @shown = symbols('-D', '--defined-only', $library);
ok((grep { $_ eq 'rate_in' } @shown), 'nm lists what the library shows');
is(join(' ', sort grep { !$called{$_} } @shown), '', 'the library shows nothing but what SQL calls');

# ---- a module with the same names ----------------------------------------------------

my @names = sort grep { $_ ne 'Pg_magic_func' && !/^pg_finfo_/ } symbols('--defined-only', $library);
my $directory = PostgreSQL::Test::Utils::tempdir();
my $other = "$directory/other";
my %seen;

@names = grep { !$seen{$_}++ } @names;
append_to_file("$other.c", join '', qq{
#include "postgres.h"
#include "fmgr.h"
PG_MODULE_MAGIC;
static void met(const char *name) { elog(ERROR, "%s of another module was called", name); }
#define OTHER(name, number) void name##_(void) __asm__(#name); void name##_(void) { met(#name); }
}, map { "OTHER($_,)\n" } @names);
my $compiler = pg_config('--cc');
SKIP:
{
	skip 'no compiler', 1 if !$compiler || system("$compiler --version >/dev/null 2>&1") != 0;
	system_or_bail(split(' ', $compiler), '-shared', '-fPIC', '-I', pg_config('--includedir-server'),
		"$other.c", '-o', "$other.so");

	ok((grep { $_ eq 'rate_in' } symbols('-D', '--defined-only', "$other.so")), 'another module has a rate_in(), too');
	my ($status, $stdout, $stderr) = $node->psql('postgres', qq{
		LOAD '$other.so';
		CREATE TABLE filing AS SELECT i AS id, date '2020-02-10' + i % 5 AS day, rate(i % 100, 100) AS r FROM generate_series(1, 2000) AS i;
		CREATE INDEX ON filing (r);
		ANALYZE filing;
		SET enable_seqscan = off;
		SET enable_bitmapscan = off;
		EXPLAIN (COSTS OFF) SELECT id FROM filing WHERE r > 0.985;
		SELECT count(*), percent(pool(r)) FROM filing WHERE r > 0.985;
		SELECT ' 1 / 2 '::rate, percent('1/3', 1), '1/3'::rate::numeric(3, 2), 'pilot'::city_class,
			points('2/3', '1/3'), prints_as('13012/15910', 81.79), implied_denominators(13012, 81.79);
		SELECT last_value(n) OVER () FROM (SELECT pool_latest(id % 7, r) OVER (ORDER BY day RANGE '1 day' PRECEDING) AS n FROM filing) AS t LIMIT 1;
		SELECT count(DISTINCT s) FROM (SELECT slope(trend(day, r)) AS s FROM filing GROUP BY id % 3) AS t;
		SELECT lower(confidence_interval(ratio_sample(r))) < 0.5, lower(wilson('1/2')) < 0.5, latest(r, (day, id)), (bounds(pool(r), 1000000)).upper <= 1,
			(SELECT (panel_change('1/2', '1/3')).change) FROM filing},
		on_error_stop => 1);
	is($stderr, '', "no function of the other module's is called by one of ours");
	like($stdout, qr/Index Cond: \(r >= .*\n.*\n20\|99\.00\n1\/2\|33\.3\|0\.33\|candidate\|/, 'and the results are ours');
}

$node->stop;
done_testing();
