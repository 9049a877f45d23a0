#!/usr/bin/perl
# Runs the demo as tools/demo does, and holds what it shows against plain SQL.
#
# The server is that of the environment: tools/with-server prove test/docs/demo.pl

use strict;
use warnings;

use Cwd;
use Encode;
use File::Basename;
use Test::More;

chdir dirname(__FILE__) . '/../..' or die "cannot go to the top: $!";

my $database = 'demonstration';

$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{PGDATESTYLE} = 'ISO, YMD';
$ENV{PGTZ} = 'UTC';
$ENV{PAGER} = '';

# What psql prints, errors and warnings included.
sub psql
{
	my (@arguments) = @_;

	open my $out, '-|', 'sh', '-c', 'exec psql "$@" 2>&1', 'psql', '-X', '-q',
	  '-v', 'ON_ERROR_STOP=1', '-d', $database, @arguments
	  or die "psql: $!";
	local $/;
	my $output = <$out>;
	close $out;
	return $output;
}

# The columns that a line of a terminal takes.
sub width
{
	my $line = decode('UTF-8', $_[0]);

	return length($line) + (() = $line =~ /[\p{East_Asian_Width=Wide}\p{East_Asian_Width=Fullwidth}]/g);
}

sub query
{
	my ($sql) = @_;

	return psql('-A', '-t', '-c', $sql) =~ s/\n\z//r;
}

system('createdb', $database) == 0 or BAIL_OUT('no database for the demo');

# Each table stands below the query that made it: of no more than three lines, and
# typed again it gives the same rows. Each table shows NULL as it likes.
sub tables_and_queries
{
	my ($language, $demo) = @_;
	my ($query, $rows, @queries, @tables, @wrong);

	foreach my $line (split /\n/, $demo)
	{
		if ($line =~ /^SELECT / || defined $query && $query !~ /;$/)
		{
			$query .= "$line\n";
			chomp $query if $line =~ /;$/;
		}
		elsif ($line =~ /^(\xe2\x94[\x80\xbc])+$/)
		{
			push @tables, $rows = [];
			push @queries, $query;
			undef $query;
		}
		elsif ($line eq '')
		{
			undef $rows;
		}
		elsif ($rows)
		{
			push @$rows, join '|', map { s/^ +| +$//gr } split /\xe2\x94\x82/, $line, -1;
		}
	}
	is(scalar @tables, 7, "$language: seven tables");
	is(scalar(grep { defined } @queries), 7, "$language: each below its query");
	is_deeply([ grep { tr/\n// > 2 } @queries ], [], "$language: of no more than three lines");
	foreach my $n (0 .. $#tables)
	{
		my $got = join "\n", @{ $tables[$n] };
		my $same = 0;

		foreach my $null ('', '-', 'all', '合计')
		{
			my $again = psql('-A', '-t', '-P', "null=$null", '-c', $queries[$n]);

			last if $same = $got eq ($again =~ s/ *\| */|/gr =~ s/^ +//mgr =~ s/\n\z//r);
		}
		push @wrong, "$queries[$n]\n$got\n" unless $same;
	}
	is("@wrong", '', "$language: typed again, each query gives its table");
	return;
}

# What psql prints of the demo in a language.
sub demo
{
	my ($language) = @_;

	return psql('-v', "language=$language", '-f', 'examples/demo.sql');
}

my %demo = (en => demo('en'));
is($?, 0, 'the demo runs') or BAIL_OUT($demo{en});
system('dropdb', $database) == 0 && system('createdb', $database) == 0 or BAIL_OUT('no database for the demo');
$demo{zh} = demo('zh');
is($?, 0, 'and in Chinese') or BAIL_OUT($demo{zh});

foreach my $language ('en', 'zh')
{
	my $demo = $demo{$language};

	unlike($demo, qr/^psql:/m, "$language: without a warning");
	cmp_ok($demo =~ tr/\n//, '<=', 150, "$language: short enough to be read");
	is_deeply([ grep { width($_) > 80 } split /\n/, $demo ], [], "$language: in a window of 80 columns");
	like($demo, qr/ 2189574\/2707200 \S+ +80\.88 /, "$language: the bulletin has the published rate");
	like($demo, qr/ 61\.51 \S+ \[424879,424948\) +\S+ empty/, "$language: the audit has the contradiction");
	is(() = $demo =~ / (?:\xe2\x96[\x81-\x88]){21} /g, 10, "$language: the trend has ten lines of 21 days");
	tables_and_queries($language, $demo);
}
unlike($demo{en}, qr/\p{Han}/, 'the English demo is in English') foreach decode('UTF-8', $demo{en});
is(join(' ', sort $demo{zh} =~ /(\d+\.\d\d)\b/g), join(' ', sort $demo{en} =~ /(\d+\.\d\d)\b/g),
	'both languages show the same figures');

# LANGUAGE, then the locale, says which.
foreach my $case (
	[ en => {} ],
	[ zh => { LANGUAGE => 'zh' } ],
	[ zh => { LANG => 'zh_CN.UTF-8' } ],
	[ en => { LANG => 'zh_CN.UTF-8', LC_ALL => 'C.UTF-8' } ],
	[ en => { LANG => 'zh_CN.UTF-8', LANGUAGE => 'en_GB:en' } ])
{
	my ($language, $environment) = @$case;
	local %ENV = %ENV;

	delete @ENV{qw(LANGUAGE LC_ALL LC_MESSAGES LANG MAKEFLAGS MFLAGS MAKELEVEL)};
	%ENV = (%ENV, %$environment);
	like(scalar `make -n demo`, qr/tools\/demo\s.*\s$language\b/s,
		'make demo ' . join(' ', map { "$_=$environment->{$_}" } sort keys %$environment) . " is in $language");
}

is(psql('-v', 'language=zh', '-f', 'examples/trend.sql') =~ s/\s+\z//r,
	($demo{zh} =~ /^(\xe3\x80\x90\xe8\xb5\xb0.*?)\s+^\xe3\x80\x90\xe6\xa0\xb8/ms)[0],
	'the trend can be shown again');

like(psql('-f', 'examples/bi.sql'), qr/ all +\| All cities +\| +15910 \| 81\.79 % +\| 2707200 \| 80\.88 %$/m,
	'the view for BI tools has the total');
is(query(<<'SQL'), '14|t|t', 'the leaves add up to the total, and weighted means are its rates');
SELECT count(*), (sum(resumed_enterprises), sum(enterprises), sum(returned_staff), sum(on_site_staff), sum(c.staff)) =
                 (SELECT count(*) FILTER (WHERE resumed), count(*), sum(returned), sum(on_site), sum(staff) FROM filing),
       abs(sum(c.staff * returned_ratio) / sum(c.staff) - (SELECT sum(returned)::float8 / sum(staff) FROM filing)) < 1e-12
FROM bi_city AS c
SQL
is(query(<<'SQL'), '294|0', 'the view as of each day is that of the last filings');
SELECT count(*), count(*) FILTER (WHERE (v.resumed_enterprises, v.enterprises, v.returned_staff, v.on_site_staff, v.staff)
                                        IS DISTINCT FROM (e.resumed, e.enterprises, e.returned, e.on_site, e.staff))
FROM bi_as_of AS v
FULL JOIN (SELECT day, division_code, count(*) FILTER (WHERE resumed) AS resumed, count(*) AS enterprises,
                  sum(returned) AS returned, sum(on_site) AS on_site, sum(staff) AS staff
           FROM (SELECT DISTINCT ON (day, enterprise_id) day, h.*
                 FROM filing_history AS h
                 JOIN generate_series(0, 20) AS n ON filed_on <= date '2020-01-30' + n
                 CROSS JOIN LATERAL (SELECT date '2020-01-30' + n AS day) AS d
                 ORDER BY day, enterprise_id, filed_on DESC, received_at DESC) AS last
           JOIN enterprise USING (enterprise_id)
           GROUP BY day, division_code) AS e ON (as_of_date, v.division_code) = (day, e.division_code)
SQL
is(query(<<'SQL'), '0|0', 'every column says what it is, and none is called day');
SELECT count(*) FILTER (WHERE col_description(attrelid, attnum) IS NULL), count(*) FILTER (WHERE attname = 'day')
FROM pg_attribute
WHERE attrelid IN ('bi_city'::regclass, 'bi_resumption'::regclass, 'bi_as_of'::regclass) AND attnum > 0
SQL

# "The same on every server" is what the script says of its rows.
is(query(<<'SQL'), '148722 e14fa5c052f7b20404d29c7273fc8f20', 'the filings are the same everywhere');
SELECT count(*) || ' ' || md5(string_agg(h::text, ';' ORDER BY enterprise_id, filed_on, received_at))
FROM filing_history AS h
SQL

is(query(q{SELECT count(*) FROM filing_history JOIN enterprise USING (enterprise_id) WHERE filed_from <> division_code}), 0, 'from where it is registered');
is(query(q{SELECT string_agg(name || ' ' || rollup_check(name) || coalesce(fault, ''), ', ' ORDER BY name) FROM rollups WHERE source = 'filing_history'::regclass}),
	'board_city 0, board_day 0, board_fresh 0', 'the rollups of the board are what the filings say');

is(query(<<'SQL'), 0, 'the latest filings are those of the bulletin');
SELECT count(*)
FROM (SELECT enterprise_id, filed_on, staff, returned, on_site, resumed
      FROM filing_history AS h
      WHERE NOT EXISTS (SELECT FROM filing_history AS n
                        WHERE n.enterprise_id = h.enterprise_id
                          AND (n.filed_on, n.received_at) > (h.filed_on, h.received_at))) AS latest
FULL JOIN filing AS f USING (enterprise_id, filed_on, staff, returned, on_site, resumed)
WHERE latest.* IS NULL OR f.* IS NULL
SQL

# The definition: for each day and enterprise the last filing, added up.
is(query(<<'SQL'), '378|0', 'the series is that of the latest filing on each day');
WITH latest AS (
    SELECT DISTINCT ON (day, enterprise_id) day, enterprise_id, h.resumed, h.returned, h.staff
    FROM filing_history AS h
    JOIN generate_series(0, 20) AS n ON filed_on <= date '2020-01-30' + n
    CROSS JOIN LATERAL (SELECT date '2020-01-30' + n AS day) AS d
    ORDER BY day, enterprise_id, filed_on DESC, received_at DESC
), expected AS (
    SELECT day, class, division_code, count(*) FILTER (WHERE resumed) AS resumed, count(*) AS enterprises,
           sum(returned) AS returned, sum(staff) AS staff
    FROM latest
    JOIN enterprise USING (enterprise_id)
    CROSS JOIN LATERAL class_on(division_code, date '2020-02-19') AS class
    GROUP BY day, ROLLUP (class, division_code)
)
SELECT count(*),
       count(*) FILTER (WHERE (resumption_rate, return_rate)
                              IS DISTINCT FROM (rate(resumed, enterprises), rate(returned, staff)))
FROM as_of_rates AS a
FULL JOIN expected AS e
    ON a.day = e.day AND (a.class, a.division_code) IS NOT DISTINCT FROM (e.class, e.division_code)
SQL

# Weighted least squares in numeric arithmetic.
is(query(<<'SQL'), '36|0', 'the slopes are those of the textbook');
WITH point AS (
    SELECT class, division_code, m.r, day, day - date '2020-02-01' AS x, denominator(m.r)::numeric AS w,
           numerator(m.r)::numeric AS wy, m.measure
    FROM as_of_rates
    CROSS JOIN LATERAL (VALUES (1, resumption_rate), (2, return_rate)) AS m(measure, r)
    WHERE day > date '2020-02-12'
), line AS (
    SELECT slope(trend(day, r)) AS got,
           100 * (sum(w) * sum(x * wy) - sum(w * x) * sum(wy)) / (sum(w) * sum(w * x * x) - sum(w * x) ^ 2) AS expected
    FROM point
    GROUP BY measure, class, division_code
)
SELECT count(*), count(*) FILTER (WHERE abs(got - expected) > 1e-12 * abs(expected)) FROM line
SQL

done_testing();
