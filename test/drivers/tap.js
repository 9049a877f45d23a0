// The little of TAP that the JavaScript drivers need
'use strict';

const { isDeepStrictEqual, inspect } = require('util');

let count = 0;
let failed = 0;

function check(name, got, expected) {
	count++;
	if (isDeepStrictEqual(got, expected)) {
		console.log(`ok ${count} - ${name}`);
	} else {
		failed++;
		console.log(`not ok ${count} - ${name}`);
		console.log(`# got      ${inspect(got, { breakLength: Infinity })}`);
		console.log(`# expected ${inspect(expected, { breakLength: Infinity })}`);
	}
}

// All checks, and the end of the process
function run(main) {
	main().then(() => console.log(`1..${count}`), (e) => {
		failed++;
		console.log(`Bail out! ${e}`);
	}).then(() => process.exit(failed > 0 ? 1 : 0));
}

module.exports = { check, run };
