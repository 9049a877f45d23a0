/*-------------------------------------------------------------------------
 *
 * messages.h
 *	  Messages in the language of the session, from catalogs of our own.
 *
 * ereport() and its kin look texts up in the catalogs of TEXTDOMAIN, which
 * without this header would be those of the server.  What reports a text that
 * it was given looks it up itself, with _(); where the text stands it is an
 * argument that nls.mk names, or in gettext_noop().
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_MESSAGES_H
#define RESUME_MESSAGES_H

#undef TEXTDOMAIN
#define TEXTDOMAIN PG_TEXTDOMAIN("resume")

#undef _
#define _(x) dgettext(TEXTDOMAIN, x)

#endif							/* RESUME_MESSAGES_H */
