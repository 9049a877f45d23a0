# What PGXS makes message catalogs of: po/*.po, to which tools/translations
# brings what has changed in src/.
CATALOG_NAME     = resume
AVAIL_LANGUAGES  = $(shell cat $(srcdir)/po/LINGUAS)
GETTEXT_FILES    = $(sort $(wildcard src/*.c src/*/*.[ch]))

# Functions of ours that take a text and report it: which argument that is.
GETTEXT_TRIGGERS = $(BACKEND_COMMON_GETTEXT_TRIGGERS) \
    bad_changes bad_json:3 check_pair:5 frame_mismatch:2 not_a_definition:2 \
    rate_check_proportion:2 report_fault unfit_source:2 wire_check_value:4
GETTEXT_FLAGS    = $(BACKEND_COMMON_GETTEXT_FLAGS)

# Without msgfmt everything is built but the catalogs.
ifeq (,$(shell command -v $(firstword $(MSGFMT) msgfmt) 2>/dev/null))
WANTED_LANGUAGES = none
endif
