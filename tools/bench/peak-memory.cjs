// Preloaded into every measured process: leaves its peak memory behind.
const { appendFileSync } = require('node:fs');
process.on('exit', () => appendFileSync(process.env.BENCH_MEMORY_FILE, `${process.resourceUsage().maxRSS}\n`));
