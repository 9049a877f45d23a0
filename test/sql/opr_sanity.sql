--
-- Consistency of the extension's objects in the catalogs, in the manner of
-- the server's own opr_sanity and type_sanity.  Unless a comment says
-- otherwise, a query must return no rows: what it returns is wrong.
--

CREATE TEMP VIEW member AS
SELECT d.classid, d.objid
FROM pg_depend AS d JOIN pg_extension AS e ON d.refobjid = e.oid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'resume';
CREATE TEMP VIEW proc AS
SELECT p.* FROM pg_proc AS p JOIN member AS m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid;
CREATE TEMP VIEW agg AS
SELECT a.*, p.proname, p.proargtypes, p.prorettype, p.proparallel
FROM pg_aggregate AS a JOIN proc AS p ON a.aggfnoid = p.oid;
CREATE TEMP VIEW opr AS
SELECT o.* FROM pg_operator AS o JOIN member AS m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid;
CREATE TEMP VIEW typ AS
SELECT t.* FROM pg_type AS t JOIN member AS m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid;
CREATE TEMP VIEW opc AS
SELECT c.*, am.amname FROM pg_opclass AS c JOIN pg_am AS am ON am.oid = c.opcmethod
	JOIN member AS m ON m.classid = 'pg_opclass'::regclass AND m.objid = c.oid;

-- The functions that transition, combine or finish an aggregate, or did in 1.0
CREATE TEMP VIEW aggproc AS
SELECT DISTINCT f.oid FROM agg, LATERAL (VALUES (aggtransfn::oid), (aggcombinefn::oid), (aggserialfn::oid), (aggdeserialfn::oid),
	(aggmtransfn::oid), (aggminvtransfn::oid), (aggfinalfn::oid), (aggmfinalfn::oid)) AS f(oid)
WHERE f.oid <> 0
UNION SELECT oid FROM proc WHERE obj_description(oid, 'pg_proc') ~ '^aggregate .* function of release 1\.0$';

-- What a value of one type can stand for without a conversion
CREATE FUNCTION pg_temp.fits(given oid, wanted oid) RETURNS boolean STABLE LANGUAGE sql AS
$$ SELECT given = wanted
	OR EXISTS (SELECT FROM pg_cast WHERE castsource = given AND casttarget = wanted AND castmethod = 'b' AND castcontext = 'i')
	OR EXISTS (SELECT FROM pg_type WHERE oid = given AND typtype = 'd' AND typbasetype = wanted)
	OR (SELECT typtype = 'p' AND typname LIKE 'any%' FROM pg_type WHERE oid = wanted) $$;

-- There is something to look at: all true
SELECT (SELECT count(*) FROM proc) > 100 AS functions, (SELECT count(*) FROM agg) >= 11 AS aggregates,
	(SELECT count(*) FROM opr) >= 30 AS operators, (SELECT count(*) FROM typ) >= 4 AS types,
	(SELECT count(*) FROM opc) >= 6 AS classes;


--
-- Functions
--

-- C functions are in one library, and their symbols are there
SELECT DISTINCT probin FROM proc WHERE prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
OFFSET 1;
WITH c AS MATERIALIZED (SELECT oid FROM proc WHERE prolang = (SELECT oid FROM pg_language WHERE lanname = 'c'))
SELECT oid::regprocedure FROM c WHERE fmgr_c_validator(oid) IS NULL;

-- Nothing looks up a name at run time: a body in SQL is parsed already, one in
-- PL/pgSQL brings its own path, and there is no other language
SELECT p.oid::regprocedure, l.lanname FROM proc AS p JOIN pg_language AS l ON l.oid = p.prolang
WHERE NOT (l.lanname = 'c' AND p.proconfig IS NULL)
	AND NOT (l.lanname = 'internal' AND p.prokind = 'a')
	AND NOT (l.lanname = 'sql' AND p.prosqlbody IS NOT NULL)
	AND NOT (l.lanname = 'plpgsql' AND coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false));
SELECT oid::regprocedure FROM proc WHERE prosecdef;

-- Parallel safe, all but triggers and the commands of rollups
SELECT oid::regprocedure, proparallel FROM proc
WHERE proparallel <> CASE WHEN prorettype = 'trigger'::regtype OR proname ~ '^rollup_(?!days)' THEN 'u' ELSE 's' END::"char";

-- Immutable, but for what reads the register or a rollup, and the commands of rollups
SELECT oid::regprocedure, provolatile FROM proc
WHERE provolatile <> CASE WHEN prorettype = 'trigger'::regtype OR proname ~ '^rollup_(?!days)' THEN 'v' WHEN proname IN ('class_on', 'rollup_days') THEN 's' ELSE 'i' END::"char";

-- Strict, but for aggregates and what works for them, triggers, functions with
-- an argument that is NULL unless given, and contribution(), to which a date
-- that does not have the stratum is NULL
SELECT p.oid::regprocedure FROM proc AS p
WHERE NOT p.proisstrict AND p.prokind <> 'a' AND p.prorettype <> 'trigger'::regtype AND p.proname <> 'contribution'
	AND p.oid NOT IN (SELECT oid FROM aggproc)
	AND coalesce(pg_get_expr(p.proargdefaults, 0), '') !~ '\mNULL\M';

-- Leakproof is what compares and hashes, what reads a rate, and the bounds of a
-- comparison with a number, and nothing else
SELECT oid::regprocedure, proleakproof FROM proc
WHERE prokind = 'f' AND proleakproof <> (proname ~ '_(eq|ne|lt|le|gt|ge|cmp|hash|hash_extended)$'
	OR proname ~ '^(rate|numeric)_(eq|ne|lt|le|gt|ge)_(rate|numeric)$' OR proname ~ '^rate_(lower|upper)_bound$'
	OR proname IN ('numerator', 'denominator', 'ratio', 'rate_to_float8'));

-- internal as a result needs internal as an argument, which only the server's callers have
SELECT oid::regprocedure FROM proc
WHERE prorettype = 'internal'::regtype AND NOT 'internal'::regtype = ANY (proargtypes);
SELECT oid::regprocedure FROM proc
WHERE 'internal'::regtype = ANY (proargtypes) AND oid NOT IN (SELECT oid FROM aggproc)
	AND NOT EXISTS (SELECT FROM pg_type WHERE typreceive = proc.oid)
	AND NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = proc.oid)
	AND NOT EXISTS (SELECT FROM pg_proc WHERE prosupport = proc.oid);
-- a support function has one signature
SELECT s.oid::regprocedure FROM proc AS p JOIN pg_proc AS s ON s.oid = p.prosupport
WHERE NOT (s.prorettype = 'internal'::regtype AND s.pronargs = 1 AND s.proargtypes[0] = 'internal'::regtype);

-- Two functions on one symbol say the same of it
SELECT a.oid::regprocedure, b.oid::regprocedure FROM proc AS a, proc AS b
WHERE a.oid < b.oid AND a.prosrc = b.prosrc AND a.probin = b.probin
	AND (a.prolang, a.provolatile, a.proisstrict, a.proleakproof, a.proparallel, a.pronargs, a.proretset)
		IS DISTINCT FROM (b.prolang, b.provolatile, b.proisstrict, b.proleakproof, b.proparallel, b.pronargs, b.proretset);


--
-- Operators
--

-- Each has both kinds of selectivity, fit for it
SELECT oid::regoperator, oprrest, oprjoin FROM opr
WHERE (oprname, oprrest::oid::regproc::text, oprjoin::oid::regproc::text) NOT IN
	(VALUES ('=', 'eqsel', 'eqjoinsel'), ('<>', 'neqsel', 'neqjoinsel'), ('<', 'scalarltsel', 'scalarltjoinsel'),
		('<=', 'scalarlesel', 'scalarlejoinsel'), ('>', 'scalargtsel', 'scalargtjoinsel'), ('>=', 'scalargesel', 'scalargejoinsel'));

-- Commutator and negator: there, of the right name and operands, and mutual
SELECT o.oid::regoperator, c.oid::regoperator FROM opr AS o LEFT JOIN pg_operator AS c ON c.oid = o.oprcom
WHERE c.oid IS NULL OR c.oprcom <> o.oid OR c.oprleft <> o.oprright OR c.oprright <> o.oprleft OR c.oprresult <> o.oprresult
	OR (o.oprname, c.oprname) NOT IN (VALUES ('=', '='), ('<>', '<>'), ('<', '>'), ('>', '<'), ('<=', '>='), ('>=', '<='));
SELECT o.oid::regoperator, n.oid::regoperator FROM opr AS o LEFT JOIN pg_operator AS n ON n.oid = o.oprnegate
WHERE n.oid IS NULL OR n.oprnegate <> o.oid OR n.oid = o.oid OR n.oprleft <> o.oprleft OR n.oprright <> o.oprright
	OR (o.oprname, n.oprname) NOT IN (VALUES ('=', '<>'), ('<>', '='), ('<', '>='), ('>=', '<'), ('>', '<='), ('<=', '>'));

-- The function takes the operands and gives the result, and is strict and immutable
SELECT o.oid::regoperator, p.oid::regprocedure FROM opr AS o LEFT JOIN proc AS p ON p.oid = o.oprcode
WHERE p.oid IS NULL OR p.pronargs <> 2 OR p.prorettype <> o.oprresult OR p.proargtypes[0] <> o.oprleft OR p.proargtypes[1] <> o.oprright
	OR NOT p.proisstrict OR p.provolatile <> 'i';
SELECT p.oid::regprocedure FROM opr AS o JOIN proc AS p ON p.oid = o.oprcode
WHERE obj_description(p.oid, 'pg_proc') IS DISTINCT FROM 'implementation of ' || o.oprname || ' operator';

-- Merges and hashes: just where an operator class says so.  These two had no
-- order in 1.0, and servers before 17 cannot say of an operator later on that
-- it merges.
SELECT o.oid::regoperator, o.oprcanmerge FROM opr AS o
WHERE o.oprcanmerge <> (o.oprleft NOT IN ('rate_trend'::regtype, 'ratio_sample'::regtype)
	AND EXISTS (SELECT FROM pg_amop AS a JOIN pg_am ON pg_am.oid = a.amopmethod
	WHERE a.amopopr = o.oid AND amname = 'btree' AND a.amopstrategy = 3));
SELECT o.oid::regoperator, o.oprcanhash FROM opr AS o
WHERE o.oprcanhash <> EXISTS (SELECT FROM pg_amop AS a JOIN pg_am ON pg_am.oid = a.amopmethod
	WHERE a.amopopr = o.oid AND amname = 'hash' AND a.amopstrategy = 1);


--
-- Operator classes
--

SELECT opcname, amname FROM opc WHERE NOT amvalidate(oid);
-- btree: the five strategies, the comparison, equal images; hash: the plain and the extended function
SELECT c.opcname, c.amname, ops, procs
FROM opc AS c,
	LATERAL (SELECT array_agg(a.amopstrategy || ' ' || o.oprname ORDER BY a.amopstrategy) AS ops FROM pg_amop AS a JOIN pg_operator AS o ON o.oid = a.amopopr
		WHERE a.amopfamily = c.opcfamily AND a.amoplefttype = c.opcintype AND a.amoprighttype = c.opcintype) AS a,
	LATERAL (SELECT array_agg(p.amprocnum ORDER BY p.amprocnum) AS procs FROM pg_amproc AS p
		WHERE p.amprocfamily = c.opcfamily AND p.amproclefttype = c.opcintype AND p.amprocrighttype = c.opcintype) AS p
WHERE NOT CASE amname
	WHEN 'btree' THEN ops = ARRAY['1 <', '2 <=', '3 =', '4 >=', '5 >'] AND procs @> ARRAY[1, CASE WHEN opcname <> 'filing_set_ops' THEN 4 ELSE 1 END]::smallint[]
	WHEN 'hash' THEN ops = ARRAY['1 ='] AND procs = ARRAY[1, 2]::smallint[] END;
-- a class is its type's default; what can be sorted can be hashed
SELECT opcname, amname FROM opc WHERE NOT opcdefault OR opckeytype <> 0;
SELECT opcintype::regtype FROM opc GROUP BY opcintype HAVING NOT bool_or(amname = 'hash');
-- no family holds more than its class: the order of rate knows no numbers
SELECT a.amopopr::regoperator FROM pg_amop AS a JOIN opc AS c ON c.opcfamily = a.amopfamily
WHERE a.amoplefttype <> c.opcintype OR a.amoprighttype <> c.opcintype;


--
-- Types
--

-- Text and binary forms both ways, an array type, and a description
SELECT typname FROM typ WHERE typtype = 'b' AND typcategory <> 'A'
	AND (typinput = 0 OR typoutput = 0 OR typreceive = 0 OR typsend = 0 OR typarray = 0 OR NOT typisdefined);
SELECT t.oid::regtype, p.oid::regprocedure
FROM typ AS t, LATERAL (VALUES (t.typinput), (t.typoutput), (t.typreceive), (t.typsend)) AS f(proc) JOIN pg_proc AS p ON p.oid = f.proc
WHERE t.typtype = 'b' AND t.typcategory <> 'A' AND (p.provolatile <> 'i' OR NOT p.proisstrict OR p.proparallel <> 's' OR p.proretset);
SELECT t.oid::regtype FROM typ AS t JOIN pg_proc AS i ON i.oid = t.typinput JOIN pg_proc AS o ON o.oid = t.typoutput
	JOIN pg_proc AS r ON r.oid = t.typreceive JOIN pg_proc AS s ON s.oid = t.typsend
WHERE t.typtype = 'b' AND t.typcategory <> 'A'
	AND (i.prorettype <> t.oid OR i.proargtypes[0] <> 'cstring'::regtype OR o.prorettype <> 'cstring'::regtype OR o.proargtypes[0] <> t.oid
		OR r.prorettype <> t.oid OR r.proargtypes[0] <> 'internal'::regtype OR s.prorettype <> 'bytea'::regtype OR s.proargtypes[0] <> t.oid);
-- by value only what a Datum holds, and aligned as its length
SELECT typname, typlen, typbyval, typalign FROM typ
WHERE typtype = 'b' AND typlen > 0 AND NOT CASE typlen WHEN 1 THEN typbyval AND typalign = 'c' ELSE NOT typbyval AND typalign = 'd' AND typlen % 8 = 0 END;


--
-- Casts
--

-- None is implicit; each function takes the one type and gives the other
SELECT c.castsource::regtype, c.casttarget::regtype, c.castcontext, p.oid::regprocedure
FROM pg_cast AS c JOIN member AS m ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid LEFT JOIN proc AS p ON p.oid = c.castfunc
WHERE c.castcontext = 'i' OR c.castmethod <> 'f' OR p.pronargs <> 1 OR p.proargtypes[0] <> c.castsource OR p.prorettype <> c.casttarget
	OR p.provolatile <> 'i' OR NOT p.proisstrict;
-- none leads from a number
SELECT c.castsource::regtype FROM pg_cast AS c JOIN member AS m ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
	JOIN pg_type AS t ON t.oid = c.castsource WHERE t.typcategory IN ('N', 'B', 'S');


--
-- Aggregates
--

-- Transition: (state, arguments) to state, arguments as they are
SELECT a.aggfnoid::regprocedure, f.oid::regprocedure
FROM agg AS a, LATERAL (VALUES (a.aggtransfn::oid, a.aggtranstype), (a.aggmtransfn::oid, a.aggmtranstype), (a.aggminvtransfn::oid, a.aggmtranstype)) AS t(fn, state)
	JOIN pg_proc AS f ON f.oid = t.fn
WHERE a.aggkind = 'n' AND (f.pronargs <> 1 + cardinality(a.proargtypes) OR NOT pg_temp.fits(t.state, f.proargtypes[0]) OR NOT pg_temp.fits(f.prorettype, t.state)
	OR EXISTS (SELECT FROM generate_subscripts(a.proargtypes, 1) AS i WHERE NOT pg_temp.fits(a.proargtypes[i], f.proargtypes[i + 1])));
-- a strict transition without an initial state takes its first argument for the state
SELECT a.aggfnoid::regprocedure FROM agg AS a JOIN pg_proc AS f ON f.oid = a.aggtransfn
WHERE f.proisstrict AND a.agginitval IS NULL AND (a.aggtranstype = 'internal'::regtype OR NOT pg_temp.fits(a.proargtypes[0], a.aggtranstype));
SELECT a.aggfnoid::regprocedure FROM agg AS a JOIN pg_proc AS f ON f.oid = a.aggmtransfn
WHERE f.proisstrict AND a.aggminitval IS NULL AND (a.aggmtranstype = 'internal'::regtype OR NOT pg_temp.fits(a.proargtypes[0], a.aggmtranstype));
-- the state, or what the final function makes of it, is the result
SELECT a.aggfnoid::regprocedure FROM agg AS a, LATERAL (VALUES (a.aggfinalfn::oid, a.aggtranstype)) AS t(fn, state) LEFT JOIN pg_proc AS f ON f.oid = t.fn
WHERE NOT pg_temp.fits(a.prorettype, coalesce(f.prorettype, t.state)) AND NOT pg_temp.fits(coalesce(f.prorettype, t.state), a.prorettype)
	OR f.proargtypes[0] IS NOT NULL AND NOT pg_temp.fits(t.state, f.proargtypes[0]);
SELECT a.aggfnoid::regprocedure FROM agg AS a, LATERAL (VALUES (a.aggmfinalfn::oid, a.aggmtranstype)) AS t(fn, state) LEFT JOIN pg_proc AS f ON f.oid = t.fn
WHERE a.aggmtransfn <> 0 AND (NOT pg_temp.fits(a.prorettype, coalesce(f.prorettype, t.state)) AND NOT pg_temp.fits(coalesce(f.prorettype, t.state), a.prorettype)
	OR f.proargtypes[0] IS NOT NULL AND NOT pg_temp.fits(t.state, f.proargtypes[0]));
-- parallel means that partial states can be combined, but for what depends on the order of rows
SELECT aggfnoid::regprocedure FROM agg WHERE aggcombinefn = 0 AND proname NOT IN ('pool_latest', 'sparkline');
SELECT a.aggfnoid::regprocedure, f.oid::regprocedure FROM agg AS a JOIN pg_proc AS f ON f.oid = a.aggcombinefn
WHERE f.pronargs <> 2 OR f.proargtypes[0] <> a.aggtranstype OR f.proargtypes[1] <> a.aggtranstype OR f.prorettype <> a.aggtranstype
	OR (a.aggtranstype = 'internal'::regtype AND f.proisstrict);
SELECT aggfnoid::regprocedure FROM agg
WHERE (aggtranstype = 'internal'::regtype AND aggcombinefn <> 0) IS DISTINCT FROM (aggserialfn <> 0 AND aggdeserialfn <> 0)
	OR (aggserialfn <> 0) <> (aggdeserialfn <> 0);
-- moving: transition and inverse, alike in strictness
SELECT aggfnoid::regprocedure FROM agg WHERE (aggmtransfn <> 0) <> (aggminvtransfn <> 0) OR (aggmtransfn <> 0) <> (aggmtranstype <> 0);
SELECT a.aggfnoid::regprocedure FROM agg AS a JOIN pg_proc AS t ON t.oid = a.aggmtransfn JOIN pg_proc AS i ON i.oid = a.aggminvtransfn
WHERE t.proisstrict <> i.proisstrict;
-- an internal state says how large it is about
SELECT aggfnoid::regprocedure FROM agg WHERE aggtranstype = 'internal'::regtype AND aggtransspace = 0 OR aggmtranstype = 'internal'::regtype AND aggmtransspace = 0;
-- min() and max() name the operator by which an index can answer
SELECT a.aggfnoid::regprocedure, o.oprname FROM agg AS a LEFT JOIN pg_operator AS o ON o.oid = a.aggsortop
WHERE (a.proname IN ('min', 'max')) IS DISTINCT FROM (o.oid IS NOT NULL)
	OR o.oprname <> CASE a.proname WHEN 'min' THEN '<' WHEN 'max' THEN '>' END OR o.oprleft <> a.proargtypes[0];


--
-- Everything
--

-- In one schema, so that ALTER EXTENSION ... SET SCHEMA can move it
SELECT pg_describe_object(classid, objid, 0)
FROM member, LATERAL (SELECT nspname FROM pg_namespace WHERE oid = (SELECT extnamespace FROM pg_extension WHERE extname = 'resume')) AS n,
	LATERAL pg_identify_object(classid, objid, 0) AS i
WHERE i.schema IS DISTINCT FROM n.nspname AND classid NOT IN ('pg_cast'::regclass);
-- Described
SELECT pg_describe_object(m.classid, m.objid, 0) FROM member AS m
WHERE classid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_cast'::regclass) AND obj_description(objid, classid::regclass::name) IS NULL
	OR classid = 'pg_class'::regclass AND (SELECT relkind FROM pg_class WHERE oid = objid) NOT IN ('i', 'S') AND obj_description(objid, 'pg_class') IS NULL;
SELECT oid::regtype FROM typ WHERE typrelid = 0 AND typcategory <> 'A' AND obj_description(oid, 'pg_type') IS NULL;
SELECT a.attrelid::regclass, a.attname FROM member AS m JOIN pg_attribute AS a ON a.attrelid = m.objid
WHERE m.classid = 'pg_class'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND col_description(a.attrelid, a.attnum) IS NULL
	AND (SELECT relkind FROM pg_class WHERE oid = m.objid) IN ('r', 'v', 'c');
-- a description is one line, in ASCII, and ends without a full stop
SELECT pg_describe_object(m.classid, m.objid, 0), d.description FROM member AS m JOIN pg_description AS d ON d.classoid = m.classid AND d.objoid = m.objid
WHERE d.description ~ '[^ -~]' OR d.description ~ '\.$' OR d.description = '';
-- Nobody needs a grant to use it, and nobody but the owner of the extension has one to change it
SELECT oid::regprocedure FROM proc WHERE proacl IS NOT NULL;
SELECT c.oid::regclass FROM member AS m JOIN pg_class AS c ON c.oid = m.objid
WHERE m.classid = 'pg_class'::regclass AND c.relkind IN ('r', 'v') AND NOT has_table_privilege('public', c.oid, 'SELECT');
-- It can be moved
SELECT extname FROM pg_extension WHERE extname = 'resume' AND NOT extrelocatable;
