#!/usr/bin/perl
# The board of make dashboard, without a browser: its figures against their
# definition, from rollups and from filings alike, that nothing can be read off it that is withheld, that it asks for
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

# The data, but for when and from what they were read.
sub figures
{
	my ($database, @arguments) = @_;
	my $data = decode_json(psql($database, @arguments, '-f', 'examples/dashboard/data.sql'));
	my $rollup = delete $data->{rollup};

	delete @$data{qw(sums read_at)};
	return ($rollup, $data);
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
is_deeply($data->{sums}, { figures => '63', wrong => '0', at => $data->{read_at} }, 'the parts add up, each day and rate');
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

# ---- the rollups ----------------------------------------------------------------

sub without_rollup
{
	my ($mapping) = @_;

	open my $in, '<:utf8', $mapping or die "$mapping: $!";
	local $/;
	return file('filings.sql', <$in> =~ s/^\\set rollup .*/\\set rollup NULL/mr);
}

# The sums over all rollups of a database.
sub differences
{
	return psql($_[0], '-c', 'SELECT count(*), sum(rollup_check(name)), count(fault) FROM rollups');
}

is(differences($database), '3|0|0', 'the rollups of the demo are what the filings say');
my ($rollup, $kept) = figures($database);
is($rollup, 'board_city, board_fresh, board_day', 'the board reads them');
is_deeply([ figures($database, '-v', 'source=' . without_rollup('examples/dashboard/source.sql')) ], [ undef, $kept ],
	'and shows what it would show of the filings');
is_deeply([ figures($database, '-v', 'quick=yes') ], [ $rollup, $kept ], 'and quickly');
is(decode_json(psql($database, '-v', 'quick=yes', '-f', 'examples/dashboard/data.sql'))->{sums}, undef, 'without looking at the filings');

# A filing that names no city is from that of the register; who moves is somewhere else.
psql($database, '-c', <<'SQL');
INSERT INTO filing_history VALUES (1, '2020-02-19', '2020-02-20 10:00+08', 100, 90, 50, true);
UPDATE filing_history SET filed_from = 440100 WHERE enterprise_id BETWEEN 100 AND 400 AND filed_on IN ('2020-02-10', '2020-02-19');
DELETE FROM filing_history WHERE enterprise_id BETWEEN 300 AND 500 AND filed_on > '2020-02-12';
SQL
is(psql($database, '-c', q{SELECT count(*) FROM filing_history JOIN enterprise USING (enterprise_id)
	WHERE enterprise_id = 1 AND received_at = '2020-02-20 10:00+08' AND filed_from = division_code}), '1', 'a city that is not named');
my ($still, $moved) = figures($database);
is($still, $rollup, 'after filings the rollups are read');
isnt($moved->{areas}[0]{measures}{returned}{n}[20], $kept->{areas}[0]{measures}{returned}{n}[20], 'which know them');
is_deeply([ figures($database, '-v', "source=$tmp/filings.sql") ], [ undef, $moved ], 'and still are what the filings say');
is(differences($database), '3|0|0', 'cell by cell');

# Who may read the filings, and not the rollups.
psql($database, '-c', 'CREATE ROLE board_reader; GRANT SELECT ON filing_history, enterprise, published_figure TO board_reader');
{
	local $ENV{PGOPTIONS} = '-c role=board_reader';
	my ($read, $data) = figures($database);

	is($read, undef, 'a role without a right to the rollups reads the filings');
	is(delete $data->{fault}, 'board_city: no right to read it; board_fresh: no right to read it; board_day: no right to read it', 'which is said');
	$data->{fault} = undef;
	is_deeply($data, $moved, 'and sees the same');
}
psql($database, '-c', 'GRANT SELECT ON board_city, board_fresh, board_day TO board_reader');
{
	local $ENV{PGOPTIONS} = '-c role=board_reader';

	is((figures($database))[1]{fault}, 'board_city: no right to execute its function; board_fresh: no right to execute its function', 'half a right is none');
}
psql($database, '-c', 'GRANT EXECUTE ON FUNCTION board_city_days, board_fresh_days TO board_reader');
{
	local $ENV{PGOPTIONS} = '-c role=board_reader';

	is_deeply([ figures($database) ], [ $rollup, $moved ], 'with rights it reads the rollups');
}
psql($database, '-c', 'DROP OWNED BY board_reader; DROP ROLE board_reader');

# One that is not current is not read, and the page says which.
psql($database, '-c', 'DROP TRIGGER board_fresh_insert ON filing_history');
(undef, my $fault) = ($rollup, $data) = figures($database);
is($rollup, undef, 'a rollup without a trigger is not read');
like(delete $data->{fault}, qr/^board_fresh: .*trigger/, 'the page says why');
is_deeply($data, { map { $_ ne 'fault' ? ($_ => $moved->{$_}) : () } keys %$moved }, 'and shows the same');
psql($database, '-q', '-c', q{SELECT rollup_drop('board_fresh')});
like((figures($database))[1]{fault}, qr/^board_fresh: there is none$/, 'nor without one that is missing');

# A dump carries them.
system('createdb', 'board_restored') == 0 or BAIL_OUT('no database to restore into');
psql($database, '-c', q{SELECT rollup_drop('board_city'), rollup_drop('board_day')});
psql($database, '-c', 'DROP INDEX filing_history_filed_from_staff_idx');
psql($database, '-f', 'examples/dashboard/rollup.sql');
output('sh', '-c', "pg_dump $database | psql -X -q -v ON_ERROR_STOP=1 -d board_restored");
is($?, 0, 'a dump is restored');
psql('board_restored', '-c', q{INSERT INTO filing_history VALUES (2, '2020-02-19', '2020-02-20 10:00+08', 100, 90, 50, true)});
is(differences('board_restored'), '3|0|0', 'and goes on');
is((figures('board_restored'))[0], 'board_city, board_fresh, board_day', 'and is read');

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

$data = data_of(page($database, file('untitled.sql', do { open my $in, '<:utf8', $source or die; join '', grep { !/about_/ } <$in> })));
is_deeply($data->{about}, { zh => '', en => '' }, 'nobody says that they are generated');
like(data_of(page($database))->{about}{en}, qr/^Generated data/, 'as those of the demo are');

# in the database of the demo, whose rollups are of other filings
is((figures($database, '-v', 'source=' . file('other_rollup.sql', do { open my $in, '<:utf8', $source or die; local $/; <$in> } . "\\set rollup 'board'\n")))[0], undef,
	'rollups of other filings are not read');

# with rollups of them the page is the same; the enterprises that move are in it
(undef, my $own) = figures($database, '-v', "source=$source");
like($page, qr/"rollup" : null/, 'it reads the filings');
$source = file('own_rollup.sql', do { open my $in, '<:utf8', $source or die; local $/; <$in> } . "\\set rollup 'own.mine'\n");
like(output('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-v', 'source=' . without_rollup($source), '-f', 'examples/dashboard/rollup.sql'),
	qr/the mapping names no rollups.*set rollup/s, 'a mapping without rollups');
isnt($?, 0, 'is an error');
like(output('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-v', 'source=' . file('join.sql', do { open my $in, '<:utf8', $source or die; local $/; <$in> }
	. "\\set filings 'filing_history JOIN enterprise USING (enterprise_id)'\n"), '-f', 'examples/dashboard/rollup.sql'), qr/need filings that are one table/, 'so are filings that are no table');
psql($database, '-v', "source=$source", '-f', 'examples/dashboard/rollup.sql');
is_deeply([ figures($database, '-v', "source=$source") ], [ 'own.mine_city, own.mine_fresh, own.mine_day', $own ], 'rollups of other tables');
$page = page($database, $source);
like($page, qr/"rollup" : "own/, 'they are read');

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

psql($database, '-c', q{UPDATE own."the filings" SET town = NULL WHERE who IN ('Jinan5', 'Xiamen7'); UPDATE own."the filings" SET back = NULL WHERE who = 'Xiamen2' AND "day of" > '2020-02-03'});
is_deeply((figures($database, '-v', "source=$source"))[1], (figures($database, '-v', 'source=' . without_rollup($source)))[1], 'also without a city, and withdrawn');
is_deeply([ grep { !defined $_->{en} || !defined $_->{zh} } @{ data_of(page($database, $source))->{areas} } ], [], 'which is called something');

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
my $wrong = file('wrong.sql', join '', map { s/own\."the filings"/own/r } do { open my $in, '<', $source or die; <$in> });
psql('board_empty', '-c', q{INSERT INTO own VALUES ('a', 'Jinan', '2020-02-03', 0, 9)});
refused('a filing that cannot be', qr{\QERROR:  a rate with a numerator must have a denominator\E\n.*9/0.*Correct the filing,}s, { PGDATABASE => 'board_empty', SOURCE => $wrong });
unlike(do { local %ENV = (%ENV, PGDATABASE => 'board_empty', SOURCE => $wrong); output('tools/dashboard', "$tmp/none.html") },
	qr/are not where|LOCATION/, 'which is where the mapping says');
psql('board_empty', '-c', 'CREATE ROLE board_stranger');
refused('no right to read', qr/permission denied for table own.*GRANT SELECT ON .* TO "board_stranger"/s, { PGDATABASE => 'board_empty', SOURCE => $wrong, PGOPTIONS => '-c role=board_stranger' });
psql('board_empty', '-c', 'DROP ROLE board_stranger');
psql('board_empty', '-c', 'DELETE FROM own');
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
