# Transactions by pgbench, prepared once a client: what several clients at a time
# take, and what a statement takes with its way from the client and back.
package Bench::Pgbench;

use strict;
use warnings;

# Milliseconds of a thousand transactions of all clients together, without the
# time that connecting takes.
sub time
{
	my ($database, $tmp, $query) = @_;
	my $file = "$tmp/script.sql";

	open my $out, '>', $file or die "$file: $!\n";
	print $out $query->{sql};
	close $out;
	my $clients = $query->{clients};
	my $printed = qx{pgbench -n -M prepared -c $clients -j $clients -t $query->{transactions} -f '$file' '$database' 2>&1};
	die "pgbench: $printed\n" if $? != 0 || $printed =~ /aborted/;
	my ($rate) = $printed =~ /^tps = ([\d.]+) \(without/m or die "pgbench printed: $printed\n";
	return 1e6 / $rate;
}

1;
