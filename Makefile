# resume: a PostgreSQL extension for resumption analytics
#
#   make && make install && make installcheck [PG_CONFIG=/path/to/pg_config]
#
# works as with any PGXS extension. The goals below TOOL_GOALS need neither
# server headers nor pg_config: they fetch what they need (Debian packages) and
# install nothing of this extension into the system. "make help" lists them.

PG_CONFIG ?= pg_config

TOOL_GOALS := help histories queries rollups controls demo dashboard dashboard-live shell test sanitize fuzz memory drivers lint bench bench-report matrix deb

.DEFAULT_GOAL := all

# ---------------------------------------------------------------------------
# Goals that look after themselves
# ---------------------------------------------------------------------------

.PHONY: $(TOOL_GOALS)

help:
	@echo 'Try it (Debian; needs only git and make, installs nothing of resume itself):'
	@echo '  make demo          a guided tour in a throw-away server (LANGUAGE=zh, en)'
	@echo '  make dashboard     the same data as a board, one HTML file (OUT=path; with'
	@echo '                     PGDATABASE=name from that database, see doc/dashboard.md)'
	@echo '  make dashboard-live  the board on http://127.0.0.1:8420/ (PORT=), refreshed as'
	@echo '                     filings are committed'
	@echo '  make shell         psql on the demonstration data'
	@echo 'Use it (any system with PostgreSQL 15 or newer and its server headers):'
	@echo '  make               build for the server that pg_config belongs to'
	@echo '  make install       install into that server'
	@echo '  make installcheck  test the installed extension in a running server'
	@echo '                     (PG_CONFIG=/path/to/pg_config chooses another one)'
	@echo 'Work on it (Debian):'
	@echo '  make test          every test, in a throw-away server'
	@echo '  make sanitize      the same with AddressSanitizer and UBSan in the extension'
	@echo '  make fuzz          hostile input for every type (RUNS=10000000 in all)'
	@echo '  make histories     as_of() against its definition (HISTORIES=10000 of them)'
	@echo '  make queries       the pooled scan against the server (QUERIES=100000 SEED=1)'
	@echo '  make rollups       rollups while clients file, are ended and killed (SECONDS=600)'
	@echo '  make controls      the tests of rollups fail without what they test'
	@echo '  make memory        leaks in any aggregate (CALLS=10000000 of each)'
	@echo '  make drivers       psycopg, asyncpg, ODBC, JDBC, node-postgres, Knex, libpq,'
	@echo '                     pgbouncer, pandas, R, LibreOffice Calc'
	@echo '  make lint          compilers, static analysis, layout and house rules'
	@echo '  make bench         measurements beside what else there is, into bench/results'
	@echo '                     (SCALE=0.1, ROUNDS=3, BENCH_ARGS=contest ...)'
	@echo '  make bench-report  put the last measurements into bench/README.md, with plots'
	@echo '  make matrix        make test on each Debian release, in chroots (root)'
	@echo '  make deb           Debian packages, in dist/'
	@echo 'PGVERSION=NN chooses the server version of demo, shell, test, bench and deb.'

# The language of the demonstration: LANGUAGE=zh, or what the locale says.
language = $(if $(filter zh%,$(firstword $(LANGUAGE) $(LC_ALL) $(LC_MESSAGES) $(LANG))),zh,en)
bench_args = $(if $(SCALE),--scale $(SCALE)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(BENCH_ARGS)

# NO_BROWSER=yes: for machines that shall not have one; the board is not tested then.
demo shell test bench:
	@tools/prerequisites $@ $(if $(filter test,$@),$(if $(NO_BROWSER),,browser))
	@tools/with-server $(if $(filter shell,$@),-i) tools/$@ \
		$(if $(filter demo shell,$@),$(language)) $(if $(filter bench,$@),$(bench_args))

dashboard:
	@tools/prerequisites $(if $(PGDATABASE)$(PGSERVICE),dashboard-client,dashboard)
	@tools/dashboard

dashboard-live:
	@tools/prerequisites $(if $(PGDATABASE)$(PGSERVICE),dashboard-client,dashboard) $@
	@tools/dashboard live

bench-report drivers lint sanitize deb:
	@tools/prerequisites $@
	@tools/$@

fuzz:
	@tools/prerequisites $@
	@tools/fuzz $(RUNS)

memory:
	@tools/prerequisites $@
	@tools/memory $(CALLS)

histories:
	@tools/prerequisites test
	@tools/with-server tools/histories $(HISTORIES)

queries:
	@tools/prerequisites test
	@QUERIES=$(or $(QUERIES),100000) tools/with-server tools/queries

rollups:
	@tools/prerequisites test
	@tools/with-server tools/rollups $(SECONDS)

controls:
	@tools/prerequisites test
	@tools/controls

matrix:
	@tools/prerequisites $@
	@tools/matrix

# ---------------------------------------------------------------------------
# The extension
# ---------------------------------------------------------------------------

# Read only when something of PGXS is asked for, so that the goals above run on
# a machine that has make and nothing else.
ifneq (,$(filter-out $(TOOL_GOALS),$(or $(MAKECMDGOALS),$(.DEFAULT_GOAL))))

EXTENSION = resume
MODULE_big = resume
OBJS := $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/*/*.c)))
DATA := $(sort $(wildcard sql/resume--*.sql))
DOCS := $(wildcard doc/resume.md)

# Besides the server's own warnings -Wextra, without those that its headers and
# its calling convention set off. Without fused multiply-add, and on 32-bit x86
# with SSE2 arithmetic, the same rows give the same double on every kind of
# machine, in bitcode too; the logarithm and the error function are the C
# library's, and so are the last digits of an interval or a p-value.
PG_CPPFLAGS = -I$(srcdir)/src
PG_CFLAGS = -Wextra -Wno-unused-parameter -Wno-sign-compare \
	-Wno-missing-field-initializers -ffp-contract=off \
	$(if $(filter i%86,$(host_cpu)),-msse2 -mfpmath=sse)

# Inputs are in test/sql and test/specs; what they must print is in expected/,
# at the top, because results are compared below the output directory. The test
# database does not depend on the locale of the server that is tested.
ENCODING = UTF8
NO_LOCALE = 1
REGRESS := $(sort $(notdir $(basename $(wildcard test/sql/*.sql))))
REGRESS_OPTS = --inputdir=test --load-extension=$(EXTENSION)
ISOLATION := $(sort $(notdir $(basename $(wildcard test/specs/*.spec))))
ISOLATION_OPTS = --inputdir=test --outputdir=. --load-extension=$(EXTENSION)
PROVE_TESTS := $(sort $(wildcard test/t/*.pl))

# Catalogs of messages come with nls.mk, where the server and the machine know them.
EXTRA_CLEAN = .built-for-* tmp_check po/*.mo po/*.pot

PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)

ifneq (,$(wildcard $(PGXS)))

include $(PGXS)

BITCODE_CFLAGS += -ffp-contract=off

# Loops over the rows of a page
src/scan/kernels.o src/scan/conditions.o src/scan/reader.o src/scan/groups.o: CFLAGS += $(CFLAGS_UNROLL_LOOPS) $(CFLAGS_VECTORIZE)

# A module shows others only what the server looks up by name: what
# PG_FUNCTION_INFO_V1 marks (src/base/compat.h). PGXS does so itself since 16.
ifeq ($(GCC),yes)
override CFLAGS += -fvisibility=hidden
endif

# Objects are made anew when a header changes or another server is chosen.
BUILT_FOR = .built-for-$(MAJORVERSION)
$(OBJS) $(OBJS:.o=.bc): $(wildcard src/*/*.h) $(BUILT_FOR)
$(BUILT_FOR):
	@rm -f .built-for-* && touch $@

# PGXS looks for an installed manual under the path that it has here.
.PHONY: uninstall-docs
uninstall: uninstall-docs
uninstall-docs:
	$(if $(docdir),$(if $(DOCS),rm -f '$(DESTDIR)$(docdir)/$(docmoduledir)/$(notdir $(DOCS))'))

# Tests in Perl start servers of their own, which root may not, and need
# IPC::Run: so they are not part of installcheck.
.PHONY: installcheck-tap
installcheck-tap:
	$(if $(PROVE_TESTS),$(prove_installcheck),@echo 'There is no test/t/*.pl.')

else

# No server headers: say so, whichever goal it was.
$(filter-out $(TOOL_GOALS),$(or $(MAKECMDGOALS),$(.DEFAULT_GOAL))):
	@echo '$(PG_CONFIG) names no PostgreSQL server headers (PGXS), which building resume needs.' >&2
	@echo '  Debian, Ubuntu   apt install postgresql-server-dev-NN   (NN: the version of your server)' >&2
	@echo '  Fedora, RHEL     dnf install postgresql-server-devel    (or postgresqlNN-devel)' >&2
	@echo '  elsewhere        make PG_CONFIG=/path/to/bin/pg_config' >&2
	@echo 'Or run "make demo": it needs no headers beforehand and installs nothing of resume.' >&2
	@exit 1

endif
endif
