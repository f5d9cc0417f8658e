// The layout runs in a thread of its own: the package is an ES module, and a layout can't be interrupted from inside.
import { parentPort, workerData } from 'node:worker_threads';
import { Graphviz } from '@hpcc-js/wasm-graphviz';

const graphviz = await Graphviz.load();
parentPort.postMessage(graphviz.layout(workerData, 'svg', 'dot'));
