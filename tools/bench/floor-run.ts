import { Floor } from './floor';

/** Synthesises the stacks of each environment by plain L1 calls: `floor-run.ts SOURCE OUTDIR ENVIRONMENT...`. */
const [source = '', outdir = '', ...environments] = process.argv.slice(2);
for (const environment of environments) new Floor(source, environment).synthesise(outdir);
