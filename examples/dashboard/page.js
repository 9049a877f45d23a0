// Draws the board from the data in the page. Figures come computed, as text, and are shown as they come; what is
// calculated here is where they are drawn. All that comes from data goes in as text, never as HTML.
'use strict';

let data = JSON.parse(document.getElementById('data').textContent);

// ---- words ---------------------------------------------------------------------

const WORDS = {
	en: {
		title: 'Resumption board', skip: 'To the table', language: 'Language', theme: 'Appearance', light: 'Light', dark: 'Dark',
		resumed: 'Resumption rate', returned: 'Return rate', on_site: 'On-site rate',
		resumed_of: 'enterprises at work again', returned_of: 'staff back at work, remote work included', on_site_of: 'staff on site',
		now: (area, day) => `${area} as of ${day}`,
		trend: (measure) => `${measure} as of each day, by class of city, percent`,
		areas: (measure) => `${measure} by class and city`,
		change: (day) => `points since ${day}`, no_change: 'no figure a week before', withheld: 'withheld', none: 'no filing',
		coverage: 'coverage', heard: (heard, of) => `${heard} of ${of} enterprises heard from`, fresh: 'filed for the day itself',
		earlier: 'One day earlier', later: 'One day later', slider: 'Day',
		caption: (measure, day, of) => `${measure} as of ${day}: ${of}. Every row is computed from the filings, totals included.`,
		area: 'City class, city', counts: 'Counts', percent: 'Percent', bar: '0 to 100 %', spark: 'Trend', slope: 'Points a day',
		reached: (target) => `${target} % on`, curve_note: 'S curve through 7 days',
		already: 'reached', not_reached: 'not within a year', open: 'Show the cities of', close: 'Hide the cities of',
		audit: 'The published table, audited',
		audit_about: 'A count and its printed percentage leave only some totals. Two rates of one staff must have a total in common.',
		cohort: 'Cohort', measure: 'Rate', printed: 'Printed', staff: 'Staff total, from … to', common: 'In common', verdict: 'Verdict',
		agrees: 'agree', contradicts: 'contradict each other', nothing: 'none', ranges: 'The totals',
		all: 'All enterprises', top100: 'Top 100', key_planned: 'Key-planned', 'return': 'Return rate', 'on site': 'On-site rate',
		misprint: (cohort, measure, printed, meant) => `${cohort}, ${measure}: ${printed} would agree if it read ${meant}`,
		misprints: 'No total prints both. One digit misprinted would explain it:', or: ' or ',
		sums: (n, time) => `Checked on the data before anything was withheld: the cities of each class and the classes add up to the total, which was computed a second time straight from the filings, in all ${n} figures${time ? ` (last at ${time})` : ''}.`,
		sums_wrong: (n, of, rollup) => `The parts do not add up to the total in ${n} of ${of} figures: do not use this page.${rollup ? ' The rollups are not what the filings say: rollup_check tells where, and rollup_refresh makes them anew.' : ''}`,
		disclosure: (n, t, keep) => `Disclosure: a figure is withheld if it rests on fewer than ${t} enterprises, on one that outweighs the others, or on a count below ${t}${keep ? ' (none and all are shown)' : ''}; others are withheld with it so that no difference gives it away. Withheld for a city or class and day: ${n}.`,
		method: (target, ceiling) => `Points a day: a weighted straight line through the last seven days. The day of ${target} %: a logistic curve through them, which ends at ${ceiling} %; if fewer will come back, its day is too early.`,
		carried: 'As of a day: the last filing of each enterprise by then is carried forward. Rates are pooled counts, rounded once, half up.',
		read: (time, database, version, rollup) => `Read ${time} from ${rollup ? 'the rollups ' + rollup : 'the filings'} in the database ${database}, resume ${version}.`,
		fault: (what) => `Read from the filings, which takes longer, because the rollups are not all current (${what}). rollup_refresh makes one anew, rollup.sql those that are missing.`,
		stale: (since, time) => `Stale since ${since}: the database does not answer (the terminal of the board says why). The figures are those of ${time}. They come back by themselves when it does.`,
		gone: (since, time) => `Stale since ${since}: the board's server has gone away. The figures are those of ${time}. Start it again with make dashboard-live; this page will find it.`,
		chart: (measure, first, last, ends) => `Line chart of the ${measure} from ${first} to ${last}. At the end: ${ends}.`,
		target: (target) => `${target} %`,
	},
	zh: {
		title: '复工复产看板', skip: '转到表格', language: '语言', theme: '外观', light: '浅色', dark: '深色',
		resumed: '复工率', returned: '返岗率', on_site: '到岗率',
		resumed_of: '已复工企业／企业数', returned_of: '已返岗职工（含远程办公）／职工总数', on_site_of: '到岗职工／职工总数',
		now: (area, day) => `${area}，截至${day}`,
		trend: (measure) => `${measure}走势：各日截至当日，按城市类别（%）`,
		areas: (measure) => `分类别、分城市${measure}`,
		change: (day) => `个百分点，较${day}`, no_change: '一周前无数据', withheld: '不公布', none: '无填报',
		coverage: '覆盖率', heard: (heard, of) => `${of}家企业中${heard}家已填报`, fresh: '当日填报的占',
		earlier: '前一天', later: '后一天', slider: '日期',
		caption: (measure, day, of) => `${measure}，截至${day}：${of}。各行（含合计）均由企业填报直接算出。`,
		area: '城市类别、城市', counts: '计数', percent: '百分比', bar: '0至100%', spark: '走势', slope: '百分点／日',
		reached: (target) => `到${target}%的日期`, curve_note: '按7日S形曲线',
		already: '已达到', not_reached: '一年内不到', open: '展开城市：', close: '收起城市：',
		audit: '公布数据核查',
		audit_about: '一个计数与其公布的百分比，只容许某些总数；同一批职工的两个比率必须有共同的职工总数。',
		cohort: '范围', measure: '指标', printed: '公布值', staff: '职工总数，从…到', common: '共有', verdict: '结论',
		agrees: '相符', contradicts: '相互矛盾', nothing: '无', ranges: '可能的总数',
		all: '全部企业', top100: '百强企业', key_planned: '规划布局重点企业', 'return': '返岗率', 'on site': '到岗率',
		misprint: (cohort, measure, printed, meant) => `${cohort}${measure}：${printed}若作${meant}则相符`,
		misprints: '没有一个总数能同时印出两个百分比。改一个数字就能说得通的：', or: '或',
		sums: (n, time) => `已在隐去任何数据之前核对：各城市之和等于其类别，各类别之和等于合计；合计又由填报另行算出一次，${n}个数全部相符${time ? `（最近一次核对：${time}）` : ''}。`,
		sums_wrong: (n, of, rollup) => `${of}个数中有${n}个，各部分之和不等于合计：请勿使用本页。${rollup ? '汇总与填报不符：rollup_check指出何处，rollup_refresh重新建立。' : ''}`,
		disclosure: (n, t, keep) => `保密：企业不足${t}家、一家独大或计数小于${t}的数不公布${keep ? '（零与全部除外）' : ''}；为免由差额推出，另有数随之不公布。按城市（类别）和日期计，不公布${n}处。`,
		method: (target, ceiling) => `百分点／日：最近七日的加权直线。到${target}%的日期：最近七日的S形（逻辑斯谛）曲线，以${ceiling}%为上限；若实际上限更低，所示日期偏早。`,
		carried: '截至某日：取各企业截至当日的最后一次填报。比率由计数合并得出，四舍五入一次。',
		read: (time, database, version, rollup) => `${time}读自数据库${database}中的${rollup ? '汇总' + rollup : '填报'}，resume ${version}。`,
		fault: (what) => `汇总未全部保持最新（${what}），故由填报直接算出，耗时较长。rollup_refresh可重新建立，缺少的由rollup.sql建立。`,
		stale: (since, time) => `自${since}起未更新：数据库无应答（原因见看板服务的终端）。所示为${time}的数据；数据库恢复后自动更新。`,
		gone: (since, time) => `自${since}起未更新：看板服务已断开。所示为${time}的数据。请重新执行make dashboard-live，本页会自动接上。`,
		chart: (measure, first, last, ends) => `${measure}折线图，${first}至${last}。最后一日：${ends}。`,
		target: (target) => `${target}%`,
	},
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const word = (name, ...rest) => typeof WORDS[state.lang][name] === 'function' ? WORDS[state.lang][name](...rest) : WORDS[state.lang][name] ?? name;
const grouped = (count) => count === null ? '' : count.replace(/\B(?=(\d{3})+$)/g, ',');
const signed = (number) => number.replace('-', '\u2212');
const unit = () => state.lang === 'zh' ? '%' : '\u00a0%';

function day_text(day, year = true) {
	const [y, m, d] = day.split('-').map(Number);
	return state.lang === 'zh' ? `${year ? y + '年' : ''}${m}月${d}日` : `${d} ${MONTHS[m - 1]}${year ? ' ' + y : ''}`;
}

const time_text = (time) => time.replace('T', ' ').replace('Z', ' UTC');

// ---- state: in the address, so that a view can be sent to somebody -------------------

const MEASURES = ['resumed', 'returned', 'on_site'];
let state;
let stale = null;

function read_state() {
	const asked = new URLSearchParams(location.hash.slice(1));
	const keep = (name, values, other) => values.includes(asked.get(name)) ? asked.get(name) : other;
	const languages = (navigator.languages || [navigator.language || 'en']).join(',');

	state = {
		lang: keep('lang', ['zh', 'en'], languages.startsWith('zh') ? 'zh' : 'en'),
		theme: keep('theme', ['light', 'dark'], matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
		measure: keep('measure', measures(), 'returned'),
		day: keep('day', data.days, data.days[data.days.length - 1]),
		area: keep('area', data.areas.map((a) => a.key), 'all'),
		open: (asked.get('open') || '').split(',').filter((key) => data.areas.some((a) => a.level === 'class' && a.key === key)),
		asked: new Set(asked.keys()),
	};
}

function go(changes) {
	Object.assign(state, changes);
	for (const name of Object.keys(changes)) state.asked.add(name);
	const hash = new URLSearchParams();
	for (const name of ['lang', 'theme', 'day', 'measure', 'area', 'open'])
		if (state.asked.has(name) && state[name].length) hash.set(name, state[name]);
	history.replaceState(null, '', '#' + hash);
	draw();
}

const measures = () => MEASURES.filter((m) => data.areas.some((a) => a.measures[m]));
const today = () => data.days.indexOf(state.day);
const area_of = (key) => data.areas.find((a) => a.key === key);
const cities_of = (key, i) => data.areas.filter((a) => a.level === 'city' && a.classes[i] === key);
const name_of = (area) => area[state.lang];

function figure(area, measure, i) {
	const m = area.measures[measure];
	const f = { hidden: area.hidden[i] === 1 };
	for (const name of ['n', 'd', 'percent', 'change', 'slope', 'reached']) f[name] = m ? m[name][i] : null;
	return f;
}

// ---- drawing: elements from text ---------------------------------------------------

function element(name, attributes, ...children) {
	const svg = ['svg', 'path', 'line', 'text', 'circle', 'rect', 'title'].includes(name);
	const made = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {}))
		if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
		else if (value !== null && value !== false) made.setAttribute(key, value);
	made.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== ''));
	return made;
}

const absent = (f) => element('span', { class: 'withheld' }, word(f.hidden ? 'withheld' : 'none'));

// ---- tiles -------------------------------------------------------------------------

function tile(measure) {
	const i = today(), area = area_of(state.area), f = figure(area, measure, i);
	const week = i >= 7 ? day_text(data.days[i - 7], false) : null;
	const line = (...children) => element('span', { class: 'line' }, ...children);

	return element('button', { type: 'button', 'data-measure': measure, 'aria-pressed': String(state.measure === measure), onclick: () => go({ measure }) },
		element('span', { class: 'name' }, word(measure)),
		element('span', { class: 'rate' }, f.percent === null ? absent(f) : [element('span', { class: 'percent' }, f.percent), element('small', {}, unit())]),
		f.percent === null ? '' : line(grouped(f.n), ' / ', grouped(f.d)),
		line(f.change === null ? word('no_change') : [element('b', { class: 'change' }, signed(f.change)), ' ', word('change', week)]),
		area.coverage[i] === null ? '' : line(word('coverage'), ' ', element('b', { class: 'coverage' }, area.coverage[i]), unit(), state.lang === 'zh' ? '：' : ': ',
			word('heard', grouped(area.heard[i]), grouped(area.enterprises[i])), state.lang === 'zh' ? '，' : ', ',
			state.lang === 'zh' ? [word('fresh'), area.fresh[i], unit()] : [area.fresh[i], unit(), ' ', word('fresh')]));
}

function draw_tiles() {
	document.getElementById('now').textContent = word('now', name_of(area_of(state.area)), day_text(state.day));
	document.getElementById('tiles').replaceChildren(...measures().map(tile));
}

// ---- lines ------------------------------------------------------------------------

// A path through what is known; where nothing is, the line is interrupted.
function path_of(values, x, y) {
	let path = '', pen = false;
	values.forEach((value, i) => {
		if (value === null) { pen = false; return; }
		path += `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(Number(value)).toFixed(1)}`;
		pen = true;
	});
	return path;
}

function top_of(areas) {
	const most = Math.max(100, ...areas.flatMap((a) => a.measures[state.measure].percent).filter((p) => p !== null).map(Number));
	return Math.ceil(most / 20) * 20;
}

// Labels at the ends of lines, pushed apart.
function spread(labels, gap, bottom) {
	labels.sort((a, b) => a.y - b.y);
	for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + gap);
	for (let i = labels.length - 1, limit = bottom; i >= 0; i--, limit = labels[i + 1].y - gap) labels[i].y = Math.min(labels[i].y, limit);
}

const DASHES = ['', '9 5', '2 5', '9 4 2 4', '14 4'];

function draw_chart() {
	const box = document.getElementById('chart');
	const width = Math.max(280, Math.round(box.clientWidth || 1000)), narrow = width < 600, height = narrow ? 250 : 300;
	const left = 36, right = width - (narrow ? 92 : 124), top = 12, bottom = height - 26, last = data.days.length - 1;
	const chosen = area_of(state.area);
	const drawn = data.areas.filter((a) => a.level !== 'city' || a === chosen).filter((a) => a.measures[state.measure]);
	const most = top_of(drawn);
	const x = (i) => last ? left + (right - left) * i / last : (left + right) / 2;
	const y = (percent) => bottom - (bottom - top) * percent / most;
	const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img' });
	const ends = drawn.map((a) => `${name_of(a)} ${a.measures[state.measure].percent[last] ?? word('none')}`).join(', ');
	const labels = [];

	svg.append(element('title', {}, word('chart', word(state.measure), day_text(data.days[0]), day_text(data.days[last]), ends)));
	for (let percent = 0; percent <= most; percent += 20)
		svg.append(element('line', { class: percent ? 'grid' : 'axis', x1: left, x2: right, y1: y(percent), y2: y(percent) }),
			element('text', { x: left - 8, y: y(percent) + 4, 'text-anchor': 'end' }, String(percent)));
	const every = Math.max(1, Math.ceil((last + 1) / ((right - left) / 74)));
	for (let i = last; i >= 0; i -= every)
		svg.append(element('line', { class: 'axis', x1: x(i), x2: x(i), y1: bottom, y2: bottom + 5 }),
			element('text', { x: x(i), y: bottom + 19, 'text-anchor': 'middle' }, day_text(data.days[i], false)));
	svg.append(element('line', { class: 'target', x1: left, x2: right, y1: y(Number(data.target)), y2: y(Number(data.target)) }),
		element('text', { x: left + 4, y: y(Number(data.target)) - 5 }, word('target', data.target)));
	svg.append(element('line', { class: 'cursor', x1: x(today()), x2: x(today()), y1: top, y2: bottom }));

	drawn.forEach((area, k) => {
		const values = area.measures[state.measure].percent, is = area === chosen ? ' chosen' : '', value = values[today()];
		svg.append(element('path', { class: 'line' + is, d: path_of(values, x, y), 'stroke-dasharray': area === chosen ? null : DASHES[k % DASHES.length] || null }));
		if (value !== null) svg.append(element('circle', { class: 'point' + is, cx: x(today()), cy: y(Number(value)), r: is ? 4.5 : 3.5 }));
		const end = values.findLast((v) => v !== null);
		if (end !== undefined) labels.push({ y: y(Number(end)) + 4, text: name_of(area), is });
	});
	spread(labels, 15, bottom + 4);
	for (const label of labels) svg.append(element('text', { class: 'label' + label.is, x: right + 10, y: label.y }, label.text));

	document.getElementById('trend').textContent = word('trend', word(state.measure));
	box.replaceChildren(svg);

	// the slider runs along the axis of days: its thumb, 16 wide, stands below the cursor
	const slider = document.querySelector('#day input');
	slider.max = last;
	slider.value = today();
	slider.setAttribute('aria-valuetext', day_text(state.day));
	slider.style.width = `${right - left + 16}px`;
	document.querySelector('#day button').style.marginLeft = `${left - 8 - 28}px`;
}

function sparkline(area, measure) {
	const values = area.measures[measure].percent, last = Math.max(1, values.length - 1);
	const most = top_of([area]), i = today(), x = (n) => 2 + 106 * n / last, y = (p) => 23 - 20 * p / most;

	return element('svg', { viewBox: '0 0 110 26', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
		element('path', { class: 'line' + (area.key === state.area ? ' chosen' : ''), d: path_of(values, x, y), 'vector-effect': 'non-scaling-stroke' }),
		values[i] === null ? '' : element('circle', { class: 'point chosen', cx: x(i), cy: y(Number(values[i])), r: 2.2 }));
}

// ---- the table ---------------------------------------------------------------------

function reached_text(f) {
	if (f.reached === 'yes') return word('already');
	if (f.reached !== null) return day_text(f.reached);
	return f.slope === null ? '' : word('not_reached');
}

function row(area, heading) {
	const f = figure(area, state.measure, today()), most = top_of([area]);
	const cell = (name, label, ...children) => element('td', { class: name, role: 'cell', 'data-name': label }, ...children);
	const folded = area.level === 'city' && !state.open.includes(area.classes[today()]);

	return element('tr', { class: area.level + (area.key === state.area ? ' chosen' : '') + (folded ? ' folded' : ''), role: 'row', 'data-area': area.key },
		element('th', { scope: 'row', role: 'rowheader' }, heading),
		f.percent === null
			? [cell('percent', null, absent(f)), cell('bar'), cell('counts'), cell('spark'), cell('slope'), cell('reached')]
			: [cell('percent', null, element('span', {}, f.percent), element('span', {}, unit())),
				cell('bar', null, element('span', { class: 'track', 'aria-hidden': 'true' },
					element('i', { style: `width:${Math.min(100, 100 * Number(f.percent) / most)}%` }), element('u', { style: `left:${100 * Number(data.target) / most}%` }))),
				cell('counts', null, `${grouped(f.n)} / ${grouped(f.d)}`),
				cell('spark', null, sparkline(area, state.measure)),
				cell('slope', word('slope'), f.slope === null ? '' : signed(f.slope)),
				cell('reached', word('reached', data.target), reached_text(f))]);
}

function pick(area) {
	return element('button', { type: 'button', class: 'pick', 'aria-pressed': String(area.key === state.area),
		onclick: () => go({ area: area.key === state.area ? 'all' : area.key }) }, name_of(area));
}

function class_heading(area) {
	const open = state.open.includes(area.key);
	const toggle = () => go({ open: open ? state.open.filter((key) => key !== area.key) : [...state.open, area.key] });

	return [element('button', { type: 'button', class: 'open', 'aria-expanded': String(open),
		'aria-label': `${word(open ? 'close' : 'open')} ${name_of(area)}`, onclick: toggle }, open ? '▾' : '▸'), pick(area)];
}

function draw_table() {
	const i = today(), body = [];
	const column = (name, ...children) => element('th', { class: name, scope: 'col', role: 'columnheader' }, ...children);

	for (const area of data.areas.filter((a) => a.level === 'class'))
		body.push(element('tbody', { role: 'rowgroup' }, row(area, class_heading(area)),
			cities_of(area.key, i).map((city) => row(city, pick(city)))));
	document.getElementById('areas').textContent = word('areas', word(state.measure));
	document.getElementById('table').setAttribute('role', 'table');
	document.getElementById('table').replaceChildren(
		element('caption', {}, word('caption', word(state.measure), day_text(state.day), word(state.measure + '_of'))),
		element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' },
			column('', word('area')), column('percent', word('percent')), column('bar', word('bar')), column('counts', word('counts')),
			column('spark', word('spark')), column('slope', word('slope')),
			column('reached', word('reached', data.target), element('br'), element('small', {}, word('curve_note'))))),
		...body,
		element('tfoot', { role: 'rowgroup' }, row(area_of('all'), pick(area_of('all')))));
}

// ---- the audit ---------------------------------------------------------------------

function ranges(line, lines) {
	const ends = lines.filter((l) => l.cohort === line.cohort).flatMap((l) => [Number(l.from), Number(l.to)]);
	const low = Math.min(...ends), whole = Math.max(...ends) - low || 1, x = (n) => 100 * (n - low) / whole;

	return element('svg', { viewBox: '0 0 100 22', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
		element('rect', { x: x(Number(line.from)), width: Math.max(1, x(Number(line.to)) - x(Number(line.from))), y: 7, height: 8 }));
}

function draw_audit() {
	const lines = data.audit || [];
	const column = (name, label) => element('th', { class: name, scope: 'col', role: 'columnheader' }, word(label));
	const cell = (name, label, ...children) => element('td', { class: name, role: 'cell', 'data-name': label && word(label) }, ...children);
	const range = (from, to) => `${grouped(from)} – ${grouped(to)}`;

	document.getElementById('audit').hidden = !lines.length;
	document.getElementById('published').setAttribute('role', 'table');
	document.getElementById('published').replaceChildren(
		element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, column('', 'cohort'), column('rate', 'measure'), column('', 'counts'), column('', 'printed'),
			column('', 'staff'), column('ranges', 'ranges'), column('', 'common'), column('', 'verdict'))),
		element('tbody', { role: 'rowgroup' }, lines.map((line, k) => element('tr', { role: 'row', class: (line.agrees ? '' : 'wrong') + (k && lines[k - 1].cohort !== line.cohort ? ' first' : '') },
			element('th', { scope: 'row', role: 'rowheader' }, word(line.cohort)), cell('rate', null, word(line.measure)), cell('', null, grouped(line.n)),
			cell('', null, line.percent, unit()), cell('wide', 'staff', range(line.from, line.to)), cell('ranges', null, ranges(line, lines)),
			cell('wide', 'common', line.agrees ? range(line.common_from, line.common_to) : word('nothing')),
			cell('verdict wide', null, word(line.agrees ? 'agrees' : 'contradicts'))))));
	const wrong = lines.filter((line) => line.perhaps);
	document.getElementById('misprints').replaceChildren(...(wrong.length ? [element('p', {}, word('misprints'))] : []),
		...wrong.flatMap((line) => line.perhaps.map((p) =>
			element('p', {}, word('misprint', word(line.cohort), word(line.measure), grouped_if_count(p.printed), p.meant.split(' ').map(grouped_if_count).join(word('or')))))));
}

const grouped_if_count = (text) => /^\d+$/.test(text) ? grouped(text) : text;

// ---- notes -------------------------------------------------------------------------

function draw_notes() {
	const wrong = data.sums.wrong !== '0', box = document.getElementById('wrong');
	const sums = wrong ? word('sums_wrong', data.sums.wrong, data.sums.figures, data.rollup)
		: word('sums', grouped(data.sums.figures), data.sums.at === data.read_at ? null : time_text(data.sums.at));

	box.hidden = !wrong;
	box.textContent = wrong ? sums : '';
	document.getElementById('notes').replaceChildren(
		element('p', { class: wrong ? 'wrong' : 'sums' }, sums),
		element('p', {}, word('disclosure', grouped(data.withheld), data.threshold, data.keep_extremes)),
		element('p', {}, word('method', data.target, data.ceiling)),
		element('p', {}, word('carried')),
		data.fault ? element('p', { class: 'wrong' }, word('fault', data.fault)) : '',
		element('p', { class: 'read' }, word('read', time_text(data.read_at), data.database, data.version, data.rollup)));
}

// ---- all of it ---------------------------------------------------------------------

function draw_words() {
	document.documentElement.lang = state.lang === 'zh' ? 'zh-CN' : 'en';
	document.documentElement.dataset.theme = state.theme;
	document.title = `${word('title')} · ${day_text(state.day)}`;
	document.getElementById('about').textContent = data.about[state.lang];
	for (const e of document.querySelectorAll('[data-text]')) e.textContent = word(e.dataset.text);
	for (const e of document.querySelectorAll('[data-label]')) e.setAttribute('aria-label', word(e.dataset.label));
	for (const e of document.querySelectorAll('[data-set]')) {
		const [name, value] = e.dataset.set.split('=');
		e.setAttribute('aria-pressed', String(state[name] === value));
	}
}

// What has the focus is drawn anew, too, and must not lose it.
function draw() {
	const at = document.activeElement, inside = at && at.closest('[data-area], [data-measure]');
	const find = inside && (inside.dataset.area !== undefined ? `[data-area="${CSS.escape(inside.dataset.area)}"]` : `[data-measure="${CSS.escape(inside.dataset.measure)}"]`);
	const button = find && (at.classList.contains('open') ? ' .open' : at.classList.contains('pick') ? ' .pick' : '');

	draw_words();
	draw_tiles();
	draw_chart();
	draw_table();
	draw_audit();
	draw_notes();
	draw_stale();
	if (find) document.querySelector(find + button)?.focus({ preventScroll: true });
	const f = figure(area_of(state.area), state.measure, today());
	document.getElementById('status').textContent =
		`${day_text(state.day)}, ${name_of(area_of(state.area))}, ${word(state.measure)}: ${f.percent === null ? word(f.hidden ? 'withheld' : 'none') : f.percent + unit()}`;
}

function listen() {
	const slider = document.querySelector('#day input');
	const step = (by) => go({ day: data.days[Math.min(data.days.length - 1, Math.max(0, today() + by))] });

	slider.addEventListener('input', () => go({ day: data.days[Number(slider.value)] }));
	for (const b of document.querySelectorAll('[data-step]')) b.addEventListener('click', () => step(Number(b.dataset.step)));
	for (const b of document.querySelectorAll('[data-set]')) {
		const [name, value] = b.dataset.set.split('=');
		b.addEventListener('click', () => go({ [name]: value }));
	}
	window.addEventListener('hashchange', () => { read_state(); draw(); });
	window.addEventListener('resize', draw);
}

// ---- live --------------------------------------------------------------------------

// Data come as events, and a sign of life every second: where both stay away the page says that it is stale.

function draw_stale() {
	const box = document.getElementById('stale');

	box.hidden = !stale;
	box.textContent = stale ? word(stale.how, time_text(stale.since), time_text(data.read_at)) : '';
}

function set_stale(how, since) {
	if (stale?.how === how || stale && how === 'gone') return;
	stale = how && { how, since };
	draw_stale();
}

function live() {
	const events = new EventSource('events');
	const time = () => new Date().toISOString().slice(0, 19) + 'Z';
	let heard = Date.now(), heard_at = time();
	const hear = (how, since) => {
		heard = Date.now();
		heard_at = time();
		if (stale && stale.how !== how) { stale = null; draw_stale(); }
		if (how) set_stale(how, since);
	};

	events.addEventListener('board', (event) => {
		const follows = !state.asked.has('day');
		data = JSON.parse(event.data);
		if (follows || !data.days.includes(state.day)) state.day = data.days[data.days.length - 1];
		if (!area_of(state.area)) state.area = 'all';
		hear(null);
		draw();
	});
	events.addEventListener('alive', () => hear(null));
	events.addEventListener('stale', (event) => hear('stale', event.data));
	setInterval(() => { if (Date.now() - heard > 3000) set_stale('gone', heard_at); }, 500);
}

read_state();
listen();
draw();
if (document.documentElement.dataset.live === 'yes') live();
