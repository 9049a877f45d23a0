# Messages in Chinese: what a server with lc_messages = 'zh_CN.UTF-8' prints, in
# databases and to clients of every encoding that has the characters, and that
# everything else about an error stays as it is.
#
# A server looks for catalogs below where it is itself, so the one of this test
# is a copy, next to what "make install" puts there.

use strict;
use warnings;

use Cwd 'abs_path';
use Encode 'from_to';
use File::Basename;
use File::Copy;
use File::Path 'make_path';
use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $pg_config = $ENV{PG_CONFIG} // 'pg_config';
my $top = abs_path("$FindBin::RealBin/../..");
my $root = PostgreSQL::Test::Utils::tempdir();

sub configured
{
	my ($option) = @_;
	my $value = `$pg_config $option`;

	chomp $value;
	return $value;
}

sub is_there
{
	my ($program) = @_;

	return grep { -x "$_/$program" } split /:/, $ENV{PATH};
}

plan skip_all => 'this server is built without NLS: it has no messages in any language but English'
  unless configured('--configure') =~ /--enable-nls/;
plan skip_all => 'msgfmt (Debian: gettext), which makes the catalogs, is not installed'
  unless is_there('msgfmt');

# The locale, if the system does not have it.
if (!grep { /^zh_CN\.utf-?8$/i } split /\n/, `locale -a`)
{
	plan skip_all => 'there is neither a locale zh_CN.UTF-8 nor what makes it (Debian: locales)'
	  unless is_there('localedef') && -e '/usr/share/i18n/locales/zh_CN';
	mkdir "$root/locales" or die "$root/locales: $!";
	system('localedef', '-i', 'zh_CN', '-f', 'UTF-8', "$root/locales/zh_CN.UTF-8") == 0
	  or die 'localedef cannot make zh_CN.UTF-8';
	$ENV{LOCPATH} = "$root/locales";
}
# it has the last word where it is set
delete $ENV{LANGUAGE};

# ---- what is installed -------------------------------------------------------------

sub make
{
	my @goals = @_;

	local $ENV{MAKEFLAGS} = '';
	return system('make', '-s', '-C', $top, "PG_CONFIG=$pg_config", 'with_llvm=no', @goals) == 0;
}

my ($major) = configured('--version') =~ /(\d+)/;
my $catalog = configured('--localedir') . "/zh_CN/LC_MESSAGES/resume-$major.mo";

ok(make('install', "DESTDIR=$root/installed"), 'make install');
ok(-s "$root/installed$catalog", 'brings the catalog to where the server looks for it');
ok(make('install', "DESTDIR=$root/without", 'MSGFMT=/nowhere/msgfmt'), 'make install without msgfmt');
ok(!-e "$root/without$catalog", 'leaves it out');
ok(-e "$root/without" . configured('--pkglibdir') . '/resume.so', 'and nothing else');

# The server: programs are copies, whatever else there is can be a link.
sub linked
{
	my ($directory) = @_;

	make_path("$root/installed$directory");
	foreach my $file (glob "$directory/*")
	{
		my $copy = "$root/installed$file";

		if (-d $file && -d $copy) { linked($file); }
		elsif (!-e $copy) { symlink $file, $copy or die "$copy: $!"; }
	}
}

my $bindir = configured('--bindir');
linked(configured('--sharedir'));
linked(configured('--pkglibdir'));
make_path("$root/installed$bindir");
foreach my $program (grep { -f } glob "$bindir/*")
{
	copy($program, "$root/installed$bindir") && chmod 0755, "$root/installed$bindir/" . basename($program)
	  or die "$program: $!";
}

# It has the extension, wherever others are told to look for it.
my $settings = read_file_or_die(configured('--sharedir') . '/postgresql.conf.sample');
my $conf = "jit = off\ndynamic_library_path = '\$libdir'\n";
$conf .= "extension_destdir = ''\n" if $settings =~ /extension_destdir/;
$conf .= "extension_control_path = '\$system'\n" if $settings =~ /extension_control_path/;
my $node = new_server('messages', install_path => dirname("$root/installed$bindir"), conf => $conf);

# ---- messages ------------------------------------------------------------------------

# An error as the client sees it: SQLSTATE, message, detail, hint, context.
my $error_of = q{
CREATE EXTENSION resume;
CREATE TABLE filing (day date, r rate);
CREATE VIEW filing_view AS SELECT * FROM filing;
CREATE FUNCTION error_of(statement text, OUT state text, OUT message text, OUT detail text, OUT hint text, OUT context text)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	state := '00000';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
		hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
	context := split_part(context, E'\n', 1);
END
$$;
};

# statement => SQLSTATE, Chinese, English; each the message, detail and hint
my @errors = (
	# a detail with numbers of 64 bits, a hint that was handed down
	[ 'SELECT rate(7, 0)', '22003',
		[ '有分子的比率必须有分母', '这一对数为 7/0。', '请更正该填报，或用 FILTER (WHERE denominator > 0) 或 NULLIF(denominator, 0) 将它排除；如果它的分子应计入总计，请用总计相除：rate(sum(numerator)::bigint, sum(denominator)::bigint)。只有空比率 0/0 没有分母。' ],
		[ 'a rate with a numerator must have a denominator', 'The pair is 7/0.', qr/^Correct the filing, or leave it out/ ] ],
	# of text that cannot be read
	[ "SELECT rate '80%'", '22P02',
		[ '类型 rate 的输入语法无效: "80%"', '单个的数或百分数已经失去了计数，不能合并。', qr/^比率需要两个计数，例如 13012\/15910。/ ],
		[ 'invalid input syntax for type rate: "80%"', 'A single number or percentage has lost its counts and cannot be pooled.', qr/^A rate needs its two counts/ ] ],
	# of parts, each in its language
	[ "SELECT rate '1/1_5'", '22P02',
		[ '类型 rate 的输入语法无效: "1/1_5"', '分母 "1_5" 的数字之间有分隔符。', q{请去掉它，例如 replace(column, '_', '')。} ],
		[ 'invalid input syntax for type rate: "1/1_5"', 'The denominator, "1_5", has a separator between its digits.', q{Take it out, as in replace(column, '_', '').} ] ],
	# of JSON
	[ q(SELECT '{"numerator": "1", "denominator": 2}'::json::rate), '22P02',
		[ '类型 rate 的输入语法无效: "{"numerator": "1", "denominator": 2}"', '分子是字符串，不是数。', qr/^比率在 JSON 中是含有两个整数的对象，/ ],
		[ 'invalid input syntax for type rate: "{"numerator": "1", "denominator": 2}"', 'The numerator is a string, not a number.', qr/^In JSON a rate is an object/ ] ],
	# two sentences in a detail, one of them with a name
	[ q(SELECT '[{"on_day": "2020-02-10", "rate": null, "entities": 1.5}]'::jsonb::rate_series), '22P02',
		[ '类型 rate_series 的 JSON 无效', '成员 "entities" 必须是整数。它是 {"rate": null, "on_day": "2020-02-10", "entities": 1.5}。', qr/^请给出由各步组成的数组，/ ],
		[ 'invalid JSON for type rate_series', 'The member "entities" must be a whole number. It is {"rate": null, "on_day": "2020-02-10", "entities": 1.5}.', qr/^Give an array of steps/ ] ],
	# no detail
	[ "SELECT percent('1/2', 2, 'nearest')", '22023',
		[ '未知的修约规则: "nearest"', '', '有效的规则为 half_up、half_even (GB/T 8170)、truncate 和 up。' ],
		[ 'unknown rounding rule: "nearest"', '', 'Valid rules are half_up, half_even (GB/T 8170), truncate and up.' ] ],
	# a detail from a table of them
	[ "SELECT count_of('约300')", '22P02',
		[ '无效的计数: "约300"', '它是约数。', '请用 count_fault() 列出这样的单元格及其原因；请更正，未知的计数请用 NULL。' ],
		[ 'invalid count: "约300"', 'It is approximate.', qr/^List such cells with count_fault\(\)/ ] ],
	# a message that was handed down
	[ "SELECT label('low'::risk_level, 'fr')", '22023', [ '未知的标签语言: "fr"', '', '有效的语言为 "zh" 和 "en"。' ],
		[ 'unknown label language: "fr"', '', 'Valid languages are "zh" and "en".' ] ],
	[ "SELECT wilson('3/2')", '22023',
		[ '得分区间只适用于比例，大于 1 的比率不是比例', '比率为 3/2。', '对于可能大于 1 的比率（例如产能利用率），请使用 confidence_interval(ratio_sample(...))。' ],
		[ 'score intervals are for proportions, and a rate above 1 is none', 'The rate is 3/2.', qr/^For ratios that may exceed 1/ ] ],
	# arguments in another order
	[ "SELECT round_counts('9223372036854775807/9223372036854775807', 10)", '22003',
		[ '修约后的计数超出范围', '9223372036854775800 以上的 10 的倍数大于任何 bigint。', '请检查计数的单位。' ],
		[ 'a rounded count is out of range', 'The multiple of 10 above 9223372036854775800 is larger than any bigint.', 'Check the unit of the counts.' ] ],
	# of an aggregate
	[ "SELECT pool(r) FROM (VALUES (rate '9223372036854775807/9223372036854775807'), ('1/1')) AS v(r)", '22003',
		[ '合并后的比率超出范围', '合并 9223372036854775807/9223372036854775807 和 1/1，超出 bigint 的范围。', '请检查计数的单位，或合并更小的分组。' ],
		[ 'pooled rate is out of range', 'Pooling 9223372036854775807/9223372036854775807 and 1/1 exceeds the range of bigint.', 'Check the unit of the counts, or pool smaller groups.' ] ],
	[ "SELECT chain(r) FROM (SELECT rate(9223372036854775807, 1) AS r FROM generate_series(1, 20)) AS v", '22003',
		[ 'chain() 超出范围', '20 个环节之积大于任何双精度数。', '请检查每个环节是否都是后期计数除以前期计数，或减少环节。' ],
		[ 'chain() is out of range', 'The product of 20 links is larger than any double precision number.', qr/^Check that each link/ ] ],
	# of a window, whose state was put together before
	[ "SELECT trend(date 'infinity', '1/2')", '22008',
		[ '趋势中不得有无穷的日期', 'infinity 的比率为 1/2。', '请用 FILTER (WHERE isfinite(day)) 将该行排除。' ],
		[ 'a trend cannot contain an infinite date', 'The rate on day infinity is 1/2.', 'Leave the row out with FILTER (WHERE isfinite(day)).' ] ],
	[ "SELECT same_lunar_day('2020-01-25', 500)", '22008',
		[ '农历年超出范围', '该日属于农历 2020 年，要求推移 500 年；历表的范围为 1901 年至 2100 年。', '其他年份的日期须取自您自己的表。' ],
		[ 'lunar year out of range', qr/^The day is in lunar year 2020/, qr/^Dates of other years/ ] ],
	# of binary input
	[ "SELECT deltas, filing_set '{x}' FROM deltas('{}')", '22P02', [ '类型 filing_set 的输入语法无效', '错误在 "{x}" 处。', '请用聚合函数 as_of() 产生该类型的值。' ],
		[ 'invalid input syntax for type filing_set', 'The fault is at "{x}".', 'Make values of this type with the aggregate as_of().' ] ],
	# of commands
	[ q{SELECT rollup_create('x', 'filing_view', '{day}', '{"n": "count"}')}, '42809',
		[ '"filing_view" 不能作为汇总的源表', '它不是表。', '请在接收填报的表上建立汇总。' ],
		[ '"filing_view" cannot be the source of a rollup', 'It is no table.', 'Make the rollup on the table that is filed into.' ] ]);

# Compares what a session gets, in the database's encoding and the client's.
my %encode_name = (UTF8 => 'UTF-8', GB18030 => 'cp936', GBK => 'cp936', EUC_CN => 'euc-cn');

sub errors_are
{
	my ($database, $language, $client, $name) = @_;
	my $sql = join "\n", "SET client_encoding = $client; SET lc_messages = '$language';",
	  map { "SELECT unnest(ARRAY[state, message, detail, hint]) FROM error_of(\$statement\$$_->[0]\$statement\$);" } @errors;

	from_to($sql, 'UTF-8', $encode_name{$client});
	my $output = $node->safe_psql($database, $sql);
	from_to($output, $encode_name{$client}, 'UTF-8');
	my @got = split /\n/, $output, -1;

	foreach my $error (@errors)
	{
		my ($statement, $state, @languages) = @$error;
		my @expected = ($state, @{ $languages[ $language eq 'C' ? 1 : 0 ] });

		foreach my $i (0 .. $#expected)
		{
			my $part = "$name: $statement: " . (qw(SQLSTATE message detail hint))[$i];
			my $got = shift @got;

			ref $expected[$i] ? like($got, $expected[$i], $part) : is($got, $expected[$i], $part);
		}
	}
	return;
}

my %locale = (zh => 'zh_CN.UTF-8', en => 'C');

foreach my $encoding (qw(UTF8 EUC_CN LATIN1))
{
	$node->safe_psql('postgres', "CREATE DATABASE $encoding TEMPLATE template0 ENCODING '$encoding' LOCALE 'C'");
	$node->safe_psql(lc $encoding, $error_of);
}

errors_are('utf8', $locale{zh}, 'UTF8', 'Chinese');
errors_are('utf8', $locale{en}, 'UTF8', 'English');
errors_are('utf8', $locale{zh}, 'GB18030', 'Chinese, client in GB18030');
errors_are('utf8', $locale{zh}, 'GBK', 'Chinese, client in GBK');
errors_are('euc_cn', $locale{zh}, 'UTF8', 'Chinese, database in EUC_CN');
errors_are('euc_cn', $locale{zh}, 'EUC_CN', 'Chinese, database and client in EUC_CN');
errors_are('euc_cn', $locale{en}, 'UTF8', 'English, database in EUC_CN');

# Every message, in a database that has the fewest characters.
my @messages = `msgunfmt --no-wrap '$root/installed$catalog'` =~ /^msgstr "(.+)"$/mg;
cmp_ok(scalar @messages, '>', 500, 'the catalog has messages');
my $in_euc_cn = my $chinese = join '', @messages;
from_to($in_euc_cn, 'UTF-8', 'euc-cn');
from_to($in_euc_cn, 'euc-cn', 'UTF-8');
is($in_euc_cn, $chinese, 'all of which can be written in EUC_CN');

# Where no Chinese can be written there is no Chinese, and nothing breaks.
is($node->safe_psql('latin1', "SET lc_messages = '$locale{zh}'; SELECT state FROM error_of('SELECT rate(7, 0)')"),
	'22003', 'a database in LATIN1: the error is the same');

# ---- beyond errors ---------------------------------------------------------------------

# The line of context, and the languages of the server's own messages and of other
# modules: none is that of ours.
my $context = $node->safe_psql('utf8', "SET lc_messages = '$locale{zh}';
	SELECT context FROM error_of(\$\$SELECT rollup_create('x', 'filing', '{day}', '{\"n\": \"r + \"}')\$\$)");
is($context, '汇总的表达式 "r + "', 'a line of context');

my ($status, $stdout, $stderr) = $node->psql('utf8', "SET lc_messages = '$locale{zh}';
	CREATE TABLE secret (day date, n integer);
	ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
	SELECT rollup_create('open', 'secret', '{day}', '{\"n\": {\"sum\": \"n\"}}');
	ALTER TABLE secret DISABLE TRIGGER ALL;
	SELECT rollup_check('open');");
like($stderr, qr/"secret" 的行级安全不适用于汇总 "open"/, 'a notice');
like($stderr, qr/可以读取汇总的人看到的是全部行的合计。/, 'and its detail');
like($stderr, qr/汇总 (?:public\.)?open 没有得到维护/, 'a warning');
like($stderr, qr/表 "secret" 的触发器 "\w+" 没有按应有的方式触发。/, 'and its detail, which is also a column of a view');

# What SQL gives as data is in no language but its own.
is($node->safe_psql('utf8', "SET lc_messages = '$locale{zh}'; SELECT count_fault('约300')"),
	'It is approximate.', 'the result of an immutable function does not depend on the language');

# A server that speaks Chinese from the start, as whoever runs it would have it.
$node->append_conf('postgresql.conf', "lc_messages = '$locale{zh}'");
$node->restart;
($status, $stdout, $stderr) = $node->psql('utf8', 'SELECT rate(7, 0)');
like($stderr, qr/有分子的比率必须有分母\n.*这一对数为 7\/0。\n/, 'a server with lc_messages in its configuration');
$node->stop;

ok(make('uninstall', "DESTDIR=$root/installed"), 'make uninstall');
ok(!-e "$root/installed$catalog", 'takes the catalog away');

done_testing();
