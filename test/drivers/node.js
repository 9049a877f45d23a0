#!/usr/bin/env node
// node-postgres: text results, a type parser, prepared statements.
'use strict';

const { Client, types } = require('pg');
const { readFileSync } = require('fs');
const { check, run } = require('./tap');

async function main() {
	const client = new Client();
	await client.connect();

	let res = await client.query('SELECT r, class, level FROM sample WHERE id < 5 ORDER BY id');
	check('text', res.rows[0], { r: '13012/15910', class: 'comprehensive', level: 'low' });
	check('empty rate', res.rows[1].r, '0/0');
	check('NULL', res.rows[2], { r: null, class: null, level: null });

	await client.query('INSERT INTO sample (id, r, class) VALUES ($1, $2, $3)', [50, '1/2', '特色型']);
	await client.query('INSERT INTO sample (id, r) VALUES ($1, $2)', [51, null]);
	for (let i = 0; i < 2; i++) {
		res = await client.query({ name: 'one', text: 'SELECT r, class FROM sample WHERE id = $1', values: [50] });
		check(`prepared, execution ${i + 1}`, res.rows[0], { r: '1/2', class: 'characteristic' });
	}

	// the type parser, as the documentation has it
	const parser = readFileSync('doc/drivers.md', 'utf8').split('```js\n')[1].split('```')[0];
	await new Function('client', 'types', `return (async () => { ${parser} })()`)(client, types);
	res = await client.query('SELECT r FROM sample WHERE id = 4');
	check('type parser', res.rows[0].r, [9223372036854775807n, 1n]);

	res = await client.query('SELECT count(*) FROM sample WHERE r >= $1::numeric AND id < 5', [0.8]);
	check('comparison with a parameter', res.rows[0].count, '2');
	res = await client.query('SELECT r::numeric(6,4) AS n, r::float8 AS f, to_jsonb(r) AS j FROM sample WHERE id = 1');
	check('casts', res.rows[0], { n: '0.8179', f: 13012 / 15910, j: { numerator: 13012, denominator: 15910 } });

	res = await client.query("SELECT level, resumed_enterprises, enterprises, resumed_percent FROM bi_resumption"
		+ " WHERE level <> 'city' ORDER BY enterprises DESC");
	check('total row', Object.values(res.rows[0]), ['all', '13012', '15910', '81.79']);
	check('subtotals add up', res.rows.slice(1).reduce((sum, row) => sum + Number(row.enterprises), 0), 15910);

	try {
		await client.query('SELECT $1::rate', ['81.79%']);
		check('a percentage', 'no error', '22P02');
	} catch (e) {
		check('a percentage', e.code, '22P02');
		check('its hint', e.hint, 'A rate needs its two counts, such as 13012/15910. To compare with a number, drop the quotes (r >= 0.8), or cast a parameter ($1::numeric).');
	}
	await client.query('DELETE FROM sample WHERE id IN (50, 51)');
	await client.end();
}

run(main);
