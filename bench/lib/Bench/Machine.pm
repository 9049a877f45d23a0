# What a measurement depends on besides the code: machine, versions, settings.
package Bench::Machine;

use strict;
use warnings;

use POSIX qw(strftime);

use Bench::Psql;

sub first_match
{
	my ($file, $pattern) = @_;

	open my $in, '<', $file or return;
	while (my $line = <$in>)
	{
		return $1 if $line =~ $pattern;
	}
	return;
}

# A list of pairs, in the order in which they are printed.
sub describe
{
	my (%about) = @_;
	my $session = Bench::Psql->new('postgres');
	my ($version) = @{ $session->rows('SELECT version()') };
	my @settings = map { my ($setting) = @{ $session->rows("SHOW $_") }; "$_ = $setting" }
	  qw(shared_buffers maintenance_work_mem wal_level fsync autovacuum);
	my ($llvm) = @{ $session->rows('SET jit = on; SELECT pg_jit_available()') };
	my ($resume) = @{ $session->rows(q{SELECT default_version FROM pg_available_extensions WHERE name = 'resume'}) };
	my $memory = first_match('/proc/meminfo', qr/^MemTotal:\s*(\d+)/);
	my $pg_config = $ENV{PG_CONFIG} // 'pg_config';
	chomp(my $cores = qx{nproc});
	chomp(my $kernel = qx{uname -sr});
	chomp(my $cc = qx{"$pg_config" --cc});
	chomp(my ($compiler) = qx{$cc --version});

	$session->close;
	return [
		[ 'date', strftime('%Y-%m-%d', gmtime) ],
		[ 'processor', (first_match('/proc/cpuinfo', qr/^model name\s*:\s*(.*)/) // 'unknown') . ", $cores cores" ],
		[ 'memory', $memory ? sprintf('%.1f GB', $memory / 1024 / 1024) : 'unknown' ],
		[ 'system', (first_match('/etc/os-release', qr/^PRETTY_NAME="(.*)"/) // 'unknown') . ", $kernel" ],
		[ 'server', $version ],
		[ 'resume', "$resume, compiled by " . ($compiler // $cc) ],
		[ 'settings', join(', ', @settings) . '; work_mem as in bench/*.sql; no parallel workers unless said otherwise' ],
		[ 'JIT', ($llvm eq 't' ? 'available, with bitcode of resume' : 'not available') . '; off unless said otherwise' ],
		[ 'DuckDB', $about{duckdb} ],
		[ 'scale', $about{scale} ],
		[ 'rounds', "$about{rounds}, after one to warm up and to compare the answers" ],
	];
}

1;
