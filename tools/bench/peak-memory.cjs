// Preloaded into every measured process: leaves its peak memory and its processor time behind.
const { appendFileSync } = require('node:fs');
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  appendFileSync(process.env.BENCH_MEMORY_FILE, `${maxRSS} ${userCPUTime + systemCPUTime}\n`);
});
