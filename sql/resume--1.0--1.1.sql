--
-- resume 1.1: what came after 1.0, in the order of src/.
--
-- A fresh installation runs resume--1.0.sql and this script, as an update does,
-- so both are the same by construction.  CREATE OR REPLACE is for members of the
-- extension whose arguments and result stay.
--

-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION resume UPDATE TO '1.1'" to load this file. \quit

--
-- The type rate
--

--
-- Publishing and auditing
--

--
-- Pooling
--

--
-- As of a cut-off
--

--
-- Series
--

--
-- Trend
--

--
-- Intervals, ratio estimators, comparison
--

--
-- The register of software cities, and the calendar
--

--
-- From a spreadsheet
--
