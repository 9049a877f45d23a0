# pg_upgrade from one major version to another, with data. Runs for each other
# version in /usr/lib/postgresql that has its server programs and headers, and
# the version under test; says that it is skipped where there is none.

use strict;
use warnings;

use File::Path 'make_path';
use FindBin;
use lib "$FindBin::RealBin/lib";

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $top = "$FindBin::RealBin/../..";

chomp(my $bindir = `pg_config --bindir`);
my ($tested) = $bindir =~ m,^(/usr/lib/postgresql/\d+)/bin$,;
plan skip_all => 'the server under test is not one of Debian\'s' unless $tested;

my @others = grep {
	-x "$_/bin/initdb" && -x "$_/bin/pg_upgrade" && -e `$_/bin/pg_config --includedir-server` =~ s,\n,/postgres.h,r
  }
  grep { m,/\d+$, && $_ ne $tested } sort glob '/usr/lib/postgresql/*';
plan skip_all => 'there is no second PostgreSQL version with its server headers here'
  unless @others;

sub major
{
	my ($path) = @_;

	return $path =~ m,/(\d+)$, ? $1 : die $path;
}

# A copy of a server with resume installed in it. Its programs and libraries find
# each other by relative paths. The settings by which a server sees an extension
# elsewhere would not do: the check of libraries that pg_upgrade makes, a LOAD of
# the $libdir/resume of an older server, does not look there.
sub copy_with_resume
{
	my ($path) = @_;
	my $copy = PostgreSQL::Test::Utils::tempdir();
	my $build = PostgreSQL::Test::Utils::tempdir();
	chomp(my $sharedir = `$path/bin/pg_config --sharedir`);

	foreach my $part ($path, $sharedir)
	{
		make_path("$copy$part");
		system_or_bail('cp', '-rL', "$part/.", "$copy$part");
	}
	system_or_bail('cp', '-r', (map { "$top/$_" } qw(Makefile resume.control src sql doc)), $build);
	unlink glob("$build/src/*.o $build/src/*.bc $build/src/*/*.o $build/src/*/*.bc");
	system_or_bail('make', '-s', '-C', $build, "PG_CONFIG=$path/bin/pg_config",
		'with_llvm=no', "DESTDIR=$copy", 'install');
	return "$copy$path";
}

# Two servers, of copies of an old and a new version.
sub servers
{
	my ($name, $old, $new, %copy) = @_;

	delete local $ENV{TEMP_CONFIG}; # of the installed server
	return map
	{
		# from 18 on initdb turns checksums on, which both must agree in
		my @extra = $_ eq $new && major($old) < 18 && major($new) >= 18 ? '--no-data-checksums' : ();

		new_server("${name}_" . major($_), install_path => $copy{$_}, extra => \@extra);
	} $old, $new;
}

# Whether pg_upgrade succeeds, and what it prints.
sub upgrade
{
	my ($from, $to, $old_bin, $new_bin) = @_;
	my $output;

	$_->stop foreach $from, $to;
	chdir PostgreSQL::Test::Utils::tempdir_short();
	my $success = IPC::Run::run(
		[
			"$new_bin/pg_upgrade", '--no-sync',
			'-b' => $old_bin, '-B' => $new_bin,
			'-d' => $from->data_dir, '-D' => $to->data_dir,
			'-s' => $from->host, '-p' => $from->port, '-P' => $to->port
		],
		'<', \undef, '>&', \$output);
	chdir $top;
	return ($success, $output);
}

foreach my $other (@others)
{
	my ($old, $new) = sort { major($a) <=> major($b) } $tested, $other;
	my $pair = 'from ' . major($old) . ' to ' . major($new);
	my %copy = map { $_ => copy_with_resume($_) } $old, $new;
	my ($from, $to) = servers('v' . major($other), $old, $new, %copy);
	my @bins = map { "$copy{$_}/bin" } $old, $new;

	$from->safe_psql('postgres', 'CREATE DATABASE kept');
	$from->safe_psql('kept', 'CREATE SCHEMA measures');
	create_schema($from, 'kept', 'measures');
	create_rollups($from, 'kept', 'measures');
	my $expected = describe_rows($from, 'kept');
	my ($success, $output) = upgrade($from, $to, @bins);

	# There are pairs of minor releases between which no table can be upgraded.
	if (!$success)
	{
		my @plain = servers('plain' . major($other), $old, $new, %copy);
		my @versions = map { $_->safe_psql('postgres', 'SHOW server_version') =~ s/ .*//r } @plain;

		$plain[0]->safe_psql('postgres', 'CREATE TABLE plain (a integer)');
		if (!(upgrade(@plain, @bins))[0])
		{
		  SKIP:
			{
				my $why = "pg_upgrade from $versions[0] to $versions[1] fails without resume too";

				diag("not tested: $why");
				skip $why, 1;
			}
			next;
		}
	}
	if (!ok($success, "pg_upgrade $pair"))
	{
		diag($output);
		next;
	}

	$to->start;
	like($to->safe_psql('kept', 'SHOW server_version'), qr/^@{[major($new)]}(?!\d)/, "$pair: the new server runs");
	my $got = describe_rows($to, 'kept');
	ok($got eq $expected, "$pair: all rows, and what is computed from them, are as they were");

	check_rollups($to, 'kept', $pair);

	# The old indexes are in the new server's eyes in order, and take new rows.
	$to->safe_psql('kept', 'CREATE EXTENSION amcheck; ANALYZE');
	is($to->safe_psql('kept', q{
		SELECT count(*) > 15 FROM (
			SELECT bt_index_check(i.indexrelid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
			JOIN pg_am a ON a.oid = c.relam
			WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relnamespace = 'app'::regnamespace) AS checked}),
		't', "$pair: the btree indexes are in order");
	$to->safe_psql('kept', "SET search_path = app, measures;
		INSERT INTO by_hash SELECT rate(i, 100), -i FROM generate_series(0, 100) AS i");
	is($to->safe_psql('kept', "SET search_path = app, measures; SET enable_seqscan = off;
		SELECT count(*) FROM generate_series(0, 100) AS i JOIN by_hash ON r = rate(i, 100)"), '202',
		"$pair: values hash to the same partitions");

	# What the new server dumps, it restores.
	my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump';
	my $expected_again = describe($to, 'kept');
	$to->safe_psql('postgres', 'CREATE DATABASE again');
	command_ok([ "$copy{$new}/bin/pg_dump", '-Fc', '-f', $dump, '-d', $to->connstr('kept') ], "$pair: pg_dump");
	command_ok([ "$copy{$new}/bin/pg_restore", '-e', '-d', $to->connstr('again'), $dump ], "$pair: pg_restore");
	check_rollups($to, 'again', "$pair, again");
	ok(describe($to, 'again') eq $expected_again, "$pair: dumped and restored, everything is as it was");
	$to->stop;
}

done_testing();
