# pg_upgrade from one major version to another, with data. Runs for each other
# version in /usr/lib/postgresql that has its server programs and headers, and
# the version under test; says that it is skipped where there is none.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $top = "$FindBin::RealBin/../..";

chomp(my $bindir = `pg_config --bindir`);
my ($tested) = $bindir =~ m,^(/usr/lib/postgresql/\d+)/bin$,;
plan skip_all => 'the server under test is not one of Debian\'s' unless $tested;

my @others = grep {
	-x "$_/bin/initdb" && -x "$_/bin/pg_upgrade" && -e "$_/lib/pgxs/src/makefiles/pgxs.mk"
  }
  grep { m,/\d+$, && $_ ne $tested } sort glob '/usr/lib/postgresql/*';
plan skip_all => 'there is no second PostgreSQL version with its server headers here'
  unless @others;

sub major
{
	my ($path) = @_;

	return $path =~ m,/(\d+)$, ? $1 : die $path;
}

# Builds the extension for a version and returns the file with the settings by
# which a server of it sees the extension.
sub build
{
	my ($path) = @_;
	my $directory = PostgreSQL::Test::Utils::tempdir();

	system_or_bail('cp', '-r', (map { "$top/$_" } qw(Makefile resume.control src sql doc)), $directory);
	unlink glob("$directory/src/*.o $directory/src/*.bc");
	system_or_bail('make', '-s', '-C', $directory, "PG_CONFIG=$path/bin/pg_config",
		'with_llvm=no', "DESTDIR=$directory/stage", 'install');

	chomp(my $sharedir = `$path/bin/pg_config --sharedir`);
	chomp(my $libdir = `$path/bin/pg_config --pkglibdir`);
	my $search =
	  slurp_file("$sharedir/postgresql.conf.sample") =~ /extension_destdir/
	  ? "extension_destdir = '$directory/stage'"
	  : "extension_control_path = '$directory/stage$sharedir:\$system'";
	append_to_file("$directory/server.conf",
		"$search\ndynamic_library_path = '$directory/stage$libdir:\$libdir'\n");
	return "$directory/server.conf";
}

foreach my $other (@others)
{
	my ($old, $new) = sort { major($a) <=> major($b) } $tested, $other;
	my $pair = 'from ' . major($old) . ' to ' . major($new);
	my %node;

	# From 18 on a server finds an extension outside the system, but the check
	# of libraries that pg_upgrade makes there does not (it is a LOAD).
	chomp(my $libdir = `$new/bin/pg_config --pkglibdir`);
	if (major($new) >= 18 && !-e "$libdir/resume.so")
	{
	  SKIP:
		{
			skip "pg_upgrade $pair needs resume installed in $libdir", 1;
		}
		next;
	}

	foreach my $path ($old, $new)
	{
		local $ENV{TEMP_CONFIG} =
		  $path eq $tested && $ENV{TEMP_CONFIG} ? $ENV{TEMP_CONFIG} : build($path);
		# from 18 on initdb turns checksums on, which both must agree in
		my @extra = $path eq $new && major($old) < 18 && major($new) >= 18 ? '--no-data-checksums' : ();

		$node{$path} = new_server('v' . major($path) . '_' . major($other),
			install_path => $path, extra => \@extra);
	}

	my ($from, $to) = @node{ $old, $new };
	$from->safe_psql('postgres', 'CREATE DATABASE kept');
	$from->safe_psql('kept', 'CREATE SCHEMA measures');
	create_schema($from, 'kept', 'measures');
	my $expected = describe_rows($from, 'kept');

	$_->stop foreach $from, $to;
	chdir PostgreSQL::Test::Utils::tempdir_short();
	command_ok(
		[
			"$new/bin/pg_upgrade", '--no-sync',
			'-b' => "$old/bin", '-B' => "$new/bin",
			'-d' => $from->data_dir, '-D' => $to->data_dir,
			'-s' => $from->host, '-p' => $from->port, '-P' => $to->port
		],
		"pg_upgrade $pair");
	chdir $top;

	$to->start;
	like($to->safe_psql('kept', 'SHOW server_version'), qr/^@{[major($new)]}\b/, "$pair: the new server runs");
	my $got = describe_rows($to, 'kept');
	ok($got eq $expected, "$pair: all rows, and what is computed from them, are as they were");

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
	command_ok([ "$new/bin/pg_dump", '-Fc', '-f', $dump, '-d', $to->connstr('kept') ], "$pair: pg_dump");
	command_ok([ "$new/bin/pg_restore", '-e', '-d', $to->connstr('again'), $dump ], "$pair: pg_restore");
	ok(describe($to, 'again') eq $expected_again, "$pair: dumped and restored, everything is as it was");
	$to->stop;
}

done_testing();
