#!/usr/bin/env node
// Knex over node-postgres: its avg() is sent as avg() and so pools.
'use strict';

const knex = require('knex')({ client: 'pg', connection: {} });
const { check, run } = require('./tap');

const plain = (row) => ({ ...row });

async function main() {
	// a column of rates
	check('avg() is sent as avg()', knex('city_rate').avg('back').toString(), 'select avg("back") from "city_rate"');
	check('avg(back) pools', plain(await knex('city_rate').avg('back').first()), { avg: '2189574/2707200' });
	const byClass = await knex('city_rate').select('city_class').avg('back as back')
		.select(knex.raw('percent_text(pool(back)) AS text')).groupBy('city_class').orderBy('city_class');
	check('by class', byClass.map((row) => Object.values(row)), [['candidate', '244335/317952', '76.85 %'],
		['characteristic', '458829/633795', '72.39 %'], ['comprehensive', '1486410/1755453', '84.67 %']]);
	const above = (await knex('city_rate').select('back')).filter(({ back }) => back.split('/').reduce((n, d) => n / d) >= 0.8);
	check('a comparison with a number', plain(await knex('city_rate').where('back', '>=', knex.raw('?::numeric', [0.8])).count().first()),
		{ count: String(above.length) });
	check('which some pass', above.length > 0, true);

	// reading and writing
	await knex('sample').insert([{ id: 70, r: '1/2', class: '特色型' }, { id: 71, r: null }]);
	check('what was inserted', (await knex('sample').select('r', 'class').whereIn('id', [70, 71]).orderBy('id')).map(plain),
		[{ r: '1/2', class: 'characteristic' }, { r: null, class: null }]);
	await knex('sample').where({ id: 70 }).update({ r: '3/4' });
	check('an update', plain(await knex('sample').first('r').where({ id: 70 })), { r: '3/4' });
	await knex('sample').whereIn('id', [70, 71]).del();

	// the views for BI tools
	const sums = await knex('bi_city').sum({ n: 'returned_staff', d: 'staff' }).first();
	check('sums of counts', plain(sums), { n: '2189574', d: '2707200' });
	await knex.destroy();
}

run(main);
