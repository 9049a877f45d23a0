#!/usr/bin/perl
# The board of make dashboard, without a browser: its figures against their
# definition, that nothing can be read off it that is withheld, that it asks for
# nothing from anywhere, and what it says when it cannot be made.
#
# The server is that of the environment: tools/with-server prove test/docs/dashboard.pl

use strict;
use warnings;

use Cwd;
use Encode;
use File::Basename;
use File::Temp;
use JSON::PP;
use Test::More;

chdir dirname(__FILE__) . '/../..' or die "cannot go to the top: $!";

my $tmp = File::Temp->newdir;

$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{PGTZ} = 'UTC';
delete @ENV{qw(PGDATABASE PGSERVICE SOURCE)};

# What a command prints, errors included, as bytes.
sub output
{
	my (@command) = @_;

	open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @command or die "$command[0]: $!";
	local $/;
	my $output = <$out>;
	close $out;
	return $output;
}

sub psql
{
	my ($database, @arguments) = @_;
	my $output = output('psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $database, @arguments);

	$? == 0 or BAIL_OUT($output);
	return $output =~ s/\n\z//r;
}

sub page
{
	my ($database, $source) = @_;
	local @ENV{ 'PGDATABASE', 'SOURCE' } = ($database, $source // '');

	return output('tools/dashboard', 'page');
}

sub data_of
{
	my ($page) = @_;
	my ($json) = $page =~ m{<script type="application/json" id="data">\n(.*?)\n</script>}s;

	return decode_json($json // 'null');
}

sub file
{
	my ($name, $text) = @_;

	open my $out, '>:utf8', "$tmp/$name" or die "$name: $!";
	print $out $text;
	close $out;
	return "$tmp/$name";
}

# ---- the demo ---------------------------------------------------------------

my $database = 'board';
system('createdb', $database) == 0 or BAIL_OUT('no database for the board');
psql($database, '-f', 'examples/demo_data.sql');

my $page = page($database);
is($?, 0, 'the page is made') or BAIL_OUT($page);
cmp_ok(length $page, '<', 300 * 1024, 'it is smaller than 300 KB');
unlike($page, qr/^\@[\w.]+\@$/m, 'nothing is left to be put in');
is_deeply([ grep { $_ ne 'http://www.w3.org/2000/svg' } $page =~ m{\b\w+://[^"'\s]*}g ], [], 'it names no address');
unlike($page =~ s/^.*?<\/style>//sr, qr/\b(?:src|href)\s*=\s*"(?!#|data:)/, 'and loads nothing');
unlike($page, qr/\@import|url\(/, 'by its style neither');
like($page, qr/default-src 'none'.*connect-src 'none'/, 'the browser is told so');

my $data = data_of($page);
is_deeply($data->{sums}, { figures => '63', wrong => '0' }, 'the parts add up, each day and rate');
is($data->{withheld}, 0, 'nothing of the demo is withheld');

# Each figure as the definition has it.
my $expected = psql($database, '-F', "\t", '-f', 'test/browser/figures.sql');

my %area = map { $_->{key} => $_ } @{ $data->{areas} };
my (@off, $n);
foreach (split /\n/, $expected)
{
	my ($key, $measure, $i, @is) = split /\t/, $_, -1;
	my $a = $area{$key} // {};
	my $m = $a->{measures}{$measure} // {};
	my @shown = ((map { $m->{$_}[$i] // '' } qw(n d percent change slope reached)), map { $a->{$_}[$i] } qw(heard enterprises coverage fresh));

	$n++;
	push @off, "$key $measure $i: @shown, not @is" if "@shown" ne "@is";
}
is($n, 18 * 3 * 21, 'areas, rates and days');
is_deeply(\@off, [], 'each figure is as its definition has it');
is(scalar @{ $data->{areas} }, 18, 'and there are no others');
is_deeply([ map { $_->{agrees} ? 1 : 0 } @{ $data->{audit} } ], [ 1, 1, 1, 1, 0, 0 ], 'the audit finds the contradiction');

# ---- tables of one's own ------------------------------------------------------

# Small cities, and names that try to be HTML. Eville has one enterprise, and so
# has to be withheld, and another one with it.
psql($database, '-c', <<'SQL');
CREATE SCHEMA own;
CREATE TABLE own."the filings" (who text, town text, "day of" date, heads integer, back integer);
INSERT INTO own."the filings"
SELECT town || i, town, date '2020-02-01' + d, 40 + 7 * i % 11, least(40, 5 + 3 * i % 7 + d)
FROM (VALUES ('Nanjing', 9), ('深圳', 1), ('上海市', 6), ('Jinan', 5), ('Suzhou', 4), ('Xiamen', 8), ('Qingdao', 6),
             ('</script><img src=x onerror=alert(1)>', 5), ('"&amp;''', 6), ('<!--<script>', 4)) AS t(town, n),
     generate_series(1, n) AS i, generate_series(0, 9) AS d;
-- one moves for good, one to and fro, and one files once from elsewhere
UPDATE own."the filings" SET town = 'Jinan' WHERE who = 'Nanjing3' AND "day of" >= '2020-02-05';
UPDATE own."the filings" SET town = 'Xiamen' WHERE who = 'Qingdao2' AND "day of" IN ('2020-02-03', '2020-02-07');
UPDATE own."the filings" SET town = 'Suzhou' WHERE who = 'Jinan4' AND "day of" = '2020-02-10';
DELETE FROM own."the filings" WHERE who LIKE '%3' AND "day of" > '2020-02-06';
SQL
my $source = file('own.sql', <<'SQL');
\set filings    'own."the filings"'
\set entity     'who'
\set city       'town'
\set filed_on   '"day of"'
\set staff      'heads'
\set returned   'back'
\set received   NULL
\set on_site    NULL
\set resumed    NULL
\set registered NULL
\set threshold  3
\set keep_extremes true
\set target     90
\set ceiling    100
\set days       62
\set about_zh   '</script>'
\set about_en   '</script>'
SQL
$page = page($database, $source);
is($?, 0, 'a page of other tables') or diag($page);
is(() = $page =~ m{</script}g, 2, 'no text of the data ends a script');
unlike($page, qr/<img|<!--/, 'or becomes an element');
$data = data_of($page);
is($data->{about}{en}, '</script>', 'it is there as it was');
ok((grep { $_->{zh} eq '</script><img src=x onerror=alert(1)>' } @{ $data->{areas} }), 'the names, too');
is($data->{sums}{wrong}, 0, 'its parts add up');
is_deeply([ sort keys %{ $data->{areas}[0]{measures} } ], [ 'resumed', 'returned' ], 'a rate without a column is left out');

my %last = map { my ($town, $i, @is) = split /\|/, $_, -1; ("$town $i" => "@is") } split /\n/, psql($database, '-c', <<'SQL');
SELECT town, d, sum(back), sum(heads)
FROM (SELECT DISTINCT ON (d, who) d, f.* FROM own."the filings" AS f JOIN generate_series(0, 9) AS d ON "day of" <= date '2020-02-01' + d
      ORDER BY d, who, "day of" DESC) AS last
GROUP BY town, d
SQL
my ($told, @moved) = 0;
foreach my $city (grep { $_->{level} eq 'city' } @{ $data->{areas} })
{
	my $m = $city->{measures}{returned};

	foreach my $i (grep { defined $m->{n}[$_] } 0 .. 9)
	{
		my $is = $last{ encode_utf8($city->{key}) . " $i" } // '';

		$told++;
		push @moved, "$city->{key} $i: $m->{n}[$i] $m->{d}[$i], not $is" if "$m->{n}[$i] $m->{d}[$i]" ne $is;
	}
}
cmp_ok($told, '>=', 40, 'most cities are shown');
is_deeply(\@moved, [], 'an enterprise that moves counts where it filed last');

# What a reader can work out: the total of a class without its cities that are
# shown is one figure, and must itself be fit to be shown.
%area = map { $_->{key} => $_ } @{ $data->{areas} };
my $day = $#{ $data->{days} };
my $shenzhen = $area{'深圳'} // $area{ decode_utf8('深圳') };
is($shenzhen->{hidden}[$day], 1, 'a city with one enterprise is withheld');
is_deeply([ grep { defined } map { @{ $_->{n} }, @{ $_->{d} }, @{ $_->{percent} }, @{ $_->{slope} }, @{ $_->{change} }, @{ $_->{reached} } } values %{ $shenzhen->{measures} } ],
	[], 'and nothing of it is in the page');
my @with = grep { $_->{level} eq 'city' && $_->{classes}[$day] eq 'comprehensive' && $_->{hidden}[$day] } @{ $data->{areas} };
cmp_ok(scalar @with, '>=', 2, 'another one with it');
my $heads = $area{comprehensive}{measures}{returned}{d}[$day];
$heads -= $_->{measures}{returned}{d}[$day]
  foreach grep { $_->{level} eq 'city' && $_->{classes}[$day] eq 'comprehensive' && !$_->{hidden}[$day] } @{ $data->{areas} };
cmp_ok($heads, '>', 2 * 40, 'so that the difference is of several enterprises');

# ---- what is missing ----------------------------------------------------------

sub refused
{
	my ($name, $what, $environment) = @_;
	local %ENV = (%ENV, %$environment);
	my $said = output('tools/dashboard', "$tmp/none.html");

	isnt($?, 0, "$name: an error");
	like($said, $what, "$name: what to do");
	ok(!-e "$tmp/none.html", "$name: no page");
	return;
}

refused('no server', qr/No database answers.*PGHOST/s, { PGHOST => "$tmp", PGDATABASE => $database });
refused('no such database', qr/does not exist.*No database answers/s, { PGDATABASE => 'board_nowhere' });
system('createdb', 'board_empty') == 0 or BAIL_OUT('no empty database');
refused('no extension', qr/CREATE EXTENSION resume;/, { PGDATABASE => 'board_empty' });
psql('board_empty', '-c', q{CREATE EXTENSION resume VERSION '1.0'});
refused('1.0', qr/ALTER EXTENSION resume UPDATE;/, { PGDATABASE => 'board_empty' });
psql('board_empty', '-c', 'ALTER EXTENSION resume UPDATE');
refused('no tables', qr/filing_history.*Copy examples\/dashboard\/source\.sql.*SOURCE=/s, { PGDATABASE => 'board_empty' });
psql('board_empty', '-c', 'CREATE TABLE own (who text, town text, "day of" date, heads integer, back integer)');
refused('no filings', qr/There is no filing in what/, { PGDATABASE => 'board_empty',
	SOURCE => file('empty.sql', join '', map { s/own\."the filings"/own/r } do { open my $in, '<', $source or die; <$in> }) });
{
	local $ENV{PGDATABASE} = $database;
	my $said = output('tools/dashboard', "$tmp/none/none.html");

	isnt($?, 0, 'a place that cannot be written to is an error');
	like($said, qr/could not be written.*OUT=/, 'which says so');
	chomp($said = output('tools/dashboard', "$tmp/made.html"));
	is($said, "$tmp/made.html", 'the last word is where the page is');
	is(-s "$tmp/made.html", length page($database), 'which is whole');
}

# a database that can only be read, with the extension out of the search path
psql('board_empty', '-c', 'CREATE SCHEMA ext; ALTER EXTENSION resume SET SCHEMA ext;'
	  . q{INSERT INTO own SELECT i::text, 'Nanjing', '2020-02-01', 40, 20 FROM generate_series(1, 5) AS i});
{
	local $ENV{PGOPTIONS} = '-c default_transaction_read_only=on';
	$page = page('board_empty', "$tmp/empty.sql");
	is($?, 0, 'a database that can only be read will do') or diag($page);
	is(data_of($page)->{areas}[0]{measures}{returned}{percent}[0], '50.00', 'and one day');
}

done_testing();
