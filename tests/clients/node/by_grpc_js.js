/*
 * by_grpc_js -- a client of ours that nobody here wrote: @grpc/grpc-js.
 *
 * Use:    NODE_PATH=... node by_grpc_js.js    beside a running split, whose
 *         $CLEAVE_HOME and $CLEAVE_URL it reads (tests/support/with_shape.sh)
 * Output: a line for each thing that was tried; exit 1 when one failed.
 *
 * Contracts are read from the .proto files of the source tree, so this also
 * says that what is on the wire is what they say.
 */
'use strict';
const path = require('path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const ROOT = path.resolve(__dirname, '../../..');
const RUN = path.join(process.env.CLEAVE_HOME, 'run');
const PATIENCE_MS = 10000;
const CUSTOMER = 41;

const load = (file) => grpc.loadPackageDefinition(loader.loadSync(file, {
  keepCase: true, longs: Number, enums: String, defaults: true,
  includeDirs: [ROOT],
}));
const inventory = load('domain/inventory/inventory.proto').inventory;
const shop = load('domain/api/shop.proto').shop;

const at = (name) => `unix:${RUN}/${name}-1.sock`;
const insecure = grpc.credentials.createInsecure();
const stock = new inventory.Inventory(at('inventory'), insecure);
const front = new shop.Shop(new URL(process.env.CLEAVE_URL).host, insecure);
const soon = () => ({ deadline: Date.now() + PATIENCE_MS });

/* ---- how things are asked and waited for ---- */

/* Resolves to {value, error, trailers}; never rejects. */
function ask(client, method, message, metadata, options) {
  return new Promise((resolve) => {
    let trailers = null;
    let outcome = null;
    const settle = () => outcome && trailers &&
        resolve({ ...outcome, trailers });
    const call = client[method](message, metadata || new grpc.Metadata(),
        options || soon(), (error, value) => {
          outcome = { error, value };
          settle();
        });
    call.on('status', (status) => {
      trailers = status.metadata;
      settle();
    });
  });
}

/* A stream whose messages and end can be waited for. */
class Flow {
  constructor(call) {
    this.call = call;
    this.messages = [];
    this.status = null;
    this.waiting = null;
    call.on('data', (message) => this.keep(() => this.messages.push(message)));
    call.on('error', () => {}); /* the status says it as well */
    call.on('status', (status) => this.keep(() => { this.status = status; }));
  }
  keep(change) {
    change();
    if (this.waiting) this.waiting();
  }
  async until(holds, what) {
    const end = Date.now() + PATIENCE_MS;
    while (!holds(this)) {
      if (Date.now() > end) throw new Error(`nothing came: ${what}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, end - Date.now() + 1);
        this.waiting = () => { clearTimeout(timer); resolve(); };
      });
    }
    return this;
  }
  ended() { return this.until((flow) => flow.status, 'the end'); }
}

function equal(actual, wanted, what) {
  if (actual !== wanted)
    throw new Error(`${what}: ${JSON.stringify(actual)}, not ${wanted}`);
}
function check(holds, what) {
  if (!holds) throw new Error(what);
}

/* ---- unary ---- */

const tests = {};

tests['a unary call'] = async () => {
  const { error, value } = await ask(stock, 'GetProduct', { sku: 'MUG' });
  equal(error, null, 'error');
  equal(value.sku, 'MUG', 'sku');
  check(value.price > 0 && value.name_ko.length > 0, 'a product is empty');
};

tests['an error has a code, a sentence and our slug'] = async () => {
  const { error, trailers } = await ask(stock, 'GetProduct', { sku: 'NOPE' });
  equal(error.code, grpc.status.NOT_FOUND, 'code');
  check(error.details.includes('NOPE'), `details: ${error.details}`);
  equal(trailers.get('cleave-error')[0], 'not-found', 'cleave-error');
};

tests['an error in Korean letters arrives as it was written'] = async () => {
  const { error } = await ask(stock, 'GetProduct', { sku: '머그' });
  check(error.code === grpc.status.NOT_FOUND ||
        error.code === grpc.status.INVALID_ARGUMENT, `code ${error.code}`);
  check(error.details.includes('머그'), `details: ${error.details}`);
};

tests['a method that is not there'] = async () => {
  const client = new grpc.Client(at('inventory'), insecure);
  const same = (bytes) => bytes;
  const error = await new Promise((resolve) => client.makeUnaryRequest(
      '/inventory.Inventory/NoSuch', same, same, Buffer.alloc(0),
      new grpc.Metadata(), soon(), resolve));
  equal(error.code, grpc.status.UNIMPLEMENTED, 'code');
  client.close();
};

tests['a message over the limit'] = async () => {
  const { error } = await ask(stock, 'GetProduct',
      { sku: 'x'.repeat(2 * 1024 * 1024) });
  equal(error.code, grpc.status.RESOURCE_EXHAUSTED, 'code');
};

tests['a deadline that has passed already'] = async () => {
  const { error } = await ask(stock, 'GetProduct', { sku: 'MUG' }, null,
      { deadline: Date.now() - 1 });
  equal(error.code, grpc.status.DEADLINE_EXCEEDED, 'code');
};

tests['two hundred calls at once on one channel'] = async () => {
  const all = await Promise.all(Array.from({ length: 200 }, () =>
    ask(stock, 'GetProduct', { sku: 'PEN' })));
  for (const { error, value } of all) {
    equal(error, null, 'error');
    equal(value.sku, 'PEN', 'sku');
  }
};

/* ---- metadata, at the front door ---- */

async function token() {
  const { error, value } = await ask(front, 'IssueToken',
      { customer_id: CUSTOMER, pin: `00${CUSTOMER}` });
  equal(error, null, 'a token');
  return value.token;
}

function order() {
  return { customer_id: CUSTOMER, lines: [{ sku: 'MUG', quantity: 1 }] };
}

tests['without a token the front door is closed'] = async () => {
  const metadata = new grpc.Metadata();
  metadata.set('cleave-customer', String(CUSTOMER));
  metadata.set('cleave-scope', 'orders:read orders:write admin');
  const { error } = await ask(front, 'PlaceOrder', order(), metadata);
  equal(error.code, grpc.status.UNAUTHENTICATED, 'code');
};

tests['metadata carries a token and a key; twice is once'] = async () => {
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${await token()}`);
  const keyless = await ask(front, 'PlaceOrder', order(), metadata);
  equal(keyless.error.code, grpc.status.INVALID_ARGUMENT, 'without a key');
  metadata.set('idempotency-key', `grpc-js-${process.pid}`);
  const first = await ask(front, 'PlaceOrder', order(), metadata);
  const again = await ask(front, 'PlaceOrder', order(), metadata);
  equal(first.error, null, 'error');
  equal(again.value.id, first.value.id, 'the same key');
};

/* ---- both ways ---- */

tests['a stream both ways, a question at a time'] = async () => {
  const flow = new Flow(stock.WatchStock(new grpc.Metadata(), soon()));
  /* A level may come again in between, when an order before is shipped. */
  for (const sku of ['MUG', 'PEN', 'TEE']) {
    check(!flow.messages.some((m) => m.sku === sku), `${sku} before its turn`);
    flow.call.write({ watch: [sku] });
    await flow.until((f) => f.messages.some((m) => m.sku === sku), sku);
  }
  flow.call.end();
  await flow.ended();
  equal(flow.status.code, grpc.status.OK, 'code');
};

tests['an order shows on an open stream'] = async () => {
  const flow = new Flow(stock.WatchStock(new grpc.Metadata(), soon()));
  flow.call.write({ watch: ['PEN', 'MUG'] });
  await flow.until((f) => f.messages.length >= 2, 'two levels');
  const before = flow.messages.find((m) => m.sku === 'MUG').available;
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${await token()}`);
  metadata.set('idempotency-key', `grpc-js-watch-${process.pid}`);
  const { error } = await ask(front, 'PlaceOrder', order(), metadata);
  equal(error, null, 'the order');
  await flow.until((f) => f.messages.some(
      (m) => m.sku === 'MUG' && m.available === before - 1), 'a new level');
  flow.call.end();
  await flow.ended();
  equal(flow.status.code, grpc.status.OK, 'code');
};

tests['an unknown product ends the stream with an error'] = async () => {
  const flow = new Flow(stock.WatchStock(new grpc.Metadata(), soon()));
  flow.call.write({ watch: ['NOPE'] });
  await flow.ended();
  equal(flow.status.code, grpc.status.NOT_FOUND, 'code');
  check(flow.status.details.includes('NOPE'), flow.status.details);
};

tests['a stream ends at its deadline'] = async () => {
  const flow = new Flow(stock.WatchStock(new grpc.Metadata(),
      { deadline: Date.now() + 400 }));
  flow.call.write({ watch: ['MUG'] });
  await flow.until((f) => f.messages.length === 1, 'a level');
  await flow.ended();
  equal(flow.status.code, grpc.status.DEADLINE_EXCEEDED, 'code');
};

tests['a cancelled stream ends, and the channel goes on'] = async () => {
  const flow = new Flow(stock.WatchStock(new grpc.Metadata(), soon()));
  flow.call.write({ watch: ['MUG'] });
  await flow.until((f) => f.messages.length === 1, 'a level');
  flow.call.cancel();
  await flow.ended();
  equal(flow.status.code, grpc.status.CANCELLED, 'code');
  const { error } = await ask(stock, 'GetProduct', { sku: 'MUG' });
  equal(error, null, 'the next call');
};

tests['fifty streams at once, each its own'] = async () => {
  const flows = Array.from({ length: 50 }, () =>
    new Flow(stock.WatchStock(new grpc.Metadata(), soon())));
  for (const flow of flows) flow.call.write({ watch: ['MUG', 'PEN'] });
  for (const flow of flows)
    await flow.until((f) => f.messages.length >= 2, 'two levels');
  for (const flow of flows) flow.call.end();
  for (const flow of flows) {
    await flow.ended();
    equal(flow.status.code, grpc.status.OK, 'code');
  }
};

/* ---- all of them ---- */

async function main() {
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`ok     grpc-js, ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED grpc-js, ${name}: ${error.message}`);
    }
  }
  console.log(`grpc-js: ${Object.keys(tests).length} tried, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

main();
