# Reads a contest: a file of SQL that lines of the form "--@ WORD rest" divide.
#
# What stands below these lines is SQL for psql, where :scale is the scale and :tmp
# a directory for files:
#     --@ setup                 run once, before anything is measured
#     --@ export NAME (COLUMNS) a query; DuckDB gets its rows as table NAME
#     --@ table TITLE           starts a table of results; the SQL is run before
#     --@ query NAME            a contestant, one query; others are compared with
#                               the first
#     --@ duckdb NAME           the same, but run by DuckDB
#     --@ pgbench NAME          a script of pgbench, a transaction; what is measured
#                               are a thousand of them, of all clients together
#
# Of a table, or of a contestant of it:
#     --@ run TEMPLATE          what is measured, {} being the contestant's query
#     --@ check TEMPLATE        what must have the same result as with the first
#                               contestant; without {} it is run after the query.
#                               "none" for what need not or cannot agree.
# Of a table:
#     --@ rounds N              not more rounds than these
#     --@ plot NAME             medians are written to NAME.csv, too
#     --@ memory                measures the peak memory of a fresh process, in MB
#     --@ transactions N        of pgbench, of each client; otherwise a thousand
#     --@ again TITLE           has the contestants of a table before, without their aims
# Of a contestant:
#     --@ before SQL            run each time before, and not measured
#     --@ group NAME            has the same result as others of the group only
#     --@ requires EXTENSION    takes part if the database has the extension
#     --@ threads N             of DuckDB; otherwise one
#     --@ clients N             of pgbench; otherwise one
#     --@ x N [scaled]          where it stands in the plot
#     --@ at_most F NAME        aim: not more than F times the median of NAME
#     --@ beats F NAME          aim: NAME takes at least F times as long
#     --@ within MS             aim: not more than so many milliseconds
package Bench::Contest;

use strict;
use warnings;

sub fill
{
	my ($template, $sql) = @_;

	$sql =~ s/;\s*$//;
	return $template =~ s/\{\}/$sql/r . ';';
}

sub parse
{
	my ($file, $scale) = @_;
	my ($setup, @exports, @tables, $table, $query) = ('');
	my $current = \$setup;

	open my $in, '<', $file or die "$file: $!\n";
	while (my $line = <$in>)
	{
		if ($line !~ /^--@ (\w+)\s*(.*?)\s*$/)
		{
			# comments are for the reader of the file
			$$current .= $line if $line !~ /^--/;
			next;
		}
		my ($word, $rest) = ($1, $2);
		if ($word eq 'setup') { $current = \$setup; }
		elsif ($word eq 'export' && $rest =~ /^(\w+) (\(.*\))$/)
		{
			push @exports, { name => $1, columns => $2, sql => '' };
			$current = \$exports[-1]{sql};
		}
		elsif ($word eq 'table')
		{
			$table = { title => $rest, before => '', queries => [] };
			$query = undef;
			push @tables, $table;
			$current = \$table->{before};
		}
		elsif ($table && $word =~ /^(query|duckdb|pgbench)$/)
		{
			$query = { kind => $word, name => $rest, sql => '', values => [], threads => 1, clients => 1, aims => [] };
			push @{ $table->{queries} }, $query;
			$current = \$query->{sql};
		}
		elsif ($table && ($word eq 'run' || $word eq 'check')) { ($query // $table)->{$word} = $rest; }
		elsif ($table && !$query && $word =~ /^(rounds|plot|memory|transactions)$/) { $table->{$word} = length $rest ? $rest : 1; }
		elsif ($table && !$query && $word eq 'again')
		{
			my ($model) = grep { $_->{title} eq $rest } @tables or die "$file: no table before is called \"$rest\"\n";
			$table->{queries} = [ map { { %$_, values => [], aims => [] } } @{ $model->{queries} } ];
		}
		elsif ($query && $word =~ /^(before|group|requires|threads|clients)$/) { $query->{$word} = $rest; }
		elsif ($query && $word eq 'x' && $rest =~ /^(\d+)( scaled)?$/) { $query->{x} = $2 ? int($1 * $scale) : $1; }
		elsif ($query && $word =~ /^(at_most|beats)$/ && $rest =~ /^([\d.]+) (.+)$/)
		{
			push @{ $query->{aims} }, { word => $word, factor => $1, other => $2 };
		}
		elsif ($query && $word eq 'within' && $rest =~ /^[\d.]+$/) { push @{ $query->{aims} }, { word => $word, factor => $rest }; }
		else { die "$file: cannot understand \"--\@ $word $rest\"\n"; }
	}
	close $in;

	for my $t (@tables)
	{
		for my $q (@{ $t->{queries} })
		{
			$q->{transactions} = $t->{transactions} // 1000;
			$q->{check} //= $t->{check} // 'none';
			$q->{check} = undef if $q->{check} eq 'none';
			$q->{statement} = fill($q->{run} // $t->{run} // '{}', $q->{sql});
			for my $aim (@{ $q->{aims} })
			{
				!defined $aim->{other} || grep { $_->{name} eq $aim->{other} } @{ $t->{queries} }
				  or die "$file: no contestant of \"$t->{title}\" is called \"$aim->{other}\"\n";
			}
		}
	}
	return ($setup, \@exports, \@tables);
}

1;
