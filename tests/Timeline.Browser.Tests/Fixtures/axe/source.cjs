'use strict';
// The script that runs in the page.
process.stdout.write(require('node:fs').readFileSync(require.resolve('axe-core/axe.min.js')));
